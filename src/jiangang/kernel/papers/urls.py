"""Public addresses of the keys and of the time-stamp service."""

from django.urls import path

from jiangang.kernel.papers import views

app_name = "papers"
urlpatterns = [
    path("verify/keys", views.keys, name="keys"),
    path("verify/time-stamp", views.time_stamp, name="time_stamp"),
]
