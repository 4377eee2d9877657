"""Addresses of targeting."""

from django.urls import path

from jiangang.port.targeting import policy_views
from jiangang.port.targeting.alerts import views as alert_views
from jiangang.port.targeting.editor import views as editor_views
from jiangang.port.targeting.scores import views as model_views
from jiangang.port.targeting.standings import views as standing_views
from jiangang.port.targeting.trials import views as trial_views
from jiangang.port.targeting.views import audit, board, coverage, decisions, overriding

app_name = "targeting"
DESK = "desk/targeting/"
POLICY = f"{DESK}policies/<int:policy_id>/"
STANDING = f"{DESK}standings/<str:programme>/<str:entity>/"
MODEL = f"{DESK}models/<int:model_id>/"

urlpatterns = [
    path(DESK, decisions.list_decisions, name="decisions"),
    path(f"{DESK}policies/", policy_views.list_policies, name="policies"),
    path(f"{DESK}policies/propose/", editor_views.propose, name="propose"),
    path(POLICY, policy_views.show_policy, name="policy"),
    path(f"{POLICY}sign/", policy_views.sign, name="sign"),
    path(f"{POLICY}activate/", policy_views.activate, name="activate"),
    path(f"{POLICY}test/", trial_views.order_test, name="test"),
    path(f"{POLICY}shadow/", trial_views.show_shadow, name="shadow"),
    path(f"{POLICY}shadow/begin/", trial_views.begin_shadow, name="begin_shadow"),
    path(f"{POLICY}shadow/end/", trial_views.stop_shadow, name="stop_shadow"),
    path(f"{DESK}backtests/<int:backtest_id>/", trial_views.show_backtest, name="backtest"),
    path(f"{DESK}alerts/", alert_views.list_alerts, name="alerts"),
    path(f"{DESK}alerts/add/", alert_views.add_alert, name="add_alert"),
    path(f"{DESK}alerts/<int:alert_id>/", alert_views.show_alert, name="alert"),
    path(f"{DESK}alerts/<int:alert_id>/sign/", alert_views.sign, name="sign_alert"),
    path(f"{DESK}alerts/<int:alert_id>/end/", alert_views.end, name="end_alert"),
    path(f"{DESK}standings/", standing_views.list_standings, name="standings"),
    path(STANDING, standing_views.show_standing, name="standing"),
    path(f"{STANDING}lock/", standing_views.lock, name="lock_standing"),
    path(f"{STANDING}let-go/", standing_views.let_go, name="let_go"),
    path(f"{DESK}models/", model_views.list_models, name="models"),
    path(f"{DESK}models/train/", model_views.train, name="train"),
    path(f"{DESK}models/off/", model_views.switch_off, name="switch_off"),
    path(MODEL, model_views.show_model, name="model"),
    path(f"{MODEL}propose/", model_views.propose, name="propose_model"),
    path(f"{MODEL}activate/", model_views.activate, name="activate_model"),
    path(f"{DESK}board/", board.show_board, name="board"),
    path(f"{DESK}coverage/", coverage.show_coverage, name="coverage"),
    path(f"{DESK}coverage/records/", coverage.list_checks, name="checks"),
    path(f"{DESK}leakage/", coverage.show_leakage, name="leakage"),
    path(f"{DESK}leakage/records/", coverage.list_stream, name="stream"),
    path(f"{DESK}audit/", audit.list_audits, name="audit"),
    path(f"{DESK}audit/draw/", audit.draw, name="audit_draw"),
    path(f"{DESK}audit/<int:item_id>/", audit.record, name="audit_item"),
    path(f"{DESK}overrides/<int:override_id>/", overriding.answer, name="override_answer"),
    path(f"{DESK}decide/<int:consignment_id>/", decisions.decide, name="decide"),
    path(f"{DESK}<str:number>/override/", overriding.override, name="override"),
    path(f"{DESK}<str:number>/release/", overriding.overdue, name="overdue"),
    path(f"{DESK}<str:number>/", decisions.show_decision, name="decision"),
]
