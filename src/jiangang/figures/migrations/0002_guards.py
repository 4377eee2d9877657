"""Frozen figures are kept as they were."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only


class Migration(migrations.Migration):
    """Triggers of the figures room."""

    dependencies = [("figures", "0001_initial"), ("ledger", "0002_guards")]
    operations = [append_only("figures_snapshot")]
