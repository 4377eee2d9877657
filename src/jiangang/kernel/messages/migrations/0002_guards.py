"""A message is never deleted; only its being read is noted."""

from django.db import migrations

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """Guards of the messages."""

    dependencies = [("messages", "0001_initial")]

    operations = [sql.undeletable("messages_message"), sql.undeletable("messages_posting")]
