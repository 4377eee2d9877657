"""An interest is never changed or deleted; its note may be cleared."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only, erasable


class Migration(migrations.Migration):
    """Triggers of the register of interests."""

    dependencies = [("interests", "0001_initial"), ("ledger", "0002_guards")]
    operations = [
        erasable("interests_interest", columns=("note",), stamps=("note_erased_at", "note_erased_by")),
        append_only("interests_interestending"),
    ]
