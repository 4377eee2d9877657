"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `organisations`."""

    name = "jiangang.kernel.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
