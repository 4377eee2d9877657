"""Queues for acts that count or look before they write: one after the other, until the transaction ends."""

from django.db import connection


def queue(name: str) -> None:
    """Wait for whoever does the same, and keep others waiting until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"targeting.policy:{name}"])
