"""New consignments as rows that are not written yet, for bulk loads that write them by themselves.

The rows are made by the same functions as those of a filing; nothing here is written or numbered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField

from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor
from jiangang.kernel.search import api as search
from jiangang.port.declarations.content import read_payload, safe_payload
from jiangang.port.declarations.indexing import findable
from jiangang.port.declarations.models import Consignment, Notice, NoticeLine, RefusedFiling
from jiangang.port.declarations.operations.deciding import acceptance_facts
from jiangang.port.declarations.operations.examining import Examined, Registers, examine, plain_findings
from jiangang.port.declarations.operations.saving import (
    CLASS_OF_DIRECTION,
    SERIES,
    Incoming,
    describe,
    firms_of,
    new_lines,
    new_notice,
)
from jiangang.port.declarations.queries import ConsignmentRow, LineRow

GIVEN_APART = ("notice_id", "container_numbers", "lines")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A consignment with its first notice and lines, their ids given and nothing of them written."""

    consignment: Consignment
    notice: Notice
    lines: tuple[NoticeLine, ...]
    examined: Examined

    @property
    def acceptance_facts(self) -> dict[str, Any]:
        """What the ledger says when this notice is accepted."""
        return acceptance_facts(self.notice, self.examined)

    def findable(self, chinese: dict[int, str], english: dict[int, str]) -> search.Findable:
        """The entry of the search index; names of firms by id in both languages."""
        return findable(self.consignment, chinese, english)

    def as_row(self) -> ConsignmentRow:
        """The consignment as other departments see it."""
        fields = LineRow.__dataclass_fields__
        named = (name for name in ConsignmentRow.__dataclass_fields__ if name not in GIVEN_APART)
        return ConsignmentRow(
            **{name: getattr(self.consignment, name) for name in named},
            container_numbers=tuple(self.consignment.container_numbers),
            notice_id=self.notice.pk,
            lines=tuple(LineRow(*(getattr(line, name) for name in fields)) for line in self.lines),
        )


def examine_many(payloads: Sequence[Mapping[str, Any]], *, actor: Actor, at: datetime) -> list[Examined]:
    """Examine payloads of one day as a filing does, with a few queries for all of them."""
    read = [read_payload(payload) for payload in payloads]
    registers = Registers.read([content for content, _ in read], office.local_day(at), actor)
    return [examine(content, unread, registers=registers, actor=actor) for content, unread in read]


def series_of(examined: Examined) -> tuple[str, dict[str, str]]:
    """The series that numbers the consignment, and the parts that it asks for."""
    return SERIES, {"class": CLASS_OF_DIRECTION[examined.content.direction]}


def prepare_consignment(
    incoming: Incoming, *, number: str, ids: tuple[int, int, Sequence[int]], actor: Actor, at: datetime
) -> Prepared:
    """The rows of a new consignment under a number. ids: of the consignment, its notice and its lines."""
    examined = incoming.examined
    importer_id, agent_id = firms_of(examined, {})
    consignment = Consignment(id=ids[0], number=number, filed_at=at, filed_by=actor.key)
    describe(consignment, examined.content, importer_id=importer_id, agent_id=agent_id)
    notice = new_notice(consignment, incoming, actor=actor, at=at)
    notice.pk = ids[1]
    lines = new_lines(notice, examined.content)
    for line, line_id in zip(lines, ids[2], strict=True):
        line.pk, line.notice_id = line_id, notice.pk
        _settle(line)
    _settle(consignment)
    return Prepared(consignment, notice, tuple(lines), examined)


def _settle(row: Consignment | NoticeLine) -> None:
    """Give numbers as many decimals as the database will give them back with."""
    for name, unit in _DECIMALS[type(row)]:
        value = getattr(row, name)
        if value is not None:
            setattr(row, name, value.quantize(unit))


_DECIMALS = {
    model: [
        (field.attname, Decimal(1).scaleb(-(field.decimal_places or 0)))
        for field in model._meta.concrete_fields
        if isinstance(field, DecimalField)
    ]
    for model in (Consignment, NoticeLine)
}


def prepare_refusal(incoming: Incoming, *, actor: Actor, at: datetime) -> RefusedFiling:
    """The row of a filing that its findings keep out."""
    return RefusedFiling(
        firm_id=actor.firm_id,
        source=incoming.source,
        payload=safe_payload(incoming.payload),
        findings=plain_findings(incoming.examined.findings),
        refused_at=at,
        filed_by=actor.key,
    )
