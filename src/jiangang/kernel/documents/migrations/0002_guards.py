"""Documents only grow: no file that was handed in is ever lost or changed."""

from django.db import migrations

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """Guards of the documents."""

    dependencies = [("documents", "0001_initial")]

    operations = [sql.append_only("documents_document")]
