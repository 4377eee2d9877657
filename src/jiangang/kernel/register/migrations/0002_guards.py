"""The database's own part of the register, and the guards of its tables."""

from pathlib import Path

from django.db import migrations

from jiangang.kernel.ledger import sql

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
GROWING = (
    "entry", "origin", "key", "keyend", "publication", "witness", "cosignature", "release", "alarm",
    "proposal", "confirmation", "restoration", "reconciliation",
)


class Migration(migrations.Migration):
    """Triggers; there is no way back, for a register without them would be none."""

    dependencies = [("register", "0001_initial"), ("ledger", "0004_leaf_at_once")]
    operations = [
        migrations.RunSQL([(GUARDS, None)]),
        *(sql.append_only(f"register_{name}") for name in GROWING),
        sql.owner_only("register_head"),
        sql.undeletable("register_head"),
    ]
