"""A real systemd as process 1 of namespaces of its own: pids, mounts, cgroup, network, host name.
Nothing of the machine can be changed from inside: its file systems are read-only there, and what
systemd and the tests write lies in private memory (/run, /tmp, /var/log, /etc/systemd, /srv ...).
Only root can make one, and only where the kernel allows namespaces and has cgroup2 mounted."""

import os
import pathlib
import shutil
import signal
import subprocess
import time

from support import HARD_LIMIT, PROGRAM, run

SYSTEMD = "/usr/lib/systemd/systemd"
UNITS = "/usr/lib/systemd/system"

# Those of the machine's own units that make a small but whole system. No generators, no fstab, no
# tmpfiles, no login: only what services and their journal need.
KEPT = """
  systemd-journald.service systemd-journald.socket dbus.service dbus.socket
  basic.target sysinit.target sockets.target slices.target paths.target timers.target local-fs.target
  swap.target multi-user.target shutdown.target umount.target final.target
""".split()

SET_UP = """
set -e
mount --make-rprivate /
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t tmpfs -o mode=755 tmpfs /srv
mkdir /srv/units
for unit in $KEPT; do [ ! -e "$UNITS/$unit" ] || cp -d "$UNITS/$unit" /srv/units/; done
for folder in /run /tmp /var/tmp /var/log /var/lib/systemd /etc/systemd "$UNITS" \
    /usr/lib/systemd/system-generators; do
  mkdir -p "$folder"
  mount -t tmpfs -o mode=755 tmpfs "$folder"
done
chmod 1777 /tmp /var/tmp
mkdir -p /run/lock /etc/systemd/system/sockets.target.wants /etc/systemd/system/sysinit.target.wants
mkdir /srv/noexec
mount -t tmpfs -o mode=755,noexec tmpfs /srv/noexec
cp -d /srv/units/* "$UNITS/"
rm -r /srv/units
ln -s "$UNITS/systemd-journald.socket" "$UNITS/dbus.socket" /etc/systemd/system/sockets.target.wants/
# Else systemd would keep what it says to itself until some service has written a line.
ln -s "$UNITS/systemd-journald.service" /etc/systemd/system/sysinit.target.wants/
printf '[Unit]\\nRequires=basic.target\\n' > /etc/systemd/system/default.target
printf '[Journal]\\nStorage=volatile\\nReadKMsg=no\\nRateLimitBurst=0\\n' > /etc/systemd/journald.conf
printf '%032x\\n' 1 > /run/machine-id
[ ! -e /etc/machine-id ] || mount --bind /run/machine-id /etc/machine-id
mount -t tmpfs tmpfs /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount --rbind /dev /dev
mount --bind /dev/null /dev/console
mount -o remount,bind,ro /dev
mount -o remount,bind,ro /
exec env -i container=preflight PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
  "$SYSTEMD" --system --unit=default.target --log-target=journal --show-status=no
"""


def why_not():
    """Why there can be no container here; nothing where there can."""
    if os.geteuid() != 0:
        return "only root can make namespaces with a systemd in them"
    for program in (SYSTEMD, "/usr/bin/systemctl", "/usr/bin/journalctl"):
        if not os.access(program, os.X_OK):
            return f"there is no {program}"
    for program in ("unshare", "nsenter", "mount"):
        if not shutil.which(program):
            return f"there is no {program}"
    if not cgroup2():
        return "cgroup2 is not mounted"
    trial = subprocess.run(
        ["unshare", "--mount", "--pid", "--cgroup", "--net", "--fork", "mount", "-t", "tmpfs",
         "tmpfs", "/srv"],
        capture_output=True, text=True, timeout=HARD_LIMIT, check=False)
    return f"no namespaces: {trial.stderr.strip()}" if trial.returncode != 0 else None


def cgroup2():
    for line in pathlib.Path("/proc/self/mounts").read_text().splitlines():
        _, where, kind, options, *_ = line.split()
        if kind == "cgroup2" and "rw" in options.split(","):
            return pathlib.Path(where)
    return None


def wait_until(condition, what):
    limit = time.monotonic() + HARD_LIMIT
    while not (value := condition()):
        if time.monotonic() > limit:
            raise AssertionError(f"waited too long for {what}")
        time.sleep(0.05)
    return value


class Container:
    def __init__(self):
        self.cgroup = cgroup2() / f"preflight-test-{os.getpid()}"
        self.cgroup.mkdir()
        environment = {**os.environ, "KEPT": " ".join(KEPT), "UNITS": UNITS, "SYSTEMD": SYSTEMD}
        # Into its cgroup first: the namespace takes that one for its root.
        self.outer = subprocess.Popen(
            ["sh", "-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', str(self.cgroup),
             "unshare", "--mount", "--pid", "--cgroup", "--ipc", "--uts", "--net", "--fork",
             "--kill-child", "sh", "-c", SET_UP],
            env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.pid = None
        try:
            self.pid = wait_until(self._first_child, "the first process")
            self.root = pathlib.Path(f"/proc/{self.pid}/root")
            wait_until(self._is_running, "systemd")
            shutil.copy(PROGRAM, self.root / "srv/preflight")
        except BaseException:
            self.close()
            raise

    def _first_child(self):
        if self.outer.poll() is not None:
            raise AssertionError(f"no container: {self.outer.stderr.read()}")
        children = pathlib.Path(f"/proc/{self.outer.pid}/task/{self.outer.pid}/children")
        return next(map(int, children.read_text().split()), None)

    def _is_running(self):
        if self.outer.poll() is not None:
            raise AssertionError(f"no container: {self.outer.stderr.read()}")
        if (pathlib.Path(f"/proc/{self.pid}/comm").read_text().strip() != "systemd"
                or not (self.root / "run/systemd/private").exists()):
            return False
        return self.run("systemctl", "is-system-running").stdout.strip() in ("running", "degraded")

    def run(self, *words, user=None):
        """Runs a command inside. `user`: a user id to run as."""
        as_user = ["--setuid", str(user), "--setgid", str(user)] if user is not None else []
        return run(["nsenter", "--target", str(self.pid), "--mount", "--pid", "--cgroup", "--ipc",
                    "--uts", "--net", "--root", "--wd", *as_user, *map(str, words)])

    def write(self, path, text, mode=0o644):
        """A file inside, by its path there; its folders come into being."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        file.chmod(mode)

    def unit(self, name, text):
        self.write(f"/etc/systemd/system/{name}", text)

    def systemctl(self, *words):
        return self.run("systemctl", *words)

    def shown(self, name, key):
        return self.systemctl("show", "-p", key, "--value", "--", name).stdout.strip()

    def close(self):
        """The end of its first process is the end of all in it, and of its mounts."""
        if self.pid is not None:
            try:
                os.kill(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        else:
            self.outer.kill()
        self.outer.wait(timeout=HARD_LIMIT)
        self.outer.stderr.close()
        wait_until(self._remove_cgroup, "the end of its processes")

    def _remove_cgroup(self):
        try:
            for folder, _, _ in os.walk(self.cgroup, topdown=False):
                os.rmdir(folder)
        except OSError:
            return False
        return True
