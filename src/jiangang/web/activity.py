"""When a session was last used, for the list of one's sessions: noted every few minutes, not at every page.

A note is a write that the disk is waited for; at every page it would be most of what a page costs.
"""

from collections.abc import Callable
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

from jiangang.kernel.office.api import clock

EVERY = timedelta(minutes=5)
NOTED = "activity_noted"


class SessionActivityMiddleware:
    """Notes who uses a session from where, the first time and then every few minutes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key and _is_due(request):
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _is_due(request: HttpRequest) -> bool:
    """Whether the last note is old; says in the session that one is made now."""
    now = clock().timestamp()
    last = request.session.get(NOTED)
    if isinstance(last, float) and now - last < EVERY.total_seconds():
        return False
    request.session[NOTED] = now
    return True
