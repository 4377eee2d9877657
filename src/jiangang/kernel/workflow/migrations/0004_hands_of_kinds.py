"""Hands by kind of record. Undone by reversing: the table goes with what stands in it, which the code holds."""

from django.db import migrations, models

from jiangang.kernel.ledger import sql


class Migration(migrations.Migration):
    """One table that only the owning role writes."""

    dependencies = [("workflow", "0003_step_into_state")]
    operations = [
        migrations.CreateModel(
            name="KindHand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("profile", models.CharField(max_length=40)),
                ("workflow", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=40)),
                ("hand", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(null=True)),
                ("citation", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("profile", "workflow", "kind", "hand", "valid_from"), name="kind_hand_once"
                    )
                ],
            },
        ),
        sql.owner_only("workflow_kindhand"),
    ]
