"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `targeting`."""

    name = "jiangang.port.targeting"
    label = "targeting"
    default_auto_field = "django.db.models.BigAutoField"
