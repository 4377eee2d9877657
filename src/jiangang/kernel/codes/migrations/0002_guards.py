"""Editions and codes only grow; the list itself is locked while loading and never deleted."""

from django.db import migrations

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """Guards of the code lists."""

    dependencies = [("codes", "0001_initial")]

    operations = [
        sql.append_only("codes_edition"),
        sql.append_only("codes_code"),
        sql.undeletable("codes_codelist"),
    ]
