"""Promises and draws are never changed or deleted; only the counter of slots moves."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only, undeletable


class Migration(migrations.Migration):
    """Triggers of the draw."""

    dependencies = [("assignment", "0001_initial"), ("ledger", "0002_guards")]
    operations = [
        append_only("assignment_daycommitment"),
        append_only("assignment_draw"),
        append_only("assignment_redrawrequest"),
        append_only("assignment_assigned"),
        undeletable("assignment_slotcounter"),
    ]
