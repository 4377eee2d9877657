"""What the surroundings say: one typed place for every environment variable, each documented here.

VAR                  folder of this office's data, keys and sockets (default: `var` in the working folder)
PORT                 port of the web server (default 8000)
DATABASE_URL         the application's database role, `postgresql://…`
DATABASE_OWNER_URL   the role that owns and migrates; without it the same role does both and the guarantee
is weaker
JIANGANG_DEBUG       1 for development: gallery, strict texts, readable errors
JIANGANG_HOSTS       host names that the server answers to, separated by commas
JIANGANG_LANGUAGE    language of what commands print: `en` or `zh-hans` (default: the terminal's locale)
JIANGANG_FOLLOW_PARENT  1 to end the office when the process that started it ends; `make run` sets it
JIANGANG_VIRUS_SCANNER  where a clamd scans uploads: `host:port` or the path of its socket (default: none)
JIANGANG_HTTPS       1 when the office is reached over TLS: secure cookies and HSTS
"""

import os
import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Environment:
    """The environment variables of one process."""

    values: dict[str, str]

    @classmethod
    def of_process(cls) -> "Environment":
        """The variables of this process, as they are now."""
        return cls(dict(os.environ))

    @cached_property
    def var(self) -> Path:
        """Folder of this office's data."""
        return Path(self.values.get("VAR") or "var").absolute()

    @property
    def debug(self) -> bool:
        """Whether this is a development process."""
        return self.values.get("JIANGANG_DEBUG") == "1"

    @property
    def https(self) -> bool:
        """Whether people reach the office over TLS."""
        return self.values.get("JIANGANG_HTTPS") == "1"

    @property
    def port(self) -> int:
        """Port of the web server."""
        return int(self.values.get("PORT") or "8000")

    @property
    def hosts(self) -> list[str]:
        """Host names that the server answers to."""
        return [host for host in self.values.get("JIANGANG_HOSTS", "").split(",") if host]

    def database(self, name: str) -> dict[str, object]:
        """Django's description of the database behind the variable `name`; an unreachable one when it is
        unset.
        """
        return database_from_url(self.values.get(name) or "postgresql:///jiangang")

    def secret(self, name: str) -> str:
        """A secret of this office, made on first use and kept in VAR with mode 0600."""
        return read_or_make_secret(self.var / "keys" / name)


def database_from_url(url: str) -> dict[str, object]:
    """Django's DATABASES entry for a `postgresql://user:password@host:port/name?host=/socket` address."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ValueError(f"the database address must begin with postgresql://, not {parts.scheme}://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "jiangang",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": str(options.pop("port", None) or parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(options),
    }


def read_or_make_secret(path: Path) -> str:
    """The text of a secret file; made with 50 random bytes and mode 0600 when it is not there."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    value = secrets.token_urlsafe(50)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(value)
    return value
