"""Addresses of the documents."""

from django.urls import path

from jiangang.kernel.documents import views

app_name = "documents"

urlpatterns = [
    path("desk/documents/<int:document_id>/", views.download_at_desk, name="download"),
    path("portal/documents/<int:document_id>/", views.download_at_portal, name="download_own"),
]
