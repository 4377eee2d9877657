"""The menu: one readable list. An entry shows only to actors who hold its permission."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from jiangang.kernel.permissions import Actor, Permission
from jiangang.kernel.texts import text


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu: where it leads, who sees it (nobody's permission: everybody), the key of its
    label, the key of its group; `trade` entries show only to firms' people.
    """

    url_name: str
    permission: str
    label: str
    group: str = ""
    trade: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the layout draws it."""

    label: str
    url: str
    active: bool
    group: str = ""
    count: int | None = None


HOME = "web.menu.home"
PORT = "web.menu.group_port"
INTEGRITY = "web.menu.group_integrity"
FIGURES = "web.menu.group_figures"
OFFICE = "web.menu.group_office"

ENTRIES: tuple[Entry, ...] = (
    Entry("desk_home", "", HOME),
    Entry("declarations:desk_list", "declarations.notice.view", "web.menu.notices", PORT),
    Entry("targeting:board", "targeting.decision.view", "web.menu.targeting_board", PORT),
    Entry("targeting:decisions", "targeting.decision.view", "web.menu.targeting", PORT),
    Entry("targeting:policies", "targeting.policy.view", "web.menu.policies", PORT),
    Entry("targeting:alerts", "targeting.alert.view", "web.menu.alerts", PORT),
    Entry("targeting:standings", "targeting.standing.view", "web.menu.reductions", PORT),
    Entry("targeting:models", "targeting.model.view", "web.menu.models", PORT),
    Entry("inspection:awaiting", "inspection.task.open", "web.menu.awaiting", PORT),
    Entry("inspection:mine", "inspection.task.record", "web.menu.my_inspections", PORT),
    Entry("inspection:all", "inspection.record.view", "web.menu.inspections", PORT),
    Entry("disposition:queue", "disposition.decision.view", "web.menu.dispositions", PORT),
    Entry("disposition:decided", "disposition.decision.view", "web.menu.decided", PORT),
    Entry("certificates:list", "certificates.certificate.view", "web.menu.certificates", PORT),
    Entry("exchange:papers", "exchange.envelope.view", "web.menu.exchange", PORT),
    Entry("organisations:list", "organisations.firm.view", "web.menu.firms", PORT),
    Entry("parties:list", "parties.standing.view", "web.menu.standings", PORT),
    Entry("organisations:recoveries", "organisations.recovery.vouch", "web.menu.recoveries", PORT),
    Entry("interests:list", "interests.interest.view", "web.menu.interests", INTEGRITY),
    Entry("interests:register", "interests.register.view", "web.menu.register", INTEGRITY),
    Entry("assignment:board", "assignment.draw.view", "web.menu.draws", INTEGRITY),
    Entry("assignment:commitments", "assignment.draw.view", "web.menu.commitments", INTEGRITY),
    Entry("targeting:audit", "targeting.audit.view", "web.menu.audits", INTEGRITY),
    Entry("ledger:list", "ledger.entry.view", "web.menu.ledger", INTEGRITY),
    Entry("register:desk", "register.state.view", "web.menu.paper_register", INTEGRITY),
    Entry("targeting:coverage", "targeting.coverage.view", "web.menu.coverage", FIGURES),
    Entry("targeting:leakage", "targeting.coverage.view", "web.menu.leakage", FIGURES),
    Entry("figures:list", "figures.figure.view", "web.menu.figures", FIGURES),
    Entry("people:list", "people.person.view", "web.menu.people", OFFICE),
    Entry("people:grants", "people.person.view", "web.menu.grants", OFFICE),
    Entry("codes:editions", "codes.edition.view", "web.menu.codes", OFFICE),
    Entry("reference:rate_list", "money.rate.enter", "web.menu.rates", OFFICE),
    Entry("reference:calendar_list", "calendar.year.load", "web.menu.calendar", OFFICE),
    Entry("privacy:retention", "privacy.retention.view", "web.menu.retention", OFFICE),
    Entry("jobs:list", "", "web.menu.jobs", OFFICE),
    Entry("jobs:failures", "jobs.job.view", "web.menu.job_failures", OFFICE),
    Entry("office:settings", "office.settings.view", "web.menu.settings", OFFICE),
    Entry("portal_home", "", "web.menu.portal_home", trade=True),
    Entry("declarations:portal_list", "declarations.notice.file", "web.menu.my_notices", trade=True),
    Entry("declarations:portal_upload", "declarations.notice.import", "web.menu.upload", trade=True),
    Entry(
        "certificates:own_list", "certificates.certificate.receive", "web.menu.my_certificates", trade=True
    ),
    Entry("organisations:own_account", "organisations.account.manage", "web.menu.own_account", trade=True),
)


def navigation_for(request: HttpRequest) -> list[Shown]:
    """The entries that the request's actor may open, in the order of the list; the nearest is marked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    open_to = [
        (entry, reverse(entry.url_name))
        for entry in ENTRIES
        if entry.trade is actor.is_trade and (not entry.permission or entry.permission in actor.permissions)
    ]
    here = max((url for _, url in open_to if request.path.startswith(url)), key=len, default="")
    return [
        Shown(text(entry.label), url, url == here, text(entry.group) if entry.group else "")
        for entry, url in open_to
    ]


def declared() -> frozenset[str]:
    """Codes of all declared permissions, for the test that every entry names a real one."""
    return frozenset(Permission.all())
