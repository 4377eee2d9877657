"""An office of the benchmarks' own: opened in a throw-away folder, loaded, signed in to, closed again."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

PATIENCE = 240.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PASSWORD = re.compile(r"demo-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Office:
    """A running office: its folder, its port, the one password of its demo people."""

    var: Path
    port: int
    password: str

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `jiangang …` for this office and return what it said."""
        return subprocess.run(
            [sys.executable, "-m", "jiangang.config.cli", *words],
            env=_environment(self.var, self.port),
            capture_output=True,
            text=True,
            check=False,
        )

    def connect(self) -> http.client.HTTPConnection:
        """A connection to its web server that stays open."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def sign_in(self, username: str) -> str:
        """Sign in as one of its people; returns the Cookie header."""
        connection = self.connect()
        connection.request("GET", "/account/login/")
        response = connection.getresponse()
        token = TOKEN.search(response.read().decode())
        if token is None:
            raise RuntimeError("the sign-in page has no token")
        cookies = _cookies(response)
        body = urlencode({"csrfmiddlewaretoken": token[1], "login": username, "password": self.password})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": _header(cookies),
            "Referer": f"http://127.0.0.1:{self.port}/account/login/",
        }
        connection.request("POST", "/account/login/", body, headers)
        response = connection.getresponse()
        response.read()
        cookies |= _cookies(response)
        if "sessionid" not in cookies and not any("session" in name for name in cookies):
            raise RuntimeError(f"sign-in answered {response.status} without a session")
        return _header(cookies)


@contextmanager
def running_office(folder: Path) -> Iterator[Office]:
    """Open an office in a folder, wait until it serves, close it in the end."""
    port = _free_port()
    said = folder / "said"
    var = folder / "var"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jiangang.config.cli", "run"],
            env=_environment(var, port),
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        words = _wait(process, said, f"127.0.0.1:{port}")
        password = PASSWORD.search(words)
        if password is None:
            raise RuntimeError(f"the office told no password:\n{words}")
        yield Office(var, port, password[0])
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(process: "subprocess.Popen[bytes]", said: Path, sign: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        words = said.read_text()
        if sign in words:
            return words
        if process.poll() is not None:
            raise RuntimeError(f"the office did not open:\n{words}")
        time.sleep(0.2)
    raise RuntimeError(f"the office did not open in {PATIENCE} s:\n{said.read_text()}")


def _environment(var: Path, port: int) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    return {**given, "VAR": str(var), "PORT": str(port), "LANG": "C.UTF-8"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _cookies(response: http.client.HTTPResponse) -> dict[str, str]:
    found = {}
    for value in response.headers.get_all("Set-Cookie") or []:
        name, _, rest = value.partition("=")
        found[name] = rest.partition(";")[0]
    return found


def _header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
