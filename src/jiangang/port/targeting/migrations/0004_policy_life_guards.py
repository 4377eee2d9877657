"""Versions decide only when they have shown what they must; nothing of their life is changed or deleted."""

from pathlib import Path

from django.db import migrations

from jiangang.kernel.ledger.sql import append_only

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
KEPT = (
    "policysignature", "backtest", "shadowperiod", "shadowend", "shadowanswer", "alert", "alertsignature",
    "alertstart", "alertend", "alertscreening", "alerttouch", "laneraise", "standingevent", "scoringmodel",
    "modelproposal", "modelactivation",
)  # fmt: skip


class Migration(migrations.Migration):
    """Triggers; there is no way back, for versions without them would be one person's."""

    dependencies = [
        ("targeting", "0003_policy_life"),
        ("workflow", "0002_guards"),
        ("ledger", "0002_guards"),
    ]
    operations = [migrations.RunSQL([(GUARDS, None)]), *(append_only(f"targeting_{table}") for table in KEPT)]
