"""Events only grow; a delivery changes its state but is never deleted."""

from django.db import migrations

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """Guards of the outbox."""

    dependencies = [("events", "0001_initial")]

    operations = [
        sql.append_only("events_event"),
        sql.undeletable("events_delivery"),
    ]
