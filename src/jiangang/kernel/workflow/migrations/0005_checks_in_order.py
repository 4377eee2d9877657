"""The checks of steps ask the office's settings only where a rule can be broken; they refuse what they refused.

Reversing leaves the functions as they are: both forms say the same.
"""

from pathlib import Path

from django.db import migrations

CHECKS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Two functions anew."""

    dependencies = [("workflow", "0004_hands_of_kinds")]
    operations = [migrations.RunSQL([(CHECKS, None)], migrations.RunSQL.noop)]
