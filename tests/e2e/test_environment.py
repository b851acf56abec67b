"""The small checks of what surrounds a server, through the real program, on either system."""

import os
import pathlib
import socket
import sys
import textwrap
import time
import unittest

import support

LINUX = unittest.skipIf(support.WINDOWS, "for Linux")
ROOT_ONLY = unittest.skipIf(support.WINDOWS or os.geteuid() != 0, "needs root on Linux")
SECRET = "hunter2-do-not-print"


class Environment(support.TestCase):
    def test_a_variable_that_is_set_passes_and_is_never_printed(self):
        env = {"PREFLIGHT_TEST_KEY": SECRET}
        for words in (["-v"], ["--format", "json"], ["--format", "markdown"]):
            result = support.preflight("check", "--env", "PREFLIGHT_TEST_KEY", *words, env=env)
            self.assertEqual(result.code, 0, result.stdout + result.stderr)
            self.assertNotIn(SECRET, result.stdout + result.stderr)

    def test_a_near_name_is_offered(self):
        env = {"PREFLIGHT_TEST_KEYS": SECRET}
        result = support.report("check", "--env", "PREFLIGHT_TEST_KEY", env=env)
        self.assertEqual(result.code, 1)
        self.assertEqual(result.codes, ["env.missing"])
        self.assertIn("PREFLIGHT_TEST_KEYS", result.check["findings"][0]["cause"])
        self.assertNotIn(SECRET, result.stdout)

    @LINUX  # Windows itself knows no empty variables by its shell.
    def test_an_empty_one_blocks(self):
        result = support.report("check", "--env", "EMPTY_ONE", env={"EMPTY_ONE": ""})
        self.assertEqual(result.codes, ["env.missing"])
        self.assertIn("empty", result.check["findings"][0]["message"])

    def test_a_value_given_with_the_name_is_not_repeated(self):
        result = support.preflight("check", "--env", "KEY=" + SECRET)
        self.assertEqual(result.code, 2)
        self.assertNotIn(SECRET, result.stdout + result.stderr)


class Privilege(support.TestCase):
    @ROOT_ONLY
    def test_root_and_nobody(self):
        self.assertEqual(support.report("check", "--admin").code, 0)
        result = support.report("check", "--admin", user=support.NOBODY)
        self.assertEqual(result.codes, ["privilege.not-elevated"])
        self.assertEqual(result.code, 4)


class Paths(support.TestCase):
    def test_a_file_is_there_or_not(self):
        folder = self.folder()
        (folder / "a b.txt").write_text("x")
        good = support.report("check", "--file", support.native(folder / "a b.txt"))
        self.assertEqual(good.code, 0)
        path = support.native(folder / "no" / "such.txt")
        missing = support.report("check", "--file", path)
        self.assertEqual((missing.code, missing.codes), (1, ["path.missing"]))
        self.assertIn(support.native(folder / "no"), missing.check["findings"][0]["cause"])
        folder_for_file = support.report("check", "--file", support.native(folder))
        self.assertEqual(folder_for_file.codes, ["path.wrong-kind"])

    def test_a_folder_is_tried_and_left_as_it_was(self):
        folder = self.folder()
        (folder / "kept").write_text("x")
        result = support.report("check", "--writable", support.native(folder))
        self.assertEqual(result.code, 0, result.stdout)
        self.assertEqual(os.listdir(folder), ["kept"])
        missing = support.report("check", "--writable", support.native(folder / "logs"))
        self.assertEqual(missing.codes, ["path.missing"])
        self.assertEqual(os.listdir(folder), ["kept"])
        file = support.report("check", "--writable", support.native(folder / "kept"))
        self.assertEqual(file.codes, ["path.wrong-kind"])

    @LINUX
    def test_hostile_names(self):
        folder = os.fsencode(self.folder())
        path = folder + b"/\x1b[31m\xff'; touch owned"
        os.mkdir(path)
        result = support.run([support.PROGRAM, "check", "--writable", path, "--file", path])
        self.assertEqual(result.code, 1)
        self.assertNotIn("\x1b", result.stdout)
        self.assertEqual(os.listdir(path), [])

    @ROOT_ONLY
    def test_another_user_is_told_where_it_is_denied(self):
        folder = self.folder()
        os.chmod(folder, 0o755)
        inner = folder / "inner"
        inner.mkdir(mode=0o700)
        words = ["check", "--writable", folder, "--file", inner / "x"]
        result = support.report(*words, user=support.NOBODY)
        self.assertEqual(result.codes, ["path.not-writable", "path.not-readable"])
        self.assertEqual(result.code, 4)
        second = result.json["checks"][1]["findings"][0]
        self.assertIn(f"{inner} belongs to root", second["cause"])

    @ROOT_ONLY
    def test_full_read_only_and_without_inodes(self):
        script = textwrap.dedent(
            """
            import ctypes, os, subprocess, sys
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.unshare(0x20000) or libc.mount(None, b"/", None, 0x44000, None): sys.exit(77)
            folder, kind = sys.argv[1], sys.argv[2]
            flags = 1 if kind == "read-only" else 0
            data = b"size=1m,nr_inodes=20" if kind == "inodes" else b"size=1m"
            if libc.mount(b"t", folder.encode(), b"tmpfs", flags, data): sys.exit(77)
            try:
                if kind == "full":
                    with open(folder + "/big", "wb", 0) as file:
                        while file.write(bytes(65536)): pass
                if kind == "inodes":
                    for i in range(100): open(folder + "/" + str(i), "w").close()
            except OSError: pass
            sys.exit(subprocess.run(sys.argv[3:], timeout=30).returncode)
            """
        )
        for kind, code, part in (
            ("full", "path.disk-full", None),
            ("inodes", "path.disk-full", "inode"),
            ("read-only", "path.read-only", None),
        ):
            with self.subTest(kind=kind):
                folder = str(self.folder())
                words = [support.PROGRAM, "check", "--writable", folder, "-f", "json"]
                result = support.run([sys.executable, "-c", script, folder, kind, *words])
                if result.code == 77:
                    self.skipTest("no mounts may be made here")
                self.assertEqual(result.codes, [code], result.stdout)
                if part:
                    self.assertIn(part, result.check["findings"][0]["cause"])


class Room(support.TestCase):
    def test_disk(self):
        folder = support.native(self.folder())
        for size, code in (("1kB", 0), ("0.0001%", 0), ("15EiB", 1), ("100%", 1)):
            with self.subTest(size=size):
                result = support.report("check", "--disk", f"{folder}:{size}")
                self.assertEqual(result.code, code, result.stdout)
        self.assertEqual(result.codes, ["disk.low"])
        later = support.report("check", "--disk", support.native(self.folder() / "a" / "b") + ":1kB")
        self.assertEqual(later.code, 0)

    def test_memory(self):
        self.assertEqual(support.report("check", "--memory", "1MB").code, 0)
        low = support.report("check", "--memory", "1EiB")
        self.assertEqual((low.code, low.codes), (1, ["memory.low"]))

    @LINUX
    def test_a_limit_of_the_process_counts(self):
        script = "import os,resource,sys;resource.setrlimit(resource.RLIMIT_AS,(1<<28,1<<28));"
        script += "os.execv(sys.argv[1],sys.argv[1:])"
        words = [support.PROGRAM, "check", "--memory", "300MB", "-f", "json"]
        result = support.run([sys.executable, "-c", script, *words])
        if "ReserveShadowMemoryRange failed" in result.stderr:
            self.skipTest("a program with the address sanitizer needs terabytes of addresses")
        self.assertEqual(result.codes, ["memory.low"], result.stdout)
        self.assertIn("RLIMIT_AS", result.check["findings"][0]["cause"])

    @ROOT_ONLY
    def test_the_limit_of_a_control_group_counts(self):
        """Version 1 and 2 alike, as far as this machine lets a group be made."""
        for folder, name in self.group_folders():
            group = folder / f"preflight-test-{os.getpid()}"
            try:
                group.mkdir()
            except OSError:
                continue
            try:
                (group / name).write_text("100000000")
            except OSError:
                group.rmdir()
                continue
            script = "import os,sys;open(sys.argv[1],'w').write(str(os.getpid()));"
            script += "os.execv(sys.argv[2],sys.argv[2:])"
            words = [support.PROGRAM, "check", "--memory", "200MB", "-f", "json"]
            try:
                procs = str(group / "cgroup.procs")
                result = support.run([sys.executable, "-c", script, procs, *words])
            finally:
                self.remove(group)
            self.assertEqual(result.codes, ["memory.low"], result.stdout)
            self.assertIn(group.name, result.check["findings"][0]["cause"])
            return
        self.skipTest("no control group may be made here")

    def group_folders(self):
        root = pathlib.Path("/sys/fs/cgroup")
        for line in pathlib.Path("/proc/self/cgroup").read_text().splitlines():
            number, controllers, path = line.split(":", 2)
            if "memory" in controllers.split(","):
                yield root / "memory" / path[1:], "memory.limit_in_bytes"
            elif number == "0" and not controllers:
                yield root / path[1:], "memory.max"

    def remove(self, group):
        """A group can be removed once the kernel has let go of its last process."""
        deadline = time.monotonic() + 10
        while group.exists():
            try:
                group.rmdir()
            except OSError:
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.01)

    def test_wrong_sizes_are_wrong_usage(self):
        for words in (["--disk", "/tmp"], ["--disk", "/tmp:lots"], ["--memory", "much"]):
            result = support.preflight("check", *words)
            self.assertEqual(result.code, 2, words)
            self.assertIn(words[1], result.stderr)


class Reach(support.TestCase):
    def test_a_listener_answers_and_a_closed_port_refuses(self):
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen()
            port = server.getsockname()[1]
            good = support.report("check", "--reach", f"127.0.0.1:{port}")
            self.assertEqual(good.code, 0, good.stdout)
            named = support.report("check", "--reach", f"localhost:{port}")
            self.assertEqual(named.code, 0, named.stdout)
        closed = support.report("check", "--reach", f"127.0.0.1:{support.free_port()}")
        self.assertEqual((closed.code, closed.codes), (1, ["reach.refused"]))

    @LINUX
    def test_a_full_queue_times_out_within_the_deadline(self):
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))
            server.listen(0)
            waiting = [socket.socket() for _ in range(3)]
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(server.getsockname())
            target = f"127.0.0.1:{server.getsockname()[1]}"
            result = support.report("check", "--reach", target, "--timeout", "400ms")
            for one in waiting:
                one.close()
        self.assertEqual((result.code, result.codes), (1, ["reach.timed-out"]))
        self.assertLess(result.json["duration_ms"], 2000)

    def test_hostile_names_are_wrong_usage(self):
        for target in ("--version:1", "$(id):1", "a b:1", "a;id:1", "::1:80", "db"):
            result = support.preflight("check", f"--reach={target}")
            self.assertEqual(result.code, 2, target)


if __name__ == "__main__":
    support.main()
