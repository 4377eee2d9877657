"""Firms and their numbers change, but nobody deletes them."""

from django.db import migrations

from jiangang.kernel.ledger.sql import undeletable


class Migration(migrations.Migration):
    """Triggers of the register of firms."""

    dependencies = [("organisations", "0002_initial"), ("ledger", "0002_guards")]
    operations = [undeletable("organisations_firm"), undeletable("organisations_firmidentifier")]
