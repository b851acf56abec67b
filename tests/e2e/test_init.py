"""`preflight init`: the file that it writes is valid, says why, and lets `check` judge rightly; what
is there stays as it is."""

import os
import stat

import support
from init_projects import django, fastapi, init, valid, written
from support import WINDOWS, free_port, native, preflight, report

# What the machine of the test may have set must not lead it astray.
CLEAR = {"PORT": None, "HOST": None, "DATABASE_URL": None}


class FastApi(support.TestCase):
    def test_what_its_source_says_is_looked_at(self):
        port = free_port()
        folder = fastapi(self.folder(), port)
        result = init(folder, env=CLEAR)
        self.assertEqual(result.code, 0, result.stderr)
        value = valid(folder / "preflight.json")
        self.assertEqual(
            value["checks"],
            {"port": "${HOST:-127.0.0.1}:${PORT:-%d}" % port, "db": "instance/app.db", "writable": "logs"},
        )
        text = (folder / "preflight.json").read_text(encoding="utf-8")
        self.assertIn("// app/main.py:15: uvicorn.run()\n", text)
        self.assertIn("app/main.py:15: uvicorn.run()", result.stdout)
        # All is well; then the port is taken, then the database is locked.
        ready = report("check", cwd=folder, env=CLEAR)
        self.assertEqual(ready.code, 0, ready.stdout)
        self.assertEqual([check["check"] for check in ready.json["checks"]], ["port", "database", "path"])
        with self.actor("listen", "127.0.0.1", port):
            taken = report("check", cwd=folder, env=CLEAR)
        self.assertEqual((taken.code, taken.codes[0]), (1, "port.in-use"))
        # The variable that the source reads moves the check, too.
        with self.actor("listen", "127.0.0.1", port):
            moved = report("check", cwd=folder, env={**CLEAR, "PORT": str(free_port())})
        self.assertEqual(moved.code, 0, moved.stdout)
        database = native(folder / "instance" / "app.db")
        with self.actor("sqlite", database, "CREATE TABLE t(a)", "BEGIN IMMEDIATE"):
            locked = report("check", cwd=folder, env=CLEAR)
        self.assertIn("database.locked", locked.codes)
        (folder / "logs").rmdir()
        self.assertIn("path.missing", report("check", cwd=folder, env=CLEAR).codes)

    def test_a_start_script_and_a_dotenv(self):
        folder = fastapi(self.folder(), 8004)
        port = free_port()
        written(folder, ".env", f"PORT={port}\n")
        written(
            folder,
            "start-server.bat",
            '@echo off\r\ncd /d "%~dp0"\r\nset "HEALTH_URL=http://localhost:8000/health"\r\n'
            "python -m uvicorn app.main:app --host 0.0.0.0 --port %PORT%\r\n",
        )
        written(folder, "preflight.json.off", "")
        result = init(folder, env=CLEAR)
        self.assertEqual(result.code, 0, result.stderr)
        self.assertEqual(valid(folder / "preflight.json")["checks"]["port"], "0.0.0.0:${PORT:-%d}" % port)
        self.assertIn("PORT is set in .env:1", result.stdout)

    def test_every_profile_can_be_asked_for(self):
        folder = fastapi(self.folder(), free_port())
        written(folder, "docker-compose.yml", "services:\n  web:\n    ports:\n      - \"8080:80\"\n")
        written(folder, "Dockerfile", "FROM x\nCMD [\"uvicorn\", \"app.main:app\", \"--port\", \"80\"]\n")
        written(folder, "venv/pyvenv.cfg", "home = /usr/bin\n")
        program = "Scripts/python.exe" if WINDOWS else "bin/python"
        written(folder, f"venv/{program}", "")
        self.assertEqual(init(folder, env=CLEAR).code, 0)
        value = valid(folder / "preflight.json")
        self.assertEqual(value["checks"]["python"], f"venv/{program}")
        self.assertIn("fastapi", value["policy"]["module"])
        self.assertLessEqual({"compose", "container"}, set(value["profiles"]))
        for profile in value["profiles"]:
            result = preflight("check", "--profile", profile, cwd=folder, env=CLEAR)
            self.assertNotEqual(result.code, 2, f"{profile}: {result.stderr}")


class Django(support.TestCase):
    def test_a_new_project(self):
        folder = django(self.folder())
        self.assertEqual(init(folder, env=CLEAR).code, 0)
        value = valid(folder / "preflight.json")
        self.assertEqual(value["checks"], {"port": "127.0.0.1:8000", "db": "db.sqlite3"})

    def test_its_folder_may_lie_below_and_a_script_says_the_port(self):
        top, port = self.folder(), free_port()
        folder = django(top)
        written(top, "run.sh", f"#!/bin/sh\ncd mysite\nexec python3 manage.py runserver 127.0.0.1:{port}\n")
        self.assertEqual(init(top, env=CLEAR).code, 0)
        self.assertEqual(
            valid(top / "preflight.json")["checks"],
            {"port": f"127.0.0.1:{port}", "db": "mysite/db.sqlite3"},
        )
        self.assertEqual(report("check", cwd=top, env=CLEAR).code, 0)
        database = native(folder / "db.sqlite3")
        with self.actor("sqlite", database, "CREATE TABLE t(a)", "BEGIN EXCLUSIVE"):
            self.assertIn("database.locked", report("check", cwd=top, env=CLEAR).codes)
        with self.actor("listen", "127.0.0.1", port):
            self.assertIn("port.in-use", report("check", cwd=top, env=CLEAR).codes)


class Writing(support.TestCase):
    def test_a_file_that_is_there_stays(self):
        folder = fastapi(self.folder(), 8004)
        path = written(folder, "preflight.json", b"mine\x00\xff")
        before = path.stat()
        result = init(folder)
        self.assertEqual((result.code, result.stdout), (1, ""))
        self.assertIn("is there already, and stays as it is", result.stderr)
        self.assertEqual(path.read_bytes(), b"mine\x00\xff")
        self.assertEqual(path.stat().st_mtime_ns, before.st_mtime_ns)
        path.unlink()
        path.mkdir()
        self.assertEqual(init(folder).code, 1)

    def test_print_and_for_write_nothing(self):
        folder = fastapi(self.folder(), 8004)
        result = init(folder, "--print")
        self.assertEqual(result.code, 0)
        self.assertTrue(result.stdout.startswith("// "), result.stdout)
        for name in ("batch", "powershell", "sh", "systemd", "docker", "github", "nssm", "task", "winsw"):
            shown = init(folder, "--for", name)
            self.assertEqual((shown.code, shown.stderr), (0, ""))
            self.assertIn("preflight", shown.stdout)
        self.assertFalse((folder / "preflight.json").exists())
        # What was printed is what is written.
        self.assertEqual(init(folder).code, 0)
        self.assertEqual((folder / "preflight.json").read_text(encoding="utf-8"), result.stdout)

    def test_a_folder_without_a_server(self):
        folder = self.folder()
        written(folder, "notes.txt", "uvicorn --port 8000")
        written(folder, "broken.db", "no database")
        result = init(folder)
        self.assertEqual(result.code, 1)
        self.assertIn("nothing here tells of a port or a database", result.stderr)
        self.assertIn("broken.db: it has not the header of an SQLite database", result.stdout)
        self.assertFalse((folder / "preflight.json").exists())
        missing = init(folder, "missing")
        self.assertEqual((missing.code, missing.stdout), (1, ""))

    def test_wrong_usage(self):
        for words in (("a", "b"), ("--for", "bash"), ("--print", "--for", "sh"), ("--port", "1")):
            result = init(self.folder(), *words)
            self.assertEqual((result.code, result.stdout), (2, ""), words)

    def test_another_folder(self):
        folder = fastapi(self.folder(), 8004)
        self.assertEqual(init(folder.parent, folder.name).code, 0)
        self.assertTrue((folder / "preflight.json").exists())

    def test_an_nssm_of_the_project(self):
        for key, words in (("AppEvents", "has hooks"), ("AppExit", "would never be asked")):
            folder = fastapi(self.folder(), 8004)
            written(folder, "tools/nssm.exe", b"MZ" + bytes(1000) + key.encode("utf-16-le") + bytes(9))
            self.assertIn(words, init(folder, "--for", "nssm", "--service", "My App").stdout)
            self.assertIn("nssm set", init(folder).stdout)


@support.unittest.skipIf(WINDOWS, "FIFOs, links and rights are Linux's here")
class Hardship(support.TestCase):
    def test_rings_pipes_and_large_things(self):
        folder = fastapi(self.folder(), 8004)
        os.symlink("..", folder / "app" / "ring")
        os.symlink("nowhere", folder / "gone.py")
        os.mkfifo(folder / "start.sh")
        os.mkfifo(folder / "x.db")
        written(folder, "huge.py", "uvicorn.run(app, port=1)\n" * 20_000)
        written(folder, "bytes.py", b"uvicorn.run(app, port=2)\0\xff\xfe")
        written(folder, "node_modules/x/server.js", "app.listen(3)")
        written(folder, "package.json", "{}")
        written(folder, "\x1b[31mred\n.sh", "uvicorn a:b --port 4444")
        deep = folder.joinpath(*["d"] * 50)
        deep.mkdir(parents=True)
        written(deep, "start.sh", "uvicorn a:b --port 5555")
        many = folder / "many"
        many.mkdir()
        for number in range(2100):
            (many / f"{number}.py").touch()
        result = init(folder, env=CLEAR)
        self.assertEqual(result.code, 0, result.stderr)
        self.assertNotIn("\x1b", result.stdout)
        value = valid(folder / "preflight.json")
        self.assertEqual(value["checks"]["port"], "127.0.0.1:4444")
        for words in ("huge.py: it is longer than", "bytes.py: it is no text", "many: it holds more than"):
            self.assertIn(words, result.stdout)
        self.assertNotIn("5555", result.stdout)

    @support.unittest.skipUnless(hasattr(os, "geteuid") and os.geteuid() == 0, "needs root to be another user")
    def test_what_cannot_be_read_is_told(self):
        folder = fastapi(self.folder(), 8004)
        folder.chmod(0o755)
        for secret in (written(folder, "secret.py", "x = 1"), written(folder, "closed/a.py", "").parent):
            secret.chmod(stat.S_IRWXU)
        result = init(folder, "--print", user=support.NOBODY)
        self.assertEqual(result.code, 0, result.stderr)
        self.assertIn("secret.py: Permission denied (EACCES)", result.stdout)
        self.assertIn("closed: Permission denied (EACCES)", result.stdout)
        cannot = init(folder, user=support.NOBODY)
        self.assertEqual(cannot.code, 1)
        self.assertIn("cannot be written: Permission denied (EACCES)", cannot.stderr)


if __name__ == "__main__":
    support.main()
