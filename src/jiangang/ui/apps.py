"""The Django app of the design system."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Has no models; brings templates, static files, texts and tag libraries."""

    name = "jiangang.ui"
    label = "ui"
