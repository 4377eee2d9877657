"""Which account the database server runs under, and whether that account can reach a path.

PostgreSQL refuses to run as root. Started by root, the server is dropped to an unprivileged account;
started by anyone else, it runs as that person.
"""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from jiangang.config.supervision.trouble import Trouble

# A dedicated account first. `nobody` is shared by other services, therefore every role has a password too.
PREFERRED_ACCOUNTS = ("jiangang", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An operating-system account: what `subprocess` needs in order to become it."""

    uid: int
    gid: int

    @property
    def drops(self) -> bool:
        """Whether becoming this account means giving up the present one."""
        return self.uid != os.geteuid()

    def own(self, path: Path, mode: int) -> None:
        """Hand the path to this account with exactly this mode."""
        if self.drops:
            os.chown(path, self.uid, self.gid)
        path.chmod(mode)


def server_account(data: Path) -> Account:
    """The account for a server whose data folder is, or will be, `data`.

    An existing data folder keeps its owner, so that installing another package never locks an office out.
    """
    if os.geteuid() != 0:
        return _named_by_uid(os.geteuid())
    if data.exists() and data.stat().st_uid != 0:
        status = data.stat()
        return Account(status.st_uid, status.st_gid)
    for name in PREFERRED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Trouble("database.no_account", accounts=", ".join(PREFERRED_ACCOUNTS))


def _named_by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise Trouble("database.no_passwd_line", uid=uid) from None
    return Account(uid, entry.pw_gid)


def can_enter(account: Account, folder: Path) -> bool:
    """Whether the account may walk down to `folder` and into it, by the permission bits of every folder."""
    resolved = folder.resolve()
    return all(_may_search(account, step) for step in (resolved, *resolved.parents))


def _may_search(account: Account, folder: Path) -> bool:
    status = folder.stat()
    if account.uid == 0:
        return True
    if status.st_uid == account.uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == account.gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)
