"""Plugins: programs in any language, on either system."""

import json
import os
import pathlib
import signal
import socket
import sys
import textwrap
import time
import unittest

import support

LINUX = unittest.skipIf(support.WINDOWS, "for Linux")
MONITORING_PLUGINS = pathlib.Path("/usr/lib/nagios/plugins")


class Plugin(support.TestCase):
    def exits(self, code, line="IT SAYS SO | x=1"):
        """A command that prints a line and ends with this exit code."""
        if not support.WINDOWS:
            return f"sh -c \"echo '{line}'; exit {code}\""
        path = self.folder() / "plugin.bat"
        path.write_text(f"@echo {line.replace('|', '^|')}\r\n@exit {code}\r\n")
        return f"cmd /c {support.native(path)}"

    def test_exit_codes(self):
        for code, exit_code, finding in (
            (0, 0, []),
            (1, 0, ["exec.warned"]),
            (2, 1, ["exec.failed"]),
            (3, 3, ["exec.unknown"]),
            (77, 3, ["exec.unknown"]),
        ):
            with self.subTest(code=code):
                result = support.report("check", "--exec", self.exits(code))
                self.assertEqual((result.code, result.codes), (exit_code, finding), result.stdout)
                self.assertEqual(result.check["summary"], "IT SAYS SO")
                self.assertEqual(result.check["facts"]["measured"], "x=1")
                self.assertEqual(result.check["facts"]["exit_code"], code)

    def test_what_is_not_there(self):
        for command in ("no-such-program-here -x", str(self.folder() / "gone"), str(self.folder())):
            with self.subTest(command=command):
                result = support.report("check", "--exec", command.replace("\\", "/"))
                self.assertEqual((result.code, result.codes), (3, ["exec.not-found"]))

    def test_no_command(self):
        for command in ("", "sh -c 'x", '""'):
            result = support.preflight("check", "--exec", command)
            self.assertEqual(result.code, 2)
            self.assertEqual(result.stderr.count("\n"), 1, result.stderr)

    def test_findings_in_json(self):
        rich = self.folder() / "rich.json"
        rich.write_text(
            '{"findings": [{"code": "stock.low", "severity": "blocker", "message": "7 left",'
            ' "remedies": [{"text": "order", "needs": "person"}]}]}\n'
        )
        show = "cmd /c type" if support.WINDOWS else "cat"
        result = support.report("check", "--exec", f"{show} {support.native(rich)}")
        self.assertEqual((result.code, result.codes), (1, ["stock.low"]), result.stdout)
        self.assertEqual(result.check["findings"][0]["remedies"][0]["needs"], "person")


@LINUX
class Linux(support.TestCase):
    def script(self, text):
        path = self.folder() / "plugin.py"
        path.write_text(textwrap.dedent(text))
        return f"{sys.executable} {path}"

    def test_it_has_the_folder_and_the_variables_of_who_starts_it(self):
        folder = self.folder()
        command = self.script("import os; print(os.getcwd(), os.environ['PREFLIGHT_TEST'])")
        result = support.report(
            "check", "--exec", command, cwd=folder, env={"PREFLIGHT_TEST": "seen"}
        )
        self.assertEqual(result.check["summary"], f"{os.path.realpath(folder)} seen")

    def runs(self, pid):
        """A zombie that nobody has waited for yet does not."""
        try:
            return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    def test_at_the_end_of_its_time_it_and_its_children_are_gone(self):
        pids = self.folder() / "pids"
        command = self.script(
            f"""
            import os, time
            child = os.fork()
            if child == 0 and os.fork() == 0:
                os.setsid()
            with open({str(pids)!r}, "a") as file:
                file.write(f"{{os.getpid()}}\\n")
            time.sleep(1000)
            """
        )
        started = time.monotonic()
        result = support.report("check", "--exec", command, "--timeout", "2s")
        self.assertLess(time.monotonic() - started, 20)
        self.assertEqual((result.code, result.codes), (3, ["check.timed-out"]), result.stdout)
        all_pids = [int(line) for line in pids.read_text().split()]
        self.assertEqual(len(all_pids), 3)
        self.assertEqual([pid for pid in all_pids if self.runs(pid)], [])

    def test_endless_output_is_ended(self):
        result = support.report("check", "--exec", "yes")
        self.assertEqual((result.code, result.codes), (3, ["exec.unknown"]))

    def test_a_signal(self):
        command = self.script(f"import os; os.kill(os.getpid(), {int(signal.SIGSEGV)})")
        result = support.report("check", "--exec", command)
        self.assertEqual((result.code, result.codes), (3, ["exec.unknown"]))
        self.assertEqual(result.check["facts"]["signal"], signal.SIGSEGV)

    def test_hostile_bytes_reach_neither_terminal_nor_json(self):
        command = self.script(
            "import sys; sys.stdout.buffer.write(b'\\x1b[31m\\xff\\x00 evil\\n'); sys.exit(2)"
        )
        self.assertEqual(support.report("check", "--exec", command).code, 1)
        console = support.preflight("check", "--exec", command)
        self.assertEqual(console.code, 1)
        self.assertNotIn("\x1b", console.stdout)

    def test_no_shell(self):
        folder = self.folder()
        support.report("check", "--exec", "echo x; touch owned", cwd=folder)
        support.report("check", "--exec", "echo $(touch owned)", cwd=folder)
        self.assertEqual(list(folder.iterdir()), [])

    @unittest.skipUnless(MONITORING_PLUGINS.is_dir(), "monitoring-plugins are not installed")
    def test_real_plugins(self):
        plugins = MONITORING_PLUGINS
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            tcp = f"{plugins}/check_tcp -H 127.0.0.1 -p {port}"
            well = support.report("check", "--exec", tcp)
            self.assertEqual(well.code, 0, well.stdout)
            self.assertTrue(well.check["summary"].startswith("TCP OK"), well.stdout)
            self.assertIn("time=", well.check["facts"]["measured"])
        failing = support.report("check", "--exec", tcp)
        self.assertEqual((failing.code, failing.codes), (1, ["exec.failed"]))
        wrong = support.report("check", "--exec", f"{plugins}/check_tcp --no-such-option")
        self.assertEqual((wrong.code, wrong.codes), (3, ["exec.unknown"]))
        warns = support.report("check", "--exec", f"{plugins}/check_procs -w 1000000: -c 0:1000000")
        self.assertEqual(warns.codes, ["exec.warned"], warns.stdout)
        self.assertEqual(warns.code, 0)


class Objects(support.TestCase):
    """The form that preflight.json has."""

    def configured(self, folder, value, *words, cwd=None, **options):
        path = folder / "preflight.json"
        path.write_text(json.dumps({"checks": {"exec": value}}), encoding="utf-8")
        return support.report("check", "-c", support.native(path), *words, cwd=cwd, **options)

    def python(self):
        """A Python that the program under test can start; on Windows there is none."""
        if support.WINDOWS:
            self.skipTest("no Python for Windows here")
        return sys.executable

    def test_an_object_has_a_name_a_folder_and_a_time(self):
        folder = self.folder()
        (folder / "ops").mkdir()
        (folder / "ops" / "look.py").write_text("import os; print(os.getcwd(), os.environ['WHO'])")
        value = {"name": "the licence", "command": [self.python(), "look.py"], "folder": "ops"}
        result = self.configured(folder, value, env={"WHO": "me"}, cwd="/")
        self.assertEqual(result.code, 0, result.stdout)
        self.assertEqual(result.check["target"], "the licence")
        self.assertEqual(result.check["summary"], f"{folder}/ops me")
        # Without one it is the folder of the file, and a relative program is seen from there.
        tool = folder / "ops" / "tool"
        tool.write_text("#!/bin/sh\npwd\n")
        tool.chmod(0o755)
        result = self.configured(folder, {"command": ["ops/tool"]}, cwd="/")
        self.assertEqual(result.check["summary"], str(folder), result.stdout)

    def test_an_object_with_a_time_of_its_own(self):
        value = {"name": "slow", "command": [self.python(), "-c", "import time; time.sleep(50)"]}
        result = self.configured(self.folder(), {**value, "timeout": "200ms"})
        self.assertEqual(result.code, 3)
        self.assertIn("200 ms", result.check["findings"][0]["message"])
        self.assertLess(result.check["duration_ms"], 5000)

    def test_a_time_of_its_own_is_more_than_that_of_the_others(self):
        value = {"command": [self.python(), "-c", "import time; time.sleep(1); print('done')"],
                 "timeout": "50s"}  # fmt: skip
        result = self.configured(self.folder(), value, "--timeout", "100ms")
        self.assertEqual((result.code, result.check["summary"]), (0, "done"), result.stdout)

    def test_an_object_under_windows(self):
        if not support.WINDOWS:
            self.skipTest("Windows only")
        folder = self.folder()
        (folder / "ops").mkdir()
        (folder / "ops" / "look.bat").write_text("@echo off\r\ncd\r\nexit /b 2\r\n")
        value = {"name": "bat", "command": ["cmd", "/c", "look.bat"], "folder": "ops"}
        result = self.configured(folder, value)
        self.assertEqual((result.code, result.codes), (1, ["exec.failed"]))
        self.assertTrue(result.check["summary"].endswith("\\ops"), result.stdout)
        command = result.check["findings"][0]["remedies"][0]["command"]
        self.assertTrue(command.startswith("cd /d "), command)

    def test_an_object_that_is_wrong_is_told_where(self):
        path = self.folder() / "preflight.json"
        path.write_text('{"checks": {"exec": [\n  {"command": ["a"], "timout": 3}\n]}}')
        result = support.preflight("check", "-c", support.native(path))
        self.assertEqual(result.code, 2)
        self.assertIn(":2:22: checks.exec.timout: there is no such key (did you mean 'timeout'?)",
                      result.stderr)

    def test_an_object_on_the_command_line(self):
        result = support.report("check", "--exec", '{"name": "it", "command": ["no-such-thing"]}')
        self.assertEqual((result.code, result.codes), (3, ["exec.not-found"]))
        self.assertEqual(result.check["target"], "it")
        wrong = support.preflight("check", "--exec", '{"name": "it"}')
        self.assertEqual(wrong.code, 2)
        self.assertIn("has no command", wrong.stderr)


if __name__ == "__main__":
    support.main()
