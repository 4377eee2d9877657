"""`manage sync_workflows`: after every migration, by the owner's role."""

from typing import Any

from django.core.management.base import BaseCommand

from jiangang.kernel.workflow.synchronising import synchronise


class Command(BaseCommand):
    """Write the workflows and legal profiles of the code into the tables that the triggers read."""

    help = "Write workflows and legal profiles into the tables that the database's triggers read."

    def handle(self, *args: Any, **options: Any) -> None:
        """Synchronise and say how much there is."""
        transitions, rules = synchronise()
        if options["verbosity"] > 0:
            self.stdout.write(f"{transitions} transitions, {rules} rules about hands")
