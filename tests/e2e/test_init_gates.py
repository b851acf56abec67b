"""The lines that `preflight init` shows, each with the interpreter that they are for: cmd.exe under
Wine, sh and bash. Of PowerShell there is none here: its lines are compared only. The Dockerfile's
ENTRYPOINT and the jobs of GitHub and GitLab are read by parsers of JSON and YAML, and what they run
is run as the documentation of each says. systemd's lines: test_init_linux.py."""

import json
import os
import re
import shutil

import support
from init_projects import fastapi, init, written
from support import WINDOWS, free_port

CLEAR = {"PORT": None, "HOST": None}


def lines(folder, name):
    """What is shown for `name`, its title and advice taken away."""
    shown = init(folder, "--for", name, env=CLEAR).stdout
    return [line[4:] for line in shown.splitlines() if line.startswith("    ")]


class Gates(support.TestCase):
    def project(self):
        port = free_port()
        folder = fastapi(self.folder(), port)
        self.assertEqual(init(folder, env=CLEAR).code, 0)
        return folder, port

    def both(self, folder, port, start):
        """`start` starts the server where nothing is in the way, and does not where its port is
        taken; the exit code tells which."""
        result = start(folder)
        self.assertEqual(result.code, 0, result.stdout + result.stderr)
        self.assertIn("SERVER-RUNS", result.stdout)
        with self.actor("listen", "127.0.0.1", port):
            result = start(folder)
        self.assertEqual(result.code, 1, result.stdout + result.stderr)
        self.assertNotIn("SERVER-RUNS", result.stdout)


@support.unittest.skipUnless(WINDOWS, "cmd.exe is Windows'")
class Batch(Gates):
    def test_cmd(self):
        folder, port = self.project()
        shutil.copy(support.PROGRAM, folder / "preflight.exe")
        shown = lines(folder, "batch")
        self.assertEqual(len(shown), 2)
        text = "\r\n".join(["@echo off", *shown, "echo SERVER-RUNS", ""])
        written(folder, "start-server.bat", text)
        self.both(folder, port, lambda f: support.cmd("start-server.bat", f, env=CLEAR))

    def test_cmd_from_another_folder(self):
        folder, port = self.project()
        other = self.folder()
        shutil.copy(support.PROGRAM, other / "preflight.exe")
        shown = lines(folder, "batch")
        written(folder, "start-server.bat", "\r\n".join(["@echo off", *shown, "echo SERVER-RUNS", ""]))
        script = support.native(folder / "start-server.bat")
        self.both(
            folder, port, lambda _: support.run(["wine", "cmd", "/c", script], cwd=other, env=CLEAR))


@support.unittest.skipIf(WINDOWS, "sh is none of Windows'")
class Shells(Gates):
    def path_with_preflight(self):
        folder = self.folder()
        os.symlink(support.PROGRAM, folder / "preflight")
        return {**CLEAR, "PATH": f"{folder}:/usr/bin:/bin"}

    def test_sh_and_bash(self):
        folder, port = self.project()
        gate, start = lines(folder, "sh")
        self.assertTrue(start.startswith("exec "), start)
        env = self.path_with_preflight()
        script = written(folder, "start server.sh", f"{gate}\nexec echo SERVER-RUNS\n")
        elsewhere = self.folder()
        for shell in ("sh", "bash"):
            self.both(folder, port, lambda _: support.run([shell, script], cwd=elsewhere, env=env))  # noqa: B023

    def test_the_entry_point_of_a_dockerfile(self):
        folder, port = self.project()
        copy, entry = lines(folder, "docker")
        self.assertEqual(copy, "COPY preflight preflight.json ./")
        words = json.loads(entry.removeprefix("ENTRYPOINT "))
        shutil.copy(support.PROGRAM, folder / "preflight")
        command = ["echo", "SERVER-RUNS", "two  words"]
        self.both(folder, port, lambda f: support.run([*words, *command], cwd=f, env=CLEAR))

    def test_the_container_has_a_profile_of_its_own(self):
        folder, port = self.project()
        # The same port, and yet no interpreter of this machine.
        written(folder, "Dockerfile", f'FROM x\nCMD ["uvicorn", "app.main:app", "--port", "{port}"]\n')
        _, entry = lines(folder, "docker")
        self.assertIn("--profile container", entry)

    def test_jobs_of_github_and_gitlab(self):
        import yaml

        folder, port = self.project()
        shown = lines(folder, "github")
        job = yaml.safe_load("steps:\n" + "\n".join("  " + line for line in shown[:2]))
        (step,) = job["steps"]
        script = yaml.safe_load("script:\n  " + shown[2])["script"]
        env = self.path_with_preflight()
        for command in (step["run"], *script):
            # GitHub: "bash -e {0}"; GitLab ends at the first command that fails.
            text = written(folder, "step.sh", command + "\necho SERVER-RUNS\n")
            self.both(folder, port, lambda f: support.run(["bash", "-e", text], cwd=f, env=env))  # noqa: B023


class Words(Gates):
    def test_powershell(self):
        folder, _ = self.project()
        self.assertEqual(
            lines(folder, "powershell"),
            [
                'preflight check --config "$PSScriptRoot\\preflight.json"',
                "if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }",
            ],
        )

    def test_winsw_is_xml(self):
        import xml.etree.ElementTree as xml

        folder, _ = self.project()
        service = xml.fromstring("<service>" + "".join(lines(folder, "winsw")) + "</service>")
        self.assertTrue(service.findtext("arguments").startswith('run --config "'))

    def test_nssm_and_task_are_one_command_each(self):
        folder, _ = self.project()
        for name, words in (("nssm", "AppEvents Start/Pre"), ("task", "schtasks /change /tn")):
            (line,) = lines(folder, name)
            self.assertIn(words, line)
            self.assertEqual(len(re.findall(r'(?<!\\)"', line)) % 2, 0, line)


if __name__ == "__main__":
    support.main()
