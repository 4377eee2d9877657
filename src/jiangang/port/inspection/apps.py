"""Django's registration of this department."""

from django.apps import AppConfig


class Config(AppConfig):
    """The department `inspection`."""

    name = "jiangang.port.inspection"
    label = "inspection"
    default_auto_field = "django.db.models.BigAutoField"
