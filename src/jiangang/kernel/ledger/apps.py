"""Django's registration of this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Config(AppConfig):
    """The room `ledger`."""

    name = "jiangang.kernel.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register every room's covered forms (`ledger_forms.py`) and the checks of this room."""
        from jiangang.kernel.ledger import checks  # noqa: F401  # registers itself on import

        autodiscover_modules("ledger_forms")
