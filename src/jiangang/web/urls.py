"""Addresses of what is no department's own."""

from django.urls import path

from jiangang.web import health, home, language

urlpatterns = [
    path("", home.front, name="front"),
    path("desk/", home.desk, name="desk_home"),
    path("portal/", home.portal, name="portal_home"),
    path("language/", language.switch_language, name="switch_language"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
