"""Chromium, driven by the W3C's WebDriver protocol over chromedriver: what the tests of the site need of it."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def missing() -> str:
    """Why there is no browser on this machine; nothing where there is one."""
    if not _chromium():
        return "Chromium is not installed"
    return "" if shutil.which("chromedriver") else "chromedriver is not installed"


def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    def __init__(self, driver: str, session: str):
        self._at = f"{driver}/session/{session}"

    def _call(self, method: str, path: str, **given: Any) -> Any:
        return call(method, self._at + path, given if method == "POST" else None)

    def open(self, address: str) -> None:
        self._call("POST", "/url", url=address)

    def size(self, width: int, height: int = 900, dark: bool = False) -> None:
        self.devtools(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.devtools("Emulation.setEmulatedMedia", features=[scheme])

    def scripts(self, allowed: bool) -> None:
        self.devtools("Emulation.setScriptExecutionDisabled", value=not allowed)

    def devtools(self, command: str, **parameters: Any) -> Any:
        return self._call("POST", "/goog/cdp/execute", cmd=command, params=parameters)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._call("POST", "/execute/sync", script=script, args=list(arguments))

    def log(self, kind: str = "browser") -> list[dict[str, Any]]:
        return list(self._call("POST", "/se/log", type=kind))

    def picture(self) -> bytes:
        """The whole page as PNG."""
        return base64.b64decode(self.devtools("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def key(self, *names: str) -> None:
        keys = {"Tab": "\ue004", "Enter": "\ue007"}
        actions = [{"type": kind, "value": keys.get(n, n)} for n in names for kind in ("keyDown", "keyUp")]
        self._call("POST", "/actions", actions=[{"type": "key", "id": "keys", "actions": actions}])

    def until(self, script: str, seconds: float = 10) -> Any:
        """What ``script`` returns, once that is true."""
        end = time.monotonic() + seconds
        while not (found := self.run(script)):
            assert time.monotonic() < end, f"never came true: {script}"
            time.sleep(0.05)
        return found


def call(method: str, address: str, body: dict[str, Any] | None = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        told = error.read().decode()
        error.close()
        raise AssertionError(told[:500]) from None


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser with an empty profile, ended afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as profile:
        process = subprocess.Popen(
            ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait(driver)
            options = {"args": [*ARGUMENTS, f"--user-data-dir={profile}"], "binary": _chromium()}
            logs = {"browser": "ALL", "performance": "ALL"}
            wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": logs}
            session = call("POST", f"{driver}/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
            try:
                yield Browser(driver, session)
            finally:
                call("DELETE", f"{driver}/session/{session}")
        finally:
            process.terminate()
            process.wait(10)


def _wait(driver: str) -> None:
    end = time.monotonic() + 20
    while True:
        try:
            if call("GET", f"{driver}/status")["ready"]:
                return
        except (urllib.error.URLError, AssertionError, ConnectionError):
            if time.monotonic() > end:
                raise
        time.sleep(0.1)
