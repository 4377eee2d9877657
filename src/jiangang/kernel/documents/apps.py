"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `documents`."""

    name = "jiangang.kernel.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
