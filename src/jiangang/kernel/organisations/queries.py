"""Finding firms by number or name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from jiangang.kernel.organisations.models import Firm, FirmIdentifier, Recovery
from jiangang.kernel.permissions import Actor, hidden_firm_ids


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A firm as lists show it."""

    firm_id: int
    name_zh: str
    name_en: str
    country: str
    identifiers: tuple[str, ...]
    is_provisional: bool


def find_firm(scheme: str, value: str) -> Firm | None:
    """The firm that a number names today, or None."""
    found = (
        FirmIdentifier.objects.select_related("firm")
        .filter(scheme=scheme, value=value, valid_until__isnull=True)
        .first()
    )
    return found.firm if found else None


def find_firms(scheme: str, values: set[str]) -> dict[str, int]:
    """Ids of the firms that many numbers of one scheme name today, by number; unknown numbers are absent."""
    rows = FirmIdentifier.objects.filter(scheme=scheme, value__in=values, valid_until__isnull=True)
    return dict(rows.values_list("value", "firm_id"))


def get_firm(firm_id: int) -> Firm:
    """The firm; raises Firm.DoesNotExist."""
    return Firm.objects.get(pk=firm_id)


def firm_names(firm_ids: set[int], language: str) -> dict[int, str]:
    """Names to show, by firm id."""
    if not firm_ids:
        return {}
    return {firm.pk: firm.name_in(language) for firm in Firm.objects.filter(pk__in=firm_ids)}


def firms_called(texts: Collection[str], actor: Actor) -> dict[str, set[int]]:
    """Ids of the firms that an actor may see, by what they are called: a current number of any scheme, or a
    name in either language, letter case aside. A text that calls no firm has an empty set.
    """
    firms = visible_firms(actor).prefetch_related(None)
    lowered = {text.lower() for text in texts}
    named = firms.annotate(zh=Lower("name_zh"), en=Lower("name_en"))
    by_name: dict[str, set[int]] = {}
    for firm_id, *names in named.filter(Q(zh__in=lowered) | Q(en__in=lowered)).values_list("pk", "zh", "en"):
        for name in names:
            by_name.setdefault(name, set()).add(firm_id)
    numbers = FirmIdentifier.objects.filter(value__in=texts, valid_until__isnull=True, firm__in=firms)
    by_number: dict[str, set[int]] = {}
    for value, firm_id in numbers.values_list("value", "firm_id"):
        by_number.setdefault(value, set()).add(firm_id)
    return {text: by_name.get(text.lower(), set()) | by_number.get(text, set()) for text in texts}


def visible_firms(actor: Actor) -> QuerySet[Firm]:
    """Firms that an actor may see: the trade its own, staff all but those they must keep out of."""
    firms = Firm.objects.prefetch_related("identifiers").exclude(pk__in=hidden_firm_ids(actor))
    return firms if actor.firm_id is None else firms.filter(pk=actor.firm_id)


def firm_rows(firms: Sequence[Firm]) -> list[FirmRow]:
    """Firms as lists show them, with their current numbers."""
    return [
        FirmRow(
            firm.pk,
            firm.name_zh,
            firm.name_en,
            firm.country,
            tuple(str(number) for number in firm.identifiers.all() if number.valid_until is None),
            firm.is_provisional,
        )
        for firm in firms
    ]


def find_visible_firm(actor: Actor, firm_id: int) -> FirmRow | None:
    """One firm as lists show it, or None when the actor may not see it."""
    rows = firm_rows(list(visible_firms(actor).filter(pk=firm_id)))
    return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """Somebody who asked for a way back in."""

    recovery_id: int
    username: str
    asked_at: datetime


def open_recoveries(now: datetime, *, firm_id: int | None = None) -> list[RecoveryRow]:
    """Those who asked within the last day and are not back yet; of one firm, or of all."""
    rows = Recovery.objects.filter(used_at=None, asked_at__gt=now - timedelta(days=1)).select_related("user")
    if firm_id is not None:
        rows = rows.filter(user__person__postings__firm_id=firm_id).distinct()
    return [RecoveryRow(row.pk, row.user.username, row.asked_at) for row in rows.order_by("asked_at")]


def find_recovery(actor: Actor, recovery_id: int, *, may_vouch: bool) -> Recovery | None:
    """A request for a way back that the actor may know of: the counter any, the trade their own firm's."""
    rows = Recovery.objects.filter(pk=recovery_id, used_at=None)
    if not may_vouch:
        rows = rows.filter(user__person__postings__firm_id=actor.firm_id or 0).distinct()
    return rows.first()
