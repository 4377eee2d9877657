"""Rates only grow: an old conversion still shows its own rate."""

from django.db import migrations

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """Guards of the exchange rates."""

    dependencies = [("money", "0001_initial")]

    operations = [sql.append_only("money_fxrate")]
