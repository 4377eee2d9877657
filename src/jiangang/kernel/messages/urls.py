"""Addresses of one's own messages, the same for staff and trade."""

from django.urls import path

from jiangang.kernel.messages import views

app_name = "messages"

urlpatterns = [
    path("messages/", views.list_own, name="list"),
    path("messages/read-all/", views.read_all, name="read_all"),
    path("messages/<int:message_id>/", views.open_one, name="open"),
]
