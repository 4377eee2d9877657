"""The database's own part of the workflow, and the guards of its tables."""

from pathlib import Path

from django.db import migrations

from jiangang.kernel.ledger import sql

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Triggers; there is no way back, for states without them would be anybody's."""

    dependencies = [("workflow", "0001_initial"), ("office", "0001_initial"), ("ledger", "0002_guards")]
    operations = [
        migrations.RunSQL([(GUARDS, None)]),
        sql.append_only("workflow_step"),
        sql.owner_only("workflow_transition"),
        sql.owner_only("workflow_guardedtable"),
        sql.owner_only("workflow_handrule"),
        sql.owner_only("workflow_separationrule"),
    ]
