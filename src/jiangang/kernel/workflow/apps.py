"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `workflow`."""

    name = "jiangang.kernel.workflow"
    label = "workflow"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of this room, and what verification compares."""
        from jiangang.kernel.ledger import api as ledger
        from jiangang.kernel.workflow import checks  # noqa: F401  # registers itself on import
        from jiangang.kernel.workflow.synchronising import rule_faults

        ledger.register_examiner(rule_faults)
