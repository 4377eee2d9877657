"""The address of the gallery."""

from django.urls import path

from jiangang.ui import views

app_name = "ui"

urlpatterns = [
    path("gallery", views.gallery, name="gallery"),
    path("gallery/<slug:face>", views.gallery_face, name="gallery_face"),
]
