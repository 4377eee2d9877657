"""Django's registration of this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Config(AppConfig):
    """The room `permissions`."""

    name = "jiangang.kernel.permissions"
    label = "permissions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every room's `permissions`, so that the list is whole also where no page was opened."""
        autodiscover_modules("permissions")
