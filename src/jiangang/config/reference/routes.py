"""Reference page of the addresses, and the matrix of posts and addresses."""

from jiangang.config.reference import markdown
from jiangang.config.reference.gathering import Route, permissions_of_post, posts, routes

OPEN, SHUT, SIGN_IN = "yes", "–", "sign in"


def render() -> str:
    """Every address with its access."""
    rows = [
        (markdown.code(f"/{route.pattern}"), markdown.code(route.label), _face(route), access_words(route))
        for route in routes()
    ]
    return markdown.page(
        "Routes",
        "Every address of the server and who may open it. A page without a declaration is refused to "
        "everybody.",
        markdown.table(("Address", "Name", "Face", "Open to"), rows),
    )


def render_matrix() -> str:
    """Posts across, addresses down; the same table is tried with real requests in tests/architecture."""
    kinds = [post["code"] for post in posts()]
    held = {kind: permissions_of_post(kind) for kind in kinds}
    rows = [
        (
            markdown.code(route.label),
            _before_signing_in(route),
            *(OPEN if route.open_to(held[kind]) else SHUT for kind in kinds),
        )
        for route in routes()
        if not route.is_machine
    ]
    return markdown.page(
        "Role × URL matrix",
        "Which kind of post of a first office may open which page. The record behind the address may "
        "still refuse: another firm's record answers 404, a recused person 403. The machine API "
        "checks its permissions in the operations (see permissions.md).",
        markdown.table(("Page", "nobody yet", *kinds), rows),
    )


def access_words(route: Route) -> str:
    """Who may open an address, in words."""
    access = route.access
    if access is None:
        return f"nobody: {route.closed_because or 'undeclared'}"
    if access.permission is not None:
        return f"holders of {markdown.code(access.permission)}"
    who = "everybody who has signed in" if access.signed_in else "everybody"
    return f"{who}: {access.because}"


def _before_signing_in(route: Route) -> str:
    if route.access is None:
        return SHUT
    return OPEN if route.open_to(None) else SIGN_IN


def _face(route: Route) -> str:
    first = route.pattern.partition("/")[0]
    return first if first in {"desk", "portal", "api", "account"} else "public"
