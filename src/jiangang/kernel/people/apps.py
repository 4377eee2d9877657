"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `people`."""

    name = "jiangang.kernel.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
