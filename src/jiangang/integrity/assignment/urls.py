"""Addresses of the draw."""

from django.urls import path

from jiangang.integrity.assignment import views

app_name = "assignment"
urlpatterns = [
    path("desk/draws/", views.board, name="board"),
    path("desk/draws/days/", views.show_commitments, name="commitments"),
    path("desk/draws/days/commit/", views.commit_tomorrow, name="commit"),
    path("desk/draws/<int:draw_id>/", views.show_draw, name="draw"),
    path("desk/draws/<int:draw_id>/proof.json", views.download_proof, name="proof"),
    path("desk/draws/<int:draw_id>/redraw/", views.ask_redraw, name="redraw"),
    path("desk/draws/redraw/<int:request_id>/approve/", views.approve_redraw, name="approve"),
]
