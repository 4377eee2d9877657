"""Who starts the office's database, and who may stop it: the supervisor, or a command while it needs it.

`start.lock` is held while a server is started or stopped. Every command that uses the database holds
`users.lock` together with the others; the command that started the server waits for the others to finish.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.locks import FileLock, held
from jiangang.config.supervision.postgres import APP, OWNER, SUPERUSER, Server, is_alive, url
from jiangang.config.supervision.roles import prepare_roles
from jiangang.config.supervision.trouble import Trouble
from jiangang.config.supervision.words import tell


@dataclass(frozen=True)
class Addresses:
    """Where the database is, for the application's role and for the owner's."""

    application: str
    owner: str

    @classmethod
    def given(cls, environment: Mapping[str, str]) -> "Addresses | None":
        """The addresses in DATABASE_URL and DATABASE_OWNER_URL; none when the office has its own server."""
        application = environment.get("DATABASE_URL")
        if not application:
            return None
        owner = environment.get("DATABASE_OWNER_URL") or application
        for name, address in (("DATABASE_URL", application), ("DATABASE_OWNER_URL", owner)):
            if not address.startswith(("postgresql://", "postgres://")):
                raise Trouble("database.no_address", name=name)
        return cls(application, owner)

    @classmethod
    def of_own_server(cls, office: OfficeFolder) -> "Addresses":
        """The addresses of the office's own server."""
        return cls(url(office, APP), url(office, OWNER))

    def environment(self, *, with_owner: bool) -> dict[str, str]:
        """The environment variables for a child; the owner's only for those that change the structure."""
        values = {"DATABASE_URL": self.application}
        if with_owner:
            values["DATABASE_OWNER_URL"] = self.owner
        return values


@contextmanager
def office_database(office: OfficeFolder) -> Iterator[Addresses]:
    """The database for one command: the given one, the running one, or one started for its duration."""
    given = Addresses.given(os.environ)
    if given is not None:
        yield given
        return
    office.make()
    use = FileLock(office.users_lock)
    with held(office.start_lock):
        server = None if _joins_running(office) else Server(office)
        if server is not None:
            server.start()
            prepare_roles(office)
        use.take(shared=True)
    try:
        yield Addresses.of_own_server(office)
    finally:
        use.release()
        if server is not None:
            with held(office.start_lock):
                use.take(waiting=lambda: tell("database.kept_for_others"))
                server.stop()
                use.release()


def start_when_free(office: OfficeFolder, server: Server) -> None:
    """For the supervisor: wait until no command's server is left, then start its own."""
    began, said = time.monotonic(), False
    lock = FileLock(office.start_lock)
    while True:
        lock.take()
        try:
            if not is_alive(office):
                server.start()
                prepare_roles(office)
                return
        finally:
            lock.release()
        if not said and time.monotonic() - began > 3:
            tell("database.used_by_command")
            said = True
        time.sleep(0.2)


def _joins_running(office: OfficeFolder) -> bool:
    """Whether a running server takes connections; waits while one is only beginning or ending."""
    while is_alive(office):
        try:
            psycopg.connect(url(office, SUPERUSER, "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.2)
        else:
            return True
    return False
