"""`preflight diagnose-task` on tasks as files, on both systems, and by name where there is a Task
Scheduler (Wine has the folder of it)."""

import os
import pathlib
import shutil
import unittest

import support
from support import TestCase, WINDOWS, native, preflight, report

TASK = """<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers><BootTrigger/></Triggers>
  <Principals><Principal id="A">
    <UserId>PC\\me</UserId><LogonType>InteractiveToken</LogonType>
  </Principal></Principals>
  <Settings><Enabled>true</Enabled></Settings>
  <Actions Context="A"><Exec>
    <Command>{command}</Command>
    <WorkingDirectory>{folder}</WorkingDirectory>
  </Exec></Actions>
</Task>
"""


class Task(TestCase):
    def write(self, encoding="utf-16", text=None, **values):
        values = {"command": r"C:\windows\system32\cmd.exe", "folder": r"C:\windows", **values}
        file = self.folder() / "my task.xml"
        file.write_bytes((text or TASK.format(**values)).encode(encoding))
        return native(file)

    def severities(self, *targets):
        result = report("check", *targets)
        return result, {f["code"]: f["severity"] for f in result.check["findings"]}

    def test_the_pitfalls_of_a_task(self):
        for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            result, found = self.severities("--task", self.write(encoding))
            self.assertEqual(found.get("task.boot-needs-login"), "blocker", result.stdout)
            self.assertEqual(found.get("task.time-limit"), "warning")
            self.assertEqual(found.get("task.battery"), "warning")
            self.assertNotIn("task.program-missing", found)
            self.assertEqual("task.program-unseen" in found, not WINDOWS)
            self.assertEqual(result.code, 1)

    @unittest.skipIf(WINDOWS, "there its program is looked for")
    def test_a_sound_task_passes_and_says_what_was_not_looked_at(self):
        text = TASK.replace("<LogonType>InteractiveToken</LogonType>", "").replace("PC\\me", "S-1-5-18")
        text = text.replace("</Settings>", "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>"
                            "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
                            "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries></Settings>")
        text = text.format(command=r"C:\app\app.exe", folder=r"C:\app")
        result, found = self.severities("--task", self.write(text=text))
        self.assertEqual(found.get("task.program-unseen"), "info", result.stdout)
        self.assertEqual(result.code, 0, result.stdout)
        self.assertIn("its program was not looked for", result.check["summary"])

    def test_a_quoted_folder_and_a_missing_program(self):
        file = self.write(command=r"C:\none\app.exe", folder='&quot;C:\\app&quot;')
        result, found = self.severities("--task", file)
        self.assertEqual(found["task.working-directory"], "blocker")
        self.assertEqual(found.get("task.program-missing"), "blocker" if WINDOWS else None)

    def test_variables_and_quotes_of_a_program(self):
        file = self.write(command='&quot;%SystemRoot%\\system32\\cmd.exe&quot;')
        self.assertNotIn("task.program-missing", self.severities("--task", file)[1])

    def test_a_file_that_is_not_utf_16(self):
        self.assertIn("task.malformed", self.severities("--task", self.write("utf-8"))[1])

    def test_what_is_no_task(self):
        self.assertEqual(self.severities("--task", self.write(text="<Job/>"))[1],
                         {"task.malformed": "blocker"})
        self.assertEqual(self.severities("--task", self.write(text="x" * (2 << 20)))[1],
                         {"task.malformed": "blocker"})
        self.assertEqual(self.severities("--task", native(self.folder() / "none.xml"))[1],
                         {"task.missing": "blocker"})
        self.assertEqual(self.severities("--task", native(self.folder().parent) + "/.xml/a.xml")[1],
                         {"task.missing": "blocker"})

    def test_by_hand(self):
        result = preflight("diagnose-task", self.write())
        self.assertIn("runs only while its user is logged on", result.stdout)
        self.assertEqual(result.code, 1)

    @unittest.skipIf(WINDOWS, "there the name is looked up")
    def test_a_name_needs_windows(self):
        result = report("check", "--task", "\\My Task")
        self.assertEqual((result.check["status"], result.code), ("skip", 3))

    @unittest.skipUnless(WINDOWS, "needs a folder of tasks")
    def test_by_name(self):
        # Put there as the Task Scheduler would: Wine's own leaves out most of what it is given.
        store = pathlib.Path(os.environ["PREFLIGHT_WINEPREFIX"], "drive_c/windows/system32/tasks")
        folder = store / f"preflight-{os.getpid()}"
        folder.mkdir(parents=True)
        self.addCleanup(shutil.rmtree, folder)
        task = TASK.format(command=r"C:\none.exe", folder=r"C:\windows")
        (folder / "My Task").write_bytes(task.encode("utf-16"))
        for typed in (f"{folder.name}\\My Task", f"\\{folder.name}\\my task", f"/{folder.name}/My Task"):
            result, found = self.severities("--task", typed)
            self.assertEqual(found.get("task.boot-needs-login"), "blocker", result.stdout)
            self.assertEqual(found.get("task.program-missing"), "blocker")
            self.assertIn("system32\\tasks", result.check["facts"]["file"].lower())
            # Wine's registry does not know how it ran last, and that is said.
            self.assertEqual(found.get("check.denied"), "info")
        self.assertEqual(self.severities("--task", "no such task")[1], {"task.missing": "blocker"})
        # Without its folder, and misspelled: offered with its whole name.
        for typed in ("My Task", "my-taks", f"\\{folder.name}\\My Tsk"):
            result, found = self.severities("--task", typed)
            self.assertEqual(found, {"task.missing": "blocker"})
            commands = [r.get("command") for r in result.check["findings"][0]["remedies"]]
            self.assertIn(f'preflight diagnose-task "\\{folder.name}\\My Task"', commands)


if __name__ == "__main__":
    support.main()
