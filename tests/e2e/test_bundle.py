"""`preflight bundle` on real parts: a port and a database that another process holds whose command
line has a password in it, logs, a configuration. The case is read by Python's zipfile and by unzip.
"""

import json
import os
import re
import shutil
import subprocess
import unittest
import zipfile

import support

SECRET = "hunter2-in-the-line"
OWN = "correct-horse-of-ours"
ALWAYS = {"README.txt", "report.txt", "report.html", "report.json", "facts.json", "versions.json",
          "removed.txt", "removed.json"}


class Bundle(support.TestCase):
    def blocked(self, folder):
        """A process that holds a port and a write lock, with a password in its command line."""
        database = folder / "app.db"
        actor = self.actor("listen", "127.0.0.1", 0, "+", "sqlite", support.native(database),
                           "CREATE TABLE t(x)", "BEGIN IMMEDIATE", f"SELECT 1 --password {SECRET}")
        return actor, ["-p", f"127.0.0.1:{actor.port}", "-d", support.native(database),
                       "--db-timeout", "100ms"]

    def bundle(self, *words, code=0, **options):
        result = support.preflight("bundle", *words, **options)
        self.assertEqual(result.code, code, result.stdout + result.stderr)
        return result

    def case(self, path):
        with zipfile.ZipFile(path) as archive:
            self.assertIsNone(archive.testzip())
            names = archive.namelist()
            self.assertEqual(len(names), len(set(names)))
            for name in names:
                self.assertTrue(name.isascii() and ".." not in name and name[0] not in "/\\", name)
            return {name: archive.read(name) for name in names}

    def without(self, files, *secrets):
        for name, content in files.items():
            for secret in secrets:
                for form in (secret.encode(), secret.encode("utf-16-le"), secret.encode().hex().encode()):
                    self.assertNotIn(form, content, f"{secret} stands in {name}")

    def test_a_case_has_all_and_no_secret(self):
        folder = self.folder()
        actor, targets = self.blocked(folder)
        log = folder / "my app.log"
        log.write_text(f"start\nlogin with {SECRET} and {OWN}\nDB_PASSWORD=only-in-the-log\n",
                       encoding="utf-8")
        path = folder / "case.zip"
        result = self.bundle(*targets, "--log", support.native(log), "-o", support.native(path),
                             env={"APP_PASSWORD": OWN, "APP_MODE": "production"})
        files = self.case(path)
        self.assertEqual(set(files), ALWAYS | {"logs/01-my_app.log.txt"})
        self.without(files, SECRET, OWN, "only-in-the-log")

        report = json.loads(files["report.json"])
        support.validate(report)
        self.assertEqual(report["verdict"], "blocked")
        codes = [f["code"] for c in report["checks"] for f in c["findings"]]
        self.assertIn("port.in-use", codes)
        self.assertIn("database.locked", codes)
        (process, *_) = report["checks"][0]["findings"][0]["processes"]
        self.assertEqual(process["pid"], actor.pid)
        self.assertIn("--password [removed:password:", process["command_line"])
        self.assertIn(b"BLOCKED", files["report.txt"])
        self.assertNotIn(b"\x1b", files["report.txt"])
        self.assertTrue(files["report.html"].lower().startswith(b"<!doctype html"))
        versions = json.loads(files["versions.json"])
        self.assertRegex(versions["sqlite"], r"^3\.\d+")
        self.assertIn("time_zone", versions["machine"])

        removed = json.loads(files["removed.json"])["removed"]
        self.assertEqual({"password"}, {one["kind"] for one in removed})
        places = {(p["file"], p["at"]) for one in removed for p in one["places"]}
        self.assertIn(("logs/01-my_app.log.txt", "line 2"), places)
        self.assertTrue(any(file == "facts.json" for file, _ in places), places)
        for one in removed:
            self.assertIn(one["tag"].encode(), files["removed.txt"])
            for place in one["places"]:
                self.assertIn(one["tag"].encode(), files[place["file"]])
        self.assertIn(b"sent nothing", files["README.txt"])

        self.assertIn("case.zip", result.stdout)
        self.assertIn("Nothing was sent anywhere", result.stdout)
        for name in files:
            self.assertIn(name, result.stdout)
        if shutil.which("unzip"):
            tested = subprocess.run(["unzip", "-tq", path], capture_output=True, text=True)
            self.assertEqual(tested.returncode, 0, tested.stdout)

    def test_it_is_judged_again_as_it_was(self):
        folder = self.folder()
        _, targets = self.blocked(folder)
        place, path = folder / "case", folder / "case.zip"
        self.bundle(*targets, "-o", support.native(place))
        self.bundle(*targets, "-o", support.native(path))
        before = json.loads((place / "report.json").read_bytes())
        for case in (place, place / "facts.json", path):
            self.assertNotIn(SECRET, self.judged_again(case, before).stdout)
        (place / "facts.json").write_bytes(b"{")
        self.assertEqual(support.preflight("check", "--facts", support.native(place)).code, 2)
        path.write_bytes(path.read_bytes()[:-30])
        broken = support.preflight("check", "--facts", support.native(path))
        self.assertEqual(broken.code, 2)
        self.assertIn("damaged", broken.stderr)

    def test_a_folder_has_the_same_files(self):
        folder = self.folder()
        place = folder / "case"
        port = f"127.0.0.1:{support.free_port()}"
        for _ in range(2):
            self.bundle("-p", port, "-o", support.native(place), "--force")
        found = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
        self.assertEqual(found, ALWAYS)
        result = self.bundle("-p", port, "-o", support.native(place), code=3)
        self.assertIn("not empty", result.stderr)

    def test_nothing_is_replaced_unless_it_is_forced(self):
        folder = self.folder()
        path = folder / "case.zip"
        path.write_text("mine")
        port = f"127.0.0.1:{support.free_port()}"
        result = self.bundle("-p", port, "-o", support.native(path), code=3)
        self.assertIn("--force", result.stderr)
        self.assertEqual(path.read_text(), "mine")
        self.bundle("-p", port, "-o", support.native(path), "--force")
        self.assertEqual(set(self.case(path)), ALWAYS)
        self.assertEqual(os.listdir(folder), ["case.zip"])

    def test_what_cannot_be_written_leaves_nothing(self):
        folder = self.folder()
        port = f"127.0.0.1:{support.free_port()}"
        result = self.bundle("-p", port, "-o", support.native(folder / "no/such/case.zip"), code=3)
        self.assertIn("cannot write", result.stderr)
        self.bundle("-p", port, "-o", support.native(folder / "no/such/folder"), code=3)
        self.assertEqual(os.listdir(folder), [])

    def test_without_a_name_it_is_named_by_host_and_time(self):
        folder = self.folder()
        self.bundle("-p", f"127.0.0.1:{support.free_port()}", cwd=folder)
        (name,) = os.listdir(folder)
        self.assertRegex(name, r"^preflight-[\w.-]+-\d{8}-\d{6}\.zip$")

    def test_wrong_usage(self):
        folder = self.folder()
        for words in ([], ["-p", "99999"], ["-p", "80", "-o", "a.zip", "-o", "b.zip"],
                      ["-p", "80", "--format", "json"], ["-p", "80", "loose"]):
            result = self.bundle(*words, code=2, cwd=folder)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)
        self.assertEqual(os.listdir(folder), [])

    def test_a_configuration_is_taken_along_without_its_secrets(self):
        folder = self.folder()
        config = folder / "preflight.json"
        config.write_text("""{
  // what the server needs
  "checks": {"port": ["127.0.0.1:%d"], "url": "http://${HOST:-127.0.0.1}:1/"}
}
""" % support.free_port(), encoding="utf-8")
        self.bundle("-o", "case.zip", cwd=folder)
        files = self.case(folder / "case.zip")
        self.assertEqual(files["preflight.json"].decode(), config.read_text(encoding="utf-8"))

        config.write_text(json.dumps({
            "checks": {"url": [f"http://alice:{SECRET}@127.0.0.1:1/x?token={OWN}"]},
            "policy": {"timeout": "5s"}}), encoding="utf-8")
        self.bundle("-o", "second.zip", cwd=folder)
        files = self.case(folder / "second.zip")
        self.without(files, SECRET, OWN)
        self.assertIn("[removed:", json.loads(files["preflight.json"])["checks"]["url"][0])

    def test_logs_of_writable_folders_and_long_ones(self):
        folder = self.folder()
        logs = folder / "logs"
        logs.mkdir()
        for number in range(6):
            path = logs / f"app{number}.log"
            path.write_text(f"line of {number}\n" * 20_000, encoding="utf-8")
            os.utime(path, (1_000_000 + number, 1_000_000 + number))
        (logs / "notes.txt").write_text("no log")
        self.bundle("--writable", support.native(logs), "--log", support.native(folder / "none.log"),
                    "-o", support.native(folder / "case.zip"))
        files = self.case(folder / "case.zip")
        names = sorted(n for n in files if n.startswith("logs/"))
        self.assertEqual([re.sub(r"^logs/\d+-", "", n) for n in names],
                         ["app5.log.txt", "app4.log.txt", "app3.log.txt"])
        for name in names:
            self.assertLessEqual(len(files[name]), 64 * 1024)
            self.assertTrue(files[name].startswith(b"line of "))
        self.assertIn(b"none.log", files["README.txt"])

    def test_names_of_users_go_on_demand(self):
        folder = self.folder()
        log = folder / "a.log"
        log.write_text("/home/kunigunde/app C:\\Users\\kunigunde\\x by KUNIGUNDE\n")
        port = f"127.0.0.1:{support.free_port()}"
        self.bundle("-p", port, "--log", support.native(log), "--no-users", "-o",
                    support.native(folder / "case.zip"))
        files = self.case(folder / "case.zip")
        host = json.loads(files["report.json"])["host"]
        self.assertRegex(host["name"], r"^(host1|localhost)$")
        for name, content in files.items():
            self.assertNotIn(b"kunigunde", content.lower(), name)
        self.assertIn("user", {one["kind"] for one in json.loads(files["removed.json"])["removed"]})

    @unittest.skipIf(support.WINDOWS, "the name of a process is that of its file")
    def test_a_hostile_name_stays_text(self):
        folder = self.folder()
        actor = self.actor("name", "\x1b[31m</script>", "+", "listen", "127.0.0.1", 0)
        self.bundle("-p", f"127.0.0.1:{actor.port}", "-o", support.native(folder / "case.zip"))
        files = self.case(folder / "case.zip")
        for name, content in files.items():
            self.assertNotIn(b"\x1b", content, name)
        self.assertNotIn(b"[31m</script>", files["report.html"])


if __name__ == "__main__":
    support.main()
