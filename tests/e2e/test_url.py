"""--url against real servers: every form of health answer, TLS, and servers that mean no good."""

import hashlib
import json
import os
import socket
import ssl
import struct
import subprocess
import tempfile
import time
import unittest

import support
from http_servers import Authority, RawServer, Server, openssl, repeats, says

LINUX = unittest.skipIf(support.WINDOWS, "for Linux")
SECRET = "hunter2-do-not-print"
OK = b"HTTP/1.1 200 OK\r\n"
# What the surroundings of the test may set.
PLAIN = {name: None for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY",
                                 "ALL_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")}


def ask(url, *words, **options):
    options["env"] = {**PLAIN, **(options.get("env") or {})}
    return support.report("check", "--url", url, *words, **options)


class Answers(support.TestCase):
    def serve(self, answers, **options):
        server = Server(answers, **options)
        self.addCleanup(server.__exit__)
        return server

    def expect(self, url, code, *findings, **options):
        result = ask(url, **options)
        self.assertEqual((result.code, result.codes), (code, list(findings)), result.stdout)
        return result

    def test_forms_of_health(self):
        status = lambda **words: json.dumps(words)
        table = {
            "/plain": ("OK", 0),
            "/empty": ("", 0),
            "/list": ('[{"status": "down"}]', 0),
            "/healthy": (status(status="healthy", database="connected"), 0),
            "/ready": (status(status="READY"), 0),
            "/alive": (status(status="alive", timestamp="2026-11-21T18:00:00"), 0),
            "/none": (status(app="x"), 0),
            "/degraded": (status(status="degraded", database="error: gone"), 0, "url.degraded"),
            "/down": (status(status="down"), 1, "url.unhealthy"),
            "/number": (status(status=200), 1, "url.unhealthy"),
            "/503": ((503, status(detail={"status": "unhealthy", "database": "disconnected"}), {}),
                     1, "url.unhealthy"),
            "/503text": ((503, "busy", {}), 1, "url.bad-status"),
            "/404": ((404, status(detail="Not Found"), {}), 1, "url.bad-status"),
            "/204": ((204, "", {}), 1, "url.bad-status"),
            "/gzip": ((200, "{packed", {"Content-Encoding": "gzip"}), 3, "url.unreadable"),
            "/broken": ((200, "{", {"Content-Type": "application/json"}), 3, "url.unreadable"),
        }
        server = self.serve({path: row[0] for path, row in table.items()})
        for path, (_, code, *findings) in table.items():
            with self.subTest(path=path):
                self.expect(f"http://127.0.0.1:{server.port}{path}", code, *findings)
        headers = server.asked[0][1]
        self.assertEqual(headers["Host"], f"127.0.0.1:{server.port}")
        self.assertEqual(headers["Accept-Encoding"], "identity")
        self.assertTrue(headers["User-Agent"].startswith("preflight/"))

    def test_parts_are_named(self):
        body = {"status": "degraded", "checks": {"database": {"status": "degraded", "message": "slow"}}}
        server = self.serve({"/": json.dumps(body)})
        result = self.expect(f"http://127.0.0.1:{server.port}", 0, "url.degraded")
        finding = result.check["findings"][0]
        self.assertEqual(finding["cause"], "checks.database: degraded (slow)")
        self.assertEqual(finding["evidence"]["parts"][0]["name"], "checks.database")
        self.assertEqual(result.check["facts"]["status"], "degraded")

    def test_no_redirect_is_followed(self):
        server = self.serve({"/a": (307, "", {"Location": "/b?token=" + SECRET}), "/b": "OK"})
        result = self.expect(f"http://127.0.0.1:{server.port}/a", 1, "url.redirected")
        self.assertIn(f"http://127.0.0.1:{server.port}/b?token=***", result.stdout)
        self.assertNotIn(SECRET, result.stdout)
        self.assertEqual([path for path, _ in server.asked], ["/a"])

    def test_names_and_ipv6(self):
        server = self.serve({"/": "OK"})
        self.expect(f"http://localhost:{server.port}/", 0)
        try:
            six = self.serve({"/": "OK"}, family=socket.AF_INET6)
        except OSError:
            self.skipTest("this machine has no IPv6")
        self.expect(f"http://[::1]:{six.port}/", 0)
        self.assertEqual(six.asked[0][1]["Host"], f"[::1]:{six.port}")

    def test_a_password_is_sent_and_never_shown(self):
        server = self.serve({"/": (500, "", {})})
        url = f"http://ann:{SECRET}@127.0.0.1:{server.port}/"
        for words in (["-v"], ["--format", "json"], ["--format", "markdown"], ["--format", "junit"]):
            result = support.preflight("check", "--url", url, *words, env=PLAIN)
            self.assertEqual(result.code, 1)
            self.assertNotIn(SECRET, result.stdout + result.stderr)
        self.assertEqual(server.asked[0][1]["Authorization"],
                         "Basic YW5uOmh1bnRlcjItZG8tbm90LXByaW50")
        wrong = support.preflight("check", "--url", f"http://ann:{SECRET}@h:0/")
        self.assertEqual(wrong.code, 2)
        self.assertNotIn(SECRET, wrong.stdout + wrong.stderr)

    def test_no_proxy_is_used(self):
        server = self.serve({"/": "OK"})
        proxy = {"http_proxy": f"http://p:{SECRET}@127.0.0.1:9/", "no_proxy": None, "NO_PROXY": None}
        self.expect(f"http://127.0.0.1:{server.port}/", 0, env=proxy)
        closed = f"http://127.0.0.1:{support.free_port()}/"
        result = self.expect(closed, 1, "url.unreachable", env=proxy)
        self.assertIn("http_proxy", result.check["findings"][0]["cause"].lower())
        self.assertNotIn(SECRET, result.stdout)

    def test_it_stands_in_preflight_json(self):
        server = self.serve({"/health": '{"status": "degraded"}'})
        folder = self.folder()
        url = f"http://127.0.0.1:{server.port}/health"
        (folder / "preflight.json").write_text(json.dumps({"checks": {"url": url}}))
        result = support.report("check", cwd=folder, env=PLAIN)
        self.assertEqual((result.code, result.codes), (0, ["url.degraded"]))
        self.assertEqual(result.check["target"], url)

    def test_waiting_until_it_is_well(self):
        answers = {"/": (503, "", {})}
        server = self.serve(answers)

        class Later(dict):
            def __getitem__(self, path):
                return "OK" if len(server.asked) > 2 else (503, "", {})

        server.answers = Later()
        self.expect_words(server, "--wait", "20s")
        self.assertGreater(len(server.asked), 2)

    def expect_words(self, server, *words):
        result = ask(f"http://127.0.0.1:{server.port}/", *words)
        self.assertEqual(result.code, 0, result.stdout)

    def test_nobody_there(self):
        port = support.free_port()
        result = self.expect(f"http://127.0.0.1:{port}/", 1, "url.unreachable")
        self.assertIn("tried: 127.0.0.1 refuses", result.check["findings"][0]["cause"])
        self.expect("http://preflight.invalid/", 1, "url.unreachable")

    def test_wrong_usage(self):
        for url in ("localhost:8000/health", "ftp://h/", "http://", "http://h:0/", "http://h/ x",
                    "http://h/\r\nX: y", "http://-h/", "http://$(id)/", "unix:/run/app.sock"):
            result = support.preflight("check", f"--url={url}")
            self.assertEqual(result.code, 2, url)
            self.assertIn("--url", result.stderr)


class Hostile(support.TestCase):
    def hear(self, talk, *words, read=True):
        with RawServer(talk, read) as server:
            begun = time.monotonic()
            result = ask(f"http://127.0.0.1:{server.port}/", *words)
            self.took = time.monotonic() - begun
            return result

    def expect(self, talk, codes, *words, exit_code=1, read=True):
        """`codes`: one of these findings, since WinHTTP has fewer words than the parser on Linux."""
        result = self.hear(talk, *words, read=read)
        self.assertEqual(result.code, exit_code, result.stdout)
        self.assertIn(result.codes[0], codes if support.WINDOWS else codes[:1], result.stdout)
        return result

    def test_what_is_no_whole_answer(self):
        closed = ("url.closed", "url.not-http", "url.unreadable")
        garbage = ("url.not-http", "url.closed", "url.bad-status", "check.denied")
        table = {
            "nothing": (b"", closed),
            "half a head": (OK + b"Content-Ty", closed),
            "half a body": (OK + b"Content-Length: 50\r\n\r\n{\"status\": \"ok\"", closed),
            "half a chunk": (OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\n{\"sta", closed),
            "garbage": (b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n" * 5, garbage),
            "a TLS alert": (b"\x15\x03\x01\x00\x02\x02\x16", garbage),
        }
        if support.WINDOWS:  # Wine's WinHTTP takes it for the whole
            del table["half a head"]
        for name, (data, codes) in table.items():
            with self.subTest(name=name):
                result = self.hear(says(data))
                self.assertIn(result.code, (1, 3), result.stdout)
                self.assertIn(result.codes[0], codes if support.WINDOWS else codes[:1])

    @LINUX  # Wine's WinHTTP takes it for the last chunk
    def test_chunks_of_a_wrong_size(self):
        data = OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{\"status\": \"ok\"}\r\n0\r\n\r\n"
        result = self.hear(says(data))
        self.assertNotEqual(result.code, 0, result.stdout)

    def test_closed_before_it_was_asked(self):
        self.expect(says(b""), ("url.closed", "url.not-http"), read=False)

    @LINUX  # Wine's WinHTTP takes each for the answer
    def test_interim_answers(self):
        answer = OK + b"Content-Length: 15\r\n\r\n{\"status\":\"up\"}"
        early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        for interim in (early, b"HTTP/1.1 100 Continue\r\n\r\n"):
            result = self.hear(says(interim + answer))
            self.assertEqual(result.code, 0, result.stdout)

    def test_interim_answers_without_end(self):
        result = self.hear(repeats(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "--timeout", "2s")
        self.assertNotEqual(result.code, 0, result.stdout)
        self.assertLess(self.took, 20)

    def test_headers_without_end(self):
        codes = ("url.not-http", "url.timed-out", "check.denied", "url.closed")
        self.expect(repeats(OK, b"X: " + b"y" * 1000 + b"\r\n"), codes, "--timeout", "4s")
        self.expect(repeats(OK + b"X: ", b"y" * 1000), codes, "--timeout", "4s")

    def test_a_body_without_end(self):
        head = OK + b"Content-Type: application/json\r\n\r\n"
        self.expect(repeats(head + b"{\"a\": \"", b"x" * 10000), ("url.unreadable",), exit_code=3)
        # One that can be no JSON object says nothing of health: it is left at once.
        stream = repeats(OK + b"Content-Type: text/event-stream\r\n\r\n", b"data: 1\n\n", 0.05)
        result = self.hear(stream)
        self.assertEqual(result.code, 0, result.stdout)
        self.assertLess(result.json["duration_ms"], 5000)

    def test_slow_ones_end_with_the_deadline(self):
        table = {
            "never": lambda connection, stop: stop.wait(),
            "head": repeats(b"", b"H", 0.3),
            "headers": repeats(OK, b"X: y\r\n", 0.2),
            "body": repeats(OK + b"Content-Length: 1000\r\n\r\n{", b" ", 0.2),
            "chunks": repeats(OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b"1\r\n \r\n", 0.2),
        }
        for name, talk in table.items():
            with self.subTest(name=name):
                if name == "head":
                    talk = repeats(b"HTTP/1.1 200 ", b"O", 0.2)
                self.expect(talk, ("url.timed-out",), "--timeout", "1s")
                self.assertLess(self.took, 15 if support.WINDOWS else 5)

    def test_bytes_for_a_terminal(self):
        body = b'{"status": "\\u001b[31m down", "error": "\\u202e\x1b]0;x\x07"}'
        plain = b"{\"status\": \"\xff\x1b[2J\"}"
        for data in (body, plain, b"{\"status\": \"a\\nb\", \"error\": \"\\u009b\"}"):
            head = b"HTTP/1.1 503 No\x1b[31mpe\r\n" + b"Content-Length: %d\r\n\r\n" % len(data)
            with RawServer(says(head + data)) as server:
                for words in ([], ["-v"], ["--format", "json"], ["--format", "line"]):
                    result = support.preflight("check", "--url", f"http://127.0.0.1:{server.port}/",
                                               "--color", "never", *words, env=PLAIN)
                    self.assertEqual(result.code, 1, result.stdout)
                    for character in "\x1b\x07\x9b\u202e":
                        self.assertNotIn(character, result.stdout + result.stderr)


@unittest.skipUnless(os.path.exists("/usr/bin/openssl"), "openssl(1) is not installed")
class Tls(support.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = tempfile.TemporaryDirectory(prefix="preflight-")
        cls.addClassCleanup(cls.place.cleanup)
        cls.authority = Authority(cls.place.name)
        cls.good = cls.authority.context("good")

    def ask(self, server, host="127.0.0.1", trusted=True, **env):
        if trusted:
            env.setdefault("SSL_CERT_FILE", str(self.authority.file))
        return ask(f"https://{host}:{server.port}/", env=env)

    def refused(self, result, word, code=1):
        self.assertEqual(result.code, code, result.stdout)
        # Wine's WinHTTP verifies the certificate, and reports an error of the channel.
        self.assertIn(result.codes, [["url.certificate"]] + [["url.tls"]] * support.WINDOWS)
        if result.codes == ["url.certificate"]:
            self.assertIn(word, result.check["findings"][0]["message"])
        self.assertTrue(result.check["findings"][0]["remedies"])

    def test_a_trusted_one_passes(self):
        if support.WINDOWS:
            self.trust()
        with Server({"/": '{"status": "ok"}'}, tls=self.good) as server:
            # Wine compares names only.
            for host in ("localhost",) if support.WINDOWS else ("127.0.0.1", "localhost"):
                result = self.ask(server, host)
                self.assertEqual(result.code, 0, result.stdout)
                if not support.WINDOWS:
                    self.assertTrue(result.check["facts"]["tls"].startswith("TLSv1."))

    def trust(self):
        """Into the list of Wine's prefix, in the form of its registry (crypt32's
        serialized properties: 32 is the certificate itself), for this test alone."""
        der = ssl.PEM_cert_to_DER_cert(self.authority.file.read_text())
        blob = struct.pack("<III", 32, 1, len(der)) + der
        key = ("HKLM\\Software\\Microsoft\\SystemCertificates\\Root\\Certificates\\"
               + hashlib.sha1(der).hexdigest().upper())
        support.run(["wine", "reg", "add", key, "/v", "Blob", "/t", "REG_BINARY", "/d", blob.hex(),
                     "/f"])
        self.addCleanup(support.run, ["wine", "reg", "delete", key, "/f"])

    @LINUX
    def test_a_folder_of_authorities(self):
        folder = self.folder()
        name = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", self.authority.file],
                              check=True, capture_output=True, text=True).stdout.strip()
        (folder / f"{name}.0").write_text(self.authority.file.read_text())
        with Server({"/": "OK"}, tls=self.good) as server:
            result = self.ask(server, trusted=False, SSL_CERT_DIR=str(folder))
            self.assertEqual(result.code, 0, result.stdout)

    def test_an_unknown_authority(self):
        with Server({"/": "OK"}, tls=self.good) as server:
            result = self.ask(server, trusted=False)
        if result.codes == ["check.denied"]:
            self.skipTest("this machine has no list of authorities")
        self.refused(result, "authority")

    @LINUX
    def test_no_authorities_at_all(self):
        with Server({"/": "OK"}, tls=self.good) as server:
            result = self.ask(server, SSL_CERT_FILE="/nowhere")
        self.assertEqual((result.code, result.codes), (3, ["check.denied"]), result.stdout)
        self.assertIn("/nowhere", result.check["findings"][0]["cause"])

    def test_self_signed(self):
        folder = self.folder()
        openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "1",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        with Server({"/": "OK"}, tls=context) as server:
            self.refused(self.ask(server), "" if support.WINDOWS else "itself")
            if not support.WINDOWS:  # as its own authority it is good
                result = self.ask(server, SSL_CERT_FILE=str(folder / "cert.pem"))
                self.assertEqual(result.code, 0, result.stdout)

    @LINUX  # Windows names the unknown authority first
    def test_another_name_and_another_time(self):
        for name, word, options in (
            ("other", "another name", {"names": "DNS:example.org"}),
            ("old", "expired", {"begin": "20200101000000Z", "end": "20200201000000Z"}),
            ("new", "not valid yet", {"begin": "20990101000000Z", "end": "20990201000000Z"}),
        ):
            with self.subTest(name=name):
                context = self.authority.context(name, **options)
                with Server({"/": "OK"}, tls=context) as server:
                    result = self.ask(server)
                self.refused(result, word)
                if name == "other":
                    self.assertIn("example.org", result.check["findings"][0]["cause"])

    def test_http_where_tls_is_wanted_and_the_reverse(self):
        with Server({"/": "OK"}) as server:
            result = self.ask(server)
            self.assertEqual(result.code, 1, result.stdout)
            self.assertIn(result.codes[0],
                          ["url.tls"] + (["url.closed", "url.certificate"] * support.WINDOWS))
        with Server({"/": "OK"}, tls=self.good) as server:
            result = ask(f"http://127.0.0.1:{server.port}/")
            self.assertEqual(result.code, 1, result.stdout)
            self.assertIn(result.codes[0], ["url.closed", "url.not-http", "url.bad-status"])

    def test_a_handshake_that_never_ends(self):
        with RawServer(lambda connection, stop: stop.wait(), read=False) as server:
            result = ask(f"https://127.0.0.1:{server.port}/", "--timeout", "700ms")
        self.assertEqual((result.code, result.codes), (1, ["url.timed-out"]), result.stdout)

    @LINUX
    def test_a_server_that_wants_a_certificate(self):
        context = self.authority.context("mutual")
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self.authority.file)
        with Server({"/": "OK"}, tls=context) as server:
            result = self.ask(server)
        self.assertEqual(result.code, 1, result.stdout)
        self.assertIn(result.codes[0], ("url.tls", "url.closed"))


APPLICATION = '''
import os
from fastapi import FastAPI, HTTPException

app = FastAPI()

@app.get("/health")
async def health():
    found = {"status": "healthy", "database": "connected"}
    if os.path.exists("no-database"):
        found.update(status="unhealthy", database="disconnected", database_error="unable to open")
    elif os.path.exists("disk-full"):
        found.update(status="degraded", disk_warning="Disk usage above 90%")
    if found["status"] == "unhealthy":
        raise HTTPException(status_code=503, detail=found)
    return found

@app.get("/health/ready")
async def ready():
    if os.path.exists("no-database"):
        raise HTTPException(status_code=503, detail={"status": "not ready", "error": "unable to open"})
    return {"status": "ready"}

@app.get("/health/live")
async def live():
    return {"status": "alive"}
'''


class FastApi(support.TestCase):
    """A real application, as the server of it answers."""

    def start(self):
        folder = self.folder()
        (folder / "app.py").write_text(APPLICATION)
        python = "/usr/bin/python3"
        if subprocess.run([python, "-c", "import fastapi, uvicorn"], stderr=subprocess.DEVNULL).returncode:
            self.skipTest("FastAPI and uvicorn are not installed")
        server = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(server.close)
        process = subprocess.Popen(
            [python, "-m", "uvicorn", "app:app", "--fd", str(server.fileno())], cwd=folder,
            pass_fds=[server.fileno()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(lambda: (process.terminate(), process.wait()))
        return folder, server.getsockname()[1]

    def test_health_ready_and_live(self):
        folder, port = self.start()
        url = f"http://127.0.0.1:{port}/health"
        # It listens already and answers when it has started.
        well = ask(url, "--timeout", "30s")
        self.assertEqual((well.code, well.check["facts"]["status"]), (0, "healthy"), well.stdout)
        self.assertEqual(ask(url + "/ready").check["facts"]["status"], "ready")
        self.assertEqual(ask(url + "/live").check["facts"]["status"], "alive")
        (folder / "disk-full").touch()
        degraded = ask(url)
        self.assertEqual((degraded.code, degraded.codes), (0, ["url.degraded"]))
        self.assertEqual(ask(url, "--strict").code, 1)
        self.assertIn("Disk usage above 90%", degraded.check["findings"][0]["cause"])
        (folder / "no-database").touch()
        broken = ask(url)
        self.assertEqual((broken.code, broken.codes), (1, ["url.unhealthy"]))
        self.assertIn("unable to open", broken.check["findings"][0]["cause"])
        ready = ask(url + "/ready")
        self.assertEqual((ready.code, ready.codes), (1, ["url.unhealthy"]))
        self.assertEqual(ask(url + "/live").code, 0)
        self.assertEqual(ask(url + "/nope").codes, ["url.bad-status"])
        slash = ask(url + "/")
        self.assertEqual(slash.codes, ["url.redirected"], slash.stdout)


if __name__ == "__main__":
    support.main()
