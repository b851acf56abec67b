"""A report full of what would break a document, obey a terminal or lead a reader astray, in every
format at once: from a plugin, from a path, from a variable, from the name of a process."""

import json
import re
import sys

import support

TEXTS = (
    "\x1b[31mred\x1b]0;title\x07 \x1b[2J\x00\x08\x0b\x0c\x7f\x9b2K",
    "line\nline\r\nREADY\u2028para\u2029end\ttab",
    "]]> <![CDATA[x]]> <!-- y --> <?pi?> &amp; &#0; &lol;",
    "::error file=a,line=1::owned%0A::warning::x %25 %0D::set-output name=a::b",
    "a | b 'c'=1;2;3 \"d\" | e=2;;;; $ARG1$ \\",
    "`code` ```` ``` ~~~ **bold** _em_ [a](javascript:b) ![i](x) # h @user #1 | cell |\\",
    "<img src=x onerror=hostile()> <script>hostile()</script> </style></script><h1>x</h1>",
    "\u202egnp.exe\u2066 \u200bnothing\ufeff \u061c",
    "- a\n1. b\n> c\n    d\n| e | f |\n|---|---|\n***\n<details>",
    "{metric=\"x\"} 1 # HELP y z\\n \\\" \\",
    "\u65e5\u672c\u8a9e \U0001f600 e\u0301 \u00fc \U000e0041",
    "L" + "o" * 1900 + "ng",
)
# More than a plugin may say.
LONG_NAME = "N" * 10_000
# What is no text at all: bytes that are not UTF-8.
BYTES = b"caf\xe9 \xff\xfe \xc0\xaf \xed\xa0\x80 \xf5 |\x1b[1m"

FORMATS = ("json", "junit", "sarif", "github", "nagios", "line", "prometheus", "markdown", "html",
           "console")

HIDDEN = re.compile("[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
                    "\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]")


def seen(text):
    """The text as every format but JSON shows it: what is hidden stands there as an escape."""

    def escape(match):
        code = ord(match[0])
        return (f"\\x{code:02x}" if code < 0x80 else
                f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")

    return HIDDEN.sub(escape, text)


def plugins(folder):
    """Commands of plugins that say all of it: one by JSON, one by bytes."""
    findings = [
        {"code": f"plugin.n{number}", "severity": ("blocker", "warning", "error")[number % 3],
         "message": text, "cause": text, "evidence": {text[:200]: text},
         "remedies": [{"text": text, "command": text, "needs": "admin"}]}
        for number, text in enumerate(TEXTS)
    ]
    rich, raw = folder / "rich.json", folder / "raw.py"
    rich.write_text(json.dumps({"summary": TEXTS[0] + TEXTS[2], "findings": findings}),
                    encoding="utf-8")
    raw.write_text(f"import sys\nsys.stdout.buffer.write({BYTES!r})\nsys.exit(2)\n")
    return f"cat {rich}", f"{sys.executable} {raw}"


def reports(folder):
    """{format: path}, of one look. Ends with the owner of the port, which calls itself markup."""
    paths = {name: folder / f"report.{name}" for name in FORMATS}
    written = [word for name, path in paths.items() for word in ("--report", f"{name}={path}")]
    rich, raw = plugins(folder)
    with support.Actor("listen", "127.0.0.1", 0, "+", "name", "<b>::error::") as owner:
        result = support.preflight(
            "check", "--exec", rich, "--exec", raw, "--port", f"127.0.0.1:{owner.port}",
            "--db", str(folder / "]]>\n|`<b>.db"), "--db-must-exist",
            "--file", str(folder) + "/" + "n" * 200 + "\x1b[7m" + "/\udcff\udcfe",
            "--env", LONG_NAME, "--env", "PATH", *written, cwd=folder)
    assert result.code == 1, result
    return paths
