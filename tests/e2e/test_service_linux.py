"""`preflight diagnose-service` over a real systemd, with units that fail in each of the known ways."""

import json
import os
import pathlib
import sys

import support
from support import NOBODY, PROGRAM, TestCase, preflight, validate
from systemd_container import Container, wait_until, why_not

SKIPPED = 77  # CTest shows it as skipped

container = None


def setUpModule():
    global container
    container = Container()


def tearDownModule():
    container.close()


class Service(TestCase):
    def start(self, name, text, until=("ActiveState", "failed"), unit=None):
        """Installs the unit, starts it, and waits until it is where it ends."""
        container.unit(f"{name}.service", text)
        container.systemctl("daemon-reload")
        container.systemctl("start", "--no-block", "--", unit or name)
        if until:
            key, value = until
            wait_until(lambda: container.shown(unit or name, key) == value, f"{name}: {key}={value}")

    def diagnose(self, name, user=None):
        container.run("journalctl", "--sync")  # a unit may have failed before its last line is written
        result = container.run("/srv/preflight", "diagnose-service", name, "--format", "json", user=user)
        validate(result.json)
        return result

    def blocked(self, name, *codes, message="", cause="", remedy=""):
        """It is blocked by these findings, in this order; the first says so, why, and what to do."""
        result = self.diagnose(name)
        found = [f for f in result.check["findings"] if f["severity"] == "blocker"]
        self.assertEqual([f["code"] for f in found], list(codes), result.stdout)
        self.assertIn(message, found[0]["message"])
        self.assertIn(cause, found[0].get("cause", ""))
        commands = [r.get("command", "") for r in found[0]["remedies"]]
        self.assertTrue(not remedy or any(remedy in c for c in commands), commands)
        self.assertEqual(result.code, 1)
        return result


class Loading(Service):
    def test_no_such_unit(self):
        container.unit("webserver.service", "[Service]\nExecStart=/bin/true\n")
        container.systemctl("daemon-reload")
        self.blocked("web-server", "service.not-installed", message="knows no unit web-server.service",
                     remedy="preflight diagnose-service webserver.service")

    def test_blanks_and_patterns_in_a_name(self):
        container.unit("my\\x20app.service", "[Service]\nExecStart=/srv/none\n")
        container.systemctl("daemon-reload")
        self.blocked("my app", "service.program-missing",
                     remedy="sudo systemctl edit --full 'my\\x20app.service'")
        self.blocked("my*", "service.not-installed", message="my\\x2a.service")
        self.blocked("/etc/passwd", "service.not-installed", message="cannot be the name")

    def test_template(self):
        container.unit("worker@.service", "[Service]\nExecStart=/srv/none/%i\n")
        container.systemctl("daemon-reload")
        self.blocked("worker@", "service.not-installed", message="it starts only as worker@NAME")
        self.blocked("worker@7", "service.program-missing", message="/srv/none/7 of ExecStart")

    def test_masked(self):
        (container.root / "etc/systemd/system/veiled.service").symlink_to("/dev/null")
        container.systemctl("daemon-reload")
        self.blocked("veiled", "service.masked", remedy="sudo systemctl unmask veiled.service")

    def test_bad_setting(self):
        container.unit("bad.service", "[Service]\nRestart=always\n")
        container.systemctl("daemon-reload")
        self.blocked("bad", "service.configuration", message="does not accept the file",
                     remedy="systemd-analyze verify")

    def test_changed_file(self):
        self.start("changed", "[Service]\nExecStart=/bin/sleep 1000\n", ("ActiveState", "active"))
        os.utime(container.root / "etc/systemd/system/changed.service", (0, 0))
        container.unit("changed.service", "[Service]\nExecStart=/bin/sleep 2000\n")
        os.utime(container.root / "etc/systemd/system/changed.service", (2_000_000_000,) * 2)
        result = self.diagnose("changed")
        (finding,) = [f for f in result.check["findings"] if f["severity"] == "warning"]
        self.assertEqual(finding["code"], "service.configuration")
        self.assertEqual(finding["remedies"][0]["command"], "sudo systemctl daemon-reload")
        self.assertEqual(result.code, 0)


class Failing(Service):
    def test_program_missing(self):
        self.start("noexe", "[Service]\nExecStart=/srv/none --port 1\n")
        result = self.blocked("noexe", "service.program-missing", message="/srv/none of ExecStart")
        facts = result.check["facts"]
        self.assertEqual(facts["state"], "failed (exit-code)")
        self.assertEqual(facts["exit_code"], 203)
        self.assertEqual(facts["program"], "/srv/none")
        self.assertEqual(facts["arguments"], ["--port", "1"])
        self.assertIn("Failed at step EXEC", "\n".join(facts["log_tail"]))

    def test_program_not_runnable(self):
        for name, path, content, mode, message in (
            ("noexec", "/srv/noexec/app", "#!/bin/sh\n", 0o755, "from which nothing may run"),
            ("nobit", "/srv/nobit", "#!/bin/sh\n", 0o644, "is not executable"),
            ("crlf", "/srv/crlf", "#!/bin/sh\r\n", 0o755, "ends as on Windows"),
            ("nointerp", "/srv/nointerp", "#!/usr/bin/pyton3\n", 0o755, "needs /usr/bin/pyton3"),
            ("noformat", "/srv/noformat", "echo hello\n", 0o755, "is no program"),
            ("folder", "/srv/folder/x", "", 0o644, "is a folder"),
        ):
            with self.subTest(name):
                container.write(path, content, mode)
                command = "/srv/folder" if name == "folder" else path
                self.start(name, f"[Service]\nExecStart={command}\n")
                self.assertEqual(container.shown(name, "ExecMainStatus"), "203")
                self.blocked(name, "service.program-not-runnable", message=message)

    def copied(self, source, target, *changes):
        """A program or library of this machine, inside, with texts in it changed."""
        content = pathlib.Path(source).read_bytes()
        for old, new in changes:
            self.assertEqual(len(old), len(new))
            self.assertIn(old, content)
            content = content.replace(old, new)
        container.write(target, content, 0o755)

    def test_a_library_of_a_library_is_missing(self):
        self.copied("/bin/ls", "/srv/chain/ls")
        self.copied("/lib/x86_64-linux-gnu/libselinux.so.1", "/srv/chain/lib/libselinux.so.1",
                    (b"libpcre2-8.so.0", b"libgone2-8.so.0"))
        message = "ls -> libselinux.so.1 needs libgone2-8.so.0, which the loader does not find"
        start = "ExecStart=/srv/chain/ls\n"
        self.start("chain", f"[Service]\nEnvironment=LD_LIBRARY_PATH=/srv/chain/lib\n{start}")
        self.assertEqual(container.shown("chain", "ExecMainStatus"), "127")
        self.blocked("chain", "service.program-not-runnable", message=message)
        # A file of variables comes after that, and the caller's own do not count.
        container.write("/srv/chain/env", "LD_LIBRARY_PATH='/srv/chain/lib'\n", 0o600)
        self.start("file", f"[Service]\nEnvironmentFile=/srv/chain/env\n{start}")
        self.assertEqual(container.shown("file", "ExecMainStatus"), "127")
        self.blocked("file", "service.program-not-runnable", message=message)
        self.start("whole", f"[Service]\nType=oneshot\nRemainAfterExit=yes\n{start}",
                   ("ActiveState", "active"))
        self.assertEqual(self.diagnose("whole").code, 0)
        container.systemctl("stop", "whole")
        self.assertEqual(self.diagnose("whole").code, 0)

    def test_a_library_of_the_interpreter_is_missing(self):
        self.copied("/bin/dash", "/srv/shell", (b"libc.so.6", b"libd.so.6"))
        container.write("/srv/scripted", "#!/srv/shell\n", 0o755)
        self.start("scripted", "[Service]\nExecStart=/srv/scripted\n")
        self.assertEqual(container.shown("scripted", "ExecMainStatus"), "127")
        self.blocked("scripted", "service.program-not-runnable",
                     message="shell needs libd.so.6, which the loader does not find")

    def test_a_library_is_too_old(self):
        self.copied("/bin/ls", "/srv/newer", (b"GLIBC_2.34", b"GLIBC_2.99"))
        self.start("newer", "[Service]\nExecStart=/srv/newer\n")
        self.assertEqual(container.shown("newer", "ExecMainStatus"), "1")
        self.blocked("newer", "service.program-not-runnable", message="GLIBC_2.99 not found")

    def test_a_library_of_another_machine(self):
        foreign = bytearray(pathlib.Path("/lib/x86_64-linux-gnu/libselinux.so.1").read_bytes())
        foreign[18:20] = (183).to_bytes(2, "little")  # e_machine: EM_AARCH64
        self.copied("/bin/ls", "/srv/foreign/ls", (b"libselinux.so.1", b"libforeign.so.1"))
        container.write("/srv/foreign/libforeign.so.1", bytes(foreign))
        self.start("foreign", "[Service]\nEnvironment=LD_LIBRARY_PATH=/srv/foreign\n"
                              "ExecStart=/srv/foreign/ls\n")
        self.assertEqual(container.shown("foreign", "ExecMainStatus"), "127")
        self.blocked("foreign", "service.program-not-runnable", message="is for arm64, not x64, needed by ls")

    def test_a_file_of_variables_that_is_denied_is_told(self):
        self.copied("/bin/dash", "/srv/denied", (b"libc.so.6", b"libd.so.6"))
        container.write("/srv/denied.env", "A=1\n", 0o600)
        container.unit("denied.service", "[Service]\nEnvironmentFile=/srv/denied.env\n"
                                         "ExecStart=/srv/denied\n")
        container.systemctl("daemon-reload")
        result = self.diagnose("denied", user=NOBODY)
        self.assertEqual(result.code, 3, result.stdout)
        self.assertIn("unless /srv/denied.env", result.stdout)

    def test_working_directory(self):
        self.start("chdir", "[Service]\nWorkingDirectory=/srv/away\nExecStart=/bin/true\n")
        self.assertEqual(container.shown("chdir", "ExecMainStatus"), "200")
        self.blocked("chdir", "service.working-directory", message="/srv/away does not exist",
                     remedy="sudo mkdir -p /srv/away")

    def test_working_directory_denied(self):
        (container.root / "srv/closed").mkdir(mode=0o700)
        self.start("closed", "[Service]\nUser=nobody\nWorkingDirectory=/srv/closed\n"
                             "ExecStart=/bin/true\n")
        self.blocked("closed", "service.working-directory", message="nobody may not enter",
                     remedy="namei -l /srv/closed")

    def test_accounts(self):
        self.start("nouser", "[Service]\nUser=ghostly\nExecStart=/bin/true\n")
        self.assertEqual(container.shown("nouser", "ExecMainStatus"), "217")
        self.blocked("nouser", "service.logon-failed", message="there is no user ghostly")
        self.start("nogroup", "[Service]\nGroup=ghostly\nExecStart=/bin/true\n")
        self.assertEqual(container.shown("nogroup", "ExecMainStatus"), "216")
        self.blocked("nogroup", "service.logon-failed", message="there is no group ghostly")

    def test_environment_file(self):
        self.start("noenv", "[Service]\nEnvironmentFile=/etc/none.env\n"
                            "EnvironmentFile=-/etc/other.env\nExecStart=/bin/true\n")
        self.blocked("noenv", "service.environment", message="/etc/none.env does not exist")

    def test_namespace(self):
        self.start("namespace", "[Service]\nReadWritePaths=/srv/away\nExecStart=/bin/true\n")
        self.blocked("namespace", "service.configuration", message="NAMESPACE (226)",
                     cause="Failed to set up mount namespacing")

    def test_directories_of_the_unit(self):
        self.start("state", "[Service]\nStateDirectory=x\nExecStart=/bin/true\n")
        self.blocked("state", "service.configuration", message="STATE_DIRECTORY (238)",
                     cause="Read-only file system")
        self.start("cache", "[Service]\nCacheDirectory=x\nExecStart=/bin/true\n")
        self.blocked("cache", "service.configuration", message="CACHE_DIRECTORY (239)")

    def test_exit_code(self):
        self.start("three", "[Service]\nExecStart=/bin/sh -c 'echo it broke; exit 3'\n")
        self.blocked("three", "service.exited", message="/bin/sh ended with exit code 3",
                     cause="it broke", remedy="journalctl -b -e -u three.service")

    def test_binary_in_the_journal(self):
        self.start("binary", "[Service]\nExecStart=/bin/sh -c \"printf 'a\\\\001\\\\377b\\\\n'; exit 3\"\n")
        self.blocked("binary", "service.exited", cause="the last that it said: a")

    def test_signal(self):
        self.start("signal", "[Service]\nExecStart=/bin/sh -c 'kill -KILL $$$$'\n")
        self.blocked("signal", "service.crashed", message="ended by signal 9")

    def test_core_dump(self):
        self.start("core", "[Service]\nLimitCORE=infinity\nWorkingDirectory=/tmp\n"
                           "ExecStart=/bin/sh -c 'kill -SEGV $$$$'\n")
        self.blocked("core", "service.crashed", message="ended by signal 11")

    def test_never_ready(self):
        self.start("never", "[Service]\nType=notify\nTimeoutStartSec=1\nExecStart=/bin/sleep 1000\n")
        self.blocked("never", "service.start-timeout", message="within 1s", cause="READY=1",
                     remedy="sudo systemctl edit never.service")

    def test_ended_before_ready(self):
        self.start("early", "[Service]\nType=notify\nExecStart=/bin/true\n")
        self.blocked("early", "service.not-a-service-program", message="Type=notify",
                     cause="before it had sent READY=1")

    def test_watchdog(self):
        self.start("watchdog", "[Service]\nType=notify\nNotifyAccess=all\nWatchdogSec=1\n"
                               "ExecStart=/bin/sh -c 'systemd-notify --ready; sleep 1000'\n")
        self.blocked("watchdog", "service.crashed", message="WatchdogSec=")

    def test_starting_takes_too_long(self):
        self.start("fork", "[Service]\nType=forking\nTimeoutStartSec=1\nExecStart=/bin/sleep 1000\n")
        self.blocked("fork", "service.start-timeout", message="within 1s", cause="Type=forking")
        self.start("pre", "[Service]\nTimeoutStartSec=1\nExecStartPre=/bin/sleep 1000\n"
                          "ExecStart=/bin/true\n")
        self.blocked("pre", "service.start-timeout", message="within 1s")

    def test_out_of_memory(self):
        self.start("greedy", "[Service]\nType=forking\nGuessMainPID=no\nOOMPolicy=stop\n"
                             "ExecStart=/bin/sh -c 'sleep 1000 &'\n", ("ActiveState", "active"))
        # What systemd-oomd leaves at a group in which it killed, and systemd looks for (its
        # cgroup.c, unit_check_oomd_kill): memory cannot be limited in every container.
        group = container.root / "sys/fs/cgroup" / container.shown("greedy", "ControlGroup")[1:]
        try:
            os.setxattr(group, "user.oomd_ooms", b"1")
        except OSError as error:
            self.skipTest(f"control groups have no attributes here: {error}")
        container.run("sh", "-c", f"kill -KILL $(cat /sys/fs/cgroup{container.shown('greedy', 'ControlGroup')}/cgroup.procs)")
        wait_until(lambda: container.shown("greedy", "ActiveState") == "failed", "its end")
        self.blocked("greedy", "service.crashed", message="memory")

    def test_before_the_program(self):
        self.start("before", "[Service]\nExecStartPre=-/bin/false\n"
                             "ExecStartPre=/bin/sh -c 'exit 4' 'a ; b }\\n'\nExecStart=/bin/true\n")
        self.blocked("before", "service.exited", message="ExecStartPre /bin/sh ended with exit code 4")


class Circles(Service):
    def test_start_limit_after_failures(self):
        self.start("again", "[Unit]\nStartLimitBurst=3\n[Service]\nRestart=always\nRestartSec=10ms\n"
                            "ExecStart=/bin/sh -c 'exit 5'\n")
        self.blocked("again", "service.exited", "service.start-limit-hit", message="exit code 5")

    def test_start_limit_after_successes(self):
        self.start("good", "[Unit]\nStartLimitBurst=3\n[Service]\nRestart=always\nRestartSec=10ms\n"
                           "ExecStart=/bin/true\n")
        self.blocked("good", "service.start-limit-hit", message="after 3 starts in 10s",
                     remedy="sudo systemctl reset-failed good.service")

    def test_waits_to_be_started_again(self):
        self.start("circle", "[Service]\nRestart=always\nRestartSec=1000\n"
                             "ExecStart=/bin/sh -c 'exit 6'\n", ("SubState", "auto-restart"))
        self.addCleanup(container.systemctl, "stop", "circle")
        self.blocked("circle", "service.throttled", "service.exited", message="start number")


class NotFailed(Service):
    def test_running(self):
        self.start("up", "[Service]\nExecStart=/bin/sleep 1000\n[Install]\n"
                         "WantedBy=multi-user.target\n", ("ActiveState", "active"))
        result = self.diagnose("up")
        self.assertEqual((result.code, result.json["verdict"]), (0, "ready"))
        self.assertEqual(result.check["summary"], "active (running)")
        self.assertIn("service.disabled", result.codes)
        self.assertEqual(result.check["facts"]["start_type"], "disabled")
        gate = container.run("/srv/preflight", "check", "--service", "up")
        self.assertEqual(gate.code, 0)

    def test_starting(self):
        self.start("slow", "[Service]\nType=notify\nExecStart=/bin/sleep 1000\n",
                   ("SubState", "start"))
        self.addCleanup(container.systemctl, "kill", "-s", "KILL", "slow")
        self.assertIn("service.slow-start", self.diagnose("slow").codes)

    def test_condition(self):
        self.start("unmet", "[Unit]\nConditionPathExists=/srv/away\n[Service]\nExecStart=/bin/true\n",
                   None)
        wait_until(lambda: "skipped" in container.run("journalctl", "-u", "unmet").stdout, "journal")
        self.blocked("unmet", "service.condition", cause="ConditionPathExists=/srv/away")
        self.start("unwilling", "[Service]\nExecCondition=/bin/false\nExecStart=/bin/true\n", None)
        wait_until(lambda: "resulted in" in container.run("journalctl", "-u", "unwilling").stdout,
                   "journal")
        self.blocked("unwilling", "service.condition", cause="ExecCondition=")

    def test_failed_dependency(self):
        self.start("needed", "[Service]\nType=oneshot\nExecStart=/srv/none\n")
        self.start("needs", "[Unit]\nRequires=needed.service\nAfter=needed.service\n[Service]\n"
                            "ExecStart=/bin/true\n", None)
        self.blocked("needs", "service.dependency-failed", message="needed.service, which is failed",
                     remedy="preflight diagnose-service needed.service")

    def test_missing_dependency(self):
        container.unit("lone.service", "[Unit]\nRequires=nowhere.service\n[Service]\n"
                                       "ExecStart=/bin/true\n")
        container.systemctl("daemon-reload")
        self.blocked("lone", "service.dependency-failed",
                     message="nowhere.service, which does not exist")

    def test_port_in_its_command_line(self):
        self.start("first", "[Service]\nExecStart=/usr/bin/python3 -m http.server --bind 127.0.0.1 "
                            "8123\n", ("ActiveState", "active"))
        self.addCleanup(container.systemctl, "stop", "first")
        listens = "socket.create_connection(('127.0.0.1', 8123))"
        wait_until(lambda: container.run("ip", "link", "set", "lo", "up").code == 0
                   and container.run("/usr/bin/python3", "-c", f"import socket; {listens}").code == 0,
                   "its port")
        container.unit("second.service", "[Service]\nExecStart=/bin/sleep 1 --bind 127.0.0.1:8123\n")
        container.systemctl("daemon-reload")
        result = self.blocked("second", "port.in-use",
                              message="its command line names 127.0.0.1:8123")
        self.assertIn("python3", result.stdout)


class Bundled(Service):
    def test_a_case_has_the_log_and_no_secret_and_is_judged_again(self):
        secret, other = "swordfish-of-the-unit", "tunafish-of-the-file"
        container.write("srv/leaky.env", f"API_TOKEN='{other}'\n", 0o600)
        self.start("leaky", f"[Service]\nEnvironment=DB_PASSWORD={secret}\nEnvironmentFile=/srv/leaky.env\n"
                   f"ExecStart=/bin/sh -c 'echo login with {secret} or {other} refused >&2; exit 3'\n")
        container.run("journalctl", "--sync")
        result = container.run("/srv/preflight", "bundle", "--service", "leaky", "-o", "/srv/case")
        self.assertEqual(result.code, 0, result.stdout + result.stderr)
        folder = container.root / "srv/case"
        files = {str(path.relative_to(folder)): path.read_text()
                 for path in folder.rglob("*") if path.is_file()}
        for name, content in files.items():
            for one in (secret, other):
                self.assertNotIn(one, content, name)
        (log,) = [content for name, content in files.items() if name.startswith("logs/")]
        self.assertRegex(log, r"login with \[removed:password:\d+\] or \[removed:token:\d+\] refused")
        before = json.loads(files["report.json"])
        self.assertIn("service.exited", self.judged_again(folder, before).codes)


class Rights(Service):
    def test_a_user_without_rights_is_told_what_is_not_seen(self):
        container.write("/srv/teller", "#!/bin/sh\necho it broke; exit 3\n", 0o755)
        self.start("seen", "[Service]\nExecStart=/srv/teller\n")
        self.blocked("seen", "service.exited", cause="it broke")
        result = self.diagnose("seen", user=NOBODY)
        self.assertEqual(result.codes, ["service.exited", "check.denied"])
        self.assertIn("permissions", result.check["findings"][1]["message"])
        self.assertNotIn("it broke", result.stdout)


class WithoutSystemd(TestCase):
    def test_it_is_skipped_with_a_reason(self):
        if pathlib.Path("/run/systemd/system").is_dir():
            self.skipTest("this machine runs systemd")
        result = preflight("check", "--service", "x", "--format", "json")
        self.assertEqual(result.check["status"], "skip")
        self.assertIn("not started with systemd", result.check["summary"])
        self.assertEqual(result.code, 3)


if __name__ == "__main__":
    reason = why_not()
    if reason and not os.environ.get("PREFLIGHT_NO_SKIPS"):
        print(f"skipped: {reason}")
        sys.exit(SKIPPED)
    if reason:
        sys.exit(f"may not be skipped here: {reason}")
    support.main()
