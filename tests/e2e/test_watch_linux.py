"""`preflight watch` on a real terminal, and for long: Ctrl-C, pipes, looks that hang, memory."""

import json
import os
import re
import select
import signal
import subprocess
import time

import support
import terminals


class OnATerminal(support.TestCase):
    def terminal(self, *words, **options):
        terminal = terminals.Terminal("watch", *words, shows="stdout", **options)
        self.addCleanup(terminal.close)
        return terminal

    def test_the_table_is_drawn_over_as_things_change(self):
        server, port = terminals.listener()
        ready = self.folder() / "ready"
        terminal = self.terminal("-p", port, "--file", ready, "--interval", "50ms")
        name = re.escape(port)
        terminal.wait_to_see(rf"^BLOCKED  for \d+ s: .*\nround \d+, every 50 ms; 0 changes; Ctrl-C")
        terminal.wait_to_see(rf"✗ port  {name}/tcp +failing \d+ s  1 failure  python3")
        terminal.wait_to_see(rf"1  python3 \(pid {os.getpid()}\).*\n     → end python3")
        server.close()
        terminal.wait_to_see(rf"✓ port  {name}/tcp +passing \d+ s  1 failure  free")
        terminal.wait_to_see(r"✗ path .*failing \d+ s")
        ready.write_text("")
        # A frame may be read in two parts: the old cause stands below until the second.
        terminal.wait_to_see(r"^READY  for \d+ s(?![\s\S]*→)")
        server, _ = terminals.listener(int(port.split(":")[1]))
        self.addCleanup(server.close)
        terminal.wait_to_see(rf"✗ port  {name}/tcp +failing \d+ s  2 failures")
        terminal.press(b"\x03")
        code, errors = terminal.end()
        self.assertEqual((code, errors), (1, ""))
        self.assertEqual(terminal.seen().count("round "), 1, "it was drawn in one place")
        self.assertNotIn("Ctrl-C", terminal.seen())
        self.assertTrue(terminal.drawn.endswith("\r\n"))
        self.assertNotIn("\x1b[?", terminal.drawn, "no other screen, no hidden cursor")

    def test_how_long_it_holds_rises_between_rounds(self):
        terminal = self.terminal("--env", "PATH", "--interval", "1h")
        for seconds in range(3):
            terminal.wait_to_see(rf"passing {seconds} s")
        self.assertIn("round 1, every 1 h", terminal.seen())
        pressed = time.monotonic()
        terminal.press(b"\x03")
        self.assertEqual(terminal.end()[0], 0)
        self.assertLess(time.monotonic() - pressed, 10)

    def test_a_small_terminal_keeps_what_fails(self):
        missing = self.folder() / "none"
        passing = [word for i in range(9) for word in ("--env", "PATH")]
        terminal = self.terminal("--file", missing, *passing, lines=8, columns=40)
        terminal.wait_to_see(r"✗ path ")
        terminal.wait_to_see(r"✓ 9 passing")
        terminal.press(b"\x03")
        self.assertEqual(terminal.end()[0], 1)
        self.assertLess(terminal.seen().count("\n"), 8)

    def test_a_terminal_that_becomes_smaller(self):
        terminal = self.terminal("--env", "PATH", "--interval", "1h")
        terminal.wait_to_see("READY")
        terminal.resize(10, 30)
        drawn = len(terminal.drawn)
        while "READY" not in terminal.drawn[drawn:] or not terminal.drawn.endswith("\x1b[K"):
            terminal.read()
        for line in re.split(r"\r\n", terminal.drawn[drawn:]):
            self.assertLess(len(re.sub(r"\x1b\[[0-9;]*[A-Za-z]|\r.*\r", "", line).strip("\r")), 30)
        terminal.press(b"\x03")
        self.assertEqual(terminal.end()[0], 0)

    def test_colours_are_those_of_check(self):
        plain = self.terminal("--env", "PATH", "--count", "1", env={"NO_COLOR": "1"})
        plain.end()
        self.assertNotIn("m", "".join(re.findall(r"\x1b\[[0-9;]*([A-Za-z])", plain.drawn)))
        colored = self.terminal("--env", "PATH", "--count", "1")
        colored.end()
        self.assertIn("\x1b[32mREADY\x1b[0m", colored.drawn)

    def test_a_terminal_that_cannot_be_drawn_over_has_a_log(self):
        terminal = self.terminal("--env", "PATH", "--count", "1", env={"TERM": "dumb"})
        terminal.end()
        self.assertNotIn("\x1b", terminal.drawn)
        self.assertRegex(terminal.drawn, r"^\d{4}-\d\d-\d\dT\S+Z pass  env PATH: ")

    def test_a_hostile_name_stays_text(self):
        terminal = self.terminal("--file", "/tmp/\x1b[2Jx\n", "--count", "1")
        terminal.end()
        self.assertNotIn("\x1b[2J", terminal.drawn)
        self.assertIn(r"/tmp/\x1b[2Jx\x0a", terminal.seen())

    def test_a_shell_that_had_it_stopped_keeps_its_lines(self):
        terminal = self.terminal("--env", "PATH", "--interval", "1h")
        terminal.wait_to_see("READY")
        terminal.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, terminal.process.pid, os.WSTOPPED)
        while select.select([terminal.master], [], [], 0)[0]:
            terminal.read()
        before = len(terminal.drawn)
        time.sleep(3.5)  # that it was away for so long is what is tested
        terminal.process.send_signal(signal.SIGCONT)
        while "READY" not in terminal.drawn[before:]:
            terminal.read()
        self.assertTrue(terminal.drawn[before:].startswith("\r\r\n"), terminal.drawn[before:])
        terminal.press(b"\x03")
        self.assertEqual(terminal.end()[0], 0)


class ForLong(support.TestCase):
    def start(self, *words, **options):
        return terminals.start(self, "watch", *words, **options)

    def end(self, process, number):
        """Exit code and what was still said, at once."""
        sent = time.monotonic()
        process.send_signal(number)
        rest = process.stdout.read()
        code = process.wait(timeout=support.HARD_LIMIT)
        self.assertLess(time.monotonic() - sent, 10)
        return code, rest

    def test_a_signal_ends_it_in_the_midst_of_an_interval(self):
        server, port = terminals.listener()
        self.addCleanup(server.close)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            with self.subTest(signal=number):
                process = self.start("-p", port, "--interval", "1h", "-f", "json")
                process.stdout.readline(), process.stdout.readline()
                code, rest = self.end(process, number)
                (end,) = map(json.loads, rest.splitlines())
                self.assertEqual((code, end["event"], end["rounds"]), (1, "end", 1))
                self.assertEqual((end["verdict"], end["exit_code"]), ("blocked", 1))

    def test_a_signal_ends_it_in_the_midst_of_a_look(self):
        plugin = self.folder() / "slow"
        begun = plugin.with_name("begun")
        plugin.write_text(f"#!/bin/sh\n: >{begun}\nexec sleep 50\n")
        plugin.chmod(0o755)
        process = self.start("--env", "PATH", "--exec", plugin, "--timeout", "60s", "-f", "json")
        self.assertEqual(json.loads(process.stdout.readline())["to"], "pass")
        while not begun.exists():
            time.sleep(0.01)
        code, rest = self.end(process, signal.SIGTERM)
        events = [json.loads(line) for line in rest.splitlines()]
        self.assertEqual([e["event"] for e in events], ["verdict", "end"])
        self.assertEqual((code, events[0]["to"]), (3, "undetermined"), "one was never looked at")
        self.assertEqual(events[1]["rounds"], 0)

    def test_a_log_says_how_it_was(self):
        process = self.start("--env", "PATH", "--interval", "1h")
        process.stdout.readline()
        self.assertEqual(self.end(process, signal.SIGINT), (0, ""))
        self.assertEqual(process.stderr.read(), "preflight: watched 1 round, 0 changes\n")

    def test_a_pipe_that_nobody_reads_ends_it(self):
        process = self.start("--env", "PATH", "--interval", "1h", "-f", "json")
        process.stdout.readline(), process.stdout.readline()
        process.stdout.close()
        self.assertEqual(process.wait(timeout=support.HARD_LIMIT), 0)

    def test_what_cannot_be_written_is_no_yes(self):
        with open("/dev/full", "w") as full:
            process = subprocess.Popen(
                support.command(support.PROGRAM, "watch", "--env", "PATH", "-f", "json"),
                stdout=full,
                stderr=subprocess.PIPE,
                env=support.environment(),
            )
            _, errors = process.communicate(timeout=support.HARD_LIMIT)
        self.assertEqual(process.returncode, 3)
        self.assertEqual(errors.count(b"cannot write to standard output"), 1)

    def test_a_look_that_takes_all_its_time_has_no_second_beside_it(self):
        server, port = terminals.listener()
        self.addCleanup(server.close)
        ready = self.folder() / "ready"
        process = self.start(
            *("--url", f"http://{port}/", "--file", ready, "--timeout", "200ms"),
            *("--interval", "10ms", "-f", "json"),
        )
        first = [json.loads(process.stdout.readline()) for _ in range(3)]
        self.assertEqual([e["event"] for e in first], ["check", "check", "verdict"])
        ready.write_text("")
        change = json.loads(process.stdout.readline())
        self.assertEqual((change["check"], change["to"]), ("path", "pass"))
        self.assertLessEqual(len(os.listdir(f"/proc/{process.pid}/task")), 3)
        self.end(process, signal.SIGTERM)

    def test_memory_and_descriptors_stay_the_same_over_thousands_of_rounds(self):
        folder = self.folder()
        self.actor("sqlite", folder / "app.db", "CREATE TABLE t(x)").close()
        port = f"127.0.0.1:{support.free_port()}"
        self.does_not_grow(2000, "-p", port, "-d", folder / "app.db", "--file", folder / "none")

    def test_nor_does_the_search_for_who_is_in_the_way(self):
        server, port = terminals.listener()
        self.addCleanup(server.close)
        self.does_not_grow(100, "-p", port)

    def does_not_grow(self, rounds, *words):
        """From a quarter of the rounds on, when all that is kept once has been kept."""
        process = self.start(*words, "--interval", "1ms", "--count", rounds, "-f", "json")
        sizes = []
        while size := self.size(process):
            sizes.append(size)
            time.sleep(0.01)
        out, _ = process.communicate(timeout=support.HARD_LIMIT)
        end = json.loads(out.splitlines()[-1])
        self.assertEqual((process.returncode, end["rounds"], end["changes"]), (1, rounds, 0))
        self.assertGreater(len(sizes), 20)
        before, after = sizes[len(sizes) // 4], sizes[-1]
        if not self.sanitized(after):
            self.assertLess(after[0] - before[0], 256, sizes)
        self.assertLessEqual(after[1], before[1] + 4)

    @staticmethod
    def size(process):
        """KiB in memory, open files, KiB of addresses; nothing once it has ended."""
        with open(f"/proc/{process.pid}/status") as file:
            status = file.read()
        found = [re.search(rf"{key}:\s+(\d+)", status) for key in ("VmRSS", "VmSize")]
        if not all(found):
            return None
        resident, addresses = (int(one[1]) for one in found)
        return resident, len(os.listdir(f"/proc/{process.pid}/fd")), addresses

    @staticmethod
    def sanitized(size):
        """The address sanitizer, which takes addresses of terabytes, keeps for a while what is freed."""
        return size[2] > 1 << 30


if __name__ == "__main__":
    support.main()
