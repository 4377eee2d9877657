"""Reading commitments and draws; what the desk shows is scoped to the reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from jiangang.integrity.assignment import seeds
from jiangang.integrity.assignment.models import Assigned, DayCommitment, Draw, RedrawRequest
from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.methods.findings import Finding, NotFound

ACCEPTANCE = "declarations.notice.accept"
"""The act whose ledger entry is mixed with a case's sub-seed: nobody knows its hash before the case is
accepted.
"""


@dataclass(frozen=True, slots=True)
class MixedEntry:
    """A ledger entry by its place and its leaf hash."""

    sequence: int
    leaf_hash: bytes

    @classmethod
    def of(cls, entry: Any) -> "MixedEntry":
        """The reference to an entry of the ledger."""
        return cls(entry.sequence, bytes(entry.leaf_hash))


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody who was left out of a pool, with the codes of all the reasons."""

    code: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw as the desk shows it; people by code and name."""

    draw_id: int
    case: str
    purpose: str
    day: date
    slot: str
    drawn_at: datetime
    drawn_by: str
    pool: tuple[str, ...]
    excluded: tuple[LeftOut, ...]
    count: int
    result: tuple[str, ...]
    ledger_sequence: int
    root: str
    names: dict[str, str]
    replaces_id: int | None
    replaced_by_id: int | None
    reason: str
    requested_by: str
    approved_by: str
    redraw_request_id: int | None


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A day's promise as the desk shows it."""

    day: date
    series: int
    root: str
    slots: int
    used: int
    committed_at: datetime
    committed_by: str
    ledger_sequence: int


def latest_commitment(day: date) -> DayCommitment | None:
    """The last series of a day, or None when nobody has committed to it."""
    return DayCommitment.objects.select_related("counter").filter(day=day).order_by("-series").first()


def sealed_of(commitment: DayCommitment) -> seeds.Sealed:
    """Which sealed seeds belong to a commitment."""
    return seeds.Sealed(commitment.day, commitment.series, commitment.slots, bytes(commitment.root))


def mixed_entries(cases: Iterable[str]) -> dict[str, MixedEntry]:
    """The entry of acceptance of each case; cases without one are left out."""
    entries: Any = Draw._meta.get_field("entry").related_model
    found = entries._default_manager.filter(act=ACCEPTANCE, case__in=set(cases)).order_by("sequence")
    rows = found.values_list("case", "sequence", "leaf_hash")
    return {case: MixedEntry(sequence, bytes(leaf_hash)) for case, sequence, leaf_hash in rows}


def standing_draws(keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Draw]:
    """The draws that stand (are not replaced) for (case, purpose) pairs; pairs not drawn yet are left out."""
    wanted = set(keys)
    rows = Draw.objects.select_related("commitment").filter(
        case__in={case for case, _ in wanted},
        purpose__in={purpose for _, purpose in wanted},
        replaced_by=None,
    )
    return {(row.case, row.purpose): row for row in rows if (row.case, row.purpose) in wanted}


def load_of(day: date) -> dict[int, int]:
    """How many cases each person has been put on by the standing draws of a day."""
    rows = (
        Assigned.objects.filter(day=day, draw__replaced_by=None).values("person_id").annotate(n=Count("id"))
    )
    return {row["person_id"]: row["n"] for row in rows}


def assigned_people(consignment_number: str) -> tuple[int, ...]:
    """Ids of the people whom the standing draw has put on a consignment, in the order drawn."""
    rows = Assigned.objects.filter(
        draw__case=consignment_number, draw__purpose=Draw.Purpose.INSPECTOR, draw__replaced_by=None
    )
    return tuple(rows.order_by("id").values_list("person_id", flat=True))


def assigned_cases(person_id: int, *, since: date | None = None) -> list[str]:
    """Numbers of the consignments on which standing draws have put a person, the newest first."""
    rows = Assigned.objects.filter(person_id=person_id, draw__replaced_by=None)
    if since is not None:
        rows = rows.filter(day__gte=since)
    return list(rows.order_by("-id").values_list("draw__case", flat=True))


def find_draw(consignment_number: str, purpose: str = Draw.Purpose.INSPECTOR) -> Draw | None:
    """The standing draw of a consignment, or None."""
    return standing_draws({(consignment_number, purpose)}).get((consignment_number, purpose))


def proof(consignment_number: str, purpose: str = Draw.Purpose.INSPECTOR) -> dict[str, Any]:
    """The proof of a consignment's standing draw as the JSON document for `draw verify`; raises NotFound."""
    draw = find_draw(consignment_number, purpose)
    if draw is None:
        raise NotFound(Finding("assignment.finding.not_drawn", params={"number": consignment_number}))
    return dict(draw.proof)


def lock_case(case: str) -> None:
    """Let those who change the draws of one case follow one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"assignment:{case}"])


def get_draw(draw_id: int) -> Draw:
    """The draw; raises NotFound."""
    found = Draw.objects.select_related("commitment").filter(pk=draw_id).first()
    if found is None:
        raise NotFound(Finding("assignment.finding.draw_not_found"))
    return found


def get_redraw_request(request_id: int) -> RedrawRequest:
    """The request for a repeated draw; raises NotFound."""
    found = RedrawRequest.objects.select_related("draw").filter(pk=request_id).first()
    if found is None:
        raise NotFound(Finding("assignment.finding.draw_not_found"))
    return found


def is_replaced(draw: Draw) -> bool:
    """Whether another draw stands in the place of this one."""
    return Draw.objects.filter(replaces=draw).exists()


def people_by_code(draw: Draw, codes: Sequence[str]) -> list[int]:
    """Ids of the people of a draw with these codes."""
    rows = draw.assigned.filter(person__code__in=list(codes))
    return list(rows.values_list("person_id", flat=True))


def visible_draws(actor: Actor) -> QuerySet[Draw]:
    """Draws that the actor may see: none of firms in which they have an interest, the newest first."""
    hidden = sorted(hidden_firm_ids(actor))
    rows = Draw.objects.select_related("commitment", "replaced_by", "redraw_request").order_by("-id")
    return rows.exclude(firm_ids__overlap=hidden) if hidden else rows


def open_requests(actor: Actor) -> QuerySet[Draw]:
    """Draws that the actor may see, that somebody asks to repeat and nobody has repeated."""
    repeated = Draw.objects.exclude(replaces=None).values("replaces_id")
    return visible_draws(actor).exclude(redraw_request=None).exclude(pk__in=repeated)


def get_visible(draw_id: int, actor: Actor) -> Draw:
    """A draw that the actor may see; raises NotFound."""
    found = visible_draws(actor).filter(pk=draw_id).first()
    if found is None:
        raise NotFound(Finding("assignment.finding.draw_not_found"))
    return found


def shape_draws(draws: Iterable[Draw], language: str) -> list[DrawRow]:
    """Draws as a table shows them, with the names of the people drawn; one further query."""
    rows = list(draws)
    names = _names([row.pk for row in rows], language)
    return [_row(row, names) for row in rows]


def commitments(limit: int = 31) -> list[CommitmentRow]:
    """The latest promises, the newest day first."""
    rows = DayCommitment.objects.select_related("counter").order_by("-day", "-series")[:limit]
    return [
        CommitmentRow(
            day=row.day,
            series=row.series,
            root=bytes(row.root).hex(),
            slots=row.slots,
            used=row.counter.next_slot,
            committed_at=row.committed_at,
            committed_by=row.committed_by,
            ledger_sequence=row.counter.ledger_sequence,
        )
        for row in rows
    ]


def matches(rows: QuerySet[Draw], words: str) -> QuerySet[Draw]:
    """Draws of cases whose number holds the words."""
    return rows.filter(Q(case__icontains=words.strip()))


def _names(draw_ids: Sequence[int], language: str) -> dict[str, str]:
    rows = Assigned.objects.filter(draw_id__in=draw_ids).select_related("person")
    return {row.person.code: row.person.name_in(language) for row in rows}


def _row(draw: Draw, names: dict[str, str]) -> DrawRow:
    replaced, asked = getattr(draw, "replaced_by", None), getattr(draw, "redraw_request", None)
    return DrawRow(
        draw_id=draw.pk,
        case=draw.case,
        purpose=draw.purpose,
        day=draw.commitment.day,
        slot=seeds.label(draw.commitment.series, draw.slot),
        drawn_at=draw.drawn_at,
        drawn_by=draw.drawn_by,
        pool=tuple(draw.pool),
        excluded=tuple(LeftOut(each["code"], tuple(each["reasons"])) for each in draw.excluded),
        count=draw.k,
        result=tuple(draw.result),
        ledger_sequence=draw.entry_id,
        root=bytes(draw.commitment.root).hex(),
        names={code: names[code] for code in draw.result if code in names},
        replaces_id=draw.replaces_id,
        replaced_by_id=replaced.pk if replaced else None,
        reason=draw.reason,
        requested_by=draw.requested_by,
        approved_by=draw.approved_by,
        redraw_request_id=asked.pk if asked else None,
    )
