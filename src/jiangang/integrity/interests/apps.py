"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `interests`."""

    name = "jiangang.integrity.interests"
    label = "interests"
    default_auto_field = "django.db.models.BigAutoField"
