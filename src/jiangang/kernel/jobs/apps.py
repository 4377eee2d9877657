"""Django's registration of this room."""

from django.apps import AppConfig


class Config(AppConfig):
    """The room `jobs`."""

    name = "jiangang.kernel.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
