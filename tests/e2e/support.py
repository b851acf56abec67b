"""What the end-to-end tests share: the real program, the actor that plays the other process, and
folders that go away. Set by CTest: PREFLIGHT_PROGRAM, PREFLIGHT_ACTOR, PREFLIGHT_SYSTEM ("linux" or
"windows", the latter under Wine) and PREFLIGHT_WINEPREFIX. By hand, after scripts/test:
    PREFLIGHT_PROGRAM=build/linux/preflight PREFLIGHT_ACTOR=build/linux/preflight_actor \
        python3 tests/e2e/test_program.py
"""

import dataclasses
import functools
import json
import os
import pathlib
import queue
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

SYSTEM = os.environ.get("PREFLIGHT_SYSTEM", "linux")
WINDOWS = SYSTEM == "windows"
PROGRAM = os.path.abspath(os.environ.get("PREFLIGHT_PROGRAM", "build/linux/preflight"))
ACTOR = os.path.abspath(os.environ.get("PREFLIGHT_ACTOR", "build/linux/preflight_actor"))
ROOT = pathlib.Path(__file__).resolve().parents[2]
NOBODY = 65534

# No test waits longer than this for anything.
HARD_LIMIT = 60


def environment(changes=None):
    result = dict(os.environ)
    for name in ("NO_COLOR", "GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "GITHUB_WORKFLOW_REF"):
        result.pop(name, None)
    if WINDOWS:
        result["WINEPREFIX"] = os.environ["PREFLIGHT_WINEPREFIX"]
        result["WINEDEBUG"] = "-all"
        result["WINEDLLOVERRIDES"] = "mscoree,mshtml="
    for name, value in (changes or {}).items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def native(path):
    """The path as the program under test writes it: Wine has the whole machine as drive Z."""
    return "Z:" + str(path).replace("/", "\\") if WINDOWS else str(path)


def command(program, *arguments):
    return (["wine"] if WINDOWS else []) + [program, *map(str, arguments)]


@dataclasses.dataclass
class Result:
    code: int
    stdout: str
    stderr: str

    @functools.cached_property
    def json(self):
        try:
            return json.loads(self.stdout)
        except ValueError as error:
            raise AssertionError(
                f"no JSON: {error}\nexit code {self.code}\n{self.stdout}\n{self.stderr}"
            ) from None

    @property
    def check(self):
        """The only check of a JSON report."""
        (only,) = self.json["checks"]
        return only

    @property
    def codes(self):
        """The codes of all findings of a JSON report."""
        return [f["code"] for c in self.json["checks"] for f in c["findings"]]


def run(words, cwd=None, env=None, stdin=None, user=None, limit=HARD_LIMIT):
    """Runs a command with a hard time limit. Output goes to files, since what Wine starts by the way
    would keep a pipe open. `user`: a user id to run as (only root can)."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=environment(env),
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
        )
        try:
            process.communicate(stdin, timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(f"{words} still ran after {limit} s") from None
        out.seek(0)
        err.seek(0)
        # surrogateescape: whatever bytes there are, a test can look at them.
        decode = functools.partial(str, encoding="utf-8", errors="surrogateescape")
        result = Result(process.returncode, decode(out.read()), decode(err.read()))
    # Its exit code may be the very one that a test expects.
    if re.search(r"^SUMMARY: \w+Sanitizer", result.stderr, re.MULTILINE):
        raise AssertionError(f"{words} ended with {result.code}:\n{result.stderr}")
    return result


lost_by_wine = []


def again_where_lost(ask, is_lost, what):
    """Under Wine asks once more where the answer is that of a process that said nothing at all: Wine
    loses one now and then before its first instruction. One that says nothing twice has nothing to
    say, and what is lost more often than Wine does it fails."""
    answer = ask()
    if not WINDOWS or not is_lost(answer):
        return answer
    again = ask()
    if not is_lost(again):
        lost_by_wine.append(what)
        if len(lost_by_wine) > 2:
            raise AssertionError(f"lost three times: {lost_by_wine}")
    return again


def preflight(*arguments, **options):
    """What Wine loses ends with 0, or of a signal of Linux. (What a program of Windows does wrong ends
    it with a code of Windows, an access violation too.)"""
    return again_where_lost(
        lambda: run(command(PROGRAM, *arguments), **options),
        lambda result: result.code in (0, -signal.SIGSEGV) and not result.stdout + result.stderr,
        arguments,
    )


def report(*arguments, **options):
    """`preflight check ... --format json`, its report checked against the program's own schema."""
    result = preflight(*arguments, "--format", "json", **options)
    validate(result.json)
    return result


@functools.cache
def validator():
    import jsonschema

    schema = preflight("schema", "report").json
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def validate(value):
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator().iter_errors(value)]
    assert not errors, errors


def cmd(script, folder, **options):
    """Runs a batch file in cmd.exe. ".\\" because Wine's cmd takes `start-...` for its own `start`."""
    return run(["wine", "cmd", "/c", ".\\" + script], cwd=folder, **options)


class Actor:
    """A process that holds what tests/support/actor.cpp is told, until the end of a `with`."""

    def __init__(self, *words, cwd=None):
        self.process = subprocess.Popen(
            command(ACTOR, *words),
            cwd=cwd,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if WINDOWS else None,
            text=True,
        )
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.forked = []
        while True:
            line = self._line()
            kind, _, rest = line.partition(" ")
            if kind == "child":
                self.forked.append(int(rest))
            elif kind == "ready":
                self.pid, self.port = map(int, rest.split())
                return
            else:
                self.close()
                raise AssertionError(f"actor {words}: {line}")

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line.strip())
        self._lines.put("ended")

    def _line(self):
        try:
            return self._lines.get(timeout=HARD_LIMIT)
        except queue.Empty:
            self.close()
            raise AssertionError("the actor hangs") from None

    def sql(self, statement):
        """Runs SQL on the actor's last database."""
        self.process.stdin.write(f"sql {statement}\n")
        self.process.stdin.flush()
        answer = self._line()
        assert answer == "done", answer

    def close(self):
        """Lets it go and waits until it is gone. It ends with its input; what does not is killed."""
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        # What Wine started by the way may keep the pipe open; then it stays with the reader.
        self._reader.join(timeout=1)
        if not self._reader.is_alive():
            self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def free_port():
    """A port that nothing uses on any address, below the ranges that outgoing connections use."""
    while True:
        port = random.randint(10_000, 30_000)
        try:
            for family in (socket.AF_INET, socket.AF_INET6):
                for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
                    with socket.socket(family, kind) as probe:
                        if family == socket.AF_INET6:
                            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                        probe.bind(("", port))
            return port
        except OSError:
            continue


class TestCase(unittest.TestCase):
    maxDiff = None

    def folder(self):
        """A private folder that goes away with the test."""
        path = tempfile.mkdtemp(prefix="preflight-")
        self.addCleanup(shutil.rmtree, path, ignore_errors=True)
        return pathlib.Path(path)

    def judged_again(self, case, before):
        """`check --facts` of a case gives what the report in it says."""
        again = report("check", "--facts", native(case))
        codes = [f["code"] for check in before["checks"] for f in check["findings"]]
        self.assertEqual((again.code, again.json["verdict"], again.codes),
                         (before["exit_code"], before["verdict"], codes), again.stdout)
        return again

    def actor(self, *words, **options):
        actor = Actor(*words, **options)
        self.addCleanup(actor.close)
        return actor


def main():
    """Runs the tests of the calling file. No test at all is a failure."""
    result = unittest.main(verbosity=2, exit=False).result
    sys.exit(not (result.wasSuccessful() and result.testsRun > 0))
