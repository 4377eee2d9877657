"""Addresses of privacy."""

from django.urls import path

from jiangang.kernel.privacy import views

app_name = "privacy"

urlpatterns = [
    path("desk/privacy/retention/", views.retention, name="retention"),
    path("desk/privacy/<str:model>/<str:key>/<str:field>/", views.reveal, name="reveal"),
]
