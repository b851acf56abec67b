"""The program as such: it starts, names itself, and refuses what it does not understand."""


import support


class Program(support.TestCase):
    def test_version(self):
        result = support.preflight("--version")
        self.assertEqual(result.code, 0, result.stderr)
        self.assertRegex(result.stdout, r"\d+\.\d+\.\d+")

    def test_help_names_the_commands(self):
        result = support.preflight("--help")
        self.assertEqual(result.code, 0, result.stderr)
        self.assertIn("check", result.stdout)

    def test_unknown_command_is_wrong_usage(self):
        result = support.preflight("no-such-command")
        self.assertEqual(result.code, 2)
        self.assertEqual(result.stdout, "")
        (line,) = result.stderr.splitlines()
        self.assertIn("no-such-command", line)

    def test_unknown_option_is_wrong_usage(self):
        result = support.preflight("check", "--no-such-option")
        self.assertEqual(result.code, 2)
        (line,) = result.stderr.splitlines()
        self.assertIn("--no-such-option", line)


class Gate(support.TestCase):
    def test_a_free_port_is_ready(self):
        result = support.report("check", "--port", f"127.0.0.1:{support.free_port()}")
        self.assertEqual(result.code, 0, result.stdout)
        self.assertEqual(result.json["verdict"], "ready")
        self.assertEqual(result.check["status"], "pass")

    def test_a_listener_blocks_and_is_named(self):
        with self.actor("listen", "127.0.0.1", 0) as actor:
            result = support.report("check", "--port", f"127.0.0.1:{actor.port}")
        self.assertEqual(result.code, 1, result.stdout)
        self.assertEqual(result.codes, ["port.in-use"])
        (finding,) = result.check["findings"]
        self.assertEqual([p["pid"] for p in finding["processes"]], [actor.pid])
        self.assertEqual(finding["processes"][0]["role"], "listener")

    def test_a_writer_blocks_and_is_named(self):
        path = self.folder() / "app.db"
        database = support.native(path)
        with self.actor("sqlite", database, "CREATE TABLE t(a)", "BEGIN IMMEDIATE") as actor:
            result = support.report("check", "--db", database, "--db-timeout", "200ms")
            self.assertEqual(result.code, 1, result.stdout)
            self.assertIn("database.locked", result.codes)
            pids = {p["pid"] for f in result.check["findings"] for p in f.get("processes", [])}
            self.assertEqual(pids, {actor.pid})
            actor.sql("COMMIT")
        result = support.report("check", "--db", database)
        self.assertEqual(result.code, 0, result.stdout)

    def test_one_process_that_holds_both_is_one_cause(self):
        database = support.native(self.folder() / "app.db")
        words = ["listen", "127.0.0.1", 0, "+", "sqlite", database, "CREATE TABLE t(a)"]
        with self.actor(*words, "BEGIN IMMEDIATE") as actor:
            result = support.report(
                "check", "--port", f"127.0.0.1:{actor.port}", "--db", database
            )
        self.assertEqual(result.code, 1, result.stdout)
        (cause,) = result.json["causes"]
        self.assertEqual(cause["process"]["pid"], actor.pid)
        self.assertEqual(len(cause["blocks"]), 2)


if __name__ == "__main__":
    support.main()
