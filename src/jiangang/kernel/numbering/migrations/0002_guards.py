"""Series, numbers and voids only grow; a counter is never deleted."""

from django.db import migrations

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """Guards of the series of numbers."""

    dependencies = [("numbering", "0001_initial")]

    operations = [
        sql.append_only("numbering_series"),
        sql.append_only("numbering_number"),
        sql.append_only("numbering_voided"),
        sql.undeletable("numbering_counter"),
    ]
