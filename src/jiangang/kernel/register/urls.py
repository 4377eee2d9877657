"""Addresses of the register: `/register/` for everybody, `/desk/register/` for the office.

`/register/checkpoint` and `/register/tile/…` are those of the origin in use; with a number before, of any.
"""

from django.urls import path

from jiangang.kernel.register import public, views

app_name = "register"
urlpatterns = [
    path("register/", public.explain, name="public"),
    path("register/checkpoint", public.checkpoint, name="checkpoint"),
    path("register/tile/<path:path>", public.tile, name="tile"),
    path("register/<int:number>/checkpoint", public.checkpoint, name="checkpoint_of"),
    path("register/<int:number>/tile/<path:path>", public.tile, name="tile_of"),
    path("register/keys", public.keys, name="keys"),
    path("register/entries/<int:index>", public.entry, name="entry"),
    path("register/entries/<int:index>/proof", public.proof, name="proof"),
    path("desk/register/", views.show, name="desk"),
    path("desk/register/propose/", views.propose, name="propose"),
    path("desk/register/proposals/<int:proposal_id>/", views.confirm, name="confirm"),
]
