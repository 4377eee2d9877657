"""Archived papers are only added. Undone by reversing: the trigger goes with its table."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only


class Migration(migrations.Migration):
    """Triggers of the new table."""

    dependencies = [("certificates", "0003_record_form_2"), ("ledger", "0002_guards")]
    operations = [append_only("certificates_archivedpaper")]
