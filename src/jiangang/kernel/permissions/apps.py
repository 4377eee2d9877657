"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `permissions`."""

    name = "jiangang.kernel.permissions"
    label = "permissions"
    default_auto_field = "django.db.models.BigAutoField"
