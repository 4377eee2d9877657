"""Addresses of loading reference data."""

from django.urls import path

from jiangang.kernel.reference import views

app_name = "reference"

urlpatterns = [
    path("desk/codes/load/", views.codes_file, name="codes"),
    path("desk/codes/load/<int:load_id>/", views.codes_preview, name="codes_preview"),
    path("desk/rates/", views.rate_list, name="rate_list"),
    path("desk/rates/load/", views.rates_file, name="rates"),
    path("desk/rates/load/<int:load_id>/", views.rates_preview, name="rates_preview"),
    path("desk/calendar/", views.calendar_list, name="calendar_list"),
    path("desk/calendar/load/", views.calendar_file, name="calendar"),
    path("desk/calendar/load/<int:load_id>/", views.calendar_preview, name="calendar_preview"),
]
