"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `money`."""

    name = "jiangang.kernel.money"
    label = "money"
    default_auto_field = "django.db.models.BigAutoField"
