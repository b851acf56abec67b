"""scripts/check-layers finds what is planted, and nothing where nothing is wrong."""

import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]

ALLOWED = [
    ("cli/app.cpp", '#include "checks/run.hpp"'),
    ("cli/args.cpp", "#include <CLI/CLI.hpp>"),
    ("checks/port/judge.cpp", '#include "checks/port/port.hpp"'),
    ("checks/port/judge.cpp", '#include "report/finding.hpp"'),
    ("checks/port/judge_test.cpp", '#include "tests/support/catch.hpp"'),
    ("checks/port/port_linux.cpp", "#include <sys/socket.h>"),
    ("checks/base/handle_windows.hpp", "#include <windows.h>"),
    ("checks/port/port_windows.cpp", '#include "checks/base/handle_windows.hpp"'),
    ("checks/process/process.hpp", '#include "checks/base/gap.hpp"'),
    ("checks/database/judge.cpp", '#include "checks/codes/codes.hpp"'),
    ("checks/base/system_error_windows.cpp", '#include "checks/codes/codes.hpp"'),
    ("checks/run.hpp", '#include "report/report.hpp"'),
    ("checks/registry.cpp", '#include "checks/port/port.hpp"'),
    ("report/json.cpp", "#if __has_include(<format>)"),
    ("checks/codes/win32.cpp", 'says = "error 1053: it was late";'),
    ("checks/service/judge.cpp", 'text = "it does not exist (error 1060)";'),
]

PLANTED = [
    ("report/json.cpp", '#include "checks/check.hpp"', "report/ knows nothing of checks/"),
    ("checks/run.cpp", '#include "cli/app.hpp"', "checks/ knows nothing of cli/"),
    ("checks/port/judge.cpp", '#include "report/render.hpp"', "not report/render.hpp"),
    ("checks/port/judge.cpp", '#include "report/report.hpp"', "not report/report.hpp"),
    ("checks/port/judge.cpp", '#include "checks/database/database.hpp"', "the room checks/port/"),
    ("checks/port/judge.cpp", '#include "checks/run.hpp"', "the room checks/port/"),
    ("checks/base/text.cpp", '#include "checks/process/process.hpp"', "the room checks/base/"),
    ("checks/base/text.cpp", '#include "checks/check.hpp"', "the room checks/base/"),
    ("checks/process/process.hpp", '#include "checks/check.hpp"', "the room checks/process/"),
    ("checks/codes/codes.hpp", '#include "checks/base/text.hpp"', "the room checks/codes/"),
    ("checks/port/parse.cpp", "#include <CLI/CLI.hpp>", "CLI11"),
    ("checks/port/judge.cpp", "#include <windows.h>", "<windows.h>"),
    ("checks/port/port.hpp", "#include <sys/socket.h>", "<sys/socket.h>"),
    ("cli/app.cpp", "#include <unistd.h>", "<unistd.h>"),
    ("cli/app.cpp", "#ifdef _WIN32", "platform #if"),
    ("report/console.cpp", "#  if defined(__linux__) && X", "platform #if"),
    ("checks/port/judge.cpp", '#include "checks/base/handle_windows.hpp"', "for *_windows.* files"),
    ("checks/port/judge.cpp", '#include "tests/support/catch.hpp"', "a file of tests/"),
    ("checks/service/judge.cpp", 'text = "error 1053: it was late";', "explained in checks/codes"),
    ("checks/port/judge.cpp", 'f("ended with 0xC0000135 (a DLL")', "explained in checks/codes"),
]


def check(name, line):
    with tempfile.TemporaryDirectory() as root:
        file = pathlib.Path(root) / name
        file.parent.mkdir(parents=True)
        file.write_text(f"// A comment.\n{line}\n")
        return subprocess.run(
            [ROOT / "scripts" / "check-layers", root], capture_output=True, text=True, timeout=60
        )


class CheckLayers(unittest.TestCase):
    def test_what_is_allowed_passes(self):
        for name, line in ALLOWED:
            with self.subTest(name=name, line=line):
                result = check(name, line)
                self.assertEqual((result.returncode, result.stderr), (0, ""), result.stdout)

    def test_what_is_planted_is_found(self):
        for name, line, what in PLANTED:
            with self.subTest(name=name, line=line):
                result = check(name, line)
                self.assertEqual(result.returncode, 1, result.stdout)
                self.assertIn(f"{name}:2: ", result.stdout)
                self.assertIn(what, result.stdout)

    def test_a_folder_without_sources_is_no_success(self):
        with tempfile.TemporaryDirectory() as root:
            result = subprocess.run([ROOT / "scripts" / "check-layers", root], capture_output=True)
            self.assertEqual(result.returncode, 1)

    def test_the_sources_keep_the_rules(self):
        result = subprocess.run(
            [ROOT / "scripts" / "check-layers"], capture_output=True, text=True, timeout=60
        )
        self.assertEqual(result.returncode, 0, result.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
