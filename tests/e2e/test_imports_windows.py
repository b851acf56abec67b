"""`preflight imports` against the loader of Wine, and against itself on Linux: the verdict is what
then happens. Where Wine's loader is kinder than Windows' (a missing export, the wrong machine, see
the tests), the verdict is that of Windows."""

import os
import pathlib
import subprocess
import unittest

import support
import windows_programs
from support import native
from test_imports import PATIENCE, ImportsCase, base_name, imports, libraries

# The program for Linux of the same build.
HOST = os.environ.get(
    "PREFLIGHT_HOST_PROGRAM",
    str(pathlib.Path(os.environ["PREFLIGHT_WINEPREFIX"]).parent / "preflight"),
)
MISSING_LIBRARY = "c0000135"
MISSING_EXPORT = "80000100"  # Wine's stub, at the call; Windows: c0000139, at start
MODULE_NOT_FOUND, BAD_FORMAT = 126, 193

# Tells of the exit code of a program in full, or of the error with which a library is not loaded.
LAUNCHER = """
#include <windows.h>
#include <stdio.h>
int main(int count, char** words) {
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
  if (count > 2) { printf("%lu", LoadLibraryA(words[2]) ? 0 : GetLastError()); return 0; }
  STARTUPINFOA start = {sizeof start};
  PROCESS_INFORMATION process;
  if (!CreateProcessA(words[1], NULL, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process)) {
    printf("error %lu", GetLastError());
    return 0;
  }
  DWORD code = 0;
  WaitForSingleObject(process.hProcess, 20000);
  GetExitCodeProcess(process.hProcess, &code);
  printf("\\n%lx", code);
  return 0;
}
"""


@unittest.skipUnless(windows_programs.can_build(), "no compiler for Windows here")
class LoaderOfWine(ImportsCase):
    @classmethod
    def setUpClass(cls):
        cls.tools = support.TestCase().folder()
        cls.launcher = windows_programs.build(cls.tools / "launcher.exe", LAUNCHER)

    @classmethod
    def tearDownClass(cls):
        import shutil

        shutil.rmtree(cls.tools, ignore_errors=True)

    def start(self, path, **options):
        """The exit code; Wine's debugger may tell of a crash before it."""
        result = support.run(["wine", str(self.launcher), native(path)], **options)
        return result.stdout.splitlines()[-1]

    def load(self, path):
        result = support.run(["wine", str(self.launcher), "load", native(path)])
        return int(result.stdout)

    def bundle(self):
        folder = self.folder()
        windows_programs.library(folder / "b.dll", "b")
        windows_programs.build(folder / "app.exe", "int b(void);int main(void){return b();}",
                               folder / "b.dll")  # fmt: skip
        return folder, folder / "app.exe"

    def test_it_starts(self):
        folder, app = self.bundle()
        self.assertEqual((imports(native(app)).code, self.start(app)), (0, "0"))

    def test_a_missing_library(self):
        folder, app = self.bundle()
        (folder / "b.dll").unlink()
        result = imports(native(app))
        self.assertEqual((result.code, self.start(app)), (1, MISSING_LIBRARY))
        self.assertIn("0xC0000135", self.only(result, "imports.missing-library")["cause"])

    def test_a_missing_export(self):
        folder, app = self.bundle()
        windows_programs.library(folder / "b.dll", "other")
        result = imports(native(app))
        self.assertEqual((result.code, self.start(app)), (1, MISSING_EXPORT))
        self.assertIn("0xC0000139", self.only(result, "imports.missing-symbol")["cause"])

    def test_a_library_for_another_machine(self):
        folder, app = self.bundle()
        windows_programs.for_machine(folder / "b.dll", 0xAA64)
        result = imports(native(app))
        # Windows: c000007b. Wine looks further and finds none.
        self.assertEqual((result.code, self.start(app)), (1, MISSING_LIBRARY))
        self.assertIn("0xC000007B", self.only(result, "imports.wrong-architecture")["cause"])

    def test_a_library_that_is_none(self):
        folder, app = self.bundle()
        (folder / "b.dll").write_text("version https://git-lfs.github.com/spec/v1\n")
        result = imports(native(app))
        self.assertEqual((result.code, self.start(app)), (1, MISSING_LIBRARY))
        message = self.only(result, "imports.not-a-program")["message"]
        self.assertIn("pointer of Git LFS", message)

    def test_a_library_that_was_cut_short(self):
        folder, app = self.bundle()
        whole = (folder / "b.dll").read_bytes()
        (folder / "b.dll").write_bytes(whole[:1500])
        result = imports(native(app))
        self.assertEqual((result.code, self.start(app)), (1, MISSING_LIBRARY))
        self.assertIn("cut short", self.only(result, "imports.not-a-program")["message"])

    def test_one_that_is_loaded_late(self):
        folder = self.folder()
        app = windows_programs.delay_loading(folder / "app.exe", "late.dll", "late")
        result = imports(native(app))
        self.assertEqual((result.code, self.start(app)), (0, "0"))
        finding = self.only(result, "imports.delay-load-missing")
        self.assertEqual(finding["severity"], "warning")
        self.assertIn("0xC06D007E", finding["cause"])

    def test_a_library_is_loaded_by_hand(self):
        folder, app = self.bundle()
        (folder / "plain.dll").write_bytes((folder / "b.dll").read_bytes())
        windows_programs.build(folder / "needy.dll", "int b(void);int x(void){return b();}",
                               "-shared", folder / "b.dll")  # fmt: skip
        self.assertEqual(imports(native(folder / "plain.dll")).code, 0)
        self.assertEqual(self.load(folder / "plain.dll"), 0)
        (folder / "b.dll").unlink()
        result = imports(native(folder / "needy.dll"))
        self.assertEqual((result.code, self.load(folder / "needy.dll")), (1, MODULE_NOT_FOUND))
        self.only(result, "imports.missing-library")
        (folder / "text.dll").write_text("hello")
        result = imports(native(folder / "text.dll"))
        self.assertEqual((result.code, self.load(folder / "text.dll")), (1, BAD_FORMAT))
        self.only(result, "imports.not-a-program")

    def test_libraries_on_the_path(self):
        folder, app = self.bundle()
        other = self.folder()
        (folder / "b.dll").rename(other / "b.dll")
        self.assertEqual((imports(native(app)).code, self.start(app)), (1, MISSING_LIBRARY))
        changes = {"WINEPATH": native(other)}
        result = imports(native(app), env=changes)
        self.assertEqual(result.code, 0, result.stdout)
        self.assertEqual(libraries(result)["b.dll"]["how"], "PATH")
        self.assertEqual(self.start(app, env=changes), "0")

    def test_programs_of_others_start(self):
        for name, words in (("node", ["--version"]), ("esbuild", ["--version"])):
            path = windows_programs.package(name)
            if path is None:
                self.skipTest("the registry cannot be reached")
            with self.subTest(name):
                self.assertEqual(imports(native(path)).code, 0)
                started = support.run(["wine", str(path), *words])
                # Wine 8 passes for Windows 7, which is too old for some; their libraries load.
                self.assertNotIn(started.code, (0x35, 0x39, 0x7B), started.stderr)


@unittest.skipUnless(os.path.exists(HOST), "no program for Linux beside this one")
class SameAnswerOnLinux(ImportsCase):
    def on_linux(self, *arguments):
        words = [HOST, "imports", *map(str, arguments), *PATIENCE, "--format", "json"]
        answer = subprocess.run(words, capture_output=True, text=True)
        return support.Result(answer.returncode, answer.stdout, answer.stderr)

    def told(self, result):
        return {
            name: (one["status"], one["how"], base_name(one["path"]),
                   sorted(base_name(by) for by in one["needed_by"]))
            for name, one in libraries(result).items()
        }  # fmt: skip

    def test_programs_of_others(self):
        prefix = os.environ["PREFLIGHT_WINEPREFIX"]
        for name in windows_programs.PACKAGES:
            path = windows_programs.package(name)
            if path is None:
                self.skipTest("the registry cannot be reached")
            with self.subTest(name):
                under_wine, on_linux = imports(native(path)), self.on_linux(
                    path, "--sysroot", prefix)  # fmt: skip
                self.assertEqual((under_wine.code, on_linux.code), (0, 0))
                self.assertEqual(self.told(under_wine), self.told(on_linux))

    def test_all_of_the_system_folder(self):
        prefix = pathlib.Path(os.environ["PREFLIGHT_WINEPREFIX"])
        system = prefix / "drive_c" / "windows" / "system32"
        under_wine = imports("C:\\windows\\system32")
        on_linux = self.on_linux(system, "--sysroot", prefix)

        def programs(result):
            return {base_name(one["path"]): (one["libraries"], one["missing"])
                    for one in result.check["facts"]["programs"]}  # fmt: skip

        found = programs(under_wine)
        self.assertGreater(len(found), 300)
        self.assertEqual(found, programs(on_linux))
        self.assertEqual(under_wine.codes, on_linux.codes)


if __name__ == "__main__":
    support.main()
