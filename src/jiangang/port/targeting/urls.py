"""Addresses of targeting."""

from django.urls import path

from jiangang.port.targeting import policy_views, views

app_name = "targeting"
urlpatterns = [
    path("desk/targeting/", views.list_decisions, name="decisions"),
    path("desk/targeting/policies/", policy_views.list_policies, name="policies"),
    path("desk/targeting/policies/propose/", policy_views.propose, name="propose"),
    path("desk/targeting/policies/<int:policy_id>/", policy_views.show_policy, name="policy"),
    path("desk/targeting/policies/<int:policy_id>/activate/", policy_views.activate, name="activate"),
    path("desk/targeting/decide/<int:consignment_id>/", views.decide, name="decide"),
    path("desk/targeting/<str:number>/", views.show_decision, name="decision"),
]
