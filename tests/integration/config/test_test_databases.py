"""The promises of the test databases themselves: roles, isolation, no flushing, closed network."""

import socket
import threading

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from tests.support.network import NetworkClosed


def current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return cursor.fetchone()[0]


def test_ordinary_tests_are_the_application(db):
    assert current_role() == "jiangang_app"
    ContentType.objects.create(app_label="left", model="behind")


def test_ordinary_tests_are_rolled_back(db):
    assert not ContentType.objects.filter(app_label="left").exists()


def test_a_committed_database_is_the_applications_and_seen_by_threads(committed_db):
    ContentType.objects.create(app_label="seen", model="everywhere")
    seen = []

    def look() -> None:
        seen.append(ContentType.objects.filter(app_label="seen").exists())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [True]
    assert current_role() == "jiangang_app"


def test_each_committed_database_is_fresh(committed_db):
    assert not ContentType.objects.filter(app_label="seen").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE django_content_type CASCADE",
        "DROP TABLE django_content_type CASCADE",
        "ALTER TABLE django_content_type DISABLE TRIGGER ALL",
        "CREATE TABLE mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "SET session_replication_role = replica",
        "SET ROLE jiangang_owner",
        "CREATE ROLE other",
        "COPY django_content_type TO PROGRAM 'cat'",
    ],
)
def test_the_application_owns_nothing(committed_db, statement):
    with (
        psycopg.connect(committed_db.url("jiangang_app"), autocommit=True) as application,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        application.execute(statement)


def test_owner_and_superuser_reach_the_same_database(committed_db, owner_connection, superuser_connection):
    for one in (owner_connection, superuser_connection):
        assert one.execute("SELECT current_database()").fetchone() == (committed_db.name,)
    assert owner_connection.execute("SELECT current_user").fetchone() == ("jiangang_owner",)
    assert superuser_connection.execute("SELECT current_setting('is_superuser')").fetchone() == ("on",)


def test_no_test_reaches_another_machine():
    with pytest.raises(NetworkClosed):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
