"""preflight.json: what it says is looked at, and what is wrong in it is named with its place."""

import functools
import json
import os
import re

import support

FIXTURES = support.ROOT / "fixtures" / "config"


def written(folder, value, name="preflight.json"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(value, bytes):
        path.write_bytes(value)
    else:
        path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def without_comments(text):
    """Text in quotes stays as it is."""
    token = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', re.DOTALL)
    return token.sub(lambda found: found[0] if found[0].startswith('"') else " ", text)


class Config(support.TestCase):
    def wrong(self, *arguments, **options):
        """The one line that wrong usage gives."""
        result = support.preflight("check", *arguments, **options)
        self.assertEqual(result.code, 2, result.stdout + result.stderr)
        (line,) = result.stderr.splitlines()
        self.assertTrue(line.startswith("preflight: "), line)
        return line.removeprefix("preflight: ")

    def targets(self, *arguments, **options):
        result = support.report("check", *arguments, **options)
        return [(check["check"], check["target"]) for check in result.json["checks"]]


class Reading(Config):
    def test_the_file_of_the_folder_is_read_where_no_target_is_given(self):
        folder, port, other = self.folder(), support.free_port(), support.free_port()
        written(folder, '{\n "checks": {\n  "port": "127.0.0.1:%d"}}' % port)
        result = support.report("check", cwd=folder)
        self.assertEqual(result.code, 0, result.stdout)
        self.assertEqual(result.check["target"], f"127.0.0.1:{port}/tcp")
        self.assertEqual(result.check["place"], {"file": "preflight.json", "line": 3})
        # With a target nothing is read, not even what is wrong.
        written(folder, "no json at all")
        result = support.report("check", "--port", f"127.0.0.1:{other}", cwd=folder)
        self.assertEqual(result.check["target"], f"127.0.0.1:{other}/tcp")
        self.assertNotIn("place", result.check)

    def test_the_command_line_adds_targets_and_overrides_policy(self):
        folder, port, other = self.folder(), support.free_port(), support.free_port()
        written(folder, {"checks": {"port": f"127.0.0.1:{port}"}, "policy": {"wait": "nonsense$"}})
        self.assertEqual(
            self.targets("-c", "preflight.json", "-p", f"127.0.0.1:{other}", "--wait", "0", cwd=folder),
            [("port", f"127.0.0.1:{port}/tcp"), ("port", f"127.0.0.1:{other}/tcp")],
        )

    def test_paths_are_those_seen_from_the_file(self):
        folder = self.folder()
        absolute = support.native(folder / "else.db")
        written(folder, {"checks": {"db": ["data/app.db", absolute]}}, "deploy/gate.json")
        (folder / "deploy" / "data").mkdir()
        found = self.targets("--config", "deploy/gate.json", cwd=folder)
        self.assertEqual(found, [("database", "deploy/data/app.db"), ("database", absolute)])

    def test_variables_of_the_environment(self):
        folder, port = self.folder(), support.free_port()
        written(folder, {"checks": {"port": "${GATE_HOST:-127.0.0.1}:${GATE_PORT}"}})
        self.assertEqual(
            self.targets(cwd=folder, env={"GATE_PORT": str(port), "GATE_HOST": None}),
            [("port", f"127.0.0.1:{port}/tcp")],
        )
        line = self.wrong(cwd=folder, env={"GATE_PORT": None})
        self.assertIn("preflight.json:1:21: port: the environment variable GATE_PORT is not set", line)

    def test_profiles(self):
        folder, ports = self.folder(), [support.free_port() for _ in range(3)]
        specs = [f"127.0.0.1:{port}" for port in ports]
        written(
            folder,
            {
                "checks": {"port": specs[0]},
                "profiles": {"dev": {"checks": {"port": specs[1:]}}, "db": {"checks": {"db": "a.db"}}},
            },
        )
        found = self.targets("--profile", "dev", "--profile", "db", cwd=folder)
        self.assertEqual([target for _, target in found], [f"{s}/tcp" for s in specs[1:]] + ["a.db"])
        self.assertIn("did you mean 'dev'", self.wrong("--profile", "dve", cwd=folder))
        (folder / "preflight.json").unlink()
        self.assertIn("'preflight.json' cannot be read", self.wrong("--profile", "dev", cwd=folder))

    def test_what_blocks_is_annotated_at_its_line(self):
        folder = self.folder()
        with self.actor("listen", "127.0.0.1", 0) as actor:
            written(folder, '{"checks": {\n\n  "port": "127.0.0.1:%d"}}' % actor.port)
            result = support.preflight("check", "-f", "github", cwd=folder)
        self.assertEqual(result.code, 1)
        self.assertIn("::error file=preflight.json,line=3,title=port ", result.stdout)


class Wrong(Config):
    def test_the_place_is_named_whatever_the_line_ends_are(self):
        folder = self.folder()
        text = '{\n  "checks": {\n    "prot": 8000\n  }\n}\n'
        for content in (
            text.encode(),
            text.replace("\n", "\r\n").encode(),
            b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        ):
            written(folder, content)
            self.assertEqual(
                self.wrong(cwd=folder),
                "preflight.json:3:5: checks.prot: there is no such key (did you mean 'port'?)",
            )

    def test_what_a_room_or_the_policy_refuses_has_its_place(self):
        folder = self.folder()
        written(folder, '{"checks": {"port": [8000,\n "80x"]}}')
        self.assertTrue(self.wrong(cwd=folder).startswith("preflight.json:2:2: port: '80x' "))
        written(folder, '{"checks": {"port": 8000},\n"policy": {"timeout": 0}}')
        self.assertTrue(self.wrong(cwd=folder).startswith("preflight.json:2:23: timeout: '0' "))
        # What comes from the command line has none.
        self.assertTrue(
            self.wrong("-c", "preflight.json", "--timeout", "x", cwd=folder).startswith("--timeout: ")
        )

    def test_with_json_there_is_an_object_as_well(self):
        folder = self.folder()
        written(folder, '{"checks": {"port": 1,}}')
        result = support.preflight("check", "--format", "json", cwd=folder)
        self.assertEqual(result.code, 2)
        support.validate(result.json)
        self.assertIn("preflight.json:1:23: no valid JSON", result.json["error"]["message"])

    def test_a_file_that_cannot_be_read(self):
        folder = self.folder()
        (folder / "dir.json").mkdir()
        for name in ("none.json", "dir.json"):
            line = self.wrong("-c", name, cwd=folder)
            self.assertTrue(line.startswith(f"--config: '{name}' cannot be read: "), line)
        line = self.wrong(cwd=folder)
        self.assertIn("nothing to check", line)
        self.assertIn("preflight.json", line)
        # There is one, but nobody knows what it says.
        (folder / "preflight.json").mkdir()
        self.assertIn("cannot be read", self.wrong(cwd=folder))

    def test_hostile_files_end_with_one_line(self):
        folder = self.folder()
        for content in (
            b"",
            b"\0" * 100,
            b"[" * 500_000,
            b"{\"a\":" * 200_000,
            b"\"" + b"x" * 900_000,
            b" " * 1_100_000,
            b"{\"\x1b[31m\xff\": 1}",
            b"{\"\\u001b]0;title\\u0007\\n\": 1}",
            "{}".encode("utf-16"),
            b"{\"checks\": {\"port\": [" + b"1," * 20_000 + b"1]}}",
            b"{\"checks\": {\"db\": \"\\u0000\"}}",
            b"/" * 1000,
            b"/*" * 1000,
        ):
            written(folder, content)
            line = self.wrong(cwd=folder)
            self.assertLess(len(line), 1000)
            self.assertNotIn("\x1b", line)

    def test_a_file_without_a_target(self):
        folder = self.folder()
        written(folder, {"policy": {"strict": True}})
        self.assertIn("nothing to check", self.wrong(cwd=folder))


@functools.cache
def schema():
    return support.preflight("schema", "config").json


class Schema(Config):
    """What the schema accepts the program accepts, and the other way round."""

    def accepts(self, value):
        import jsonschema

        kind = jsonschema.validators.validator_for(schema())
        kind.check_schema(schema())
        return kind(schema()).is_valid(value)

    def test_good_and_bad_files(self):
        counts = {"good": 0, "bad": 0}
        target = f"127.0.0.1:{support.free_port()}"
        folder = self.folder()
        for kind in counts:
            for path in sorted((FIXTURES / kind).glob("*.json")):
                with self.subTest(file=f"{kind}/{path.name}"):
                    counts[kind] += 1
                    text = path.read_bytes().decode("utf-8-sig")
                    value = json.loads(without_comments(text))
                    self.assertEqual(self.accepts(value), kind == "good")
                    copy = written(folder, path.read_bytes())
                    result = support.preflight(
                        "check", "-c", copy.name, "-p", target, "--wait", "0", "--timeout", "20", cwd=folder
                    )
                    self.assertEqual(result.code != 2, kind == "good", result)
                    if kind == "bad":
                        self.assertRegex(result.stderr, r"^preflight: preflight\.json:1:\d+: ")
        self.assertGreaterEqual(min(counts.values()), 8, counts)

    def test_the_readme_shows_a_file_that_is_accepted(self):
        readme = (support.ROOT / "README.md").read_text(encoding="utf-8")
        (shown,) = re.findall(r"```jsonc\n(.*?)```", readme, re.DOTALL)
        self.assertEqual(shown, (FIXTURES / "good" / "fastapi.json").read_text(encoding="utf-8"))

    def test_every_profile_of_the_example_can_be_asked_for(self):
        path = os.path.relpath(FIXTURES / "good" / "fastapi.json", support.ROOT)
        for profile in ("dev", "service"):
            result = support.preflight("check", "-c", path, "--profile", profile, "--wait", "0", cwd=support.ROOT)
            self.assertNotEqual(result.code, 2, result.stderr)


if __name__ == "__main__":
    support.main()
