"""Addresses of inspection."""

from django.urls import path

from jiangang.port.inspection import views

app_name = "inspection"
urlpatterns = [
    path("desk/inspections/", views.list_mine, name="mine"),
    path("desk/inspections/all/", views.list_all, name="all"),
    path("desk/inspections/awaiting/", views.list_awaiting, name="awaiting"),
    path("desk/inspections/awaiting/<int:consignment_id>/", views.assign, name="assign"),
    path("desk/inspections/<int:inspection_id>/", views.show, name="show"),
    path("desk/inspections/<int:inspection_id>/start/", views.start, name="start"),
    path("desk/inspections/<int:inspection_id>/result/", views.record, name="record"),
    path("desk/inspections/<int:inspection_id>/second-hand/", views.confirm, name="confirm"),
    path("desk/inspections/<int:inspection_id>/correction/", views.correct, name="correct"),
    path("desk/inspections/<int:inspection_id>/evidence/", views.add_evidence, name="evidence"),
]
