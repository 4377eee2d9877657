"""Addresses of the standing of firms."""

from django.urls import path

from jiangang.port.parties import views

app_name = "parties"
urlpatterns = [
    path("desk/standings/", views.list_standings, name="list"),
    path("desk/standings/set/", views.set_standing, name="set"),
]
