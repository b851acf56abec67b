"""`preflight imports` and `check --imports` over programs of both systems, on either: what is found
and where, what is missing and for whom."""

import os
import pathlib
import shutil
import subprocess
import unittest

import support
import windows_programs
from support import native

WINE_LIBRARIES = pathlib.Path("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows")


# Longer than one check may usually take: a machine may be busy, and a folder large.
PATIENCE = ("--timeout", "50s")


def imports(*arguments, **options):
    result = support.preflight("imports", *arguments, *PATIENCE, "--format", "json", **options)
    support.validate(result.json)
    return result


def libraries(result):
    """Name in lower case to what is told of it."""
    return {one["name"].lower(): one for one in result.check["facts"]["libraries"]}


def base_name(path):
    return path.replace("\\", "/").rpartition("/")[2].lower()


def compile_here(path, source, *options):
    command = ["gcc", "-x", "c", "-o", path, "-", "-x", "none", *options]
    subprocess.run(list(map(str, command)), input=source, text=True, check=True)
    return path


class ImportsCase(support.TestCase):
    def only(self, result, code):
        self.assertEqual(result.codes, [code], result.stdout)
        return result.check["findings"][0]


@unittest.skipUnless(windows_programs.can_build(), "no compiler for Windows here")
class WindowsPrograms(ImportsCase):
    def bundle(self):
        """app.exe needs b.dll, which needs c.dll."""
        folder = self.folder()
        windows_programs.library(folder / "c.dll", "c", "calendar")
        windows_programs.library(
            folder / "b.dll", "b", source="int c(void);int x(void){return c();}",
            options=[folder / "c.dll"])  # fmt: skip
        windows_programs.build(folder / "app.exe", "int b(void);int main(void){return b();}",
                               folder / "b.dll")  # fmt: skip
        return folder

    def test_a_bundle_that_is_whole(self):
        folder = self.bundle()
        result = imports(native(folder / "app.exe"))
        self.assertEqual((result.code, result.codes), (0, []))
        facts = result.check["facts"]
        self.assertEqual((facts["format"], facts["machine"]), ("PE", "x64"))
        found = libraries(result)
        for name, by in (("b.dll", "app.exe"), ("c.dll", "b.dll")):
            self.assertEqual(found[name]["path"], native(folder / name))
            self.assertEqual(found[name]["status"], "found")
            self.assertEqual(found[name]["how"], "application folder")
            self.assertEqual(found[name]["needed_by"], [native(folder / by)])
        own = "found" if support.WINDOWS else "system"
        self.assertEqual(found["kernel32.dll"]["status"], own)

    def test_a_library_of_a_library_is_missing(self):
        folder = self.bundle()
        (folder / "c.dll").unlink()
        result = imports(native(folder / "app.exe"))
        self.assertEqual(result.code, 1)
        finding = self.only(result, "imports.missing-library")
        self.assertEqual(finding["message"], "c.dll is missing, needed by app.exe -> b.dll")
        self.assertEqual(finding["evidence"]["chain"], "app.exe -> b.dll -> c.dll")
        tried = finding["evidence"]["tried"]
        self.assertEqual(tried[0], {"path": native(folder / "c.dll"), "why": "not there"})
        tree = support.preflight("imports", native(folder / "app.exe"), "--color", "always")
        (line,) = [one for one in tree.stdout.splitlines() if "c.dll => not found" in one]
        self.assertIn("\x1b[", line)

    def test_one_more_folder_to_search(self):
        folder, other = self.bundle(), self.folder()
        shutil.move(folder / "c.dll", other / "C.DLL")
        result = imports(native(folder / "app.exe"), "--search", native(other))
        self.assertEqual(result.code, 0, result.stdout)
        self.assertEqual(libraries(result)["c.dll"]["how"], "--search")

    def test_another_version_of_a_library(self):
        folder = self.bundle()
        windows_programs.library(folder / "c.dll", "calendar", "cc")
        result = imports(native(folder / "app.exe"))
        self.assertEqual(result.code, 1)
        message = self.only(result, "imports.missing-symbol")["message"]
        self.assertIn("c.dll has no c, needed by app.exe -> b.dll", message)
        self.assertIn("(it has cc)", message)

    def test_a_library_for_another_machine(self):
        folder = self.bundle()
        windows_programs.for_machine(folder / "c.dll", 0xAA64)
        result = imports(native(folder / "app.exe"))
        self.assertEqual(result.code, 1)
        message = self.only(result, "imports.wrong-architecture")["message"]
        self.assertIn("c.dll is for arm64, not x64", message)

    def test_what_is_loaded_late_is_a_warning(self):
        folder = self.folder()
        windows_programs.delay_loading(folder / "app.exe", "late.dll", "late")
        result = imports(native(folder / "app.exe"))
        self.assertEqual((result.code, result.json["verdict"]), (0, "ready"))
        finding = self.only(result, "imports.delay-load-missing")
        self.assertEqual(finding["severity"], "warning")
        windows_programs.library(folder / "late.dll", "late")
        self.assertEqual(imports(native(folder / "app.exe")).codes, [])

    def test_a_missing_runtime_is_named_with_its_package(self):
        folder = self.folder()
        for runtime in ("mfc140u.dll", "libgomp-1.dll"):
            windows_programs.library(folder / runtime, "f" + runtime[3])
        windows_programs.build(
            folder / "app.exe", "int f1(void);int fg(void);int main(void){return f1()+fg();}",
            folder / "mfc140u.dll", folder / "libgomp-1.dll")  # fmt: skip
        for runtime in ("mfc140u.dll", "libgomp-1.dll"):
            (folder / runtime).unlink()
        result = imports(native(folder / "app.exe"))
        remedies = {
            finding["evidence"]["library"]: finding["remedies"][0]["text"]
            for finding in result.check["findings"]
        }
        self.assertIn("Visual C++ 2015-2022 Redistributable (x64)", remedies["mfc140u.dll"])
        self.assertIn("MinGW", remedies["libgomp-1.dll"])

    def test_check_and_imports_say_the_same(self):
        folder = self.bundle()
        (folder / "b.dll").unlink()
        by_hand = imports(native(folder / "app.exe"))
        gate = support.report("check", "--imports", native(folder / "app.exe"))
        self.assertEqual(by_hand.code, gate.code)
        self.assertEqual(by_hand.check["findings"], gate.check["findings"])

    def test_a_folder_is_looked_at_as_a_whole(self):
        folder = self.bundle()
        for number in range(20):
            shutil.copy(folder / "app.exe", folder / f"app{number}.exe")
        (folder / "c.dll").unlink()
        (folder / "notes.txt").write_text("no program")
        result = imports(native(folder))
        self.assertEqual(result.code, 1)
        finding = self.only(result, "imports.missing-library")
        self.assertEqual(len(finding["evidence"]["programs"]), 21)
        facts = result.check["facts"]
        self.assertEqual(facts["files"], 23)
        self.assertEqual([one["missing"] for one in facts["programs"]], [1] * 21)
        self.assertEqual(result.stderr if not support.WINDOWS else "", "")

    def test_several_files_in_one_call(self):
        folder = self.bundle()
        result = imports(native(folder / "app.exe"), native(folder / "nowhere.exe"))
        self.assertEqual(result.code, 1)
        self.assertEqual([one["status"] for one in result.json["checks"]], ["pass", "fail"])

    def test_a_list_in_place_of_the_tree(self):
        folder = self.bundle()
        flat = support.preflight("imports", native(folder / "app.exe"), "--flat").stdout
        tree = support.preflight("imports", native(folder / "app.exe")).stdout
        self.assertEqual(sum("c.dll => " in one for one in flat.splitlines()), 1)
        self.assertNotIn("─", flat)
        self.assertIn("└─ c.dll => ", tree)


class OtherPeoplesPrograms(ImportsCase):
    """Built by Microsoft's linker and by Go."""

    def program(self, name):
        path = windows_programs.package(name)
        if path is None:
            self.skipTest("the registry cannot be reached")
        return native(path)

    def image(self):
        """A Windows image: System32 with the libraries of Wine."""
        if not WINE_LIBRARIES.is_dir():
            self.skipTest("no Wine here")
        folder = self.folder()
        system = folder / "Windows" / "System32"
        system.mkdir(parents=True)
        for file in WINE_LIBRARIES.glob("*.dll"):
            (system / file.name).symlink_to(file)
        return folder, system

    def test_they_start(self):
        for name in windows_programs.PACKAGES:
            with self.subTest(name):
                result = imports(self.program(name))
                self.assertEqual((result.code, result.codes), (0, []))
                statuses = {one["status"] for one in libraries(result).values()}
                self.assertEqual(statuses, {"found" if support.WINDOWS else "system"})

    def test_a_windows_image_is_looked_into(self):
        image, system = self.image()
        for name in windows_programs.PACKAGES:
            with self.subTest(name):
                result = imports(self.program(name), "--sysroot", native(image))
                self.assertEqual((result.code, result.codes), (0, []))
                found = libraries(result)
                self.assertGreaterEqual(len(found), 3)
                for one in found.values():
                    self.assertEqual(one["status"], "found")
                    self.assertTrue(one["path"].startswith(native(system)), one)

    def test_what_the_image_lacks_is_missing(self):
        image, system = self.image()
        (system / "dbghelp.dll").unlink()
        result = imports(self.program("node"), "--sysroot", native(image))
        self.assertEqual(result.code, 1)
        finding = self.only(result, "imports.missing-library")
        self.assertEqual(finding["message"], "dbghelp.dll is missing, needed by "
                         + base_name(self.program("node")))  # fmt: skip


@unittest.skipUnless(shutil.which("gcc"), "no compiler here")
class LinuxRoots(ImportsCase):
    """The root of another Linux in a folder, looked at from either system."""

    def root(self, conf=""):
        """/opt/app/app needs libb.so of /opt/libs, which needs libc.so.6 of the machine."""
        root = self.folder()
        (root / "opt/app").mkdir(parents=True)
        (root / "opt/libs").mkdir()
        compile_here(root / "opt/libs/libb.so", "int b(void){return 0;}", "-shared", "-fPIC")
        self.link(root, "-Wl,-rpath,$ORIGIN/../libs")
        for path in ("/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/libc.so.6"):
            copy = root / path[1:]
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
        return root

    def link(self, root, *options):
        compile_here(root / "opt/app/app", "int b(void);int main(void){return b();}",
                     f"-L{root}/opt/libs", "-lb", *options)  # fmt: skip

    def look(self, root):
        return imports(native(root / "opt/app/app"), "--sysroot", native(root))

    def test_all_is_found_below_the_root(self):
        result = self.look(self.root())
        self.assertEqual((result.code, result.codes), (0, []), result.stdout)
        paths = {name: one["path"] for name, one in libraries(result).items()}
        self.assertEqual(paths["libc.so.6"], "/lib/x86_64-linux-gnu/libc.so.6")
        self.assertEqual(paths["libb.so"], "/opt/app/../libs/libb.so")

    def test_what_only_this_machine_has_is_missing(self):
        root = self.root()
        (root / "lib/x86_64-linux-gnu/libc.so.6").unlink()
        result = self.look(root)
        self.assertEqual(result.code, 1)
        finding = self.only(result, "imports.missing-library")
        self.assertEqual(finding["evidence"]["library"], "libc.so.6")

    def test_the_loader_is_missing_there(self):
        root = self.root()
        (root / "lib64/ld-linux-x86-64.so.2").unlink()
        result = self.look(root)
        self.assertEqual(result.code, 1)
        self.assertIn("imports.interpreter-missing", result.codes)

    def test_its_own_cache_is_read(self):
        root = self.root()
        (root / "etc").mkdir()
        (root / "etc/ld.so.conf").write_text("/opt/libs\n")
        self.link(root)
        self.assertIn("imports.missing-library", self.look(root).codes)
        if os.geteuid() != 0:
            self.skipTest("ldconfig -r wants root")
        subprocess.run(["/sbin/ldconfig", "-r", root], check=True)
        result = self.look(root)
        self.assertEqual((result.code, result.codes), (0, []), result.stdout)
        found = libraries(result)["libb.so"]
        self.assertEqual((found["path"], found["how"]), ("/opt/libs/libb.so", "ld.so.cache"))


class NoPrograms(ImportsCase):
    def test_what_is_not_there(self):
        result = imports(native(self.folder() / "nowhere.exe"))
        self.assertEqual(result.code, 1)
        self.assertIn("is not there", self.only(result, "imports.not-a-program")["message"])

    def test_a_text_and_an_empty_file(self):
        folder = self.folder()
        for name, content, words in (("a.txt", "hello", "is no program"), ("b", "", "is empty"),
                                     ("c.dll", "MZ", "ends within its headers"),
                                     ("d.py", "#!/usr/bin/python3\n", "is a script")):  # fmt: skip
            (folder / name).write_text(content)
            result = imports(native(folder / name))
            self.assertEqual(result.code, 1)
            self.assertIn(words, self.only(result, "imports.not-a-program")["message"])

    @unittest.skipUnless(windows_programs.can_build(), "no compiler for Windows here")
    def test_a_program_that_was_cut_short(self):
        folder = self.folder()
        whole = windows_programs.build(folder / "app.exe", "int main(void){return 0;}").read_bytes()
        for size in (1, 63, 64, 200, 400, 600, 1024, 4096, len(whole) // 2):
            (folder / "cut.exe").write_bytes(whole[:size])
            with self.subTest(size=size):
                result = imports(native(folder / "cut.exe"))
                self.assertIn(result.code, (1, 3))
                self.assertIn(result.codes[0], ("imports.not-a-program", "imports.incomplete"))

    def test_an_empty_folder_is_no_yes_by_mistake(self):
        folder = self.folder()
        result = imports(native(folder))
        self.assertEqual(result.check["facts"]["files"], 0)
        self.assertEqual(result.check["facts"]["programs"], [])

    def test_wrong_usage(self):
        self.assertEqual(support.preflight("imports").code, 2)
        self.assertEqual(support.preflight("check", "--imports", "").code, 2)
        self.assertEqual(support.preflight("imports", "x", "--sysroot", "").code, 2)


if __name__ == "__main__":
    support.main()
