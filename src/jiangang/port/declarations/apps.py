"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The department `declarations`."""

    name = "jiangang.port.declarations"
    label = "declarations"
    default_auto_field = "django.db.models.BigAutoField"
