"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `messages`."""

    name = "jiangang.kernel.messages"
    label = "messages"
    default_auto_field = "django.db.models.BigAutoField"
