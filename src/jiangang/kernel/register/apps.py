"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `register`."""

    name = "jiangang.kernel.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every verification of the ledger ask whether this room's guards stand."""
        from jiangang.kernel.ledger import api as ledger
        from jiangang.kernel.register.guards import guard_faults

        ledger.register_examiner(guard_faults)
