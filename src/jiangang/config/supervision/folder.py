"""The folder of one office (`VAR`): where its database, keys, documents and logs are, and its passwords.

The folder and everything in it is open to its owner only.
"""

import json
import os
import secrets
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from jiangang.config.supervision.trouble import Trouble

ROLES = ("jiangang_super", "jiangang_owner", "jiangang_app")


@dataclass(frozen=True)
class OfficeFolder:
    """The paths of one office. Nothing is created until `make()`."""

    var: Path

    @classmethod
    def from_environment(cls) -> "OfficeFolder":
        """The folder that `VAR` names, else `var/` in the present folder."""
        return cls(Path(os.environ.get("VAR") or "var").absolute())

    @property
    def postgres(self) -> Path:
        return self.var / "postgres"

    @property
    def data(self) -> Path:
        return self.postgres / "data"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def run_lock(self) -> Path:
        return self.var / "run.lock"

    @property
    def start_lock(self) -> Path:
        return self.postgres / "start.lock"

    @property
    def users_lock(self) -> Path:
        return self.postgres / "users.lock"

    @property
    def runtime_note(self) -> Path:
        """Holds the path of the short temporary folder with the socket (see `binaries.runtime_folder`)."""
        return self.postgres / "runtime-folder"

    def make(self) -> None:
        """Create the folders; say plainly when the place cannot be written."""
        try:
            for folder in (self.var, self.postgres, self.logs):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble("folder.not_writable", var=self.var, reason=error.strerror) from None
        if not os.access(self.postgres, os.R_OK | os.W_OK | os.X_OK):
            raise Trouble("folder.other_owner", var=self.var)

    @cached_property
    def passwords(self) -> dict[str, str]:
        """The passwords of the three database roles, made at first use."""
        path = self.postgres / "passwords.json"
        if not path.exists():
            write_private(path, json.dumps({role: secrets.token_urlsafe(24) for role in ROLES}, indent=1))
        passwords: dict[str, str] = json.loads(path.read_text())
        return passwords


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(draft).replace(path)
