"""An index for figures that count the moves into a state within a period."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index."""

    dependencies = [("workflow", "0002_guards")]
    operations = [
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                fields=["workflow", "target", "at"],
                include=["case"],
                condition=models.Q(kind="move"),
                name="step_into_state",
            ),
        )
    ]
