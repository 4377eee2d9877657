"""Dispositions move along their workflow; decisions are only added."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only
from jiangang.kernel.workflow.sql import guard


class Migration(migrations.Migration):
    """Triggers of the department."""

    dependencies = [("disposition", "0001_initial"), ("ledger", "0002_guards"), ("workflow", "0002_guards")]
    operations = [
        guard("disposition_disposition", "disposition.disposition"),
        append_only("disposition_decision"),
    ]
