"""What goes wrong on Linux: calls that hang, hostile names, a user without rights, orphans."""

import os
import subprocess
import sys
import textwrap
import unittest

import support

ROOT_ONLY = unittest.skipUnless(os.geteuid() == 0, "needs root")


class Hanging(support.TestCase):
    def test_a_fifo_is_no_database_at_once(self):
        path = self.folder() / "pipe.db"
        os.mkfifo(path)
        result = support.report("check", "--db", path, "--timeout", "5s")
        self.assertEqual(result.codes, ["database.not-a-database"])
        self.assertLess(result.json["duration_ms"], 2000)

    @ROOT_ONLY
    def test_a_mount_that_never_answers_is_undetermined(self):
        """A FUSE mount whose server reads nothing: every call on it hangs, as on a dead network
        mount. It lives in a mount namespace of its own."""
        script = textwrap.dedent(
            """
            import ctypes, os, subprocess, sys
            libc = ctypes.CDLL(None, use_errno=True)
            CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 0x40000
            assert libc.unshare(CLONE_NEWNS) == 0
            libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None)
            folder = sys.argv[1]
            fuse = os.open("/dev/fuse", os.O_RDWR)
            data = f"fd={fuse},rootmode=40000,user_id=0,group_id=0".encode()
            if libc.mount(b"dead", folder.encode(), b"fuse", 0, data) != 0:
                sys.exit(77)
            # Killing the one that hangs needs its request to be answerable by a signal: it is.
            done = subprocess.run(sys.argv[2:], timeout=30)
            libc.umount2(folder.encode(), 2)
            sys.exit(done.returncode)
            """
        )
        folder = self.folder()
        port = support.free_port()
        words = [support.PROGRAM, "check", "--db", f"{folder}/app.db", "-p", f"127.0.0.1:{port}"]
        words += ["--timeout", "300ms", "--format", "json"]
        if not os.path.exists("/dev/fuse"):
            self.skipTest("this machine has no /dev/fuse")
        result = support.run([sys.executable, "-c", script, str(folder), *words])
        if result.code == 77:
            self.skipTest("this machine mounts no FUSE")
        self.assertEqual(result.code, 3, result.stdout + result.stderr)
        support.validate(result.json)
        self.assertEqual(result.codes, ["check.timed-out"])
        # The next check was looked at all the same.
        self.assertEqual([c["status"] for c in result.json["checks"]], ["error", "pass"])


class Starved(support.TestCase):
    @ROOT_ONLY
    def test_without_a_thread_nothing_is_said_to_be_free(self):
        """As a user who may have no process beside this one."""
        uid = 61000 + os.getpid() % 4000
        limit = textwrap.dedent(
            """
            import os, resource, sys
            resource.setrlimit(resource.RLIMIT_NPROC, (1, 1))
            os.execv(sys.argv[1], sys.argv[1:])
            """
        )
        port = support.free_port()
        words = [support.PROGRAM, "check", "-p", f"127.0.0.1:{port}", "--format", "json"]
        # The search for leaks of a sanitizer needs a process of its own.
        env = {"ASAN_OPTIONS": "detect_leaks=0"}
        result = support.run([sys.executable, "-c", limit, *words], user=uid, cwd="/", env=env)
        self.assertEqual(result.code, 3, result.stdout + result.stderr)
        support.validate(result.json)
        self.assertEqual(result.codes, ["check.no-thread"])


class Hostile(support.TestCase):
    def test_names_harm_neither_terminal_nor_json(self):
        """A listener whose program and arguments are escape sequences and no UTF-8."""
        folder = os.fsencode(self.folder())
        program = folder + b"/\x1b[31m\xff\xfe"
        os.symlink(sys.executable, program)
        code = "import socket,sys;s=socket.socket();s.bind(('127.0.0.1',0));s.listen();"
        code += "print(s.getsockname()[1],flush=True);sys.stdin.read()"
        child = subprocess.Popen(
            [program, "-c", code, b"\x1b]0;owned\x07\xe2\x80\xae"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            port = child.stdout.readline().decode().strip()
            shown = support.preflight("check", "-p", f"127.0.0.1:{port}", "--color", "never")
            result = support.report("check", "-p", f"127.0.0.1:{port}")
        finally:
            child.stdin.close()
            child.stdout.close()
            child.wait()
        self.assertEqual(shown.code, 1)
        for bad in ("\x1b", "\x07", "\u202e", "\udcff"):
            self.assertNotIn(bad, shown.stdout)
        self.assertIn("\\x1b", shown.stdout)
        self.assertEqual(result.code, 1)

    def test_a_closed_pipe_is_success(self):
        read, write = os.pipe()
        os.close(read)
        words = [support.PROGRAM, "check", "-p", f"127.0.0.1:{support.free_port()}"]
        done = subprocess.run(words, stdout=write, stderr=subprocess.PIPE, timeout=30)
        os.close(write)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


class Rights(support.TestCase):
    @ROOT_ONLY
    def test_a_user_without_rights_sees_that_it_is_taken_and_needs_help(self):
        with self.actor("listen", "127.0.0.1", 0) as actor:
            result = support.report("check", "-p", f"127.0.0.1:{actor.port}", user=support.NOBODY)
        self.assertEqual(result.code, 4, result.stdout)
        self.assertEqual(result.codes, ["port.in-use", "port.owner-unknown"])
        self.assertEqual(result.json["verdict"], "blocked")

    @ROOT_ONLY
    def test_a_lock_of_another_user_is_hard(self):
        folder = self.folder()
        os.chmod(folder, 0o777)
        path = folder / "app.db"
        with self.actor("sqlite", str(path), "CREATE TABLE t(a)", "BEGIN IMMEDIATE") as actor:
            os.chmod(path, 0o666)
            words = ["check", "-d", path, "--db-timeout", "100ms"]
            result = support.report(*words, user=support.NOBODY)
        self.assertEqual(result.code, 4, result.stdout)
        pids = {p["pid"] for f in result.check["findings"] for p in f.get("processes", [])}
        self.assertEqual(pids, {actor.pid})

    @ROOT_ONLY
    def test_a_privileged_port_is_told_from_a_taken_one(self):
        result = support.report("check", "-p", "127.0.0.1:81", user=support.NOBODY)
        if result.code == 0:
            self.skipTest("this machine lets everybody bind low ports")
        self.assertEqual(result.codes, ["port.privileged"])
        self.assertEqual(result.code, 4)

    @ROOT_ONLY
    def test_holders_does_not_say_nobody_when_it_cannot_see(self):
        folder = self.folder()
        os.chmod(folder, 0o755)
        path = folder / "log.txt"
        path.write_text("x")
        os.chmod(path, 0o644)
        with self.actor("open", str(path)):
            result = support.report("holders", path, user=support.NOBODY)
        self.assertEqual(result.code, 3, result.stdout)
        self.assertIn("holder.unknown", result.codes)


class Families(support.TestCase):
    def test_a_forked_server_is_one_cause_and_its_parent_is_to_be_ended(self):
        code = textwrap.dedent(
            """
            import os, socket, sys
            s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen()
            read, write = os.pipe()
            for _ in range(3):
                if os.fork() == 0:
                    os.close(write); os.read(read, 1); os._exit(0)
            print(s.getsockname()[1], flush=True)
            sys.stdin.read()
            """
        )
        words = [sys.executable, "-c", code]
        child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            port = child.stdout.readline().decode().strip()
            result = support.report("check", "-p", f"127.0.0.1:{port}")
        finally:
            child.stdin.close()
            child.stdout.close()
            child.wait()
        (finding,) = result.check["findings"]
        self.assertEqual(len(finding["processes"]), 4)
        (cause,) = result.json["causes"]
        self.assertEqual(cause["process"]["pid"], child.pid)
        self.assertEqual(cause["remedies"][0]["command"], f"kill {child.pid}")


if __name__ == "__main__":
    support.main()
