"""A job that somebody watched is never deleted."""

from django.db import migrations

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """Guards of the jobs."""

    dependencies = [("jobs", "0001_initial")]

    operations = [sql.undeletable("jobs_job")]
