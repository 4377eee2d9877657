"""Address of the code lists."""

from django.urls import path

from jiangang.kernel.codes import views

app_name = "codes"

urlpatterns = [path("desk/codes/", views.editions, name="editions")]
