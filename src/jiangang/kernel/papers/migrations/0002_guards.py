"""Keys, their ends and the revocation lists are only added. Undone by reversing: triggers go with their tables."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only


class Migration(migrations.Migration):
    """Triggers of the room."""

    dependencies = [("papers", "0001_initial"), ("ledger", "0002_guards")]
    operations = [
        append_only("papers_paperkey"),
        append_only("papers_keyend"),
        append_only("papers_revocationlist"),
    ]
