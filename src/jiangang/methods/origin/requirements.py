"""What a good must meet besides its criterion: more than minimal operations, direct transport, timely issue.

Each is yes, no, or not known; a term or list that no source gives is not known and never assumed.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from jiangang.methods.calendar import WorkingCalendar
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.origin.agreements import Edition, Issue
from jiangang.methods.origin.goods import Case
from jiangang.methods.register import method


@dataclass(frozen=True, slots=True)
class Met:
    """The answer to one requirement: yes, no or None, and a word that says why."""

    answer: bool | None
    why: str


@dataclass(frozen=True, slots=True)
class Timely:
    """Issue of a certificate: `normal`, `retroactive`, `too_late` or None, the mark it carries, and the last
    day of its life (None where no source gives the term).
    """

    kind: str | None
    mark: str
    valid_until: date | None
    holidays_unknown: bool = False


@method(
    "origin.minimal_operations",
    source="RCEP article 3.6: operations that never confer origin on foreign materials",
    verified="List (a)–(e) read in a mirrored text, the rest in article 2.6, paragraph 5",
)
def weigh_operations(case: Case, edition: Edition) -> Met:
    """Whether more was done than the agreement's minimal operations.

    `operations` of the case are names from the agreement's list, `other_operations` anything else that was
    done. Raises Refused for an operation that is not in the list.
    """
    known = set(edition.minimal_operations)
    wrong = [each for each in case.good.operations or () if each not in known]
    if wrong:
        names = ", ".join(sorted(known)) or "–"
        params = {"given": ", ".join(wrong), "known": names}
        raise Refused(
            Finding("methods.origin.finding.operation_unknown", field="good.operations", params=params)
        )
    if case.good.other_operations:
        return Met(True, "other_operations")
    if case.good.operations is None:
        return Met(None, "operations_not_stated")
    if not case.good.operations:
        return Met(None, "operations_not_stated")
    return Met(False, "minimal_only")


@method(
    "origin.direct_transport",
    source="RCEP article 3.15; the conditions are data of each agreement",
    verified="RCEP article 3.15 read in a mirrored text",
)
def weigh_transport(case: Case, edition: Edition) -> Met:
    """Whether the goods went directly, or passed other countries as the agreement lets them."""
    route = case.journey.route
    if route is None:
        return Met(None, "route_not_stated")
    passed = [each.upper() for each in route if each.upper() not in (case.exporting, case.importing)]
    if not passed:
        return Met(True, "direct")
    transport = edition.transport
    if transport is None:
        return Met(None, "no_transport_rule")
    outside = [each for each in passed if each not in edition.parties]
    if transport.transit == "none" or (transport.transit == "parties" and outside):
        return Met(False, "transit_not_allowed")
    shown = [case.journey.shown.get(each) for each in transport.conditions]
    if False in shown:
        return Met(False, "condition_broken")
    return Met(None, "condition_not_shown") if None in shown else Met(True, "under_conditions")


@method(
    "origin.issue",
    source="Terms of issue and validity are data of each agreement, each with its source",
    verified="RCEP validity of one year: article 3.16, paragraph 6; the other terms are not compared",
)
def weigh_issue(shipped: date, issued: date, terms: Issue) -> Timely:
    """How a certificate stands that is issued on a day for goods shipped on another.

    Terms are counted from the day of shipment; months end on the same day of the month, or its last. Working
    days are counted by weekdays alone (`holidays_unknown`).
    """
    until = None if terms.validity_months is None else add_months(issued, terms.validity_months)
    days = (issued - shipped).days
    if days <= 0:
        return Timely("normal", "", until)
    working = terms.day_kind == "working"
    if terms.normal_days is not None:
        if working:
            days = WorkingCalendar((), years=()).working_days_between(shipped, issued)
        if days <= terms.normal_days:
            return Timely("normal", "", until, holidays_unknown=working)
    if terms.retroactive_months is None:
        return Timely(None, "", until, holidays_unknown=working)
    late = issued > add_months(shipped, terms.retroactive_months)
    return Timely("too_late", "", None) if late else Timely("retroactive", terms.mark, until)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_retroactive_day(shipped: date, terms: Issue) -> date | None:
    """The last day on which a certificate can still be issued, or None where no source gives a term."""
    if terms.retroactive_months is not None:
        return add_months(shipped, terms.retroactive_months)
    if terms.normal_days is not None and terms.day_kind == "calendar":
        return shipped + timedelta(days=terms.normal_days)
    return None
