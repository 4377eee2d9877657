"""Policies, decisions and outcomes are never changed or deleted."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only


class Migration(migrations.Migration):
    """Triggers of targeting."""

    dependencies = [("targeting", "0001_initial"), ("ledger", "0002_guards")]
    operations = [
        append_only("targeting_policy"),
        append_only("targeting_policyactivation"),
        append_only("targeting_decision"),
        append_only("targeting_outcome"),
    ]
