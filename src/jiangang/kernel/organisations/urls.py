"""Addresses of the register of firms."""

from django.urls import path

from jiangang.kernel.organisations import views

app_name = "organisations"
urlpatterns = [
    path("desk/firms/", views.list_firms, name="list"),
    path("desk/firms/new/", views.register, name="register"),
    path("desk/firms/<int:firm_id>/", views.show_firm, name="firm"),
    path("desk/firms/<int:firm_id>/account/", views.open_account, name="open_account"),
    path("desk/firms/recoveries/", views.recoveries, name="recoveries"),
    path("portal/account/", views.own_account, name="own_account"),
    path("portal/account/<int:posting_id>/end/", views.end_member, name="end_member"),
    path("account/recover/", views.recover, name="recover"),
    path("account/recover/<int:recovery_id>/vouch/", views.vouch, name="vouch"),
]
