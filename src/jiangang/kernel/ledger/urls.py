"""Addresses of the ledger."""

from django.urls import path

from jiangang.kernel.ledger import views

app_name = "ledger"
urlpatterns = [
    path("desk/ledger/", views.list_entries, name="list"),
    path("desk/ledger/<int:sequence>/", views.show_entry, name="entry"),
    path("desk/ledger/<int:sequence>/proof.json", views.download_proof, name="proof"),
]
