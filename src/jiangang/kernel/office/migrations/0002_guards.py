"""Settings are kept for good: a change is a new row."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only


class Migration(migrations.Migration):
    """Triggers of the office room."""

    dependencies = [("office", "0001_initial"), ("ledger", "0002_guards")]
    operations = [append_only("office_officesetting")]
