"""`preflight run` as a user meets it, on either system: the gate, the command, its death, and when the
server answers."""

import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import support
from support import ACTOR, HARD_LIMIT, PROGRAM, WINDOWS, command, environment, native, validate


def shell(unix, windows):
    """A command of the system's own shell."""
    return ["cmd", "/c", windows] if WINDOWS else ["sh", "-c", unix]


class Started:
    """`preflight run`, whose standard input is open and whose standard error goes to a file."""

    def __init__(self, *words, cwd=None, env=None):
        self.errors = tempfile.NamedTemporaryFile()
        self.process = subprocess.Popen(
            command(PROGRAM, "run", *words), cwd=cwd, env=environment(env), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self.errors, text=True)

    def line(self):
        return self.process.stdout.readline().strip()

    def told(self):
        return pathlib.Path(self.errors.name).read_text(errors="replace")

    def wait_for(self, text):
        limit = time.monotonic() + HARD_LIMIT
        while text not in self.told():
            if time.monotonic() > limit:
                raise AssertionError(f"{text} was not told:\n{self.told()}")
            time.sleep(0.02)
        return self.told()

    def send(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def code(self):
        return self.process.wait(timeout=HARD_LIMIT)

    def close(self):
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.errors.close()


class Run(support.TestCase):
    def started(self, *words, **options):
        started = Started(*words, **options)
        self.addCleanup(started.close)
        return started


class Gate(Run):
    def test_ready_is_a_line_on_standard_error(self):
        port = f"127.0.0.1:{support.free_port()}"
        words = ["--port", port, "--", *shell("echo out", "echo out")]
        result = support.preflight("run", *words)
        self.assertEqual((result.code, result.stdout.split()), (0, ["out"]))
        self.assertIn("preflight: ready, 1 passed; starting ", result.stderr)
        result = support.preflight("run", "-q", "--grace", "0", *words)
        self.assertEqual((result.code, result.stdout.split()), (0, ["out"]))
        self.assertNotIn("preflight", result.stderr)

    def test_blocked_as_check_and_nothing_is_started(self):
        proof = self.folder() / "started"
        start = shell(f"touch {proof}", f"echo x>{native(proof)}")
        with self.actor("listen", "127.0.0.1", 0) as actor:
            port = f"127.0.0.1:{actor.port}"
            for options in ([], ["--exit-codes", "nssm"], ["--format", "nagios"]):
                checked = support.preflight("check", "--port", port, *options)
                result = support.preflight("run", "--port", port, *options, "--", *start)
                self.assertEqual(result.code, checked.code)
                self.assertEqual(result.stdout.splitlines()[0].split("(")[0],
                                 checked.stdout.splitlines()[0].split("(")[0])
            result = support.preflight("run", "--port", port, "--format", "json", "--", *start)
            validate(result.json)
            self.assertEqual((result.json["command"], result.codes), ("run", ["port.in-use"]))
        self.assertFalse(proof.exists())

    def test_a_locked_database_blocks(self):
        database = native(self.folder() / "app.db")
        with self.actor("sqlite", database, "CREATE TABLE t(a)", "BEGIN IMMEDIATE") as actor:
            result = support.preflight("run", "--db", database, "--db-timeout", "200ms", "--",
                                       *shell("echo started", "echo started"))
            self.assertEqual(result.code, 1)
            self.assertIn(str(actor.pid), result.stdout)
            self.assertNotIn("started", result.stdout.splitlines())

    def test_a_configuration(self):
        folder = self.folder()
        start = shell("echo out", "echo out")
        with self.actor("listen", "127.0.0.1", 0) as actor:
            (folder / "preflight.json").write_text(f'{{"checks": {{"port": "127.0.0.1:{actor.port}"}}}}')
            self.assertEqual(support.preflight("run", "--", *start, cwd=folder).code, 1)
        self.assertEqual(support.preflight("run", "--", *start, cwd=folder).code, 0)

    def test_wrong_usage(self):
        for words, named in ((["run"], "no COMMAND"), (["run", "--port", "80"], "no COMMAND"),
                             (["run", "--"], "no COMMAND"), (["run", "server"], "'server'"),
                             (["run", "--grace", "soon", "--", "x"], "--grace"),
                             (["run", "--ready", "80x", "--", "x"], "--ready: "),
                             (["run", "--port", "80x", "--", "x"], "--port")):
            result = support.preflight(*words)
            self.assertEqual((result.code, result.stdout), (2, ""), words)
            self.assertIn(named, result.stderr)

    def test_help(self):
        text = support.preflight("run", "--help").stdout
        for word in ("--grace", "--ready", "--port", "--wait", "127"):
            self.assertIn(word, text)


class Command(Run):
    def test_exit_codes(self):
        for code in (0, 1, 3, 200):
            for grace in ("0", "10s"):
                result = support.preflight("run", "--grace", grace, "--",
                                           *shell(f"exit {code}", f"exit {code}"))
                self.assertEqual(result.code, code)

    def test_not_found(self):
        result = support.preflight("run", "--", "no-such-program")
        self.assertEqual(result.code, 127)
        self.assertIn("[run.not-found]", result.stdout)

    def test_standard_input_is_the_commands(self):
        result = support.preflight("run", "--", *shell("read x; echo got $x", "set /p x=& call echo got %x%"),
                                   stdin=b"word\r\n" if WINDOWS else b"word\n")
        self.assertIn("got word", result.stdout)

    def test_environment_and_folder_stay(self):
        folder = self.folder()
        result = support.preflight("run", "--", *shell("pwd; echo $SOME", "cd& echo %SOME%"), cwd=folder,
                                   env={"SOME": "thing"})
        self.assertEqual([line.strip() for line in result.stdout.splitlines()], [native(folder), "thing"])


class Deaths(Run):
    def test_last_words(self):
        start = shell("echo Error: no such table >&2; exit 3", "echo Error: no such table>&2& exit 3")
        result = support.preflight("run", "--", *start)
        self.assertEqual(result.code, 3)
        started = self.started("--", *start)
        self.assertEqual(started.code(), 3)
        told = started.wait_for("[run.died]")
        self.assertIn("ended with exit code 3", told)
        # Wine cannot open a file again that it got from Linux; test_run_windows.py has its own.
        if not WINDOWS:
            self.assertIn("its last words: Error: no such table", told)

    def test_a_port_that_was_taken_in_between_is_named(self):
        port = support.free_port()
        report = self.folder() / "report.json"
        started = self.started("--port", f"127.0.0.1:{port}", "--report", f"json={native(report)}", "--",
                               *shell("echo up; read x; exit 1", "echo up& set /p x=& exit 1"))
        self.assertEqual(started.line(), "up")
        with self.actor("listen", "127.0.0.1", port) as actor:
            started.send("end")
            self.assertEqual(started.code(), 1)
            told = started.wait_for("[port.in-use]")
        self.assertIn("[run.died]", told)
        self.assertIn(f"(pid {actor.pid})", told)
        value = json.loads(report.read_text())
        validate(value)
        self.assertEqual([c["check"] for c in value["checks"]], ["run", "port"])
        self.assertEqual([c["status"] for c in value["checks"]], ["fail", "fail"])

    def test_an_earlier_copy_is_up_already(self):
        folder = self.folder()
        port = support.free_port()
        words = [native(ACTOR), "listen", "127.0.0.1", str(port)]
        first = self.started("--port", f"127.0.0.1:{port}", "--", *words, cwd=folder)
        pid = first.line().split()[1]
        gate = ["run", "--port", f"127.0.0.1:{port}", "--format", "json", "--"]
        result = support.preflight(*gate, *words, cwd=folder)
        self.assertEqual((result.code, result.codes), (1, ["port.already-running"]))
        (finding,) = result.check["findings"]
        self.assertEqual(str(finding["processes"][0]["pid"]), pid)
        self.assertEqual(finding["remedies"][0]["needs"], "nothing")
        # Another folder, or other arguments: another server.
        self.assertEqual(support.preflight(*gate, *words, cwd=self.folder()).codes, ["port.in-use"])
        self.assertEqual(support.preflight(*gate, *words, "--dual", cwd=folder).codes, ["port.in-use"])


class Ready(Run):
    def test_tells_when_the_server_answers(self):
        port = support.free_port()
        started = self.started("--ready", f"127.0.0.1:{port}", "--", native(ACTOR), "listen", "127.0.0.1",
                               port)
        self.assertTrue(started.line().startswith("ready "))
        told = started.wait_for("after the start")
        self.assertIn(f"127.0.0.1:{port} answers, ", told)
        started.close()

    def test_a_port_alone_is_of_this_machine(self):
        port = support.free_port()
        started = self.started("--ready", port, "--", native(ACTOR), "listen", "127.0.0.1", port)
        self.assertTrue(started.line().startswith("ready "))
        self.assertIn(f"localhost:{port} answers, ", started.wait_for("after the start"))

    def test_who_dies_before_has_died_at_start(self):
        started = self.started("--grace", "0", "--ready", f"127.0.0.1:{support.free_port()}", "--",
                               *shell("echo why >&2; exit 4", "echo why>&2& exit 4"))
        self.assertEqual(started.code(), 4)
        self.assertIn("ended with exit code 4", started.wait_for("[run.died]"))

    def test_who_does_not_answer_lives_on(self):
        started = self.started("--wait", "300ms", "--ready", f"127.0.0.1:{support.free_port()}", "--",
                               *shell("echo up; read x; exit 0", "echo up& set /p x=& exit 0"))
        self.assertEqual(started.line(), "up")
        told = started.wait_for("did not answer within 300 ms")
        self.assertIn("runs on", told)
        self.assertIsNone(started.process.poll())
        started.send("end")
        self.assertEqual(started.code(), 0)

    def test_what_answers_before_the_start_is_another_server(self):
        with self.actor("listen", "127.0.0.1", 0) as actor:
            started = self.started("--ready", f"127.0.0.1:{actor.port}", "--",
                                   *shell("echo up; read x", "echo up& set /p x="))
            self.assertEqual(started.line(), "up")
            told = started.wait_for("before the start")
            self.assertNotIn("after the start", told)


if __name__ == "__main__":
    support.main()
