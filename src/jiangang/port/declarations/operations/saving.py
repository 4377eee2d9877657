"""Writing examined notices: one way for one notice and for many, so that the two cannot differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.numbering import api as numbering
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor
from jiangang.port.declarations.content import NoticeContent, safe_payload
from jiangang.port.declarations.identity import Named
from jiangang.port.declarations.indexing import index_consignments
from jiangang.port.declarations.models import Consignment, Notice, NoticeLine
from jiangang.port.declarations.operations.examining import Examined, plain_findings

SERIES = "declarations.notice"
CLASS_OF_DIRECTION = {"import": "1", "export": "2"}
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """One notice on its way in. `request_key` is complete (with whose it is), or None."""

    payload: Mapping[str, Any]
    examined: Examined
    source: str
    source_name: str = ""
    request_key: str | None = None

    @property
    def content(self) -> NoticeContent:
        """What the notice says."""
        return self.examined.content


@dataclass(frozen=True, slots=True)
class Saved:
    """A consignment with its notice and lines, as written."""

    consignment: Consignment
    notice: Notice
    lines: tuple[NoticeLine, ...]

    @property
    def act(self) -> tuple[models.Model, ...]:
        """The rows that one ledger entry covers."""
        return (self.consignment, self.notice, *self.lines)


def save_new(incoming: Sequence[Incoming], *, actor: Actor, at: datetime) -> list[Saved]:
    """Write new consignments with their first notices, number them, index them, enter them in the ledger."""
    if not incoming:
        return []
    ledger.take_turn()
    firms = _firms(incoming, actor=actor, at=at)
    ids = _next_ids(Consignment, len(incoming))
    numbers = _numbers(incoming, ids, actor=actor, at=at)
    consignments = []
    for consignment_id, number, each in zip(ids, numbers, incoming, strict=True):
        importer_id, agent_id = firms_of(each.examined, firms)
        consignment = Consignment(id=consignment_id, number=number, filed_at=at, filed_by=actor.key)
        describe(consignment, each.content, importer_id=importer_id, agent_id=agent_id)
        consignments.append(consignment)
    Consignment.objects.bulk_create(consignments, batch_size=CHUNK)
    pairs = zip(consignments, incoming, strict=True)
    notices = Notice.objects.bulk_create(
        [new_notice(consignment, each, actor=actor, at=at) for consignment, each in pairs], batch_size=CHUNK
    )
    saved = _with_lines(consignments, notices, incoming)
    index_consignments(consignments, actor=actor)
    ledger.append_many(
        [
            ledger.Act(
                actor=actor,
                at=at,
                act="declarations.notice.file",
                subject=f"consignment:{each.consignment.number}",
                case=each.consignment.number,
                rows=each.act,
                facts={"version": 1, "content": each.notice.content_digest, "source": each.notice.source},
            )
            for each in saved
        ]
    )
    return saved


def describe(
    consignment: Consignment, content: NoticeContent, *, importer_id: int | None, agent_id: int | None
) -> None:
    """Write what the current notice says onto the consignment."""
    consignment.direction = content.direction
    consignment.importer_id = importer_id
    consignment.agent_id = agent_id
    for name in (
        "exporter_name",
        "stated_on",
        "arrives_on",
        "inspection_place",
        "transport_mode",
        "vessel_name",
        "vessel_imo",
        "voyage",
        "departure_country",
        "purpose",
        "origin_country",
        "hs_code",
        "net_mass",
        "total_value",
        "currency",
    ):
        setattr(consignment, name, getattr(content, name))
    consignment.container_numbers = list(content.container_numbers)
    consignment.line_count = len(content.lines)


def new_notice(consignment: Consignment, incoming: Incoming, *, actor: Actor, at: datetime) -> Notice:
    """The notice row for an incoming notice, not yet written."""
    content = incoming.content
    return Notice(
        consignment=consignment,
        source=incoming.source,
        source_name=incoming.source_name[:200],
        source_row=content.row,
        payload=safe_payload(incoming.payload),
        content_digest=content.digest,
        request_key=incoming.request_key,
        findings=plain_findings(incoming.examined.findings),
        rules=list(incoming.examined.rules),
        filed_at=at,
        filed_by=actor.key,
    )


def new_lines(notice: Notice, content: NoticeContent) -> list[NoticeLine]:
    """The line rows of a notice, not yet written."""
    return [
        NoticeLine(
            notice=notice,
            line_no=position,
            hs_code=line.hs_code,
            description=line.description,
            origin=line.origin,
            quantity=line.quantity,
            unit=line.unit,
            packages=line.packages,
            package_kind=line.package_kind,
            net_mass=line.net_mass,
            value=line.value,
            currency=line.currency,
        )
        for position, line in enumerate(content.lines, start=1)
    ]


def firms_of(examined: Examined, firms: Mapping[tuple[str, str], int]) -> tuple[int | None, int | None]:
    """Ids of importer and agent, those just registered included."""
    importer = examined.importer_id or firms.get((examined.importer.scheme, examined.importer.number))
    agent = examined.agent_id or firms.get((examined.agent.scheme, examined.agent.number))
    return importer, agent


def register_unknown(
    examined: Sequence[Examined], *, actor: Actor, at: datetime
) -> dict[tuple[str, str], int]:
    """Register provisionally the firms that notices name and nobody knows; ids by (scheme, number)."""
    unknown: dict[str, dict[str, Named]] = {}
    for each in examined:
        for named, known in ((each.importer, each.importer_id), (each.agent, each.agent_id)):
            if named.number and known is None:
                unknown.setdefault(named.scheme, {}).setdefault(named.number, named)
    found: dict[tuple[str, str], int] = {}
    for scheme, by_number in unknown.items():
        # Asked again now that the ledger's turn is ours: another filing may just have registered them.
        there = organisations.find_firms(scheme, set(by_number))
        fresh = {number: named for number, named in by_number.items() if number not in there}
        found |= {(scheme, number): firm_id for number, firm_id in there.items()}
        found |= _register(scheme, fresh, actor=actor, at=at)
    return found


def _register(
    scheme: str, named: Mapping[str, Named], *, actor: Actor, at: datetime
) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    bare = [number for number, each in named.items() if not each.name]
    for number, each in named.items():
        if each.name:
            firm = organisations.register_firm(
                scheme=scheme, value=number, **_names(each.name), is_provisional=True, actor=actor, at=at
            )
            found[scheme, number] = firm.pk
    if bare:
        made = organisations.register_provisional_firms(scheme=scheme, values=bare, actor=actor, at=at)
        found |= {(scheme, number): firm_id for number, firm_id in made.items()}
    return found


def _names(name: str) -> dict[str, str]:
    return {"name_en": name} if name.isascii() else {"name_zh": name}


def _firms(incoming: Sequence[Incoming], *, actor: Actor, at: datetime) -> dict[tuple[str, str], int]:
    return register_unknown([each.examined for each in incoming], actor=actor, at=at)


def _numbers(incoming: Sequence[Incoming], ids: Sequence[int], *, actor: Actor, at: datetime) -> list[str]:
    numbers = [""] * len(incoming)
    for direction, part in CLASS_OF_DIRECTION.items():
        places = [place for place, each in enumerate(incoming) if each.content.direction == direction]
        issued = numbering.issue_many(
            SERIES,
            subjects=[f"declarations.consignment:{ids[place]}" for place in places],
            parts={"class": part},
            actor=actor,
            at=at,
        )
        for place, number in zip(places, issued, strict=True):
            numbers[place] = number
    return numbers


def _with_lines(
    consignments: Sequence[Consignment], notices: Sequence[Notice], incoming: Sequence[Incoming]
) -> list[Saved]:
    grouped = [new_lines(notice, each.content) for notice, each in zip(notices, incoming, strict=True)]
    NoticeLine.objects.bulk_create([line for lines in grouped for line in lines], batch_size=CHUNK)
    return [
        Saved(consignment, notice, tuple(lines))
        for consignment, notice, lines in zip(consignments, notices, grouped, strict=True)
    ]


def _next_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids from the table's own sequence, so that a number can name its consignment before either is
    written.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]
