"""A FastAPI application and a Django project as people have them: `init` writes what they need, `run`
starts them, and each of ten things that go wrong is named for what it is."""

import os
import shutil
import signal
import socket
import subprocess
import time
import unittest

import init_projects
import support

SECRET = {"APP_SECRET": "s3cret"}
# What the tests themselves run in must not reach the projects.
PLAIN = {"PORT": None, "HOST": None, "DATABASE_URL": None, "PYTHONDONTWRITEBYTECODE": "1",
         "APP_SECRET": None}

FASTAPI = """import os
import pathlib

import uvicorn
from fastapi import FastAPI, HTTPException

SECRET = os.environ["APP_SECRET"]
DATABASE_URL = os.getenv("DATABASE_URL", "sqlite:///./instance/app.db")
app = FastAPI()


@app.get("/health")
def health():
    status = pathlib.Path("health.txt").read_text().strip()
    if status == "unhealthy":
        raise HTTPException(503, detail={{"status": status, "checks": {{"database": "locked"}}}})
    return {{"status": status}}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.getenv("PORT", "{port}")))
"""

DJANGO_URLS = """import pathlib

from django.http import JsonResponse
from django.urls import path


def health(request):
    status = pathlib.Path("health.txt").read_text().strip()
    return JsonResponse({"status": status}, status=503 if status == "unhealthy" else 200)


urlpatterns = [path("health/", health)]
"""


class Project:
    """A folder with an application, the words that start it, and the path of its health."""

    def __init__(self, folder, port):
        self.port = port
        self.folder = folder
        self.make()
        (self.folder / "logs").mkdir()
        (self.folder / "health.txt").write_text("healthy\n")
        self.make_venv()

    def make_venv(self):
        """Its own Python, with the packages of the system."""
        subprocess.run(
            ["/usr/bin/python3", "-m", "venv", "--without-pip", "--system-site-packages", ".venv"],
            cwd=self.folder, check=True, timeout=support.HARD_LIMIT)  # fmt: skip
        self.python = self.folder / ".venv/bin/python"


class FastApi(Project):
    name = "FastAPI"
    health = "/health"
    database = "instance/app.db"

    def make(self):
        init_projects.written(self.folder, "app/__init__.py", "")
        init_projects.written(self.folder, "app/main.py", FASTAPI.format(port=self.port))
        (self.folder / "instance").mkdir()
        init_projects.written(
            self.folder, "start-server.sh",
            f"#!/bin/sh\n.venv/bin/python -m uvicorn app.main:app --host 127.0.0.1 --port {self.port}\n")
        self.words = [".venv/bin/python", "-m", "uvicorn", "app.main:app", "--host", "127.0.0.1",
                      "--port", self.port]


class Django(Project):
    name = "Django"
    health = "/health/"
    database = "db.sqlite3"

    def make(self):
        self.folder = init_projects.django(self.folder)
        settings = self.folder / "mysite/settings.py"
        text = settings.read_text()
        text = "import os\n" + text.replace("\nSECRET_KEY = ", "\nSECRET_KEY = os.environ['APP_SECRET']\nUNUSED = ")
        settings.write_text(text)
        (self.folder / "mysite/urls.py").write_text(DJANGO_URLS)
        init_projects.written(
            self.folder, "start-server.sh",
            f"#!/bin/sh\n.venv/bin/python manage.py runserver --noreload 127.0.0.1:{self.port}\n")
        self.words = [".venv/bin/python", "manage.py", "runserver", "--noreload",
                      f"127.0.0.1:{self.port}"]


class Server:
    """What `preflight run` became, with its words in a file."""

    def __init__(self, project, *options):
        self.log = project.folder / "server.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                support.command(support.PROGRAM, "run", *options, "--", *project.words),
                cwd=project.folder, env=support.environment({**PLAIN, **SECRET}),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # fmt: skip

    def wait_for(self, words):
        """The watcher may say it a moment after the end of the server."""
        limit = time.monotonic() + support.HARD_LIMIT
        while words not in self.log.read_text(errors="replace"):
            if time.monotonic() > limit:
                raise AssertionError(f"{words!r} was never said:\n{self.log.read_text(errors='replace')}")
            time.sleep(0.02)

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=support.HARD_LIMIT)


class Whole:
    """The tests of one kind of project."""

    def setUp(self):
        self.project = self.kind(self.folder(), support.free_port())
        made = init_projects.init(self.project.folder, env={**PLAIN, **SECRET})
        self.assertEqual(made.code, 0, made.stderr)
        init_projects.valid(self.project.folder / "preflight.json")

    def gate(self, *options, env=SECRET):
        """`preflight run`, which must not start anything: the report of the gate."""
        started = self.project.folder / "started"
        result = support.preflight(
            "run", "--format", "json", *options, "--", "touch", started,
            cwd=self.project.folder, env={**PLAIN, **env})  # fmt: skip
        self.assertFalse(started.exists(), "the command was started")
        support.validate(result.json)
        return result

    def assert_blocks(self, code, *options, env=SECRET, exit_code=1, saying=""):
        result = self.gate(*options, env=env)
        self.assertIn(code, result.codes, result.stdout)
        self.assertEqual(result.code, exit_code, result.stdout)
        told = [f for c in result.json["checks"] for f in c["findings"] if f["code"] == code]
        self.assertIn(saying, told[0]["message"] + " " + told[0].get("cause", ""))
        blocking = {f["code"] for c in result.json["checks"] for f in c["findings"]
                    if f["severity"] in ("blocker", "error")}  # fmt: skip
        self.assertEqual(blocking, {code}, "something else is named as well")

    def url(self):
        return f"http://127.0.0.1:{self.project.port}{self.project.health}"

    def running(self):
        server = Server(self.project, "--ready", self.url())
        self.addCleanup(server.close)
        server.wait_for(" after the start")
        return server

    def health(self):
        return support.report("check", "--url", self.url(), env=PLAIN)

    def test_it_starts_through_the_gate_and_is_ready(self):
        server = self.running()
        self.assertEqual(self.health().code, 0)
        # The process is the server itself, and stands in the way of a second one.
        again = self.gate()
        self.assertEqual(again.code, 1)
        pids = [p["pid"] for c in again.json["checks"] for f in c["findings"]
                for p in f.get("processes", [])]  # fmt: skip
        self.assertIn(server.process.pid, pids)

    def test_1_the_port_is_taken(self):
        with socket.create_server(("127.0.0.1", self.project.port)):
            self.assert_blocks("port.in-use", saying=str(self.project.port))

    def test_2_the_database_is_locked_by_a_stopped_process(self):
        path = self.project.folder / self.project.database
        holder = self.actor("sqlite", path, "CREATE TABLE t(x)", "BEGIN IMMEDIATE")
        os.kill(holder.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, holder.pid, signal.SIGCONT)
        self.assert_blocks("database.locked", saying="is stopped")

    def test_3_the_folder_of_logs_is_missing(self):
        (self.project.folder / "logs").rmdir()
        self.assert_blocks("path.missing", saying="logs")

    def test_4_a_module_is_missing(self):
        settings = self.project.folder / ".venv/pyvenv.cfg"
        settings.write_text(settings.read_text().replace("packages = true", "packages = false"))
        self.assert_blocks("python.module-missing")

    def test_5_its_health_is_degraded(self):
        self.running()
        (self.project.folder / "health.txt").write_text("degraded\n")
        result = self.health()
        self.assertEqual((result.code, result.codes), (0, ["url.degraded"]), result.stdout)
        self.assertEqual(support.report("check", "--url", self.url(), "--strict").code, 1)

    def test_6_its_health_is_503(self):
        self.running()
        (self.project.folder / "health.txt").write_text("unhealthy\n")
        result = self.health()
        self.assertEqual((result.code, result.codes), (1, ["url.unhealthy"]), result.stdout)
        self.assertIn("503", result.stdout)

    @unittest.skipUnless(subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0,
                         "needs the right to mount a small disk")  # fmt: skip
    def test_7_the_disk_is_full(self):
        """The folder of logs on a disk of its own, in a mount namespace of its own."""
        folder = self.project.folder
        script = ('mount -t tmpfs -o size=64k none "$1" && head -c 60k /dev/zero >"$1/full" && shift && '
                  'exec "$@"')  # fmt: skip
        started = folder / "started"
        result = support.run(
            ["unshare", "--mount", "sh", "-c", script, "sh", str(folder / "logs"), support.PROGRAM, "run",
             "--format", "json", "--disk", "logs:50%", "--", "touch", str(started)],
            cwd=folder, env={**PLAIN, **SECRET})  # fmt: skip
        self.assertEqual((result.code, result.codes), (1, ["disk.low"]), result.stdout + result.stderr)
        self.assertFalse(started.exists())

    def test_8_a_variable_is_missing(self):
        self.assert_blocks("env.missing", env={}, saying="APP_SECRET")

    def test_9_the_wrong_interpreter(self):
        """The Python that the virtual environment was made from has gone."""
        python = self.project.folder / ".venv/bin/python"
        python.unlink()
        python.symlink_to("/usr/bin/python3.99")
        self.assert_blocks("python.not-found")

    def test_10_the_upstream_is_down(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.assert_blocks("reach.refused", "--reach", f"127.0.0.1:{port}", saying=str(port))

    def test_what_dies_at_its_start_is_told(self):
        (self.project.folder / "health.txt").unlink()
        broken = self.project.folder / self.source
        broken.write_text("import no_such_module_here\n" + broken.read_text())
        server = Server(self.project, "--ignore", "python.module-missing")
        self.addCleanup(server.close)
        self.assertNotEqual(server.process.wait(timeout=support.HARD_LIMIT), 0)
        server.wait_for("run.died")
        self.assertIn("no_such_module_here", server.log.read_text())


@unittest.skipUnless(shutil.which("python3"), "no Python here")
class OfFastApi(Whole, support.TestCase):
    kind = FastApi
    source = "app/main.py"


class OfDjango(Whole, support.TestCase):
    kind = Django
    source = "mysite/urls.py"


if __name__ == "__main__":
    support.main()
