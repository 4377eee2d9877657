"""The machine API: authentication, refusals as JSON, and the routers of the rooms' `endpoints` modules."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from jiangang.kernel.permissions.middleware import STATUS
from jiangang.methods.findings import Refused
from jiangang.web.machine import BearerAuth, BrowserAuth

api = NinjaAPI(
    title="Jiangang",
    version="1",
    urls_namespace="api",
    auth=[BearerAuth(), BrowserAuth(csrf=True)],
    docs_url=None,
)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """A refusal with all its findings: 403 not allowed, 404 not yours, 409 conflict, else 422."""
    status = next((code for kind, code in STATUS if isinstance(refusal, kind)), 422)
    findings: list[dict[str, Any]] = [finding.as_dict() for finding in refusal.findings]
    return api.create_response(request, {"findings": findings}, status=status)


def add_rooms() -> None:
    """Mount `endpoints.router` of every installed room under the room's name."""
    for config in apps.get_app_configs():
        name = f"{config.name}.endpoints"
        if config.name.startswith("jiangang.") and find_spec(name):
            api.add_router(f"/{config.label}/", import_module(name).router, tags=[config.label])


add_rooms()
