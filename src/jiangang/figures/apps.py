"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `figures`."""

    name = "jiangang.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"
