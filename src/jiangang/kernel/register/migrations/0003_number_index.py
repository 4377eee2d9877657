"""Entries are found by the digest of a paper's number, which stands inside the leaf. Undone by dropping it."""

from django.db import migrations

# `number` with its length, and the head of 32 bytes (RFC 8949); the digest follows. Deterministic CBOR puts no
# field before it whose words somebody else chooses.
MAKE = r"""
CREATE INDEX register_entry_number ON register_entry
    (substring(leaf FROM position('\x666e756d6265725820'::bytea IN leaf) + 9 FOR 32))
"""


class Migration(migrations.Migration):
    """One index on an expression, which Django's models cannot state."""

    dependencies = [("register", "0002_guards")]
    operations = [migrations.RunSQL(MAKE, "DROP INDEX register_entry_number")]
