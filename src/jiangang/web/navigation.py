"""The menu: one readable list. An entry shows only to actors who hold its permission."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from jiangang.kernel.permissions import Permission
from jiangang.kernel.texts import text


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: where it leads, who sees it, the key of its label."""

    url_name: str
    permission: str
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the layout draws it."""

    label: str
    url: str
    active: bool
    count: int | None = None


ENTRIES: tuple[Entry, ...] = (
    Entry("declarations:desk_list", "declarations.notice.view", "web.menu.notices"),
    Entry("declarations:portal_list", "declarations.notice.file", "web.menu.my_notices"),
    Entry("targeting:decisions", "targeting.decision.view", "web.menu.targeting"),
    Entry("assignment:board", "assignment.draw.view", "web.menu.draws"),
    Entry("inspection:mine", "inspection.task.view", "web.menu.inspections"),
    Entry("disposition:queue", "disposition.decision.view", "web.menu.dispositions"),
    Entry("certificates:list", "certificates.certificate.view", "web.menu.certificates"),
    Entry("interests:list", "interests.interest.view", "web.menu.interests"),
    Entry("figures:list", "figures.figure.view", "web.menu.figures"),
    Entry("organisations:list", "organisations.firm.view", "web.menu.firms"),
    Entry("organisations:own_account", "organisations.account.manage", "web.menu.own_account"),
    Entry("people:list", "people.person.view", "web.menu.people"),
    Entry("ledger:list", "ledger.entry.view", "web.menu.ledger"),
    Entry("office:settings", "office.settings.view", "web.menu.settings"),
)


def navigation_for(request: HttpRequest) -> list[Shown]:
    """The entries that the request's actor may open, in the order of the list."""
    held: frozenset[str] = request.actor.permissions  # type: ignore[attr-defined]
    shown = []
    for entry in ENTRIES:
        if entry.permission not in held:
            continue
        url = reverse(entry.url_name)
        shown.append(Shown(text(entry.label), url, request.path.startswith(url)))
    return shown


def declared() -> frozenset[str]:
    """Codes of all declared permissions, for the test that every entry names a real one."""
    return frozenset(Permission.all())
