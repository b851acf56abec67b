"""`preflight watch` as log and as JSON lines, on either system."""

import functools
import json
import queue
import re
import subprocess
import threading

import support

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"


@functools.cache
def validator():
    import jsonschema

    schema = support.preflight("schema", "watch").json
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def event_of(line):
    """One line of JSON, checked against the program's own schema."""
    event = json.loads(line)
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator().iter_errors(event)]
    assert not errors, errors
    return event


class Watching:
    """A running `preflight watch` whose lines come one by one."""

    def __init__(self, *words, cwd=None, env=None):
        self.process = subprocess.Popen(
            support.command(support.PROGRAM, "watch", *words),
            cwd=cwd,
            env=support.environment(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._lines = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line.decode().rstrip("\r\n"))
        self._lines.put(None)

    def line(self):
        """The next one; nothing at the end."""
        try:
            return self._lines.get(timeout=support.HARD_LIMIT)
        except queue.Empty:
            raise AssertionError("no line comes") from None

    def event(self):
        return event_of(self.line())

    def change(self):
        """The next change of a check."""
        while (event := self.event())["event"] != "check":
            pass
        return event

    def taken_by(self, pid):
        """The change that names who took the port, and all that was told from its first failure on. A
        round may fall between the bind and the listen of a server, where nobody is named yet."""
        changes = []
        while not changes or not names(changes[-1], pid):
            changes.append(self.change())
            if changes[-1]["to"] != "fail":
                raise AssertionError(f"nobody else was to come: {changes}")
        return changes

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(timeout=1)
        if not self._reader.is_alive():
            self.process.stdout.close()


def names(change, pid):
    """Is this process among those in the way?"""
    return any(one["pid"] == pid for f in change["findings"] for one in f.get("processes", []))


class Lines(support.TestCase):
    def watching(self, *words, **options):
        watching = Watching(*words, **options)
        self.addCleanup(watching.close)
        return watching

    def test_a_listener_that_comes_and_goes(self):
        number = support.free_port()
        port = f"127.0.0.1:{number}"
        watching = self.watching("-p", port, "--interval", "50ms", "-f", "json")
        first = watching.change()
        self.assertEqual((first["from"], first["to"], first["round"]), (None, "pass", 1))
        self.assertEqual(first["target"], port + "/tcp")
        ready = watching.event()
        self.assertEqual((ready["event"], ready["to"], ready["exit_code"]), ("verdict", "ready", 0))
        with support.Actor("listen", "127.0.0.1", number) as actor:
            fails, *more = watching.taken_by(actor.pid)
            self.assertEqual((fails["from"], fails["to"], fails["failures"]), ("pass", "fail", 1))
            self.assertGreater(fails["lasted_ms"], 0)
            self.assertEqual([fails, *more][-1]["findings"][0]["code"], "port.in-use")
            if not more:
                blocked = watching.event()
                self.assertEqual((blocked["from"], blocked["to"]), ("ready", "blocked"))
                self.assertEqual(blocked["causes"][0]["blocks"], [port + "/tcp"])
        passes = watching.change()
        self.assertEqual((passes["from"], passes["to"], passes["failures"]), ("fail", "pass", 1))
        again = self.actor("listen", "127.0.0.1", number)
        self.assertEqual(watching.taken_by(again.pid)[-1]["failures"], 2)

    def test_a_database_that_is_locked_and_released(self):
        database = self.folder() / "app.db"
        actor = self.actor("sqlite", support.native(database), "CREATE TABLE t(x)")
        watching = self.watching(
            "-d", support.native(database), "--db-timeout", "10ms", "--interval", "50ms", "-f", "json"
        )
        self.assertIn(watching.change()["to"], ("pass", "warn"))
        actor.sql("BEGIN IMMEDIATE")
        locked = watching.change()
        self.assertEqual((locked["to"], locked["findings"][0]["code"]), ("fail", "database.locked"))
        actor.sql("COMMIT")
        self.assertIn(watching.change()["to"], ("pass", "warn"))

    def test_another_process_in_the_way_is_a_change(self):
        number = support.free_port()
        port = f"127.0.0.1:{number}"
        first = support.Actor("listen", "127.0.0.1", number)
        self.addCleanup(first.close)
        watching = self.watching("-p", port, "--interval", "1s", "-f", "json")
        self.assertEqual(watching.change()["findings"][0]["processes"][0]["pid"], first.pid)
        first.close()
        second = self.actor("listen", "127.0.0.1", number)
        while not names(change := watching.change(), second.pid):
            self.assertFalse(names(change, first.pid))

    def test_lines_in_a_log(self):
        folder = self.folder()
        ready = folder / "ready"
        watching = self.watching(
            "--file", support.native(ready), "--env", "PATH", "--interval", "50ms"
        )
        self.assertRegex(watching.line(), rf"^{TIME} fail  path .*ready: .* \[path\.missing\]$")
        self.assertRegex(watching.line(), rf"^{TIME} pass  env PATH: ")
        ready.write_text("")
        self.assertRegex(watching.line(), rf"^{TIME} pass  path .*ready: .* \(was failing for \d+ s\)$")
        ready.unlink()
        self.assertRegex(
            watching.line(), rf"^{TIME} fail  path .* \[path\.missing\] \(was passing for \d+ s\)$"
        )

    def test_without_what_passes_and_with_what_to_do(self):
        missing = support.native(self.folder() / "none")
        words = ["--env", "PATH", "--file", missing, "--count", "1"]
        quiet = support.preflight("watch", "-q", *words)
        (line,) = quiet.stdout.splitlines()
        self.assertIn("[path.missing]", line)
        self.assertEqual(quiet.stderr, "")
        lines = support.preflight("watch", "-v", *words).stdout.splitlines()
        self.assertGreater(len(lines), 3)
        self.assertRegex(lines[2], r"^    .*\[path\.missing\]$")

    def test_after_so_many_rounds_it_ends_as_check_does(self):
        folder = self.folder()
        (folder / "there").write_text("")
        there, missing = support.native(folder / "there"), support.native(folder / "none")
        for words, code in (
            (["--file", there], 0),
            (["--file", there, "--file", missing], 1),
            (["--file", missing, "--ignore", "path.missing"], 0),
            (["--file", missing, "--exit-codes", "nssm"], 99),
            (["--file", missing, "--exit-codes", "nagios"], 2),
        ):
            with self.subTest(words=words):
                result = support.preflight(
                    "watch", *words, "--count", "2", "--interval", "10ms", "-f", "json"
                )
                self.assertEqual(result.code, code)
                events = [event_of(line) for line in result.stdout.splitlines()]
                self.assertEqual(events[-1]["event"], "end")
                self.assertEqual(events[-1]["rounds"], 2)
                self.assertEqual([e["event"] for e in events].count("verdict"), 1)

    def test_reports_are_written_after_every_round(self):
        folder = self.folder()
        ready, report, gauges = (folder / name for name in ("ready", "report.json", "gauges.prom"))
        watching = self.watching(
            *("--file", support.native(ready), "--interval", "50ms", "-f", "json"),
            *("-r", f"json={support.native(report)}", "-r", f"prometheus={support.native(gauges)}"),
        )
        self.assertEqual(watching.change()["to"], "fail")
        self.assertEqual(watching.event()["event"], "verdict")
        value = json.loads(report.read_text())
        support.validate(value)
        self.assertEqual((value["command"], value["verdict"]), ("watch", "blocked"))
        ready.write_text("")
        change = watching.change()
        self.assertEqual(change["to"], "pass", change)
        self.assertEqual(watching.event()["to"], "ready")
        self.assertEqual(json.loads(report.read_text())["verdict"], "ready")
        self.assertIn('preflight_verdict{verdict="ready"} 1', gauges.read_text())

    def test_a_report_that_cannot_be_written_is_told_once_and_is_no_yes(self):
        folder = self.folder()
        result = support.preflight(
            *("watch", "--env", "PATH", "--count", "3", "--interval", "10ms"),
            *("-r", f"json={support.native(folder / 'none' / 'report.json')}"),
        )
        self.assertEqual(result.code, 3)
        self.assertEqual(result.stderr.count("cannot write"), 1)

    def test_targets_come_from_the_file_of_the_folder(self):
        folder = self.folder()
        (folder / "preflight.json").write_text('{"checks": {"env": "PATH"}, "policy": {"wait": "9s"}}')
        result = support.preflight("watch", "--count", "1", "-f", "json", cwd=folder)
        self.assertEqual(result.code, 0)
        first = event_of(result.stdout.splitlines()[0])
        self.assertEqual(first["place"], {"file": "preflight.json", "line": 1})

    def test_the_schema_refuses(self):
        missing = support.native(self.folder() / "none")
        result = support.preflight("watch", "--file", missing, "--count", "1", "-f", "json")
        check, verdict, end = map(event_of, result.stdout.splitlines())
        for event, key, value in (
            (check, "to", "broken"),
            (check, "findings", [{"code": 1}]),
            (check, "lasted_ms", 5),
            (verdict, "event", "check"),
            (verdict, "exit_code", 7),
            (end, "rounds", -1),
            (end, "at", "now"),
        ):
            self.assertFalse(validator().is_valid({**event, key: value}), (event["event"], key))

    def test_wrong_usage(self):
        for words, named in (
            ([], "nothing to watch"),
            (["-p", "1", "--wait", "1"], "--interval"),
            (["-p", "1", "--interval", "0"], "--interval"),
            (["-p", "1", "--count", "0"], "--count"),
            (["-p", "1", "-f", "sarif"], "console and json"),
        ):
            with self.subTest(words=words):
                result = support.preflight("watch", *words)
                self.assertEqual((result.code, result.stdout), (2, ""))
                (line,) = result.stderr.splitlines()
                self.assertIn(named, line)
        result = support.preflight("watch", "-p", "80x", "-f", "json")
        support.validate(result.json)
        self.assertEqual(result.json["exit_code"], 2)

    def test_the_help_tells_every_key_of_the_lines(self):
        text = support.preflight("help", "watch").stdout
        folder = self.folder()
        result = support.preflight(
            "watch", "--file", support.native(folder / "none"), "--count", "1", "-f", "json"
        )
        for line in result.stdout.splitlines():
            for key in event_of(line):
                self.assertRegex(text, rf"\b{re.escape(key)}\b")
        self.assertEqual(text, support.preflight("watch", "--help").stdout)


if __name__ == "__main__":
    support.main()
