"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `numbering`."""

    name = "jiangang.kernel.numbering"
    label = "numbering"
    default_auto_field = "django.db.models.BigAutoField"
