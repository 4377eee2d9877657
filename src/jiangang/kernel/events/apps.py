"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `events`."""

    name = "jiangang.kernel.events"
    label = "events"
    default_auto_field = "django.db.models.BigAutoField"
