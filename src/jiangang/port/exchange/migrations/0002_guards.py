"""Envelopes and papers move along their workflows; contents and attempts are only added."""

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only
from jiangang.kernel.workflow.sql import guard


class Migration(migrations.Migration):
    """Triggers of the department."""

    dependencies = [("exchange", "0001_initial"), ("ledger", "0002_guards"), ("workflow", "0002_guards")]
    operations = [
        guard("exchange_envelope", "exchange.envelope"),
        guard("exchange_incomingpaper", "exchange.paper"),
        append_only("exchange_envelopecontent"),
        append_only("exchange_incomingcontent"),
        append_only("exchange_attempt"),
    ]
