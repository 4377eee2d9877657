"""A batch of loaded days: its people, its consignments, and the tables that it writes in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from jiangang.kernel.numbering import api as numbering
from jiangang.kernel.permissions import Actor
from jiangang.port.declarations import api as declarations
from jiangang.rehearsal.day import Cast
from jiangang.rehearsal.loading.journal import Journal
from jiangang.rehearsal.loading.script import CaseScript, DayScript
from jiangang.rehearsal.loading.tables import table

CONSIGNMENT, NOTICE, LINE = "declarations.Consignment", "declarations.Notice", "declarations.NoticeLine"
REFUSAL = "declarations.RefusedFiling"
NUMBER, SEARCH = "numbering.Number", "search.Entry"
DRAW, ASSIGNED = "assignment.Draw", "assignment.Assigned"
DECISION, OUTCOME = "targeting.Decision", "targeting.Outcome"
INSPECTION, INSPECTOR = "inspection.Inspection", "inspection.AssignedInspector"
RESULT, ANSWER, FOUND = "inspection.Result", "inspection.Answer", "inspection.Found"
EVENT = "events.Event"
DISPOSITION, DISPOSAL = "disposition.Disposition", "disposition.Decision"
WRITTEN = (
    CONSIGNMENT, NOTICE, LINE, REFUSAL, NUMBER, SEARCH, DRAW, ASSIGNED, DECISION, OUTCOME, INSPECTION,
    INSPECTOR,
    RESULT, ANSWER, FOUND, DISPOSITION, DISPOSAL, EVENT,
)  # fmt: skip
"""Every table of a load but the ledger's and the steps, in the order in which they are written."""


@dataclass(slots=True)
class Loaded:
    """One consignment of the load on its way."""

    script: CaseScript
    prepared: declarations.Prepared
    lane: str = ""
    decision: Any = None
    inspectors: tuple[int, ...] = ()
    opened: frozenset[int] = frozenset()
    inspection: Any = None
    conforming: bool | None = None

    @property
    def consignment(self) -> Any:
        """The row of the consignment."""
        return self.prepared.consignment

    @property
    def number(self) -> str:
        """The consignment's number, its case."""
        return str(self.prepared.consignment.number)

    @property
    def subject(self) -> str:
        """How the ledger names the consignment."""
        return f"consignment:{self.number}"


@dataclass(slots=True)
class Day:
    """One day of a batch."""

    script: DayScript
    cast: Cast
    journal: Journal
    cases: list[Loaded] = field(default_factory=list)
    people: dict[int, Actor] = field(default_factory=dict)

    def person(self, person_id: int) -> Actor:
        """The actor of a person on this day; asked once for the whole batch."""
        known = self.people.get(person_id)
        if known is None:
            known = self.people[person_id] = self.cast.person(person_id)
        return replace(known, on=self.date)

    @property
    def date(self) -> date:
        """The calendar day."""
        return self.script.day

    def reaching(self, stage: str, lane: str = "") -> list[Loaded]:
        """The cases that come as far as a stage, of one lane or of all."""
        return [case for case in self.cases if case.script.comes_to(stage) and lane in ("", case.lane)]

    def advance(
        self,
        case: Loaded,
        act: str,
        *,
        actor: Actor,
        at: datetime,
        extra: "Extra | None" = None,
        goes_on: bool = False,
    ) -> None:
        """Move the consignment as `declarations.advance` does; `extra` rows and steps wait for this entry.

        goes_on: another act follows in the same write, as by `declarations.move_along`; its entry covers the
        consignment.
        """
        place = table(CONSIGNMENT)
        step = self.journal.move(place, case.consignment, act, case=case.number, actor=actor, at=at)
        self.journal.passed(case.consignment.id, case.consignment.state)
        waiting = extra or Extra()
        self.journal.enter(
            f"declarations.consignment.{act}",
            subject=case.subject,
            case=case.number,
            rows=[*([] if goes_on else [(place, case.consignment)]), *waiting.rows],
            steps=[step, *waiting.steps],
            facts={"state": case.consignment.state},
            actor=actor,
            at=at,
        )

    def publish(self, name: str, payload: dict[str, Any], *, case: str, at: datetime) -> None:
        """Keep an event as the history of its case. Nobody is told of it: what is loaded lies in the past."""
        table(EVENT).new(id=uuid4(), name=name, payload=payload, case=case, at=at)

    def numbered(
        self, series: str, subjects: Sequence[str], parts: dict[str, str] | None = None
    ) -> list[Any]:
        """Numbers of the day for these subjects; when and by whom each is issued is for the caller to say."""
        at, actor = self.script.committed_at, self.cast.of("T001")
        rows = numbering.prepare_many(series, subjects=subjects, actor=actor, at=at, parts=parts)
        number = table(NUMBER)
        for row, key in zip(rows, number.keys(len(rows)), strict=True):
            row.id = key
        number.rows += rows
        return rows


@dataclass(slots=True)
class Extra:
    """Rows and steps that the next entry covers besides its own."""

    rows: list[tuple[Any, Any]] = field(default_factory=list)
    steps: list[Any] = field(default_factory=list)


def issued(row: Any, *, actor: Actor, at: datetime) -> Any:
    """A number's row with who issued it when."""
    row.issued_at, row.issued_by = at, actor.key
    return row


def cast_of(known: Cast, day: date) -> Cast:
    """The same people on another day of the batch."""
    return Cast(day, {code: replace(actor, on=day) for code, actor in known.by_code.items()})
