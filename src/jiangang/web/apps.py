"""Django's registration of the web room."""

from django.apps import AppConfig


class Config(AppConfig):
    """Home pages, navigation, sign-in, public look-ups."""

    name = "jiangang.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
