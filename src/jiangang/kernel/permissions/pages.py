"""Declaring who may open a page. A view without a declaration is refused by the middleware."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from jiangang.kernel.permissions.registry import Permission

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """How a page is guarded: by a permission, by any sign-in, or not at all; the last two say why."""

    permission: Permission | None = None
    signed_in: bool = True
    because: str = ""


def page(permission: Permission) -> Callable[[View], View]:
    """The page is for actors who hold `permission`."""
    return _declare(Access(permission=permission))


def signed_in_page(because: str) -> Callable[[View], View]:
    """The page is for everybody who has signed in."""
    return _declare(Access(because=_reason(because)))


def public_page(because: str) -> Callable[[View], View]:
    """The page is for everybody."""
    return _declare(Access(signed_in=False, because=_reason(because)))


def access_of(view: Callable[..., Any]) -> Access | None:
    """The declaration of a view function, or None when there is none."""
    found = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return found if isinstance(found, Access) else None


def _reason(because: str) -> str:
    if not because.strip():
        raise ValueError("say why the page needs no permission")
    return because


def _declare(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # read by the middleware and the matrix test
        return view

    return decorate
