"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `assignment`."""

    name = "jiangang.integrity.assignment"
    label = "assignment"
    default_auto_field = "django.db.models.BigAutoField"
