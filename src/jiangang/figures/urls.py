"""Addresses of the figures."""

from django.urls import path

from jiangang.figures import views

app_name = "figures"
urlpatterns = [
    path("desk/figures/", views.list_figures, name="list"),
    path("desk/figures/<str:code>/", views.show_figure, name="figure"),
    path("desk/figures/<str:code>/freeze/", views.freeze, name="freeze"),
]
