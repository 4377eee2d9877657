"""Notices and what was told about them are only added to; a consignment moves along its workflow alone."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only, undeletable
from jiangang.kernel.workflow.sql import guard


class Migration(migrations.Migration):
    """Triggers of the department."""

    dependencies = [("declarations", "0001_initial"), ("ledger", "0002_guards"), ("workflow", "0002_guards")]
    operations = [
        guard("declarations_consignment", "declarations.consignment"),
        append_only("declarations_notice"),
        append_only("declarations_noticeline"),
        append_only("declarations_deficiencynotice"),
        append_only("declarations_refusedfiling"),
        undeletable("declarations_draft"),
        undeletable("declarations_importrun"),
    ]
