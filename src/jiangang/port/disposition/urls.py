"""Addresses of disposition."""

from django.urls import path

from jiangang.port.disposition import views

app_name = "disposition"
urlpatterns = [
    path("desk/dispositions/", views.list_queue, name="queue"),
    path("desk/dispositions/decided/", views.list_decided, name="decided"),
    path("desk/dispositions/<int:consignment_id>/", views.show, name="show"),
    path("desk/dispositions/<int:consignment_id>/notice/", views.print_notice, name="notice"),
]
