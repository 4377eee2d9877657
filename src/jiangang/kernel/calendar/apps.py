"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `calendar`."""

    name = "jiangang.kernel.calendar"
    label = "calendar"
    default_auto_field = "django.db.models.BigAutoField"
