"""Servers for the tests of --url: well-behaved, with TLS, and hostile. Each listens on 127.0.0.1 (or
::1) at a port of its own, until the end of a `with`."""

import http.server
import pathlib
import socket
import ssl
import subprocess
import threading


class Server(http.server.ThreadingHTTPServer):
    """Answers each path as `answers` says: (status, body, headers), or a body alone for 200."""

    daemon_threads = True

    def __init__(self, answers, tls=None, family=socket.AF_INET):
        self.address_family = family
        self.answers = answers
        self.asked = []
        super().__init__(("127.0.0.1" if family == socket.AF_INET else "::1", 0), Handler)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server_address[1]
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def handle_error(self, request, client_address):
        pass  # clients that refuse a certificate are meant to

    def __exit__(self, *_):
        self.shutdown()
        self.thread.join()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.answers[self.path]
        status, body, headers = answer if isinstance(answer, tuple) else (200, answer, {})
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body.encode())), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


class RawServer:
    """Hands each connection to `talk(connection, stop)` once the request, if one is awaited, is read.
    `stop` is an Event that is set when the test is over."""

    def __init__(self, talk, read=True):
        self.talk, self.read = talk, read
        self.stop = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.05)
        self.port = self.socket.getsockname()[1]
        self.threads = [threading.Thread(target=self.accept)]
        self.threads[0].start()

    def accept(self):
        while not self.stop.is_set():
            try:
                connection, _ = self.socket.accept()
            except socket.timeout:
                continue
            connection.settimeout(20)
            self.threads.append(threading.Thread(target=self.serve, args=(connection,)))
            self.threads[-1].start()

    def serve(self, connection):
        with connection:
            try:
                if self.read:
                    asked = b""
                    while b"\r\n\r\n" not in asked:
                        piece = connection.recv(4096)
                        if not piece:
                            return
                        asked += piece
                self.talk(connection, self.stop)
            except OSError:
                pass  # it has heard enough

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()
        self.socket.close()


def says(data):
    """Talks for `RawServer`: these bytes, then the end."""
    return lambda connection, stop: connection.sendall(data)


def repeats(head, piece, pause=0.0):
    """Talks for `RawServer`: `head`, then `piece` for ever."""

    def talk(connection, stop):
        connection.sendall(head)
        while not stop.wait(pause):
            connection.sendall(piece)

    return talk


def openssl(folder, *words):
    subprocess.run(["openssl", *words], cwd=folder, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Authority:
    """A certificate authority in a folder, made for the test."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.file = self.folder / "authority.pem"
        openssl(self.folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-keyout", "authority.key", "-out", "authority.pem", "-days", "2",
                "-subj", "/CN=preflight test authority",
                "-addext", "basicConstraints=critical,CA:TRUE",
                "-addext", "keyUsage=critical,keyCertSign")

    def context(self, name, names="DNS:localhost,IP:127.0.0.1", begin=None, end=None):
        """What a server of that certificate needs. Times are those of `openssl ca`:
        YYYYMMDDHHMMSSZ; by default it is good for a day."""
        folder = self.folder / name
        folder.mkdir()
        (folder / "index").touch()
        (folder / "config").write_text(
            "[ca]\ndefault_ca=one\n[one]\ndatabase=index\nnew_certs_dir=.\nserial=serial\n"
            "rand_serial=yes\ndefault_md=sha256\npolicy=any\nemail_in_dn=no\n"
            f"[any]\ncommonName=supplied\n[server]\nsubjectAltName={names}\n"
            "extendedKeyUsage=serverAuth\n")
        openssl(folder, "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                "-nodes", "-keyout", "key.pem", "-out", "request.pem", "-subj", f"/CN={name}")
        times = ["-startdate", begin, "-enddate", end] if begin else ["-days", "1"]
        openssl(folder, "ca", "-batch", "-notext", "-config", "config", "-extensions", "server",
                "-cert", "../authority.pem", "-keyfile", "../authority.key", "-in", "request.pem",
                "-out", "cert.pem", *times)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        return context
