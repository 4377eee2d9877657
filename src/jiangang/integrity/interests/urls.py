"""Addresses of the register of interests."""

from django.urls import path

from jiangang.integrity.interests import views

app_name = "interests"
urlpatterns = [
    path("desk/interests/", views.list_own, name="list"),
    path("desk/interests/declare/", views.declare, name="declare"),
    path("desk/interests/register/", views.show_register, name="register"),
    path("desk/interests/record/", views.record, name="record"),
    path("desk/interests/<int:interest_id>/end/", views.end, name="end"),
]
