"""The gate in a batch file, in cmd.exe."""

import support

BATCH = """@echo off
"{program}" check --port 127.0.0.1:{port} --db "{database}" --db-timeout 200ms
if errorlevel 1 exit /b %errorlevel%
echo SERVER-RUNS
"""


class Batch(support.TestCase):
    def run_batch(self, port, database):
        folder = self.folder()
        text = BATCH.format(program=support.native(support.PROGRAM), port=port, database=database)
        (folder / "start-server.bat").write_text(text, newline="\r\n")
        return support.cmd("start-server.bat", folder)

    def test_starts_when_all_is_free(self):
        database = support.native(self.folder() / "app.db")
        result = self.run_batch(support.free_port(), database)
        self.assertEqual(result.code, 0, result.stdout + result.stderr)
        self.assertIn("SERVER-RUNS", result.stdout)

    def test_stops_while_another_process_listens(self):
        database = support.native(self.folder() / "app.db")
        with self.actor("listen", "127.0.0.1", 0) as actor:
            result = self.run_batch(actor.port, database)
        self.assertEqual(result.code, 1, result.stdout + result.stderr)
        self.assertNotIn("SERVER-RUNS", result.stdout)
        self.assertIn(str(actor.pid), result.stdout)

    def test_stops_while_another_process_writes(self):
        database = support.native(self.folder() / "app.db")
        with self.actor("sqlite", database, "CREATE TABLE t(a)", "BEGIN IMMEDIATE") as actor:
            result = self.run_batch(support.free_port(), database)
        self.assertEqual(result.code, 1, result.stdout + result.stderr)
        self.assertNotIn("SERVER-RUNS", result.stdout)
        self.assertIn(str(actor.pid), result.stdout)


if __name__ == "__main__":
    support.main()
