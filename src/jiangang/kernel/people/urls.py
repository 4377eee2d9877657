"""Addresses of the people room."""

from django.urls import path

from jiangang.kernel.people import views

app_name = "people"
urlpatterns = [
    path("desk/people/", views.list_people, name="list"),
    path("desk/people/new/", views.add, name="add"),
    path("desk/people/<int:person_id>/", views.show_person, name="person"),
    path("desk/people/<int:person_id>/post/", views.appoint, name="appoint"),
    path("desk/people/<int:person_id>/qualification/", views.qualify, name="qualify"),
    path("desk/people/<int:person_id>/absence/", views.absence, name="absence"),
    path("desk/people/<int:person_id>/sign-in/", views.sign_in, name="sign_in"),
    path("desk/people/<int:person_id>/password/", views.reset_password, name="reset_password"),
    path("desk/people/postings/<int:posting_id>/end/", views.end_posting, name="end_posting"),
    path("desk/people/grants/", views.grants, name="grants"),
    path("desk/people/grants/new/", views.grant, name="grant"),
    path("account/", views.account, name="account"),
    path("account/keys/<int:key_id>/revoke/", views.revoke_key, name="revoke_key"),
]
