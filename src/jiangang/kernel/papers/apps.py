"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `papers`."""

    name = "jiangang.kernel.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"
