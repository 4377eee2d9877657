"""Addresses of targeting."""

from django.urls import path

from jiangang.port.targeting import policy_views
from jiangang.port.targeting.views import audit, board, coverage, decisions, overriding

app_name = "targeting"
urlpatterns = [
    path("desk/targeting/", decisions.list_decisions, name="decisions"),
    path("desk/targeting/policies/", policy_views.list_policies, name="policies"),
    path("desk/targeting/policies/propose/", policy_views.propose, name="propose"),
    path("desk/targeting/policies/<int:policy_id>/", policy_views.show_policy, name="policy"),
    path("desk/targeting/policies/<int:policy_id>/activate/", policy_views.activate, name="activate"),
    path("desk/targeting/board/", board.show_board, name="board"),
    path("desk/targeting/coverage/", coverage.show_coverage, name="coverage"),
    path("desk/targeting/coverage/records/", coverage.list_checks, name="checks"),
    path("desk/targeting/leakage/", coverage.show_leakage, name="leakage"),
    path("desk/targeting/leakage/records/", coverage.list_stream, name="stream"),
    path("desk/targeting/audit/", audit.list_audits, name="audit"),
    path("desk/targeting/audit/draw/", audit.draw, name="audit_draw"),
    path("desk/targeting/audit/<int:item_id>/", audit.record, name="audit_item"),
    path("desk/targeting/overrides/<int:override_id>/", overriding.answer, name="override_answer"),
    path("desk/targeting/decide/<int:consignment_id>/", decisions.decide, name="decide"),
    path("desk/targeting/<str:number>/override/", overriding.override, name="override"),
    path("desk/targeting/<str:number>/release/", overriding.overdue, name="overdue"),
    path("desk/targeting/<str:number>/", decisions.show_decision, name="decision"),
]
