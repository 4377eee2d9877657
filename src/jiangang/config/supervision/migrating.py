"""Bringing the database up to date as its owner. Imports Django, which must be set up before."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from jiangang.config.environment import database_from_url
from jiangang.config.supervision.roles import grant_to_application
from jiangang.kernel.ledger.rights import apply_rights

_CHANGED = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


@contextmanager
def connected_to(address: str) -> Iterator[None]:
    """Point Django's default connection, in every thread, at another database or role."""
    entry = connections.settings["default"]
    fresh = database_from_url(address)
    before = {name: entry.get(name) for name in _CHANGED}
    connections.close_all()
    entry.update({name: fresh[name] for name in _CHANGED})
    try:
        yield
    finally:
        connections.close_all()
        entry.update(before)


def pending_steps() -> int:
    """How many migrations have not run on the present connection's database."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate(owner_url: str, application_role: str) -> None:
    """As the owner: let the application use what will be made, migrate, sync the tables of rules."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        if owner.info.user != application_role:
            grant_to_application(owner, application_role)
    with connected_to(owner_url):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("sync_workflows", verbosity=0)
        apply_rights(application_role)


def owns_its_tables(application_url: str) -> bool:
    """Whether the application's role could switch off the guards: it owns a table or is a superuser."""
    query = """
        SELECT rolsuper OR EXISTS (
            SELECT 1 FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
              AND pg_has_role(current_user, relowner, 'MEMBER')
        ) FROM pg_roles WHERE rolname = current_user
    """
    with psycopg.connect(application_url) as application:
        row = application.execute(query).fetchone()
    return bool(row and row[0])
