"""Addresses of the exchange."""

from django.urls import path

from jiangang.port.exchange import views

app_name = "exchange"
urlpatterns = [
    path("desk/exchange/", views.list_papers, name="papers"),
    path("desk/exchange/papers/<int:paper_id>/", views.show_paper, name="paper"),
    path("desk/exchange/papers/<int:paper_id>/xml/", views.paper_xml, name="paper_xml"),
    path("desk/exchange/papers/<int:paper_id>/draft/", views.draft_notice, name="draft"),
    path("desk/exchange/papers/<int:paper_id>/note/", views.note_paper, name="note"),
    path("desk/exchange/papers/<int:paper_id>/reject/", views.reject_paper, name="reject"),
    path("desk/exchange/envelopes/", views.list_envelopes, name="envelopes"),
    path("desk/exchange/envelopes/undelivered/", views.list_dead, name="dead"),
    path("desk/exchange/envelopes/<int:envelope_id>/", views.show_envelope, name="envelope"),
    path("desk/exchange/envelopes/<int:envelope_id>/xml/", views.envelope_xml, name="envelope_xml"),
    path("desk/exchange/envelopes/<int:envelope_id>/again/", views.send_again, name="again"),
    path("desk/exchange/envelopes/<int:envelope_id>/give-up/", views.give_up, name="give_up"),
]
