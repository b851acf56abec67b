"""`preflight init` for real servers of FastAPI and Django, and its lines in a real systemd."""

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

import support
from init_projects import django, fastapi, init, valid, written
from support import free_port, report

CLEAR = {"PORT": None, "HOST": None, "DATABASE_URL": None, "PYTHONDONTWRITEBYTECODE": "1"}


class Servers(support.TestCase):
    def start(self, folder, port, *words):
        server = subprocess.Popen([sys.executable, *words], cwd=folder, env=support.environment(CLEAR),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(server.wait, support.HARD_LIMIT)
        self.addCleanup(server.kill)
        limit = time.monotonic() + support.HARD_LIMIT
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
                return server
            except urllib.error.HTTPError:
                return server  # it answers
            except OSError:
                self.assertIsNone(server.poll(), "the server ended")
                self.assertLess(time.monotonic(), limit, "the server does not answer")
                time.sleep(0.05)

    def holders(self, result):
        return {process["pid"] for check in result.json["checks"] for finding in check["findings"]
                for process in finding.get("processes", [])}

    def test_fastapi_behind_uvicorn(self):
        port = free_port()
        folder = fastapi(self.folder(), port)
        self.assertEqual(init(folder, env=CLEAR).code, 0)
        self.assertEqual(report("check", cwd=folder, env=CLEAR).code, 0)
        server = self.start(folder, port, "-m", "app.main")
        running = report("check", cwd=folder, env=CLEAR)
        self.assertIn("port.in-use", running.codes)
        self.assertIn(server.pid, self.holders(running))

    def test_django(self):
        top, port = self.folder(), free_port()
        folder = django(top)
        written(folder, "start.sh", f"exec python3 manage.py runserver 127.0.0.1:{port} --noreload\n")
        self.assertEqual(init(folder, env=CLEAR).code, 0)
        value = valid(folder / "preflight.json")
        self.assertEqual(value["checks"], {"port": f"127.0.0.1:{port}", "db": "db.sqlite3"})
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=folder,
                       check=True, timeout=support.HARD_LIMIT)
        self.assertEqual(report("check", cwd=folder, env=CLEAR).code, 0)
        server = self.start(folder, port, "manage.py", "runserver", f"127.0.0.1:{port}", "--noreload")
        running = report("check", cwd=folder, env=CLEAR)
        self.assertIn("port.in-use", running.codes)
        self.assertIn(server.pid, self.holders(running))


class Systemd(support.TestCase):
    def test_exec_start_pre(self):
        import systemd_container

        why = systemd_container.why_not()
        if why:
            self.skipTest(why)
        container = systemd_container.Container()
        self.addCleanup(container.close)
        container.write("/srv/a b/start.sh", "exec python3 -m http.server 8123 --bind 127.0.0.1\n")
        made = container.run("/srv/preflight", "init", "/srv/a b")
        self.assertEqual(made.code, 0, made.stderr)
        shown = container.run("/srv/preflight", "init", "/srv/a b", "--for", "systemd").stdout
        lines = re.findall(r"^    (.*)$", shown, re.MULTILINE)
        self.assertEqual(len(lines), 2, shown)
        # The server only tells that it was started; who takes the port is the unit in the way.
        container.unit("gated.service", "[Service]\nType=oneshot\n" + "\n".join(lines)
                       + "\nExecStart=/bin/touch /run/started\n")
        container.unit("taken.service", "[Service]\nExecStart=/usr/bin/python3 -m http.server 8123 "
                       "--bind 127.0.0.1\nWorkingDirectory=/srv/a b\n")
        container.systemctl("daemon-reload")
        started = container.root / "run/started"
        result = container.systemctl("start", "gated")
        self.assertEqual(result.code, 0, result.stderr + container.run("journalctl", "-u", "gated").stdout)
        self.assertTrue(started.exists())
        started.unlink()
        container.systemctl("start", "taken")
        systemd_container.wait_until(
            lambda: container.run("/srv/preflight", "check", "--port", "127.0.0.1:8123").code == 1,
            "the port to be taken")
        self.assertNotEqual(container.systemctl("start", "gated").code, 0)
        self.assertFalse(started.exists())
        self.assertEqual(container.shown("gated", "Result"), "exit-code")


if __name__ == "__main__":
    support.main()
