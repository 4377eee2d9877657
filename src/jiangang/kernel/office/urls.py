"""Addresses of the office's settings."""

from django.urls import path

from jiangang.kernel.office import views

app_name = "office"
urlpatterns = [
    path("desk/settings/", views.settings_list, name="settings"),
    path("desk/settings/<str:key>/", views.change_setting, name="change"),
]
