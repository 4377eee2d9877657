"""Django's registration of this department."""

from django.apps import AppConfig


class Config(AppConfig):
    """The department `certificates`."""

    name = "jiangang.port.certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"
