"""Django's registration of this department."""

from django.apps import AppConfig


class Config(AppConfig):
    """The department `exchange`."""

    name = "jiangang.port.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
