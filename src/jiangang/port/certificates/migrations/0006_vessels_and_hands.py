"""Certificates about vessels, and hands by kind. Undone by reversing while no certificate is about a vessel."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

GUARDS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
UNDO = """
DROP TRIGGER certificates_hands_of_kind ON certificates_certificate;
DROP FUNCTION certificates_check_hands();
"""


class Migration(migrations.Migration):
    """One column, one constraint, one trigger."""

    dependencies = [
        ("certificates", "0005_public_entry"),
        ("declarations", "0002_guards"),
        ("workflow", "0004_hands_of_kinds"),
    ]
    operations = [
        migrations.AddField("certificate", "vessel", models.CharField(blank=True, default="", max_length=7)),
        migrations.AlterField(
            "certificate",
            "consignment",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="certificates",
                to="declarations.consignment",
            ),
        ),
        migrations.AddConstraint(
            "certificate",
            models.CheckConstraint(
                condition=Q(consignment__isnull=False, vessel="")
                | (Q(consignment__isnull=True) & ~Q(vessel="")),
                name="certificate_of_one_subject",
            ),
        ),
        migrations.RunSQL([(GUARDS, None)], [(UNDO, None)]),
    ]
