"""People, posts and grants change, but nobody deletes them."""

from django.db import migrations

from jiangang.kernel.ledger.sql import undeletable


class Migration(migrations.Migration):
    """Triggers of the people room."""

    dependencies = [("people", "0001_initial"), ("ledger", "0002_guards")]
    operations = [
        undeletable("people_person"),
        undeletable("people_posting"),
        undeletable("people_grant"),
        undeletable("people_qualification"),
        undeletable("people_absence"),
        undeletable("people_user"),
    ]
