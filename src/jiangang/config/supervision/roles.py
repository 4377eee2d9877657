"""The two roles of an office's database and what each may do.

`jiangang_owner` owns the database and changes its structure; `jiangang_app`, which serves people, owns
nothing: it reads and writes rows, and migrations take even that away where rows may only be added.
"""

import psycopg
from psycopg import sql

from jiangang.config.supervision.folder import OfficeFolder
from jiangang.config.supervision.postgres import APP, DATABASE, OWNER, SUPERUSER, url

_PLAIN_ROLE = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS INHERIT"


def prepare_roles(office: OfficeFolder) -> None:
    """Make the roles and the database of the office's own server. Repeating it changes nothing."""
    with psycopg.connect(url(office, SUPERUSER, "postgres"), autocommit=True) as connection:
        for role in (OWNER, APP):
            make_role(connection, role, office.passwords[role])
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            make_database(connection, DATABASE)
    with psycopg.connect(url(office, OWNER), autocommit=True) as connection:
        grant_to_application(connection, APP)


def make_role(connection: psycopg.Connection, role: str, password: str) -> None:
    """Make a role that may sign in and nothing else, or set its password again."""
    verb = "ALTER" if _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role) else "CREATE"
    statement = sql.SQL(f"{verb} ROLE {{}} {_PLAIN_ROLE} PASSWORD {{}}")
    connection.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def make_database(connection: psycopg.Connection, name: str, template: str = "template1") -> None:
    """Make a database that the owner owns and only the two roles may connect to."""
    database, owner, app = sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(APP)
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(database, owner, sql.Identifier(template))
    )
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app))


def grant_to_application(connection: psycopg.Connection, app: str) -> None:
    """As the owner: let the application's role use the tables that the owner will make from now on.

    Tables that exist already are left alone, so that what a migration has revoked stays revoked.
    """
    role = sql.Identifier(app)
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
    ):
        connection.execute(sql.SQL(statement).format(role))


def _exists(connection: psycopg.Connection, query: str, name: str) -> bool:
    return connection.execute(query, [name]).fetchone() is not None
