"""A real browser, driven by WebDriver (W3C) with nothing but the standard library: Chromium without
a window, its own empty profile, no connection to anywhere."""

import base64
import json
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

CHROMIUM = shutil.which("chromium")
DRIVER = shutil.which("chromedriver")

# The flags after the first keep it from looking for updates and the like; "--no-sandbox" because
# tests run as root in containers.
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
)


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp(prefix="preflight-chromium-")
        self.driver = subprocess.Popen(
            [DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.session = None
        try:
            self.base = f"http://127.0.0.1:{self._port()}"
            wanted = {
                "goog:chromeOptions": {
                    "binary": CHROMIUM,
                    "args": [*FLAGS, f"--user-data-dir={self.profile}"],
                },
                "goog:loggingPrefs": {"browser": "ALL"},
            }
            answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
            self.session = answer["sessionId"]
        except BaseException:
            self.close()
            raise

    def _port(self):
        for line in self.driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                return int(found[1])
        raise AssertionError("chromedriver did not start")

    def _call(self, method, path, body=None):
        request = urllib.request.Request(
            self.base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.read().decode()[:2000]}") from None

    def _in_session(self, path, body):
        return self._call("POST", f"/session/{self.session}{path}", body)

    def open(self, url):
        self._in_session("/url", {"url": url})

    def run(self, script, *arguments):
        """What a script in the page returns; the policy of the page does not bind it."""
        return self._in_session("/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script, *arguments):
        """Likewise; it calls its last argument with what is to be returned."""
        return self._in_session("/execute/async", {"script": script, "args": list(arguments)})

    def devtools(self, command, **parameters):
        return self._in_session("/goog/cdp/execute", {"cmd": command, "params": parameters})

    def element(self, selector):
        found = self._in_session("/element", {"using": "css selector", "value": selector})
        return next(iter(found.values()))

    def click(self, selector):
        self._in_session(f"/element/{self.element(selector)}/click", {})

    def type(self, selector, text):
        self._in_session(f"/element/{self.element(selector)}/value", {"text": text})

    def messages(self):
        """What the console got since the last call."""
        return self._in_session("/se/log", {"type": "browser"})

    def size(self, width, height=900):
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )

    def scheme(self, name):
        self.devtools(
            "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}]
        )

    def screenshot(self, whole=True):
        shot = self.devtools("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def pdf(self):
        return base64.b64decode(self.devtools("Page.printToPDF", printBackground=True)["data"])

    def close(self):
        try:
            if self.session:
                self._call("DELETE", f"/session/{self.session}")
        finally:
            self.driver.terminate()
            try:
                self.driver.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.driver.kill()
                self.driver.wait()
            self.driver.stdout.close()
            shutil.rmtree(self.profile, ignore_errors=True)
