"""Inspections move along their workflow; what was recorded is only added to."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only
from jiangang.kernel.workflow.sql import guard


class Migration(migrations.Migration):
    """Triggers of the department."""

    dependencies = [("inspection", "0001_initial"), ("ledger", "0002_guards"), ("workflow", "0002_guards")]
    operations = [
        guard("inspection_inspection", "inspection.inspection"),
        append_only("inspection_assignedinspector"),
        append_only("inspection_result"),
        append_only("inspection_answer"),
        append_only("inspection_found"),
        append_only("inspection_evidence"),
    ]
