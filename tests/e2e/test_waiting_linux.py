"""Waiting on a real terminal and in a log, and what Ctrl-C leaves: the screen is what a person sees."""

import json
import os
import re
import shutil
import signal
import subprocess
import time

import support
import terminals


class OnATerminal(support.TestCase):
    def terminal(self, *words):
        terminal = terminals.Terminal(*words)
        self.addCleanup(terminal.close)
        return terminal

    def test_each_check_has_a_line_and_passes_on_its_own(self):
        first, first_port = terminals.listener()
        second, second_port = terminals.listener()
        self.addCleanup(second.close)
        ready = self.folder() / "ready"
        terminal = self.terminal(
            "check", "-p", first_port, "-p", second_port, "--file", ready, "--wait", "60s", "-f", "json"
        )
        for name in (f"port {re.escape(first_port)}", f"port {re.escape(second_port)}", "path "):
            terminal.wait_for(rf"✗ +\d+\.\d s  {name}")
        first.close()
        terminal.wait_for(rf"✓ +\d+\.\d s  port {re.escape(first_port)}")
        self.assertIsNone(terminal.process.poll(), "the others are still waited for")
        ready.write_text("")
        second.close()
        code, output = terminal.end()
        self.assertEqual(code, 0)
        report = json.loads(output)
        self.assertEqual([c["status"] for c in report["checks"]], ["pass"] * 3)
        self.assertTrue(terminal.drawn.endswith("\x1b[J"), terminal.drawn[-40:])

    def test_one_that_is_slow_holds_no_other_up(self):
        server, port = terminals.listener()
        plugin = self.folder() / "slow"
        again = plugin.with_name("again")
        plugin.write_text(f"#!/bin/sh\n[ -e {again} ] && exec sleep 50\n: >{again}\necho not yet; exit 2\n")
        plugin.chmod(0o755)
        terminal = self.terminal(
            "check", "--exec", plugin, "-p", port, "--wait", "60s", "--timeout", "60s", "-f", "json"
        )
        terminal.wait_for(rf"✗ +\d+\.\d s  port {re.escape(port)}")
        while not again.exists():
            terminal.read()
        server.close()
        terminal.wait_for(rf"✓ +\d+\.\d s  port {re.escape(port)}")
        terminal.press(b"\x03")
        code, output = terminal.end()
        self.assertEqual([c["status"] for c in json.loads(output)["checks"]], ["fail", "pass"])
        self.assertEqual(code, 1)

    def test_ctrl_c_ends_it_at_once_with_the_report(self):
        server, port = terminals.listener()
        self.addCleanup(server.close)
        terminal = self.terminal("check", "-p", port, "--wait", "10m", "-f", "json")
        terminal.wait_for(r"✗ +\d+\.\d s  port")
        pressed = time.monotonic()
        terminal.press(b"\x03")
        code, output = terminal.end()
        self.assertLess(time.monotonic() - pressed, 10)
        self.assertEqual(code, 1)
        report = json.loads(output)
        support.validate(report)
        self.assertEqual(report["checks"][0]["findings"][0]["code"], "port.in-use")
        self.assertIn("waiting was ended; this is how it stands", terminal.drawn)

    def test_a_folder_of_programs_has_a_bar(self):
        """As much as is on every system, several times, so that it takes longer than a tenth of a
        second."""
        folder = self.folder()
        for i in range(12):
            copy = folder / str(i)
            copy.mkdir()
            for name in sorted(os.listdir("/usr/bin"))[:400]:
                source = f"/usr/bin/{name}"
                if os.path.isfile(source) and os.access(source, os.R_OK):
                    self.put(source, copy / name)
        terminal = self.terminal("imports", folder, "--timeout", "60s", "-f", "json")
        code, output = terminal.end()
        self.assertIn(code, (0, 1, 3))
        json.loads(output)
        self.assertRegex(terminal.drawn, r"\r\[[█░]{20}\] \d+ of \d+  imports ")
        self.assertTrue(terminal.drawn.endswith("\r\x1b[J"), terminal.drawn[-40:])

    @staticmethod
    def put(source, path):
        try:
            os.link(source, path)
        except OSError:  # another device, or another's file
            shutil.copy(source, path)


class InALog(support.TestCase):
    def test_plain_lines_one_a_check_and_one_when_it_passes(self):
        server, port = terminals.listener()
        missing = self.folder() / "ready"
        process = terminals.start(self, "check", "-p", port, "--file", missing, "--wait", "60s", "-f", "line")
        lines = [process.stderr.readline() for _ in range(2)]
        self.assertRegex(lines[0], rf"^preflight: waiting up to 60 s for port {re.escape(port)}/tcp: ")
        self.assertRegex(lines[1], r"^preflight: waiting up to 60 s for path ")
        server.close()
        self.assertRegex(
            process.stderr.readline(), rf"^preflight: port {re.escape(port)}/tcp after \d+\.\d s: free"
        )
        missing.write_text("")
        self.assertRegex(process.stderr.readline(), r"^preflight: path .* after \d+\.\d s: ")
        self.assertEqual(process.stderr.read(), "")
        self.assertEqual(process.wait(timeout=support.HARD_LIMIT), 0)

    def test_a_service_manager_that_stops_it_gets_the_report(self):
        server, port = terminals.listener()
        self.addCleanup(server.close)
        process = terminals.start(self, "check", "-p", port, "--wait", "10m", "-f", "json")
        process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        output = process.stdout.read()
        self.assertEqual(process.wait(timeout=support.HARD_LIMIT), 1)
        self.assertEqual(json.loads(output)["verdict"], "blocked")

    def test_where_ctrl_c_is_ignored_it_stays_so(self):
        """nohup, and what a shell puts into the background."""
        server, port = terminals.listener()
        words = support.command(support.PROGRAM, "check", "-p", port, "--wait", "60s")
        process = self.start_ignoring(words)
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        server.close()
        self.assertEqual(process.wait(timeout=support.HARD_LIMIT), 0)

    def start_ignoring(self, words):
        process = subprocess.Popen(
            words,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=support.environment(),
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
        )
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process


if __name__ == "__main__":
    support.main()
