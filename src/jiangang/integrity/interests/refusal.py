"""Recusal: the refuser that every operation and every scoped query asks first (listed in `config/wiring.py`).

Outside a web request each question is one query, so that an interest declared a moment ago counts at once.
Inside a request the answer is asked once per person and day and forgotten when the request ends.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.http import HttpRequest, HttpResponse

from jiangang.integrity.interests.queries import firms_of_interest
from jiangang.integrity.interests.rules import recused
from jiangang.kernel.permissions import Actor
from jiangang.kernel.permissions.checking import firm_ids_of
from jiangang.methods.findings import Finding

_Remembered = dict[tuple[int, date], frozenset[int]]
_remembered: ContextVar[_Remembered | None] = ContextVar("interests_remembered", default=None)


class Recusal:
    """Keeps an actor from the firms in which they have an interest on the actor's day."""

    def refuse(self, actor: Actor, permission: str, subject: object) -> Finding | None:
        """The reason why `actor` may not act on `subject`, or None; at most one query."""
        firm_ids = firm_ids_of(subject)
        if firm_ids and firm_ids & self.hidden_firm_ids(actor):
            return recused()
        return None

    def hidden_firm_ids(self, actor: Actor) -> frozenset[int]:
        """Firms whose records scoped queries must not show to `actor`; none for a part of the system."""
        if actor.person_id is None:
            return frozenset()
        remembered = _remembered.get()
        if remembered is None:
            return firms_of_interest(actor.person_id, actor.on)
        key = (actor.person_id, actor.on)
        if key not in remembered:
            remembered[key] = firms_of_interest(*key)
        return remembered[key]


RECUSAL = Recusal()


@contextmanager
def one_look() -> Iterator[None]:
    """Within this block each (person, day) is looked up once; the next block starts with nothing
    remembered.
    """
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def forget() -> None:
    """Forget what this request has looked up; called by the acts that change the register."""
    remembered = _remembered.get()
    if remembered is not None:
        remembered.clear()


class OneLookMiddleware:
    """Gives each web request one look at the register of interests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_look():
            return self.get_response(request)
