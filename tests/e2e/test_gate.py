"""The promises of the gate as a user meets them, on either system."""

import json
import os

import support


def unseen_by_this_test():
    """How many processes do not let this user look at their descriptors."""
    if support.WINDOWS:
        return 0
    count = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            for number in os.listdir(f"/proc/{pid}/fd"):
                os.stat(f"/proc/{pid}/fd/{number}")
        except PermissionError:
            count += 1
        except OSError:
            pass
    return count


class Outside(support.TestCase):
    def free(self):
        return f"127.0.0.1:{support.free_port()}"

    def test_list_names_every_check_and_code(self):
        listed = support.preflight("list", "--format", "json").json
        names = {check["check"] for check in listed["checks"]}
        self.assertLessEqual({"port", "database", "holders"}, names)
        text = support.preflight("list").stdout
        for check in listed["checks"]:
            for finding in check["findings"]:
                self.assertIn(finding["code"], text)

    def test_checks_stand_in_the_order_asked_for(self):
        database = support.native(self.folder() / "app.db")
        first, second = self.free(), self.free()
        result = support.report("check", "-p", first, "-d", database, "-p", second)
        targets = [(c["check"], c["target"].removesuffix("/tcp")) for c in result.json["checks"]]
        self.assertEqual([t[0] for t in targets], ["port", "database", "port"])
        self.assertEqual((targets[0][1], targets[2][1]), (first, second))

    def test_wrong_usage_is_one_line_that_names_it(self):
        for words, named in (
            (["check", "--port", "80x"], "80x"),
            (["check", "--port", "0"], "'0'"),
            (["check", "--port", "65536"], "65536"),
            (["check", "--port", "::1:8000"], "::1:8000"),
            (["check", "--db", ""], "--db"),
            (["check", "--db", "a.db", "--db-timeout", "soon"], "soon"),
            (["check", "--port", "1", "--timeout", "1x"], "1x"),
            (["check", "--port", "1", "--wait", "-1"], "--wait"),
            (["check", "--port", "1", "--format", "jsn"], "json"),
            (["check", "--port", "1", "--report", "json"], "--report"),
            (["check", "--port", "1", "--ignore", "port.in-us"], "port.in-use"),
            (["check", "--prot", "1"], "--port"),
            (["check"], "--port"),
            (["port"], "SPEC"),
            (["holders"], "FILE"),
        ):
            with self.subTest(words=words):
                result = support.preflight(*words)
                self.assertEqual(result.code, 2, result.stdout + result.stderr)
                (line,) = result.stderr.splitlines()
                self.assertIn(named, line)
                self.assertEqual(result.stdout, "")

    def test_wrong_usage_with_json_is_an_object_too(self):
        result = support.preflight("check", "--port", "80x", "--format", "json")
        self.assertEqual(result.code, 2)
        support.validate(result.json)
        self.assertIn("80x", result.json["error"]["message"])

    def test_report_is_written_beside_the_console(self):
        path = self.folder() / "report.json"
        result = support.preflight(
            "check", "-p", self.free(), "-r", f"json={support.native(path)}"
        )
        self.assertEqual(result.code, 0, result.stderr)
        self.assertIn("READY", result.stdout)
        support.validate(json.loads(path.read_text(encoding="utf-8")))
        self.assertEqual(os.listdir(path.parent), ["report.json"])

    def test_a_report_that_cannot_be_written_is_not_ready(self):
        path = support.native(self.folder() / "no" / "such" / "report.json")
        result = support.report("check", "-p", self.free(), "-r", f"json={path}")
        self.assertEqual(result.code, 3)
        self.assertIn("report.json", result.stderr)
        self.assertEqual(result.json["exit_code"], 3)
        self.assertEqual(result.json["verdict"], "undetermined")
        self.assertEqual(result.codes, ["report.not-written"])

    def test_ignored_codes_are_shown_but_do_not_block(self):
        with self.actor("listen", "127.0.0.1", 0) as actor:
            target = f"127.0.0.1:{actor.port}"
            result = support.report("check", "-p", target, "--ignore", "port.in-use")
        self.assertEqual(result.code, 0, result.stdout)
        self.assertEqual(result.codes, ["port.in-use"])

    def test_exit_codes_of_other_gates(self):
        with self.actor("listen", "127.0.0.1", 0) as actor:
            target = f"127.0.0.1:{actor.port}"
            for kind, code in (("own", 1), ("nssm", 99), ("nagios", 2)):
                result = support.preflight("check", "-p", target, "--exit-codes", kind)
                self.assertEqual(result.code, code, kind)

    def test_quiet_says_nothing_when_ready(self):
        result = support.preflight("check", "-p", self.free(), "-q")
        self.assertEqual((result.code, result.stdout, result.stderr), (0, "", ""))

    def test_waits_until_the_port_is_free(self):
        actor = support.Actor("listen", "127.0.0.1", 0)
        with actor:
            target = f"127.0.0.1:{actor.port}"
            blocked = support.preflight("check", "-p", target, "--wait", "300ms")
            self.assertEqual(blocked.code, 1)
            self.assertIn("waiting", blocked.stderr)
        freed = support.preflight("check", "-p", target, "--wait", "30s")
        self.assertEqual(freed.code, 0, freed.stdout)

    def test_an_idle_opener_warns_and_blocks_only_when_asked(self):
        path = self.folder() / "app.db"
        database = support.native(path)
        with self.actor("sqlite", database, "CREATE TABLE t(a)", "SELECT * FROM t") as actor:
            idle = support.report("check", "-d", database)
            strict = support.report("check", "-d", database, "--strict")
            exclusive = support.report("check", "-d", database, "--db-exclusive")
        self.assertEqual(idle.code, 0, idle.stdout)
        self.assertEqual(idle.check["status"], "warn")
        self.assertIn("database.open-elsewhere", idle.codes)
        self.assertEqual(strict.code, 1)
        self.assertEqual(exclusive.code, 1)
        pids = {p["pid"] for f in exclusive.check["findings"] for p in f.get("processes", [])}
        self.assertEqual(pids, {actor.pid})

    def test_holders_by_hand(self):
        database = support.native(self.folder() / "app.db")
        with self.actor("sqlite", database, "CREATE TABLE t(a)", "BEGIN IMMEDIATE") as actor:
            held = support.report("holders", database)
        pids = {p["pid"] for f in held.check["findings"] for p in f.get("processes", [])}
        self.assertEqual(pids, {actor.pid}, held.stdout)
        nobody = support.report("holders", database)
        # A sandbox can keep some process from its root: then "nobody" would be a guess.
        unseen = nobody.check["facts"]["unseen_processes"]
        self.assertEqual(unseen > 0, unseen_by_this_test() > 0)
        self.assertEqual(nobody.code, 3 if unseen > 0 else 0, nobody.stdout)

    def test_port_by_hand(self):
        with self.actor("listen", "127.0.0.1", 0) as actor:
            result = support.preflight("port", str(actor.port))
        self.assertEqual(result.code, 1)
        self.assertIn(str(actor.pid), result.stdout)


if __name__ == "__main__":
    support.main()
