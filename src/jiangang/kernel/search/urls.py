"""Address of the search."""

from django.urls import path

from jiangang.kernel.search import views

app_name = "search"

urlpatterns = [path("desk/search/", views.find, name="find")]
