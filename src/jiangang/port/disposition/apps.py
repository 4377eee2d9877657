"""Django's registration of this department."""

from django.apps import AppConfig


class Config(AppConfig):
    """The department `disposition`."""

    name = "jiangang.port.disposition"
    label = "disposition"
    default_auto_field = "django.db.models.BigAutoField"
