"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `search`."""

    name = "jiangang.kernel.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
