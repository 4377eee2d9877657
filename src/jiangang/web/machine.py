"""How a program signs in to the machine API: `Authorization: Bearer jg_…`."""

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from jiangang.kernel.office.api import local_day
from jiangang.kernel.people.api import actor_for, find_user
from jiangang.methods.findings import Finding, Forbidden
from jiangang.web.second_factor import is_missing


class BrowserAuth(SessionAuth):
    """A signed-in browser, with its CSRF token; not asked when the caller shows a key of its own."""

    def __call__(self, request: HttpRequest) -> object | None:
        if "Authorization" in request.headers:
            return None
        return super().__call__(request)


class BearerAuth(HttpBearer):
    """Turns a key into the actor of its person; an unknown key answers 401.

    A key does no more than its person could at the desk now: where the posts they hold today need a second
    factor and they have none, it is refused (403), however long ago it was made.
    """

    def authenticate(self, request: HttpRequest, token: str) -> object | None:
        now = request.now  # type: ignore[attr-defined]  # set by AccessMiddleware
        user = find_user(token, at=now)
        if user is None:
            return None
        actor = actor_for(user.person, local_day(now), language=user.language)
        if is_missing(user, actor):
            raise Forbidden(Finding("web.finding.second_factor_missing"))
        request.actor = actor  # type: ignore[attr-defined]
        return user
