"""Completions in the real shells, and the manual page before the real formatters."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import time
import unittest

import fetched
import support

# Of each script: whether the grammar fits, the keys of each table, and the lists as they stand.
TREE_SITTER = """
import { readFileSync } from "fs";
const [tree, grammar, ...scripts] = process.argv.slice(1);
const { Parser, Language } = await import(tree);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(grammar));
console.log(JSON.stringify(scripts.map((script) => {
  const root = parser.parse(readFileSync(script, "utf8")).rootNode;
  const texts = (node, kind) => node.descendantsOfType(kind).map((one) => one.text);
  return {
    fits: !root.hasError,
    tables: root.descendantsOfType("hash_literal_expression").map((table) =>
      texts(table, "key_expression")),
    lists: texts(root, "array_expression"),
  };
})));
"""


class Shells(support.TestCase):
    def script(self, shell):
        result = support.preflight("completions", shell)
        self.assertEqual((result.code, result.stderr), (0, ""))
        path = self.folder() / f"preflight.{shell}"
        path.write_text(result.stdout, encoding="utf-8")
        return path

    def typed(self, words, lines, keys, wanted):
        """What a shell on a terminal shows once `lines` were obeyed and `keys` typed; waits until
        `wanted` (a pattern) is on the screen."""
        folder = self.folder()
        (folder / "data.db").touch()
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(folder)
            environment = support.environment(
                {"TERM": "dumb", "PS1": "", "HOME": str(folder), "COLUMNS": "400"})
            os.execvpe(words[0], words, environment)
        try:
            # What the shell shows by itself is no answer: the answer comes behind a mark.
            for line in lines:
                os.write(terminal, line.encode() + b"\n")
            os.write(terminal, b"echo rea''dy\n")
            self.read_until(terminal, r"ready\r?\n")
            os.write(terminal, keys.encode())
            return self.read_until(terminal, wanted)
        finally:
            os.close(terminal)
            os.waitpid(pid, 0)

    def read_until(self, terminal, wanted):
        shown, end = "", time.monotonic() + support.HARD_LIMIT
        while not re.search(wanted, shown):
            left = end - time.monotonic()
            self.assertGreater(left, 0, f"{wanted!r} is not in {shown!r}")
            if select.select([terminal], [], [], left)[0]:
                shown += os.read(terminal, 4096).decode(errors="replace")
        return shown

    def bash(self, *words):
        """COMPREPLY for words that bash took apart at blanks and '='."""
        path = self.script("bash")
        script = (
            'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _preflight; '
            'printf "%s\\n" "${COMPREPLY[@]}"')
        result = support.run(["bash", "--norc", "-c", script, str(path), *words],
                             cwd=self.folder_of_files())
        self.assertEqual((result.code, result.stderr), (0, ""))
        return result.stdout.split()

    def folder_of_files(self):
        folder = self.folder()
        (folder / "data.db").touch()
        (folder / "logs").mkdir()
        return folder

    def test_bash(self):
        self.assertIn("diagnose-service", self.bash("preflight", ""))
        self.assertEqual(self.bash("preflight", "ch"), ["check"])
        self.assertEqual(self.bash("preflight", "check", "--db-t"), ["--db-timeout"])
        self.assertIn("prometheus", self.bash("preflight", "check", "-f", ""))
        self.assertEqual(self.bash("preflight", "check", "--format", "=", "ju"), ["junit"])
        self.assertIn("junit", self.bash("preflight", "check", "--format", "="))
        self.assertEqual(self.bash("preflight", "check", "-d", "da"), ["data.db"])
        self.assertEqual(self.bash("preflight", "check", "--writable", ""), ["logs"])
        self.assertEqual(self.bash("preflight", "check", "-r", "ht"), ["html="])
        self.assertEqual(self.bash("preflight", "check", "-r", "html", "=", "da"), ["data.db"])
        self.assertEqual(
            self.bash("preflight", "check", "--report", "=", "html", "=", "da"), ["data.db"])
        self.assertEqual(self.bash("preflight", "check", "--ignore", "port.in"), ["port.in-use"])
        self.assertEqual(self.bash("preflight", "check", "--port", "8"), [])
        self.assertEqual(self.bash("preflight", "holders", "da"), ["data.db"])
        self.assertEqual(self.bash("preflight", "imports", "--fl"), ["--flat"])
        self.assertEqual(self.bash("preflight", "schema", "c"), ["config"])
        self.assertIn("database", self.bash("preflight", "help", "d"))

    def test_bash_on_a_terminal(self):
        shown = self.typed(["bash", "--norc", "--noprofile"], [f"source {self.script('bash')}"],
                           "preflight che\t--db da\t--db-ex\t", r"--db-exclusive ")
        self.assertIn("preflight check --db data.db --db-exclusive ", shown)

    @unittest.skipUnless(shutil.which("zsh"), "there is no zsh")
    def test_zsh(self):
        path = self.script("zsh")
        checked = support.run(["zsh", "-f", "-n", str(path)])
        self.assertEqual((checked.code, checked.stderr), (0, ""))
        start = ["unsetopt prompt_cr zle_bracketed_paste", "autoload -Uz compinit; compinit -D -u",
                 f"source {path}"]

        def typed(keys, wanted):
            return self.typed(["zsh", "-f", "-i", "-V"], start, keys, wanted)

        typed("preflight che\t--db-ex\t", r"--db-exclusive ")
        typed("preflight check -f pro\t", r"prometheus ")
        typed("preflight check --db=da\t", r"data\.db ")
        typed("preflight check -r ht\tda\t", r"html=data\.db ")
        typed("preflight schema c\t", r"schema config ")
        typed("preflight diagnose-s\t", r"diagnose-service ")

    @unittest.skipUnless(shutil.which("fish"), "there is no fish")
    def test_fish(self):
        path = self.script("fish")

        def completed(line):
            result = support.run(["fish", "--no-config", "-c",
                                  f"source {path}; complete -C {line!r}"],
                                 cwd=self.folder_of_files(), env={"HOME": str(self.folder())})
            self.assertEqual((result.code, result.stderr), (0, ""))
            return [one.split("\t")[0] for one in result.stdout.splitlines()]

        self.assertIn("diagnose-service", completed("preflight "))
        self.assertEqual(completed("preflight ch"), ["check"])
        self.assertEqual(completed("preflight check --db-t"), ["--db-timeout"])
        self.assertEqual(completed("preflight check -f prom"), ["prometheus"])
        self.assertEqual(completed("preflight check --format=prom"), ["--format=prometheus"])
        self.assertEqual(completed("preflight check -d da"), ["data.db"])
        self.assertEqual(completed("preflight check --writable lo"), ["logs/"])
        self.assertEqual(completed("preflight check --port 8"), [])
        self.assertEqual(completed("preflight explain port.in"), ["port.in-use"])
        self.assertEqual(sorted(completed("preflight schema ")), ["config", "report", "watch"])
        self.assertEqual(completed("preflight holders da"), ["data.db"])
        # An option of another command is not offered.
        self.assertEqual(completed("preflight explain --stri"), [])

    @unittest.skipUnless(shutil.which("node"), "there is no node")
    def test_powershell_by_a_grammar(self):
        # There is no PowerShell for Debian and none on npm. This grammar of its language is that of
        # editors: it tells that the script can be read, not what it does.
        parser = fetched.package(
            "web-tree-sitter", "0.26.4",
            "9c496338fe1e31bd52fed78a074b364156b136802291e6dd13ab34580d9fa21b")
        grammar = fetched.package(
            "tree-sitter-powershell", "0.26.4",
            "92f0ce6497f1456248eb1a2d74c567cdfb1328cccd573c1a48d1b7c4e76b53e3")
        if parser is None or grammar is None:
            self.skipTest("it cannot be fetched here")
        path = self.script("powershell")
        broken = self.folder() / "broken.ps1"
        broken.write_text("$a = @{ 'x' = @('y'\n", encoding="utf-8")
        done = subprocess.run(
            # Optimised, the grammar takes 20 s to compile.
            ["node", "--liftoff-only", "--input-type=module", "-e", TREE_SITTER,
             parser / "web-tree-sitter.js", grammar / "tree-sitter-powershell.wasm", path, broken],
            check=True, capture_output=True, timeout=support.HARD_LIMIT)
        good, bad = json.loads(done.stdout)
        self.assertTrue(good["fits"])
        self.assertFalse(bad["fits"])
        # The same key twice in a table, in whatever case, is an error when it runs.
        self.assertGreater(len(good["tables"]), 3)
        for keys in good["tables"]:
            self.assertEqual(len(keys), len({key.lower() for key in keys}))
        words = [key for keys in good["tables"] for key in keys]
        self.assertIn("'check'", words)
        self.assertIn("'check --format'", words)
        # Nothing is offered twice.
        offered = [re.findall(r"'([^']*)'", text) for text in good["lists"]]
        self.assertGreater(max(map(len, offered)), 100)
        for values in offered:
            self.assertEqual(len(values), len(set(values)), values)


class Manual(support.TestCase):
    def page(self):
        result = support.preflight("man")
        self.assertEqual(result.code, 0)
        path = self.folder() / "preflight.1"
        path.write_text(result.stdout, encoding="utf-8")
        return path

    @unittest.skipUnless(shutil.which("man"), "there is no man")
    def test_man_warns_of_nothing(self):
        result = support.run(["man", "--warnings", "-E", "UTF-8", "-l", str(self.page())],
                             env={"MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MANPAGER": "cat",
                                  "MANROFFSEQ": "", "TERM": "dumb"})
        self.assertEqual((result.code, result.stderr), (0, ""))
        text = re.sub(r".\x08", "", result.stdout)
        for wanted in ("PREFLIGHT(1)", "--db-timeout DURATION", "EXIT STATUS",
                       "preflight check --port 8000", "C:\\py\\python.exe"):
            self.assertIn(wanted, text)

    @unittest.skipUnless(shutil.which("mandoc"), "there is no mandoc")
    def test_mandoc_finds_nothing(self):
        # "missing date" is wanted: a date would make another page of every build.
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", self.page()],
                              capture_output=True, text=True, timeout=support.HARD_LIMIT)
        found = [line for line in done.stdout.splitlines() if "missing date" not in line]
        self.assertEqual(found, [])


if __name__ == "__main__":
    support.main()
