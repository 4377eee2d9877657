"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `office`."""

    name = "jiangang.kernel.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"
