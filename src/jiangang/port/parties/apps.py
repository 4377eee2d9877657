"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The department `parties`."""

    name = "jiangang.port.parties"
    label = "parties"
    default_auto_field = "django.db.models.BigAutoField"
