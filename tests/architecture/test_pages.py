"""Every address says who may open it; what the wiring says of libraries' pages fits what is there."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jiangang.config.reference.gathering import Route, declared_access, routes
from jiangang.config.wiring import CLOSED_PAGES, THIRD_PARTY_PAGES
from jiangang.kernel.permissions import public_page
from tests.architecture.source import nothing


def undeclared(found: Iterable[Route]) -> list[str]:
    """Addresses that nobody declared, neither open nor closed."""
    return [route.label for route in found if route.access is None and not route.closed_because]


def test_every_address_is_declared() -> None:
    nothing(undeclared(routes()))


def test_no_address_has_two_declarations() -> None:
    ours = {route.name for route in routes() if getattr(route.view, "access", None) is not None}
    nothing(sorted(ours & (THIRD_PARTY_PAGES.keys() | CLOSED_PAGES.keys())))
    nothing(sorted(THIRD_PARTY_PAGES.keys() & CLOSED_PAGES.keys()))


def test_the_wiring_names_pages_that_exist() -> None:
    names = {route.name for route in routes()} | {f"{route.name.partition(':')[0]}:*" for route in routes()}
    nothing(sorted((THIRD_PARTY_PAGES.keys() | CLOSED_PAGES.keys()) - names))


def test_every_page_of_ours_has_a_name_of_its_room() -> None:
    ours = [route for route in routes() if route.view.__module__.startswith("jiangang.")]
    nothing(f"{route.pattern} {route.name!r}" for route in ours if not route.name or route.name.endswith(":"))
    names = [route.name for route in ours]
    nothing(sorted({name for name in names if names.count(name) > 1}))


def test_an_undeclared_address_is_found() -> None:
    def silent(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    @public_page("an example")
    def said(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    patterns = [path("a/", silent, name="example:silent"), path("b/", said, name="example:said")]
    found = [
        Route(str(each.pattern), each.name, each.callback, declared_access(each.callback, each.name))
        for each in patterns
    ]
    assert undeclared(found) == ["example:silent"]
