"""`preflight run` on Windows: the job, the console, batch files, exit codes. Wine has no Ctrl-Break."""

import pathlib
import shutil
import tempfile
import unittest

import support
import windows_programs
from support import ACTOR, PROGRAM, native
from test_run import Started

# Runs a command line in a console of its own, shows what it says and how it ends, and sends Ctrl-C to
# the console at the word "up".
CONSOLE = r"""
#include <windows.h>
#include <stdio.h>
#include <string.h>
static BOOL WINAPI ignore(DWORD event) { (void)event; return TRUE; }
int main(int count, char** words) {
  STARTUPINFOA start = {sizeof start};
  SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
  PROCESS_INFORMATION child;
  HANDLE read, write;
  DWORD got, code;
  char text[4096];
  (void)count;
  FreeConsole();
  AllocConsole();
  SetConsoleCtrlHandler(ignore, TRUE);
  CreatePipe(&read, &write, &inherited, 0);
  SetHandleInformation(read, HANDLE_FLAG_INHERIT, 0);
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdOutput = start.hStdError = write;
  if (!CreateProcessA(NULL, words[1], NULL, NULL, TRUE, 0, NULL, NULL, &start, &child)) return 1;
  CloseHandle(write);
  while (ReadFile(read, text, sizeof text - 1, &got, NULL) && got > 0) {
    text[got] = 0;
    fputs(text, stdout);
    if (strstr(text, "up")) GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
  }
  WaitForSingleObject(child.hProcess, INFINITE);
  GetExitCodeProcess(child.hProcess, &code);
  printf("\ncode %08lX\n", code);
  return 0;
}
"""

TRAPPED = r"""
#include <windows.h>
#include <stdio.h>
static BOOL WINAPI hear(DWORD event) { printf("event %lu\n", event); fflush(stdout); Sleep(200); ExitProcess(40); }
int main(void) {
  SetConsoleCtrlHandler(hear, TRUE);
  printf("up\n");
  fflush(stdout);
  Sleep(30000);
  return 1;
}
"""

ARGUMENTS = r"""
#include <stdio.h>
int main(int count, char** words) {
  for (int i = 1; i < count; ++i) printf("<%s>", words[i]);
  return 6;
}
"""

EXITS = r"""
#include <windows.h>
int main(int count, char** words) { (void)words; ExitProcess(count > 1 ? 0xC0000005 : 0x12345678); }
"""


@unittest.skipUnless(windows_programs.can_build(), "no compiler for Windows here")
class Windows(support.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder_ = pathlib.Path(tempfile.mkdtemp(prefix="preflight-"))
        for name, source in (("console", CONSOLE), ("trapped", TRAPPED), ("arguments", ARGUMENTS),
                             ("exits", EXITS)):
            windows_programs.build(cls.folder_ / f"{name}.exe", source)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder_, ignore_errors=True)

    def in_console(self, line, **options):
        return support.run(["wine", str(self.folder_ / "console.exe"), line], cwd=self.folder_, **options)

    def run_line(self, rest):
        return self.in_console(f"{native(PROGRAM)} run {rest}").stdout

    def test_exit_codes_are_exact(self):
        self.assertIn("code 12345678", self.run_line("-- exits.exe"))
        self.assertIn("code C0000005", self.run_line("--grace 0 -- exits.exe 1"))
        crashed = self.run_line("-- exits.exe 1")
        self.assertIn("code C0000005", crashed)
        self.assertIn("[run.crashed]", crashed)
        self.assertIn("STATUS_ACCESS_VIOLATION", crashed)

    def test_control_c_is_the_commands(self):
        said = self.run_line("-- trapped.exe")
        self.assertIn("event 0", said)
        # preflight has waited, and gives its exit code; whoever was stopped has not died.
        self.assertIn("code 00000028", said)
        self.assertNotIn("[run.", said)

    def test_the_search_of_a_name(self):
        self.assertIn("<a>", self.run_line("--grace 0 -- arguments a"))
        self.assertIn("<a>", self.run_line("--grace 0 -- .\\ARGUMENTS a"))
        (self.folder_ / "notes.txt").write_text("text")
        told = self.run_line("-- notes.txt")
        self.assertIn("code 0000007E", told)
        self.assertIn("is no program", told)
        told = self.run_line("-- argumnts")
        self.assertIn("code 0000007F", told)
        self.assertIn("did you mean arguments?", told)

    def test_batch_files(self):
        (self.folder_ / "start up.bat").write_text('@"%~dp0arguments.exe" %*\r\n@exit /b 9\r\n', newline="")
        # No percent sign: Wine's cmd.exe has no way to keep one.
        words = ["a b", "c&d", 'say "hi"', "x^y", "end\\", "(1)", "", "a;b", "!x!"]
        result = support.preflight("run", "--grace", "0", "--", "start up.bat", *words, cwd=self.folder_)
        self.assertEqual(result.code, 9)
        self.assertEqual(result.stdout, "".join(f"<{word}>" for word in words))
        result = support.preflight("run", "--grace", "0", "--", "start up", "a\nb", cwd=self.folder_)
        self.assertEqual(result.code, 126)

    def test_a_library_that_is_missing_is_named(self):
        windows_programs.library(self.folder_ / "gone.dll", "gone")
        app = windows_programs.build(self.folder_ / "app.exe", "int gone(void);int main(void){return gone();}",
                                     self.folder_ / "gone.dll")
        (self.folder_ / "gone.dll").unlink()
        told = self.run_line("-- app.exe")
        self.assertIn("code C0000135", told)
        self.assertIn("STATUS_DLL_NOT_FOUND", told)
        self.assertIn("gone.dll", told)
        self.assertIn("[imports.missing-library]", told)
        self.assertIn(f'preflight imports "{native(app)}"', told)

    def test_standard_error_in_a_file(self):
        (self.folder_ / "dies.bat").write_text("@echo Error: first 1>&2\r\n@exit /b 5\r\n", newline="")
        (self.folder_ / "gate.bat").write_text(
            f'@echo earlier>log.txt\r\n@"{native(PROGRAM)}" run -- dies.bat 2>>log.txt\r\n@exit /b %errorlevel%\r\n',
            newline="")
        self.assertEqual(support.cmd("gate.bat", self.folder_).code, 5)
        log = (self.folder_ / "log.txt").read_text()
        self.assertTrue(log.startswith("earlier"), log)
        self.assertIn("its last words: Error: first", log)

    def test_standard_error_in_a_pipe(self):
        (self.folder_ / "dies.bat").write_text("@echo Error: second 1>&2\r\n@exit /b 5\r\n", newline="")
        told = self.run_line("-- dies.bat")
        self.assertIn("its last words: Error: second", told)
        self.assertLess(told.index("Error: second"), told.index("[run.died]"))

    def test_nothing_is_left_when_preflight_is_ended(self):
        started = Started("--", native(ACTOR), "launch", "wait", "idle")
        self.addCleanup(started.close)
        self.assertTrue(started.line().startswith("ready "))
        started.process.kill()
        # The actor and its child had the other end, and neither waits for its input any more.
        self.assertEqual(started.process.stdout.read(), "")

    def test_what_the_command_leaves_behind_stays(self):
        started = Started("--", native(ACTOR), "launch", "leave", "idle")
        self.addCleanup(started.close)
        self.assertTrue(started.line().startswith("ready "))
        self.assertEqual(started.code(), 0)
        started.send("are you there?")
        self.assertEqual(started.line(), "error unknown line")
        started.send("quit")
        self.assertEqual(started.process.stdout.read(), "")


if __name__ == "__main__":
    support.main()
