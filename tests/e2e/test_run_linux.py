"""`preflight run` on Linux: the process becomes the command, and what watches over its start."""

import json
import os
import pathlib
import pty
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

import support
from support import HARD_LIMIT, NOBODY, PROGRAM

REPORTED = "[run."

# Prints its pid, then what it is told to do.
SCRIPT = """#!/bin/sh
echo "pid $$"
exec 1>&-
echo "words of the end" >&2
exit 5
"""


def unique(folder, name, text, mode=0o755):
    path = folder / name
    path.write_text(text)
    path.chmod(mode)
    return str(path)


def wait_for(condition, what):
    limit = time.monotonic() + HARD_LIMIT
    while not (value := condition()):
        if time.monotonic() > limit:
            raise AssertionError(f"waited too long for {what}")
        time.sleep(0.02)
    return value


class Started:
    """`preflight run` with pipes, whose standard error is read to its end: until the watcher is gone."""

    def __init__(self, *words, wrapper=(), **options):
        options.setdefault("stderr", subprocess.PIPE)
        # Where this is built with a sanitizer, that looks for leaks by ptrace(2), which strace has.
        changes = {"ASAN_OPTIONS": "detect_leaks=0"} if "strace" in wrapper[:1] else None
        self.process = subprocess.Popen(
            [*wrapper, PROGRAM, "run", *map(str, words)], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, env=support.environment(changes), **options)

    def line(self):
        return self.process.stdout.readline().decode().strip()

    def finish(self):
        out, err = self.process.communicate(timeout=HARD_LIMIT)
        return support.Result(self.process.returncode, out.decode(),
                              err.decode() if err is not None else "")

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate(timeout=HARD_LIMIT)


def watcher_of(leader):
    """The pid of what watches over the command that leads this session."""
    def found():
        for folder in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                name, fields = (folder / "stat").read_text().rsplit(")", 1)
            except OSError:
                continue
            # proc(5): state, parent, group, session
            if name.endswith("(preflight-watch") and int(fields.split()[3]) == leader:
                return int(folder.name)
        return None
    return wait_for(found, "the watcher")


class Run(support.TestCase):
    def started(self, *words, **options):
        started = Started(*words, **options)
        self.addCleanup(started.close)
        return started

    def run_to_end(self, *words, **options):
        return self.started(*words, **options).finish()


class Becoming(Run):
    def test_the_pid_stays(self):
        for grace in ("0", "10s"):
            started = self.started("--grace", grace, "--", "sh", "-c", "echo $$; exec sleep 60")
            self.assertEqual(started.line(), str(started.process.pid), grace)
            name = pathlib.Path(f"/proc/{started.process.pid}/comm")
            wait_for(lambda: name.read_text() == "sleep\n", "sleep")
            started.close()

    def test_it_has_no_child_that_it_did_not_start(self):
        started = self.started("--", "sh", "-c", "echo up; exec sleep 60")
        self.assertEqual(started.line(), "up")
        pid = started.process.pid
        self.assertEqual(pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text(), "")

    def test_signals_and_descriptors_are_those_that_it_would_have(self):
        looks = (["grep", "-E", "^(Sig(Blk|Ign|Cgt)|Umask)", "/proc/self/status"],
                 ["ls", "/proc/self/fd"], ["pwd"])
        folder = self.folder()
        read, write = os.pipe()
        self.addCleanup(os.close, read)
        self.addCleanup(os.close, write)

        def found():
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
            signal.signal(signal.SIGUSR2, signal.SIG_IGN)
            os.umask(0o027)

        options = {"preexec_fn": found, "pass_fds": [write], "cwd": folder}
        for restore in (True, False):  # whether Python gives SIGPIPE back
            for look in looks:
                bare = subprocess.run(look, capture_output=True, check=True, restore_signals=restore,
                                      stdin=subprocess.DEVNULL, **options)
                for port in ([], ["--port", support.free_port()], ["--grace", 0]):
                    result = self.run_to_end(*port, "--", *look, restore_signals=restore, **options)
                    self.assertEqual(result.stdout, bare.stdout.decode(), look)

    def test_standard_streams_that_are_closed_stay_closed(self):
        look = 'for n in 0 1 2; do [ -e /proc/$$/fd/$n ] && echo $n; done >"$0"; true'
        out = self.folder() / "out"
        subprocess.run(["sh", "-c", 'exec "$@" <&- 2>&-', "sh", PROGRAM, "run", "--", "sh", "-c", look,
                        out], check=True, timeout=HARD_LIMIT)
        self.assertEqual(out.read_text(), "1\n")

    def test_words_arrive_as_they_are(self):
        words = ["", " ", "a b", "*", "$HOME", "--", "--port", "\\", '"', "\xff".encode("latin-1")]
        process = subprocess.run([PROGRAM, "run", "--", sys.executable, "-c",
                                  "import os,sys; print([os.fsencode(w) for w in sys.argv[1:]])",
                                  *words], capture_output=True, check=True, timeout=HARD_LIMIT)
        expected = [w if isinstance(w, bytes) else w.encode() for w in words]
        self.assertEqual(process.stdout.decode().strip(), str(expected))

    def test_ends_as_the_command_does(self):
        for grace in ("0", "10s"):
            for script, code in (("exit 0", 0), ("exit 7", 7), ("exit 255", 255), ("kill -9 $$", -9),
                                 ("kill -TERM $$", -15), ("kill -SEGV $$", -11)):
                result = self.run_to_end("--grace", grace, "--", "sh", "-c", f"ulimit -c 0; {script}")
                self.assertEqual(result.code, code, script)

    def test_a_script_without_interpreter_line_is_run_by_sh(self):
        script = unique(self.folder(), "start", 'echo "$0" "$1"; exit 4\n')
        result = self.run_to_end("--", script, "word")
        self.assertEqual((result.code, result.stdout), (4, f"{script} word\n"))


class Deaths(Run):
    def check_told(self, told, result=None):
        self.assertIn("ended with exit code 5", told)
        self.assertIn("[run.died]", told)

    def test_standard_error_is_a_pipe(self):
        script = unique(self.folder(), "dies", SCRIPT)
        started = self.started("--", script)
        self.assertEqual(started.line(), f"pid {started.process.pid}")
        result = started.finish()
        self.assertEqual(result.code, 5)
        self.assertTrue(result.stderr.startswith("words of the end\n"), result.stderr)
        self.assertIn("its last words: words of the end", result.stderr)
        self.check_told(result.stderr)

    def test_standard_error_is_a_file(self):
        folder = self.folder()
        script = unique(folder, "dies", SCRIPT)
        log = folder / "log"
        log.write_text("Error: of an earlier run\n")
        with log.open("a") as file:
            result = self.run_to_end("--", script, stderr=file)
        self.assertEqual(result.code, 5)
        wait_for(lambda: REPORTED in log.read_text(), "the report")
        self.check_told(log.read_text())
        self.assertIn("its last words: words of the end", log.read_text())

    def test_standard_error_is_a_terminal(self):
        script = unique(self.folder(), "dies", SCRIPT)
        leader, follower = pty.openpty()
        self.addCleanup(os.close, leader)
        result = self.run_to_end("--", script, stderr=follower)
        self.assertEqual(result.code, 5)
        os.close(follower)
        told = b""
        try:
            while part := os.read(leader, 4096):
                told += part
        except OSError:  # EIO: nobody has the terminal any more
            pass
        self.check_told(told.decode())
        # The command's own lines stand there untouched.
        self.assertIn("words of the end\r\n", told.decode())

    def test_standard_error_goes_nowhere(self):
        folder = self.folder()
        script = unique(folder, "dies", SCRIPT)
        report = folder / "report.json"
        result = self.run_to_end("--report", f"json={report}", "--", script,
                                 stderr=subprocess.DEVNULL)
        self.assertEqual(result.code, 5)
        value = json.loads(wait_for(lambda: report.exists() and report.read_text(), "the report"))
        support.validate(value)
        (finding,) = value["checks"][0]["findings"]
        self.assertEqual((value["command"], finding["code"]), ("run", "run.died"))
        self.assertEqual(finding["evidence"]["lines"], ["words of the end"])
        self.assertEqual(finding["evidence"]["exit_code"], 5)

    def test_one_pipe_for_both_keeps_its_order(self):
        script = "for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; done; sleep 0.1; exit 3"
        result = self.run_to_end("--", "sh", "-c", script, stderr=subprocess.STDOUT)
        expected = "".join(f"out {i}\nerr {i}\n" for i in range(1, 10))
        self.assertTrue(result.stdout.startswith(expected), result.stdout)

    def test_the_watcher_of_a_pipe_stays_as_long_as_the_command(self):
        script = "trap 'echo late >&2; exit 6' USR1; echo up; while :; do sleep 0.05; done"
        started = self.started("--grace", "50ms", "--", "sh", "-c", script)
        self.assertEqual(started.line(), "up")
        time.sleep(0.3)
        started.process.send_signal(signal.SIGUSR1)
        result = started.finish()
        # No death at start any more, and nothing lost.
        self.assertEqual((result.code, result.stderr), (6, "late\n"))

    def test_much_is_passed_on_whole(self):
        script = "import sys; sys.stderr.write('x' * 999 + '\\n') if 0 else [sys.stderr.write('%0999d\\n' % i) for i in range(3000)]; sys.exit(2)"
        result = self.run_to_end("--", sys.executable, "-c", script)
        lines = result.stderr.splitlines()
        self.assertEqual([int(line) for line in lines[:3000]], list(range(3000)))
        self.assertIn("[run.died]", result.stderr)

    def test_signals_are_named(self):
        for name, code in (("KILL", "run.killed"), ("SEGV", "run.crashed"), ("ABRT", "run.crashed")):
            result = self.run_to_end("--", "sh", "-c", f"ulimit -c 0; kill -{name} $$")
            self.assertIn(f"was ended by SIG{name}", result.stderr)
            self.assertIn(f"[{code}]", result.stderr)

    def test_who_is_asked_to_stop_has_not_died(self):
        result = self.run_to_end("--", "sh", "-c", "kill -TERM $$")
        self.assertEqual(result.code, -15)
        self.assertIn("was stopped (SIGTERM)", result.stderr)
        self.assertNotIn(REPORTED, result.stderr)
        # To the whole group, as a terminal sends Ctrl-C.
        started = self.started("--", "sh", "-c", "trap 'exit 0' INT; echo up; while :; do sleep 0.05; done",
                               start_new_session=True)
        self.assertEqual(started.line(), "up")
        os.killpg(started.process.pid, signal.SIGINT)
        result = started.finish()
        self.assertEqual((result.code, result.stderr), (0, ""))

    def test_a_wish_that_is_seen_after_the_end_was_one_all_the_same(self):
        started = self.started("--", "sh", "-c", "trap 'exit 0' INT; echo up; while :; do sleep 0.05; done",
                               start_new_session=True)
        self.assertEqual(started.line(), "up")
        watcher = watcher_of(started.process.pid)
        os.kill(watcher, signal.SIGSTOP)
        os.killpg(started.process.pid, signal.SIGINT)
        self.assertEqual(started.process.wait(HARD_LIMIT), 0)
        os.kill(watcher, signal.SIGCONT)
        self.assertEqual(started.finish().stderr, "")

    def test_control_c_on_a_terminal(self):
        pid, leader = pty.fork()
        if pid == 0:
            os.execve(PROGRAM, [PROGRAM, "run", "--", "sh", "-c", "echo up; exec sleep 60"],
                      support.environment())
        self.addCleanup(os.close, leader)
        said = b""
        while b"up" not in said:
            said += os.read(leader, 4096)
        os.write(leader, b"\x03")
        _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), -signal.SIGINT)
        try:
            while part := os.read(leader, 4096):
                said += part
        except OSError:  # EIO: the watcher is gone as well
            pass
        self.assertNotIn(REPORTED, said.decode())

    def test_an_end_without_error_is_a_line(self):
        result = self.run_to_end("--", "true")
        self.assertEqual(result.code, 0)
        self.assertEqual(len(result.stderr.splitlines()), 1)
        self.assertIn("did it go to the background?", result.stderr)
        self.assertEqual(self.run_to_end("-q", "--", "true").stderr, "")

    def test_after_its_grace_nothing_is_told(self):
        result = self.run_to_end("--grace", "20ms", "--", "sh", "-c", "sleep 0.3; exit 5")
        self.assertEqual((result.code, result.stderr), (5, ""))

    def test_a_library_that_is_missing_is_named(self):
        folder = self.folder()
        (folder / "lib.c").write_text("int f(void) { return 0; }\n")
        (folder / "main.c").write_text("int f(void); int main(void) { return f(); }\n")
        if not shutil.which("gcc"):
            self.skipTest("there is no gcc")
        subprocess.run(["gcc", "-shared", "-o", "libgone.so", "lib.c"], cwd=folder, check=True)
        subprocess.run(["gcc", "-o", "main", "main.c", "-L.", "-lgone"], cwd=folder, check=True)
        (folder / "libgone.so").unlink()
        result = self.run_to_end("--", folder / "main")
        self.assertEqual(result.code, 127)
        self.assertIn("libgone.so", result.stderr)
        self.assertIn(f"preflight imports {folder}/main", result.stderr)
        self.assertIn("[imports.missing-library]", result.stderr)

    def test_the_watcher_does_not_keep_what_is_the_commands(self):
        # Its end of the pipe is the only one: the reader sees it close though the watcher lives.
        read, write = os.pipe()
        started = self.started("--", "sh", "-c", f"echo up; exec {write}>&-; exec sleep 60",
                               pass_fds=[write])
        os.close(write)
        self.assertEqual(started.line(), "up")
        self.assertEqual(os.read(read, 1), b"")
        os.close(read)


class Ready(Run):
    def test_a_real_server_by_its_url(self):
        checks = support.preflight("list", "--format", "json").json["checks"]
        if "url" not in [check["check"] for check in checks]:
            result = support.preflight("run", "--ready", "http://localhost/", "--", "true")
            self.assertEqual(result.code, 2)
            self.skipTest("this preflight cannot ask URLs")
        port = support.free_port()
        started = self.started("--port", port, "--ready", f"http://127.0.0.1:{port}/", "--",
                               sys.executable, "-u", "-m", "http.server", "--bind", "127.0.0.1", port,
                               cwd=self.folder())
        told = b""
        while b"after the start" not in told:
            told += started.process.stderr.readline()
        self.assertIn(f"http://127.0.0.1:{port}/ answers".encode(), told)
        started.process.terminate()
        self.assertEqual(started.finish().code, -signal.SIGTERM)

    def test_a_real_server_by_its_port(self):
        port = support.free_port()
        started = self.started("--port", port, "--ready", port, "--", sys.executable, "-u", "-m",
                               "http.server", "--bind", "127.0.0.1", port, cwd=self.folder())
        told = b""
        while b"after the start" not in told:
            told += started.process.stderr.readline()
        self.assertIn(f"localhost:{port}".encode(), told)
        started.process.terminate()
        self.assertEqual(started.finish().code, -signal.SIGTERM)


class Parent(Run):
    """Where preflight stays as the parent: as pid 1, and on a kernel that keeps no exit codes."""

    def setUp(self):
        self.wrappers = []
        if shutil.which("strace"):
            trace = self.folder() / "trace"
            self.wrappers.append(["strace", "-f", "-o", str(trace), "-e", "trace=ioctl", "-e",
                                  "inject=ioctl:error=ENOTTY"])
        if os.geteuid() == 0:
            self.wrappers.append(["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"])
        if not self.wrappers:
            self.skipTest("neither strace nor the rights for a namespace")

    def test_exit_codes_and_the_story(self):
        for wrapper in self.wrappers:
            result = self.run_to_end("--", "sh", "-c", "cat /proc/$PPID/comm; echo why >&2; exit 5", wrapper=wrapper)
            self.assertEqual((result.code, result.stdout), (5, "preflight\n"), wrapper)
            self.assertIn("its last words: why", result.stderr)
            self.assertIn("[run.died]", result.stderr)

    def test_dies_of_the_same_signal(self):
        for wrapper in self.wrappers:
            result = self.run_to_end("--", "sh", "-c", "kill -KILL $$", wrapper=wrapper)
            # As pid 1 nobody can; then it is the number that shells make of it.
            self.assertIn(result.code, (-9, 137), wrapper)
            self.assertIn("was ended by SIGKILL", result.stderr)

    def inner_pid(self, started):
        """The process that preflight is, below its wrapper."""
        outer = started.process.pid
        children = pathlib.Path(f"/proc/{outer}/task/{outer}/children")
        return int(wait_for(lambda: children.read_text().split(), "preflight")[0])

    def test_signals_are_forwarded(self):
        script = ("import signal,sys,time\n"
                  "def f(n, _): print(signal.Signals(n).name, flush=True)\n"
                  "for n in (1, 2, 3, 10, 12, 15, 28): signal.signal(n, f)\n"
                  "print('up', flush=True)\n"
                  "while True: time.sleep(60)\n")
        for wrapper in self.wrappers:
            started = self.started("--", sys.executable, "-c", script, wrapper=wrapper)
            self.assertEqual(started.line(), "up")
            pid = self.inner_pid(started)
            for number in (1, 2, 3, 10, 12, 15, 28):
                os.kill(pid, number)
                self.assertEqual(started.line(), signal.Signals(number).name)
            os.kill(pid, signal.SIGKILL)
            started.finish()

    def test_the_command_ends_with_its_parent(self):
        for wrapper in self.wrappers:
            started = self.started("--", "sh", "-c", "echo up; exec sleep 60", wrapper=wrapper)
            self.assertEqual(started.line(), "up")
            os.kill(self.inner_pid(started), signal.SIGKILL)
            # Else `sleep` would keep the pipe.
            started.finish()

    def test_orphans_are_reaped_as_pid_1(self):
        if os.geteuid() != 0:
            self.skipTest("only root can make a namespace")
        script = ("(sh -c 'sleep 0.05' & ) ; (sh -c 'sleep 0.05' &) ; sleep 0.4; "
                  "grep -l 'State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l")
        result = self.run_to_end("--", "sh", "-c", script,
                                 wrapper=["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"])
        self.assertEqual(result.stdout, "0\n")

    def test_whom_a_service_manager_knows_by_its_pid_becomes_the_command_all_the_same(self):
        if not shutil.which("strace"):
            self.skipTest("there is no strace")
        os.environ["NOTIFY_SOCKET"] = "/run/none"
        self.addCleanup(os.environ.pop, "NOTIFY_SOCKET")
        result = self.run_to_end("--", "sh", "-c", "cat /proc/$PPID/comm; exit 5", wrapper=self.wrappers[0])
        self.assertEqual((result.code, result.stdout), (5, "strace\n"))
        # Whether the parent was quicker to reap it is a matter of luck there.
        self.assertTrue("[run.died]" in result.stderr or "[run.end-unknown]" in result.stderr, result.stderr)

    def test_words_cannot_be_run(self):
        for wrapper in self.wrappers:
            self.assertEqual(self.run_to_end("--", "./none", wrapper=wrapper).code, 127)


class NotRunnable(Run):
    def refused(self, code, text, *words, **options):
        result = self.run_to_end("--format", "json", "--", *words, **options)
        self.assertEqual(result.code, code, result.stdout)
        support.validate(result.json)
        (finding,) = result.check["findings"]
        self.assertIn(text, finding["message"])
        return finding

    def test_kinds(self):
        folder = self.folder()
        self.assertEqual(self.refused(127, "there is no file", folder / "none")["code"], "run.not-found")
        self.refused(126, "is a folder", folder)
        self.refused(126, "is not executable", unique(folder, "plain", "#!/bin/sh\n", 0o644))
        self.refused(127, "/no/such", unique(folder, "lost", "#!/no/such\n"))
        self.refused(127, "pythn9", unique(folder, "env", "#!/usr/bin/env pythn9\n"))
        self.refused(126, "CR LF", unique(folder, "dos", "#!/bin/sh\r\ntrue\r\n"))
        self.refused(126, "CR LF", unique(folder, "dos2", "#!/usr/bin/env sh\r\ntrue\r\n"))

    def test_another_machine(self):
        if any(n not in ("register", "status") for n in os.listdir("/proc/sys/fs/binfmt_misc")):
            self.skipTest("this kernel runs programs of other machines")
        program = bytearray(pathlib.Path(PROGRAM).read_bytes())
        program[18:20] = (0xF3, 0)  # RISC-V
        path = self.folder() / "other"
        path.write_bytes(program)
        path.chmod(0o755)
        self.refused(126, "another machine: RISC-V", path)

    def test_a_folder_that_is_not_for_this_user(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become nobody")
        folder = self.folder()
        inner = folder / "inner"
        inner.mkdir()
        folder.chmod(0o755)
        script = unique(inner, "start", "#!/bin/sh\n")
        inner.chmod(0o700)
        self.refused(126, "may not be run by this user", script, user=NOBODY, cwd="/")

    def test_near_names(self):
        folder = self.folder()
        unique(folder, "servehttp", "#!/bin/sh\n")
        result = support.preflight("run", "--", "servhttp", env={"PATH": f"{folder}:/usr/bin"})
        self.assertEqual(result.code, 127)
        self.assertIn("did you mean servehttp?", result.stdout)

    def test_nothing_is_started_or_watched(self):
        self.assertEqual(self.run_to_end("--exit-codes", "nssm", "--", "./none").code, 99)
        self.assertEqual(self.run_to_end("--format", "nagios", "--", "./none").code, 2)


if __name__ == "__main__":
    support.main()
