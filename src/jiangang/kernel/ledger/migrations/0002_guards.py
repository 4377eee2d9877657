"""The database's own part of the ledger, and the guards of its tables."""

from pathlib import Path

from django.db import migrations

from jiangang.kernel.ledger import sql

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Triggers; there is no way back, for a ledger without them would be none."""

    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL([(GUARDS, None)]),
        sql.append_only("ledger_entry"),
        sql.append_only("ledger_entryrow"),
        sql.append_only("ledger_tile"),
        sql.append_only("ledger_checkpointkey"),
        sql.append_only("ledger_checkpointnote"),
        sql.erasable(
            "ledger_personalrecord", columns=("salt", "data_json"), stamps=("erased_at", "erased_by")
        ),
        sql.owner_only("ledger_head"),
        sql.undeletable("ledger_head"),
    ]
