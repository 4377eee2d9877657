"""Addresses of targeting."""

from django.urls import path

from jiangang.port.targeting import policy_views, views
from jiangang.port.targeting.alerts import views as alert_views
from jiangang.port.targeting.editor import views as editor_views
from jiangang.port.targeting.scores import views as model_views
from jiangang.port.targeting.standings import views as standing_views
from jiangang.port.targeting.trials import views as trial_views

app_name = "targeting"
DESK = "desk/targeting/"
POLICY = f"{DESK}policies/<int:policy_id>/"
STANDING = f"{DESK}standings/<str:programme>/<str:entity>/"
MODEL = f"{DESK}models/<int:model_id>/"

urlpatterns = [
    path(DESK, views.list_decisions, name="decisions"),
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
    path(f"{DESK}decide/<int:consignment_id>/", views.decide, name="decide"),
    path(f"{DESK}<str:number>/", views.show_decision, name="decision"),
]
