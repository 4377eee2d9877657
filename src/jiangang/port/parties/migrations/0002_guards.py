"""Standings are only ever added to."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only


class Migration(migrations.Migration):
    """Triggers of the department."""

    dependencies = [("parties", "0001_initial"), ("ledger", "0002_guards")]
    operations = [append_only("parties_standing")]
