"""Rules and erasures only grow: an old erasure still shows its own rule."""

from django.db import migrations

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """Guards of the retention schedule."""

    dependencies = [("privacy", "0001_initial")]

    operations = [sql.append_only("privacy_retentionrule"), sql.append_only("privacy_erasure")]
