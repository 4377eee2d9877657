"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `founding`."""

    name = "jiangang.kernel.founding"
    label = "founding"
    default_auto_field = "django.db.models.BigAutoField"
