"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `privacy`."""

    name = "jiangang.kernel.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
