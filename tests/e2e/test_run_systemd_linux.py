"""`preflight run` as ExecStart= of real units."""

import os
import sys

import support
from systemd_container import Container, wait_until, why_not

SKIPPED = 77  # CTest shows it as skipped

NOTIFY = """
import os, socket, time
open("/srv/pid", "w").write(str(os.getpid()))
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
    s.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
time.sleep(600)
"""

ACTIVATED = """
import os, socket, time
assert os.environ["LISTEN_PID"] == str(os.getpid()), os.environ["LISTEN_PID"]
assert os.environ["LISTEN_FDS"] == "1"
assert not os.path.exists("/proc/self/fd/4"), os.listdir("/proc/self/fd")
connection, _ = socket.socket(fileno=3).accept()
connection.send(b"activated")
time.sleep(600)
"""

container = None


def setUpModule():
    global container
    container = Container()


def tearDownModule():
    container.close()


class Units(support.TestCase):
    def unit(self, name, text):
        container.unit(name, text)
        container.systemctl("daemon-reload")

    def journal(self, name):
        container.run("journalctl", "--sync")
        return container.run("journalctl", "-o", "cat", "-u", name).stdout

    def ends(self, name):
        container.systemctl("start", "--no-block", name)
        wait_until(lambda: container.shown(name, "ActiveState") == "failed", name)

    def test_type_notify(self):
        container.write("/srv/notify.py", NOTIFY)
        self.unit("noted.service",
                  "[Service]\nType=notify\nTimeoutStartSec=30\n"
                  "ExecStart=/srv/preflight run --port 8123 -- /usr/bin/python3 /srv/notify.py\n")
        started = container.systemctl("start", "noted")
        self.assertEqual(started.code, 0, started.stderr + self.journal("noted"))
        self.assertEqual(container.shown("noted", "MainPID"), (container.root / "srv/pid").read_text())
        # Within its grace: the watcher is no reason to wait, and an end that is wanted no death.
        self.assertEqual(container.systemctl("stop", "noted").code, 0)
        self.assertEqual(container.shown("noted", "Result"), "success")
        self.assertNotIn("[run.", self.journal("noted"))

    def test_socket_activation(self):
        container.write("/srv/activated.py", ACTIVATED)
        self.unit("waked.socket", "[Socket]\nListenStream=/run/waked\n")
        self.unit("waked.service",
                  "[Service]\nExecStart=/srv/preflight run --file /srv/activated.py -- "
                  "/usr/bin/python3 /srv/activated.py\n")
        container.systemctl("start", "waked.socket")
        told = container.run("/usr/bin/python3", "-c",
                             "import socket; s = socket.socket(socket.AF_UNIX); s.connect('/run/waked');"
                             "s.settimeout(30); print(s.recv(99))")
        self.assertEqual(told.stdout.strip(), "b'activated'", told.stderr + self.journal("waked"))
        container.systemctl("stop", "waked.socket", "waked.service")

    def test_a_death_stands_in_the_journal(self):
        self.unit("mortal.service",
                  "[Service]\nExecStart=/srv/preflight run --port 8124 -- /bin/sh -c 'echo why >&2; exit 3'\n")
        self.ends("mortal")
        self.assertEqual(container.shown("mortal", "ExecMainStatus"), "3")
        told = wait_until(lambda: "[run.died]" in (text := self.journal("mortal")) and text, "the report")
        self.assertIn("ended with exit code 3", told)
        self.assertIn("preflight: ready, 1 passed", told)
        self.assertLess(told.index("why"), told.index("[run.died]"))

    def test_blocked(self):
        with self.subTest("a folder that is not there"):
            self.unit("blocked.service",
                      "[Service]\nExecStart=/srv/preflight run --writable /srv/none -- /bin/true\n")
            self.ends("blocked")
            self.assertEqual(container.shown("blocked", "ExecMainStatus"), "1")
            self.assertIn("/srv/none", self.journal("blocked"))


if __name__ == "__main__":
    reason = why_not()
    if reason and not os.environ.get("PREFLIGHT_NO_SKIPS"):
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    if reason:
        sys.exit(f"may not be skipped here: {reason}")
    support.main()
