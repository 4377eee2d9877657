"""Addresses of the background jobs, the same for staff and trade."""

from django.urls import path

from jiangang.kernel.jobs import views

app_name = "jobs"

urlpatterns = [
    path("desk/jobs/", views.list_own, name="list"),
    path("desk/jobs/failures/", views.failures, name="failures"),
    path("desk/jobs/<int:job_id>/", views.watch, name="watch"),
    path("desk/jobs/<int:job_id>/retry/", views.retry, name="retry"),
]
