"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `codes`."""

    name = "jiangang.kernel.codes"
    label = "codes"
    default_auto_field = "django.db.models.BigAutoField"
