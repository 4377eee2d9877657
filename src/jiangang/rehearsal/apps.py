"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `rehearsal`: it stores nothing of its own."""

    name = "jiangang.rehearsal"
    label = "rehearsal"
    default_auto_field = "django.db.models.BigAutoField"
