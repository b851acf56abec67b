"""action.yml: read by a real parser of YAML, its shell lines run by bash as GitHub's runner does."""

import json
import os
import shutil
import stat
import subprocess
import unittest

import fetched
import support

try:
    import yaml
except ImportError:
    yaml = None


@unittest.skipUnless(yaml and shutil.which("bash"), "there is no python3-yaml or no bash")
class Action(support.TestCase):
    def setUp(self):
        text = (support.ROOT / "action.yml").read_text(encoding="utf-8")
        self.action = yaml.safe_load(text)
        (self.step,) = self.action["runs"]["steps"]

    def step_run(self, cwd, path=None, **inputs):
        """(exit code, standard output, outputs), with the words of the runner's documentation:
        "bash --noprofile --norc -eo pipefail {0}"."""
        script = cwd / "step.sh"
        script.write_text(self.step["run"], encoding="utf-8")
        output = cwd / "output"
        output.touch()
        known = {name: entry.get("default", "") for name, entry in self.action["inputs"].items()}
        known.update({name.replace("_", "-"): text for name, text in inputs.items()})
        self.assertEqual(set(known), set(self.action["inputs"]))
        env = {"GITHUB_OUTPUT": str(output), "GITHUB_ACTIONS": "true"}
        for name, value in self.step["env"].items():
            value = value.replace("${{ github.action_path }}", str(support.ROOT))
            for key, text in known.items():
                value = value.replace("${{ inputs.%s }}" % key, text)
            env[name] = value
        if path is not None:
            env["PATH"] = f"{path}:{os.environ['PATH']}"
        result = support.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)], cwd=cwd, env=env)
        lines = output.read_text(encoding="utf-8").splitlines()
        return result, dict(line.split("=", 1) for line in lines)

    def test_it_is_a_composite_action(self):
        self.assertEqual(self.action["runs"]["using"], "composite")
        self.assertEqual(self.step["shell"], "bash")
        for name, entry in {**self.action["inputs"], **self.action["outputs"]}.items():
            self.assertTrue(entry["description"], name)
        # What is put into a script as text is run: everything comes by the environment.
        self.assertNotIn("${{", self.step["run"])
        for name, entry in self.action["outputs"].items():
            self.assertEqual(entry["value"], "${{ steps.check.outputs.%s }}" % name)

    @unittest.skipUnless(shutil.which("node"), "there is no node")
    def test_a_validator_of_actions_finds_nothing(self):
        tool = fetched.package(
            "@action-validator/core", "0.6.0",
            "a48f55be8d76a1d0e66dd9bbdfdd583c09e2bd5110539f1b4cd9512d442843bd")
        if tool is None:
            self.skipTest("it cannot be fetched here")
        text = (support.ROOT / "action.yml").read_text(encoding="utf-8")
        script = """
            const { validateAction } = require(process.argv[1]);
            process.stdout.write(JSON.stringify(
              process.argv.slice(2).map((text) => validateAction(text).errors)))"""
        done = subprocess.run(
            ["node", "-e", script, tool / "action_validator.js", text,
             text.replace("using: composite", "using: composed")],
            check=True, capture_output=True, timeout=support.HARD_LIMIT)
        good, bad = json.loads(done.stdout)
        self.assertEqual(good, [])
        self.assertNotEqual(bad, [])

    def test_ready_and_blocked(self):
        folder = self.folder()
        free = f"--port 127.0.0.1:{support.free_port()}"
        result, outputs = self.step_run(folder, program=support.PROGRAM, arguments=free)
        self.assertEqual((result.code, outputs), (0, {"exit-code": "0", "verdict": "ready"}), result)
        folder = self.folder()
        with self.actor("listen", "127.0.0.1", 0) as actor:
            taken = f"\n# the server\n  --port   127.0.0.1:{actor.port}\r\n--strict\n\n"
            result, outputs = self.step_run(
                folder, program=support.PROGRAM, arguments=taken,
                reports="sarif=out.sarif\n html=my report.html\n")
        self.assertEqual((result.code, outputs), (1, {"exit-code": "1", "verdict": "blocked"}), result)
        self.assertTrue(result.stdout.startswith("::error title=port "), result)
        self.assertTrue((folder / "out.sarif").exists())
        self.assertTrue((folder / "my report.html").exists())

    def test_what_the_inputs_hold_is_not_run(self):
        folder = self.folder()
        evil = '$(touch pwned)`touch pwned`"; touch pwned; "*'
        result, outputs = self.step_run(
            folder, program=support.PROGRAM, arguments=f"--db {evil}\n--db-must-exist")
        self.assertEqual(outputs["exit-code"], "1", result)
        self.assertFalse((folder / "pwned").exists())
        self.assertIn(evil, result.stdout)

    def test_wrong_usage_is_told(self):
        result, outputs = self.step_run(
            self.folder(), program=support.PROGRAM, arguments="--prot 8000")
        self.assertEqual((result.code, outputs["verdict"]), (2, "usage-error"))

    def test_without_arguments_the_configuration_is_read_by_the_program_of_path(self):
        folder, tools = self.folder(), self.folder()
        (folder / "preflight.json").write_text('{"checks": {"env": "PATH"}}', encoding="utf-8")
        program = tools / "preflight"
        program.write_text(f'#!/bin/sh\nexec "{support.PROGRAM}" "$@"\n', encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        result, outputs = self.step_run(folder, path=tools)
        self.assertEqual(outputs, {"exit-code": "0", "verdict": "ready"}, result)


if __name__ == "__main__":
    support.main()
