"""The address plan: which room answers under which prefix. Faces: /desk staff, /portal trade, the rest
public.
"""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path


def room_urls() -> list[URLPattern | URLResolver]:
    """Every installed room's own `urls` module, under its own prefixes (`desk/…`, `portal/…`, public
    ones).
    """
    found: list[URLPattern | URLResolver] = []
    for config in apps.get_app_configs():
        is_room = config.name.startswith("jiangang.") and config.name != "jiangang.config"
        if is_room and find_spec(f"{config.name}.urls"):
            found.append(path("", include(f"{config.name}.urls")))
    return found


def machine_api() -> list[URLPattern | URLResolver]:
    """The machine API, assembled from the rooms' `endpoints` modules."""
    module = import_module("jiangang.config.machine_api")
    return [path("api/", module.api.urls)]


urlpatterns = [
    *room_urls(),
    *machine_api(),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
]
