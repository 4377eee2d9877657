"""Tiles keep their own root, so that a proof reads a handful of rows; the trigger replaces a foreign key."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

CHANGES = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Before any office had a ledger."""

    dependencies = [("ledger", "0002_guards")]
    operations = [
        migrations.RunSQL([(CHANGES, None)], migrations.RunSQL.noop),
        migrations.AddField("tile", "root", models.BinaryField(default=b""), preserve_default=False),
        migrations.AlterField(
            "entryrow",
            "entry",
            models.ForeignKey(
                to="ledger.entry",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rows",
                db_index=False,
                db_constraint=False,
            ),
        ),
    ]
