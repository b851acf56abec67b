"""`preflight imports` against the loader of this machine: the same libraries at the same paths as
ldd tells of, and what a file system can do to it."""

import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import threading
import unittest

import support
import windows_programs
from test_imports import ImportsCase, compile_here, imports

FOLDERS = ("/usr/bin", "/usr/sbin", "/usr/lib/x86_64-linux-gnu")
COMPARED = 450
LINE = re.compile(r"\t(?:(\S+) => )?(?:(/.*) \(0x[0-9a-f]+\)|(not found))$")


def elf_files():
    for folder in FOLDERS:
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            if not entry.is_file(follow_symlinks=False):
                continue
            with open(entry.path, "rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield entry.path


def ldd(path):
    """Name to path of each library; None where ldd finds nothing to tell of."""
    answer = subprocess.run(["ldd", path], capture_output=True, text=True)
    if "statically linked" in answer.stdout or "not a dynamic executable" in answer.stderr:
        return None
    found = {}
    for line in answer.stdout.splitlines():
        match = LINE.match(line)
        if match:
            name, where, _ = match.groups()
            found[name or where] = where
    return found


def ours(path):
    result = imports(path)
    return result, {one["name"]: one.get("path") for one in result.check["facts"]["libraries"]}


def both(path):
    theirs = ldd(path)
    return (path, theirs, *ours(path)) if theirs is not None else (path, None, None, None)


@unittest.skipUnless(shutil.which("ldd"), "no ldd here")
class AgreementWithLdd(ImportsCase):
    def test_hundreds_of_programs_and_libraries(self):
        files = list(elf_files())
        chosen = files[:: max(1, len(files) // COMPARED)]
        with concurrent.futures.ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as threads:
            answers = list(threads.map(both, chosen))
        compared = 0
        for path, theirs, result, found in answers:
            if theirs is None:
                continue
            with self.subTest(path):
                self.assertEqual(found, theirs)
                self.assertEqual(result.code, 1 if None in theirs.values() else 0, result.stdout)
            compared += 1
        print(f"{compared} of {len(files)} programs and libraries compared with ldd")
        self.assertGreaterEqual(compared, min(300, len(files) // 2))
        self.assertGreaterEqual(compared, 100)


@unittest.skipUnless(shutil.which("gcc"), "no compiler here")
class LoaderOfLinux(ImportsCase):
    def chain(self, *options):
        """app -> libg.so -> libf.so in one folder."""
        folder = self.folder()
        compile_here(folder / "libf.so", "int f(void){return 0;}", "-shared", "-fPIC")
        compile_here(folder / "libg.so", "int f(void);int g(void){return f();}", "-shared", "-fPIC",
                     f"-L{folder}", "-lf")  # fmt: skip
        compile_here(folder / "app", "int g(void);int main(void){return g();}", f"-L{folder}",
                     "-lg", f"-Wl,-rpath-link,{folder}", *options)  # fmt: skip
        return folder

    def start(self, program, **changes):
        return support.run([program], env=changes)

    def test_it_starts_and_is_ready(self):
        folder = self.chain("-Wl,--disable-new-dtags,-rpath,$ORIGIN")
        result, found = ours(folder / "app")
        self.assertEqual((result.code, self.start(folder / "app").code), (0, 0))
        self.assertEqual(found["libf.so"], str(folder / "libf.so"))
        self.assertEqual(found, ldd(folder / "app"))

    def test_a_missing_library_and_its_chain(self):
        folder = self.chain("-Wl,--disable-new-dtags,-rpath,$ORIGIN")
        (folder / "libf.so").unlink()
        result = imports(folder / "app")
        started = self.start(folder / "app")
        self.assertEqual((result.code, started.code), (1, 127))
        self.assertIn("libf.so", started.stderr)
        finding = self.only(result, "imports.missing-library")
        self.assertEqual(finding["message"], "libf.so is missing, needed by app -> libg.so")
        self.assertEqual(finding["evidence"]["tried"][0]["path"], str(folder / "libf.so"))

    def test_a_runpath_is_not_handed_down(self):
        folder = self.chain("-Wl,--enable-new-dtags,-rpath,$ORIGIN")
        result = imports(folder / "app")
        self.assertEqual((result.code, self.start(folder / "app").code), (1, 127))
        self.only(result, "imports.missing-library")

    def test_the_environment_of_the_caller_counts(self):
        folder = self.chain()
        changes = {"LD_LIBRARY_PATH": str(folder)}
        self.assertEqual(imports(folder / "app").code, 1)
        result = imports(folder / "app", env=changes)
        self.assertEqual((result.code, self.start(folder / "app", **changes).code), (0, 0))
        how = {one["how"] for one in result.check["facts"]["libraries"] if "libf" in one["name"]}
        self.assertEqual(how, {"LD_LIBRARY_PATH"})

    def test_another_folder_to_search(self):
        folder = self.chain()
        result = imports(folder / "app", "--search", folder)
        self.assertEqual(result.code, 0, result.stdout)

    def test_a_version_that_the_c_library_lacks(self):
        folder = self.folder()
        app = compile_here(folder / "app", "int main(void){return 0;}")
        content = app.read_bytes()
        version = re.search(rb"GLIBC_2\.\d\d\b", content).group()
        # The version is known by its name and by a hash of it (the ELF specification's).
        new = b"GLIBC_2.99"
        content = content.replace(hash_of(version), hash_of(new)).replace(version, new)
        app.write_bytes(content)
        result = imports(app)
        started = self.start(app)
        self.assertEqual((result.code, started.code), (1, 1))
        self.assertIn("version `GLIBC_2.99' not found", started.stderr)
        message = self.only(result, "imports.missing-symbol")["message"]
        self.assertIn("GLIBC_2.99 not found: libc.so.6 has up to GLIBC_2.", message)
        self.assertTrue(message.endswith("needed by app"))

    def test_undefined_symbols_are_told(self):
        folder = self.folder()
        compile_here(folder / "libs.so", "int f(void){return 0;}int h(void){return 0;}", "-shared",
                     "-fPIC")  # fmt: skip
        compile_here(folder / "app", "int h(void);int main(void){return h();}", f"-L{folder}",
                     "-ls", "-Wl,-z,now,-rpath,$ORIGIN")  # fmt: skip
        compile_here(folder / "libs.so", "int f(void){return 0;}", "-shared", "-fPIC")
        result = imports(folder / "app")
        self.assertEqual((result.code, self.start(folder / "app").code), (1, 127))
        self.assertIn("no library has h", self.only(result, "imports.missing-symbol")["message"])


def hash_of(name):
    value = 0
    for byte in name:
        value = (value << 4) + byte
        value = (value ^ (value & 0xF0000000) >> 24) & 0x0FFFFFFF
    return value.to_bytes(4, "little")


class FileSystems(ImportsCase):
    def test_nothing_waits_for_a_fifo(self):
        folder = self.folder()
        os.mkfifo(folder / "fifo")
        result = imports(folder / "fifo", limit=10)
        self.assertEqual(result.code, 1)
        self.assertIn("is no regular file", self.only(result, "imports.not-a-program")["message"])
        self.assertEqual(imports(folder, limit=10).check["facts"]["files"], 0)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become nobody")
    def test_what_may_not_be_read_is_no_yes(self):
        folder = self.folder()
        folder.chmod(0o755)
        secret = pathlib.Path(shutil.copy("/usr/bin/true", folder / "secret"))
        secret.chmod(0o711)
        for target in (secret, folder):
            result = imports(target, user=support.NOBODY)
            self.assertEqual((result.code, result.json["verdict"]), (3, "undetermined"))
            self.assertIn("cannot be read", result.check["summary"])
        (folder / "sub").mkdir(mode=0o700)
        secret.unlink()
        result = imports(folder, user=support.NOBODY)
        self.assertEqual((result.code, result.json["verdict"]), (3, "undetermined"), result.stdout)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become nobody")
    @unittest.skipUnless(windows_programs.can_build(), "no compiler for Windows here")
    def test_a_folder_that_may_not_be_listed_hides_names_in_another_case(self):
        """Windows would find Late.DLL for late.dll; on Linux that takes a look at all names."""
        folder = self.folder()
        windows_programs.library(folder / "late.dll", "late")
        windows_programs.build(folder / "app.exe", "int late(void);int main(void){return late();}",
                               folder / "late.dll")  # fmt: skip
        (folder / "late.dll").rename(folder / "Late.DLL")
        (folder / "app.exe").chmod(0o755)
        folder.chmod(0o711)
        hidden = imports(folder / "app.exe", user=support.NOBODY)
        self.assertEqual((hidden.code, hidden.json["verdict"]), (3, "undetermined"), hidden.stdout)
        self.assertIn("cannot be looked for", hidden.check["findings"][0]["message"])
        folder.chmod(0o755)
        (folder / "Late.DLL").chmod(0o644)
        self.assertEqual(imports(folder / "app.exe", user=support.NOBODY).code, 0)

    def test_files_that_come_and_go_meanwhile(self):
        folder = self.folder()
        whole = pathlib.Path("/usr/bin/true").read_bytes()
        done = threading.Event()

        def stir():
            number = 0
            while not done.is_set():
                path = folder / f"app{number % 50}"
                path.write_bytes(whole)
                if number % 3 == 0:
                    os.truncate(path, number % 4096)
                if number % 5 == 0:
                    path.unlink()
                number += 1

        stirrer = threading.Thread(target=stir)
        stirrer.start()
        self.addCleanup(stirrer.join)
        self.addCleanup(done.set)
        for _ in range(30):
            result = imports(folder, limit=20)
            self.assertIn(result.code, (0, 1, 3))

    def test_more_files_than_may_be_open_at_a_time(self):
        folder = self.folder()
        shutil.copy("/usr/bin/true", folder / "app0")
        for number in range(1, 100):
            os.link(folder / "app0", folder / f"app{number}")
        result = support.run(["prlimit", "--nofile=24", support.PROGRAM, "imports", str(folder), "--format", "json"])
        self.assertEqual((result.code, len(result.check["facts"]["programs"])), (0, 100))

    def test_a_loop_of_links_and_of_folders(self):
        folder = self.folder()
        (folder / "loop").symlink_to(folder)
        (folder / "self").symlink_to(folder / "self")
        shutil.copy("/usr/bin/true", folder / "app")
        result = imports(folder, limit=10)
        self.assertEqual((result.code, len(result.check["facts"]["programs"])), (0, 1))
        self.assertEqual(imports(folder / "self").code, 3)


if __name__ == "__main__":
    support.main()
