"""`check --python EXE --module NAME`: real interpreters and modules on Linux. There is no Python for
Windows to be had here, so under Wine its part is played by a program that is built with the tests
(tests/support/python_double_windows.cpp): what is proved there is how a child is started, heard and
ended, not what Python does."""

import os
import pathlib
import shutil
import subprocess
import time
import unittest

import support
from support import TestCase, WINDOWS, native, preflight, report

PYTHON = "/usr/bin/python3"


class Words(TestCase):
    def test_a_module_without_a_python_is_wrong_usage(self):
        for words in (["check", "--module", "json"], ["imports", "--module", "json"]):
            result = preflight(*words)
            self.assertEqual(result.code, 2)
            self.assertIn("--module needs --python EXE", result.stderr)

    def test_a_name_is_no_code(self):
        for name in ("os;print(1)", "a-b", "a..b", "", "'"):
            result = preflight("check", "--python", "python3", "--module", name)
            self.assertEqual(result.code, 2, name)
            self.assertIn("--module", result.stderr)

    def test_help_tells_of_it(self):
        self.assertIn("--python EXE", preflight("imports", "--help").stdout)
        self.assertIn("--module NAME", preflight("check", "--help").stdout)

    def test_a_python_that_is_not_there(self):
        result = report("check", "--python", native("/none/such/python3"))
        self.assertEqual((result.codes, result.code), (["python.not-found"], 1))

    def test_a_name_that_no_service_finds(self):
        result = report("check", "--python", "python-of-nobody")
        self.assertEqual(result.codes, ["python.not-found"])


@unittest.skipIf(WINDOWS, "real interpreters are Linux's here")
class Linux(TestCase):
    def python(self, *modules, exe=PYTHON, env=None, cwd=None, words=()):
        names = [word for name in modules for word in ("--module", name)]
        return report("check", "--python", exe, *names, *words, env=env, cwd=cwd)

    def venv(self, exe=PYTHON):
        folder = self.folder() / "venv"
        made = subprocess.run(
            [exe, "-m", "venv", "--without-pip", str(folder)], capture_output=True, text=True
        )
        if made.returncode != 0:
            self.skipTest(f"no venv: {made.stderr}")
        (self.packages,) = folder.glob("lib/python3*/site-packages")
        return str(folder / "bin/python")

    def write(self, name, text):
        (self.packages / name).write_text(text)

    def only(self, result):
        """The one finding; that Python may be one of this user's is not what is asked."""
        found = [f for f in result.check["findings"] if f["code"] != "python.per-user-install"]
        self.assertEqual(len(found), 1, result.stdout)
        return found[0]

    def test_modules_of_the_standard_library(self):
        result = self.python("json", "ssl", "xml.etree.ElementTree")
        self.assertEqual((result.code, result.codes), (0, []))
        facts = result.check["facts"]
        self.assertEqual([m["imported"] for m in facts["modules"]], [True] * 3)
        self.assertEqual(facts["modules"][0]["name"], "json")

    def test_nothing_is_left_behind(self):
        exe = self.venv()
        self.write("mine.py", "x = 1\n")
        before = sorted(p for p in self.packages.rglob("*"))
        self.assertEqual(self.python("mine", exe=exe).code, 0)
        self.assertEqual(sorted(p for p in self.packages.rglob("*")), before)

    def test_a_name_in_the_path_of_a_service(self):
        self.assertEqual(self.python("json", exe="python3", env={"PATH": "/none"}).code, 0)

    def test_by_hand_too(self):
        result = preflight("imports", "--python", PYTHON, "--module", "json", "-f", "json")
        self.assertEqual((result.code, result.check["check"]), (0, "python"))

    def test_a_missing_module_is_installed_by_its_package(self):
        exe = self.venv()
        finding = self.only(self.python("cv2.aruco", exe=exe))
        self.assertEqual(finding["code"], "python.module-missing")
        self.assertEqual(finding["remedies"][0]["command"], f"{exe} -m pip install opencv-python")

    def test_a_missing_dependency_names_the_line_that_asks(self):
        exe = self.venv()
        self.write("app.py", "import os\nimport yaml\n")
        finding = self.only(self.python("app", exe=exe))
        self.assertIn("has no module yaml, which app needs", finding["message"])
        self.assertIn("app.py, line 2", finding["cause"])
        self.assertIn("PyYAML", finding["remedies"][0]["command"])

    def test_a_module_that_raises(self):
        exe = self.venv()
        self.write("app.py", "import os\nos.environ['HOME']\n")
        self.assertIn("HOME", os.environ)
        finding = self.only(self.python("app", exe=exe))
        self.assertEqual(finding["code"], "python.module-raises")
        self.assertIn("KeyError when it is imported: 'HOME'", finding["message"])
        self.assertEqual(finding["evidence"]["line"], 2)

    def test_a_module_that_leaves(self):
        exe = self.venv()
        self.write("polite.py", "raise SystemExit(0)\n")
        self.write("rude.py", "import os\nos._exit(0)\n")
        self.assertIn("SystemExit", self.only(self.python("polite", exe=exe))["message"])
        self.assertEqual(self.only(self.python("rude", exe=exe))["code"], "python.module-crashes")

    def test_a_module_that_crashes(self):
        exe = self.venv()
        self.write("crash.py", "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
        finding = self.only(self.python("crash", exe=exe))
        self.assertEqual(finding["code"], "python.module-crashes")
        self.assertIn("SIGSEGV", finding["message"])

    def test_a_module_that_hangs_is_ended_and_others_are_judged(self):
        exe = self.venv()
        pids = self.folder() / "pids"
        self.write(
            "hang.py",
            "import os, subprocess, sys, time\n"
            "c = subprocess.Popen(['/bin/sleep', '1000'], start_new_session=True)\n"
            f"open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{c.pid}}')\n"
            "time.sleep(1000)\n",
        )
        begun = time.monotonic()
        result = self.python("hang", "json", exe=exe, words=("--timeout", "3s"))
        self.assertLess(time.monotonic() - begun, 20)
        finding = self.only(result)
        self.assertEqual((finding["code"], result.code), ("python.module-hangs", 3))
        self.assertTrue(result.check["facts"]["modules"][1]["imported"])
        for pid in pids.read_text().split():
            path = pathlib.Path("/proc", pid, "cmdline")
            self.assertFalse(path.exists() and path.read_bytes(), f"{pid} still runs")

    def test_what_a_module_prints_is_no_answer(self):
        exe = self.venv()
        self.write(
            "loud.py",
            "import os, sys\n"
            "print('done 31'); sys.stdout.flush(); os.write(1, b'raised 41\\n' * 100000)\n",
        )
        self.assertEqual(self.python("loud", exe=exe).code, 0)

    def test_a_module_of_the_user_only(self):
        folder = self.folder()
        (folder / "mine.py").write_text("")
        finding = self.only(self.python("mine", env={"PYTHONPATH": str(folder)}))
        self.assertEqual(finding["code"], "python.user-only-module")
        self.assertIn(f"PYTHONPATH): {folder}", finding["message"])
        finding = self.only(self.python("mine", cwd=folder, env={"PYTHONPATH": None}))
        self.assertEqual(finding["code"], "python.user-only-module")
        self.assertIn("current folder", finding["message"])

    def test_a_module_in_the_site_packages_of_the_user(self):
        home = self.folder()
        version = subprocess.check_output(
            [PYTHON, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], text=True
        ).strip()
        site = home / f".local/lib/python{version}/site-packages"
        site.mkdir(parents=True)
        (site / "mine.py").write_text("")
        finding = self.only(self.python("mine", env={"HOME": str(home), "PYTHONNOUSERSITE": None}))
        self.assertEqual(finding["code"], "python.user-only-module")
        self.assertIn("site-packages of this user", finding["message"])

    def build(self, source, output, *words):
        compiler = shutil.which("gcc") or shutil.which("cc")
        if not compiler:
            self.skipTest("no C compiler")
        file = self.folder() / "source.c"
        file.write_text(source)
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-o", str(output), str(file), *words], check=True
        )

    def test_of_an_extension_the_missing_library_is_named(self):
        exe = self.venv()
        folder = self.folder()
        inner, outer = folder / "libpreflight-inner.so.1", folder / "libpreflight-outer.so.1"
        self.build("void inner(void) {}", inner, "-Wl,-soname,libpreflight-inner.so.1")
        outer_words = ("-Wl,-soname,libpreflight-outer.so.1", "-Wl,--no-as-needed", str(inner))
        self.build("void outer(void) {}", outer, *outer_words, f"-Wl,-rpath,{folder}")
        self.build(
            "void *PyInit_fast(void) { return 0; }",
            self.packages / "fast.so",
            "-Wl,--no-as-needed",
            str(outer),
            f"-Wl,-rpath,{folder}",
        )
        inner.unlink()
        # LD_LIBRARY_PATH of the user is none of the service's.
        elsewhere = self.folder()
        self.build("void inner(void) {}", elsewhere / inner.name, f"-Wl,-soname,{inner.name}")
        finding = self.only(
            self.python("fast", exe=exe, env={"LD_LIBRARY_PATH": str(elsewhere)})
        )
        self.assertEqual(finding["code"], "python.module-dll-failed")
        self.assertIn("libpreflight-inner.so.1 is missing", finding["message"])
        self.assertIn("libpreflight-outer.so.1", finding["message"])

    def test_an_extension_that_is_none(self):
        exe = self.venv()
        (self.packages / "junk.so").write_bytes(b"")
        finding = self.only(self.python("junk", exe=exe))
        self.assertEqual(finding["code"], "python.module-dll-failed")
        self.assertIn("junk.so", finding["message"])

    def test_an_extension_on_a_mount_that_forbids_it(self):
        exe = self.venv()
        self.build("void *PyInit_fast(void) { return 0; }", self.packages.parent / "fast.so")
        script = (
            f"mount -t tmpfs -o noexec none {self.packages} && "
            f"cp {self.packages.parent}/fast.so {self.packages} && "
            f"exec {support.PROGRAM} check --python {exe} --module fast --format json"
        )
        if os.getuid() != 0:
            self.skipTest("only root can mount")
        result = support.run(["unshare", "-m", "sh", "-c", script])
        if not result.stdout:
            self.skipTest(f"no mount: {result.stderr}")
        finding = self.only(result)
        self.assertEqual(finding["code"], "python.module-dll-failed")
        self.assertIn("may not be loaded", finding["message"])
        self.assertTrue(finding["hard"])

    def test_a_library_that_ctypes_loads(self):
        exe = self.venv()
        self.write("late.py", "import ctypes\nctypes.CDLL('libpreflight-none.so.1')\n")
        finding = self.only(self.python("late", exe=exe))
        self.assertEqual(finding["code"], "python.module-dll-failed")
        self.assertIn("libpreflight-none.so.1", finding["message"])

    def test_a_venv_whose_python_is_gone(self):
        exe = pathlib.Path(self.venv())
        gone = self.folder() / "python3.9/bin"
        (exe.parent.parent / "pyvenv.cfg").write_text(f"home = {gone}\nversion = 3.9.1\n")
        for link in exe.parent.glob("python*"):
            link.unlink()
        exe.symlink_to(gone / "python3.9")
        finding = self.only(self.python("json", exe=str(exe)))
        self.assertEqual(finding["code"], "python.venv-broken")
        self.assertIn(f"-m venv --clear {exe.parent.parent}", finding["remedies"][0]["command"])

    def test_what_is_no_python(self):
        folder = self.folder()
        text = folder / "text"
        text.write_text("hello")
        text.chmod(0o755)
        for exe in ("/bin/true", "/bin/cat", str(text)):
            finding = self.only(self.python(exe=exe))
            self.assertEqual(finding["code"], "python.not-python", exe)
        self.assertEqual(self.only(self.python(exe=str(folder)))["code"], "python.not-found")
        text.chmod(0o644)
        self.assertEqual(self.only(self.python(exe=str(text)))["code"], "python.does-not-start")

    def test_a_python_that_loses_its_library(self):
        folder = self.folder()
        library, exe = folder / "libpreflight-python.so.1", folder / "python3"
        self.build("void own(void) {}", library, f"-Wl,-soname,{library.name}")
        source = folder / "main.c"
        source.write_text("void own(void); int main(void) { own(); return 0; }")
        subprocess.run(["gcc", "-o", exe, source, library, f"-Wl,-rpath,{folder}"], check=True)
        library.unlink()
        finding = self.only(self.python(exe=str(exe)))
        self.assertEqual(finding["code"], "python.does-not-start")
        self.assertIn("libpreflight-python.so.1 is missing", finding["message"])

    def test_a_python_that_never_answers(self):
        exe = self.folder() / "python3"
        exe.write_text("#!/bin/sh\nsleep 1000\n")
        exe.chmod(0o755)
        result = self.python(exe=str(exe), words=("--timeout", "1s"))
        self.assertEqual((self.only(result)["code"], result.code), ("check.timed-out", 3))

    def test_a_python_of_one_user(self):
        exe = pathlib.Path.home() / ".pyenv/versions"
        found = sorted(exe.glob("*/bin/python3"))
        if not found:
            self.skipTest("no pyenv here")
        result = self.python(exe=str(found[0]))
        self.assertEqual((result.codes, result.code), (["python.per-user-install"], 0))


@unittest.skipUnless(WINDOWS, "the double is a program of Windows")
class Double(TestCase):
    """Its part is told in tests/support/python_double_windows.cpp."""

    def setUp(self):
        double = pathlib.Path(support.PROGRAM).with_name("preflight_python_double.exe")
        self.home = self.folder() / "py thon"
        self.home.mkdir()
        self.exe = self.home / "python.exe"
        shutil.copy(double, self.exe)

    def look(self, *modules, words=(), **options):
        names = [word for name in modules for word in ("--module", name)]
        return support.again_where_lost(
            lambda: report("check", "--python", native(self.exe), *names, *words, **options),
            self.is_lost,
            modules,
        )

    def is_lost(self, result):
        """The double itself did not begin."""
        findings = result.check["findings"]
        return (result.codes == ["python.does-not-start"]
                and findings[0]["evidence"].get("said") == "")  # fmt: skip

    def only(self, *modules, **options):
        result = self.look(*modules, **options)
        (finding,) = result.check["findings"]
        return finding

    def test_what_is_imported(self):
        result = self.look("json")
        self.assertEqual((result.code, result.codes), (0, []))
        self.assertEqual(result.check["facts"]["version"], "3.11.2")
        self.assertTrue(result.check["facts"]["executable"].endswith("py thon\\python.exe"))

    def test_without_its_extension(self):
        self.exe = self.home / "python"
        self.assertEqual(self.look("json").code, 0)

    def test_a_missing_module(self):
        finding = self.only("win32api")
        self.assertEqual(finding["code"], "python.module-missing")
        self.assertEqual(
            finding["remedies"][0]["command"],
            f'"{native(self.exe)}" -m pip install pywin32',
        )

    def test_the_surroundings_of_a_service(self):
        finding = self.only("user", env={"PREFLIGHT_MINE": "mine"})
        self.assertEqual(finding["code"], "python.module-raises")
        message = finding["message"].lower()
        self.assertIn("mine= root=c:\\windows folder=c:\\windows\\system32", message)

    def test_a_module_of_the_user_only(self):
        finding = self.only("mine", env={"PREFLIGHT_MINE": "C:\\mine"})
        self.assertEqual(finding["code"], "python.user-only-module")
        self.assertEqual(self.only("mine")["code"], "python.module-missing")

    def running(self):
        """Processes of this machine that run from the test's folder."""
        found = []
        for line in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if self.home.parent.name.encode() in line.read_bytes():
                    found.append(line.parent.name)
            except OSError:
                pass
        return found

    def test_a_module_that_hangs_is_ended_with_all_that_it_started(self):
        result = self.look("hang", "json", words=("--timeout", "5s"))
        self.assertEqual((result.codes, result.code), (["python.module-hangs"], 3))
        self.assertTrue(result.check["facts"]["modules"][1]["imported"])
        own, other = pathlib.Path(str(self.exe) + ".pids").read_text().split()
        self.assertNotEqual("0", other)
        limit = time.monotonic() + 20
        while self.running() and time.monotonic() < limit:
            time.sleep(0.05)
        self.assertEqual(self.running(), [])

    def test_a_module_that_ends_the_interpreter(self):
        finding = self.only("crash")
        self.assertEqual(finding["code"], "python.module-crashes")
        self.assertIn("STATUS_ACCESS_VIOLATION (0xC0000005)", finding["message"])
        self.assertIn("exit code 7", self.only("leave")["message"])

    def pyd(self, name, *libraries):
        data = pe_library(libraries)
        (self.home / f"{name}.pyd").write_bytes(data)

    def test_of_an_extension_the_missing_library_is_named(self):
        self.pyd("ext", "preflight-none.dll")
        finding = self.only("ext")
        self.assertEqual(finding["code"], "python.module-dll-failed")
        self.assertIn("preflight-none.dll is missing", finding["message"])
        self.assertEqual(finding["evidence"]["error"], 126)

    def test_of_an_extension_the_library_on_path_is_named(self):
        tools = self.folder()
        (tools / "preflight-tool.dll").write_bytes(pe_library(()))
        self.pyd("ext", "preflight-tool.dll")
        file = native(self.home / "ext.pyd")
        env = {"WINEPATH": native(tools)}
        plain = report("check", "--imports", file, env=env)
        self.assertEqual((plain.code, plain.codes), (0, []))
        python = report("check", "--imports", file, "--as", "python", env=env)
        self.assertEqual((python.code, python.codes), (1, ["imports.not-on-python-path"]))
        search = report("check", "--imports", file, "--as", "python", "--search", native(tools))
        self.assertEqual(search.codes, [])

    def test_an_embedded_python_that_hides_packages(self):
        (self.home / "python311._pth").write_text("python311.zip\n.\n#import site\n")
        packages = self.home / "Lib" / "site-packages" / "yaml"
        packages.mkdir(parents=True)
        finding = self.only("yaml")
        self.assertEqual(finding["code"], "python.pth-hides-packages")
        self.assertIn("python311._pth", finding["message"])
        self.assertEqual(self.only("cv2")["code"], "python.module-missing")

    def test_a_venv_whose_python_is_gone(self):
        (self.home / "pyvenv.cfg").write_text("home = C:\\Python39\n")
        self.exe.unlink()
        self.assertEqual(self.only()["code"], "python.venv-broken")

    def test_what_is_no_python(self):
        self.exe.write_text("hello")
        self.assertEqual(self.only()["code"], "python.not-python")
        self.exe = r"C:\windows\system32\hostname.exe"
        (finding,) = report("check", "--python", self.exe).check["findings"]
        self.assertEqual(finding["code"], "python.not-python")


def pe_library(libraries):
    """A library for x64 with no code: it has ordinal 1 and asks that of others."""
    import struct

    names, descriptors = b"", b""
    base = 0x1000 + 20 * (len(libraries) + 1)
    for name in libraries:
        table = base + len(names)
        names += struct.pack("<QQQQ", 1 << 63 | 1, 0, 1 << 63 | 1, 0)
        descriptors += struct.pack("<IIIII", table, 0, 0, base + len(names), table + 16)
        names += name.encode() + b"\0" * (8 - len(name) % 8)
    section = descriptors + bytes(20) + names
    exports = 0x1000 + len(section)
    section += struct.pack("<IIIIIIIIIII", 0, 0, 0, exports + 44, 1, 1, 0, exports + 40, 0, 0, 0x1000)
    section += b"x.dll\0"
    optional = struct.pack("<HBBIIIII", 0x20B, 14, 0, 0, 0x200, 0, 0, 0x1000)
    optional += struct.pack("<QIIHHHHHHIIIIHH", 0x180000000, 0x1000, 0x200, 6, 0, 0, 0, 6, 0, 0,
                            0x2000, 0x200, 0, 3, 0x160)
    optional += struct.pack("<QQQQII", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16)
    directory = struct.pack("<II", 0x1000, 20 * (len(libraries) + 1)) if libraries else bytes(8)
    optional += struct.pack("<II", exports, 50) + directory + bytes(8 * 14)
    coff = struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0x2022)
    table = struct.pack("<8sIIIIIIHHI", b".rdata", len(section), 0x1000, 0x200, 0x200, 0, 0, 0, 0,
                        0xC0000040)
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + coff + optional + table
    return head.ljust(0x200, b"\0") + section.ljust(0x200, b"\0")


@unittest.skipIf(WINDOWS, "as the tests of the loader under Wine have it")
class Elsewhere(TestCase):
    """Extensions for Windows, looked at on Linux."""

    def test_an_extension_for_another_python(self):
        home = self.folder()
        for name in ("python.exe", "python311.dll", "ext.pyd", "ext2.cp39-win_amd64.pyd"):
            (home / name).write_bytes(pe_library(["python39.dll"] if name == "ext.pyd" else ()))
        for name in ("ext.pyd", "ext2.cp39-win_amd64.pyd"):
            result = report("check", "--imports", home / name, "--as", "python")
            self.assertEqual((result.code, result.codes), (1, ["imports.other-python"]))
        (home / "ext.pyd").write_bytes(pe_library(["python311.dll"]))
        result = report("check", "--imports", home / "ext.pyd", "--as", "python")
        self.assertNotIn("imports.other-python", result.codes)

    def test_as_what(self):
        result = preflight("imports", "x", "--as", "ruby")
        self.assertEqual(result.code, 2)
        self.assertIn("--as: 'ruby' is none of program, python", result.stderr)


if __name__ == "__main__":
    support.main()
