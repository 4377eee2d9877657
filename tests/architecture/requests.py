"""Real requests for the role × URL matrix: who asks, for which address, with which record behind it."""

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

from jiangang.config.reference.gathering import Route, room_of

ANSWERS = {200, 302, 404, 405, 422}
"""What a page may answer to whoever may open it: also a missing record, a wrong method, an unfit query."""

IN_THE_MIDDLE = ("mfa_authenticate", "mfa_login_webauthn")
"""Steps of signing in, which send back to its beginning whoever has not begun."""

DRAWN = (
    "inspection:show",
    "inspection:record",
    "inspection:confirm",
    "inspection:correct",
    "inspection:evidence",
)
"""Pages that only the drawn people may open: to their colleagues the record answers 403 with the reason."""

WITHOUT_RECORD: Mapping[str, Any] = {"IntConverter": 1, "UUIDConverter": "0" * 32}


def address(route: Route) -> str:
    """The route's address with the first record that fits its arguments, or with one that does not exist."""
    room = room_of(route.view.__module__)
    values = {name: sample(room, name, kind) for name, kind in route.arguments.items()}
    try:
        return reverse(route.name, kwargs=values)
    except NoReverseMatch:
        return reverse(route.name, kwargs={**values, **dict.fromkeys(values, "1")})


def sample(room: str, name: str, kind: str) -> Any:
    """A value for an argument: `notice_id` is the first Notice's key, `number` the room's first number."""
    noun = name.removesuffix("_id").replace("_", "")
    models = sorted(apps.get_models(), key=lambda model: model._meta.app_label != room)
    for model in models:
        if name.endswith("_id") and model._meta.model_name == noun:
            return first(model, "pk") or WITHOUT_RECORD.get(kind, "none")
        if model._meta.app_label == room and name in {field.name for field in model._meta.concrete_fields}:
            found = first(model, name)
            if found:
                return found
    return WITHOUT_RECORD.get(kind, "none")


def first(model: type[Model], field: str) -> Any:
    """A field of the model's first record, or None."""
    return model._default_manager.order_by("pk").values_list(field, flat=True).first()


def asked(client: Client, route: Route) -> tuple[int, str]:
    """Status and target of a GET; an exception in the view counts as 500."""
    client.raise_request_exception = False
    response = client.get(address(route))
    return response.status_code, response.headers.get("Location", "")


def fault(route: Route, who: str, permissions: frozenset[str] | None, answer: tuple[int, str]) -> str:
    """What is wrong with an answer by the declaration of the page; empty when it is right."""
    status, target = answer
    wrong = f"{who} {route.label} answers {status} {target}".rstrip()
    if route.access is None:
        return "" if status == 403 else f"{wrong}, though it is closed"
    if route.open_to(permissions):
        sent_back = target.startswith("/account/login/") and route.name not in IN_THE_MIDDLE
        by_record = status == 403 and route.name in DRAWN
        return "" if (status in ANSWERS or by_record) and not sent_back else wrong
    if permissions is None:
        return "" if status == 302 and target.startswith("/account/login/") else f"{wrong} to a stranger"
    return "" if status == 403 else f"{wrong}, though the post may not open it"
