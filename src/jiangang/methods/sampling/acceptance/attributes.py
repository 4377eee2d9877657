"""ISO 2859-1: from lot size, inspection level and AQL to the plan, arrows followed.

Here the tables of `editions` are looked up. Switching between normal, tightened and reduced is in
`switching`, what a plan lets through in `curves`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.register import method
from jiangang.methods.sampling.acceptance.editions import (
    DOUBLE,
    DOWN,
    SINGLE,
    UP,
    Edition,
    Table,
    find_edition,
    get_edition,
)
from jiangang.methods.sampling.acceptance.faults import Fault, finding, refuse
from jiangang.methods.sampling.acceptance.stages import Stage

LEVELS = ("S-1", "S-2", "S-3", "S-4", "I", "II", "III")
SEVERITIES = ("normal", "tightened", "reduced")
KINDS = ("single", "double", "multiple")
OTHER_LEVELS = {"S1": "S-1", "S2": "S-2", "S3": "S-3", "S4": "S-4", "1": "I", "2": "II", "3": "III"}
LARGEST_PERCENT = Decimal(10)
SMALLEST_LOT = 2
REPLACED = {
    ("double", "single"): "single_for_double",
    ("multiple", "single"): "single_for_multiple",
    ("multiple", "double"): "double_for_multiple",
}
"""Findings for a kind of plan that stands in for the one asked for."""
ISO_1999, Z1_4 = "iso-2859-1:1999", "ansi-z1.4"
SOURCES = ("ISO 2859-1:1999, tables 1 to 4 (GB/T 2828.1-2012)", "ANSI/ASQ Z1.4, tables III and IV")
VERIFIED = (
    "printed tables of public statistics software: all 832 single plans of normal and tightened inspection, "
    "and all computed double and multiple plans (Z1.4 form) but four misprints",
    "a published transcription of GB/T 2828.1-2012, tables 2-A, 2-B, 2-C, in all cells but one of 2-B",
    "reduced plans and the ISO form of double and multiple plans: unverified",
)


@dataclass(frozen=True, slots=True)
class AcceptancePlan:
    """A plan as the standard's tables give it for one lot.

    code_letter: from the lot size and level; plan_letter: of the plan after arrows; kind: single, double or
    multiple, as given, which may be less than was asked for; inspect_all: the sample is the whole lot;
    verified: whether the table was compared with another print; doubt: finding of a cell that is odd.
    """

    lot_size: int
    code_letter: str
    plan_letter: str
    asked: str
    kind: str
    severity: str
    inspection_level: str
    aql: Decimal
    edition: Edition
    stages: tuple[Stage, ...]
    inspect_all: bool
    verified: bool
    source: str
    doubt: str = ""

    @property
    def counts_nonconformities(self) -> bool:
        """Whether the AQL can only mean nonconformities per 100 units: above 10."""
        return self.aql > LARGEST_PERCENT


@method(
    "sampling.acceptance_plan",
    source=SOURCES,
    verified=VERIFIED,
)
def get_acceptance_plan(
    lot_size: int,
    inspection_level: str,
    aql: str | Decimal,
    *,
    severity: str = "normal",
    kind: str = "single",
    edition: str | None = None,
) -> AcceptancePlan:
    """The sampling plan of ISO 2859-1 for a lot, arrows followed.

    lot_size: units, at least 2; inspection_level: I, II, III, S-1 to S-4; aql: one of the 26 values, percent
    nonconforming (to 10) or nonconformities per 100 units; severity: normal, tightened, reduced; kind:
    single, double, multiple (a first sample that reaches the lot means inspection of all of it, by the
    numbers of the single plan); edition: None takes ISO 2859-1:1999, and for double and multiple plans of
    normal and tightened inspection the Z1.4 form, which was compared cell by cell. Raises Refused for bad
    input, Unreachable where the edition's table is not loaded.
    """
    chosen = get_edition(edition or _usual_edition(kind, severity))
    level = _level(inspection_level)
    value = _aql(aql, chosen)
    _check_input(lot_size, level, value, (severity, kind), (inspection_level, aql), chosen)
    place = next(number for number, each in enumerate(chosen.aqls) if Decimal(each) == value)
    letter = next(row for upto, row in chosen.code_letters if lot_size <= upto or not upto)[level or ""]
    cell = find_cell(chosen, kind, severity, letter, place)
    inspect_all = cell.stages[0].sample_size >= lot_size
    if inspect_all:
        cell = find_cell(chosen, "single", severity, letter, place)
        one = cell.stages[0]
        cell = replace(cell, stages=(Stage(lot_size, lot_size, one.accept, one.reject),))
    return AcceptancePlan(
        lot_size=lot_size,
        code_letter=letter,
        plan_letter=cell.letter,
        asked=kind,
        kind=cell.kind,
        severity=severity,
        inspection_level=level or "",
        aql=Decimal(chosen.aqls[place]),
        edition=chosen,
        stages=cell.stages,
        inspect_all=inspect_all,
        verified=cell.verified,
        source=cell.source,
        doubt=cell.doubt,
    )


@method("sampling.acceptance", source=SOURCES, verified=VERIFIED)
def plan_acceptance(
    lot_size: int,
    inspection_level: str,
    aql: str | Decimal,
    *,
    severity: str = "normal",
    kind: str = "single",
    edition: str | None = None,
) -> Answer:
    """The plan of `get_acceptance_plan` as an answer: numbers for single, lists for double and multiple."""
    plan = get_acceptance_plan(lot_size, inspection_level, aql, severity=severity, kind=kind, edition=edition)
    return Answer(
        method="sampling.acceptance",
        version="1",
        values={
            "code_letter": plan.code_letter,
            **_numbers(plan),
            "plan_letter": plan.plan_letter,
            "type": plan.kind,
            "severity": plan.severity,
            "inspection_level": plan.inspection_level,
            "aql": plan.aql,
            "lot_size": plan.lot_size,
            "inspect_all": plan.inspect_all,
            "edition": plan.edition.name,
            "verified": plan.verified,
        },
        assumptions=tuple(_assumptions(plan)),
        sentence=_sentence(plan),
        findings=tuple(findings_of(plan)),
    )


def findings_of(plan: AcceptancePlan) -> Iterator[Finding]:
    """What the reader of a plan must know: unverified tables, older form, odd cells, other kind."""
    about, warning = {"edition": plan.edition.title}, Severity.WARNING
    cited = replace(plan.edition.citation, article=plan.source, verified=plan.verified)
    if not plan.verified:
        yield finding("plan_unverified", "severity", about, severity=warning, citation=cited)
    if plan.edition.name == Z1_4 and plan.asked != "single":
        yield finding("plan_of_older_form", "edition", about, severity=warning, citation=cited)
    if plan.doubt:
        yield finding(plan.doubt, "aql", severity=warning, citation=cited)
    if plan.kind != plan.asked and not plan.inspect_all:
        yield finding(REPLACED[plan.asked, plan.kind], "type", severity=Severity.NOTE)
    total = plan.stages[-1].cumulative_size
    if total >= plan.lot_size and not plan.inspect_all:
        sizes = {"total": total, "lot_size": plan.lot_size}
        yield finding("stages_exceed_lot", "lot-size", sizes, severity=warning)


def _usual_edition(kind: str, severity: str) -> str:
    return ISO_1999 if kind == "single" or severity == "reduced" else Z1_4


def _level(given: str) -> str | None:
    word = given.strip().upper().removeprefix("G-").removeprefix("GENERAL ")
    word = OTHER_LEVELS.get(word, word)
    return word if word in LEVELS else None


def _aql(given: str | Decimal, edition: Edition) -> Decimal | None:
    try:
        value = Decimal(str(given).strip().removesuffix("%"))
    except InvalidOperation:
        return None
    return value if value.is_finite() and any(Decimal(each) == value for each in edition.aqls) else None


def _check_input(
    lot_size: int,
    level: str | None,
    aql: Decimal | None,
    words: tuple[str, str],
    given: tuple[str, str | Decimal],
    edition: Edition,
) -> None:
    severity, kind = words
    found: list[Fault] = []
    if lot_size < SMALLEST_LOT:
        found.append(("lot_small", "lot-size", {"lot_size": lot_size, "smallest": SMALLEST_LOT}))
    if level is None:
        found.append(("level_unknown", "inspection-level", {"given": given[0], "known": ", ".join(LEVELS)}))
    if aql is None:
        found.append(("aql_unknown", "aql", {"given": str(given[1]), "known": ", ".join(edition.aqls)}))
    if severity not in SEVERITIES:
        found.append(("severity_unknown", "severity", {"given": severity, "known": ", ".join(SEVERITIES)}))
    if kind not in KINDS:
        found.append(("kind_unknown", "type", {"given": kind, "known": ", ".join(KINDS)}))
    refuse(found)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where the arrows of a table end: the letter there, the kind of plan, its stages, and their standing."""

    letter: str
    kind: str
    stages: tuple[Stage, ...]
    verified: bool
    source: str
    doubt: str


def find_cell(edition: Edition, kind: str, severity: str, letter: str, place: int) -> Cell:
    """The cell that the arrows lead to, in the table of another kind where this one says so."""
    table = edition.tables.get((kind, severity))
    if table is None:
        params = {"edition": edition.title, "kind": kind, "severity": severity}
        raise Unreachable(finding("table_not_loaded", "severity", params))
    aql = edition.aqls[place]
    reached, cell = follow_arrows(table, letter, place)
    size, doubt = table.sizes[reached], table.doubtful.get((reached, aql)) or table.doubtful.get(cell, "")
    if (letter, aql) in table.as_printed:
        reached, (size, cell, doubt) = letter, table.as_printed[letter, aql]
    if cell in (SINGLE, DOUBLE):
        return find_cell(edition, "single" if cell == SINGLE else "double", severity, letter, place)
    pairs = table.patterns.get(cell) or ((int(cell), int(cell) + 1),)
    return Cell(
        letter=reached,
        kind=kind,
        stages=tuple(
            Stage(size, size * number, accept, reject) for number, (accept, reject) in enumerate(pairs, 1)
        ),
        verified=table.verified,
        source=table.source,
        doubt=doubt,
    )


def follow_arrows(table: Table, letter: str, place: int) -> tuple[str, str]:
    """The letter and the cell where the arrows of a column end, beginning at a letter's row."""
    rows = list(table.cells)
    number = rows.index(letter)
    for _ in rows:
        cell = table.cells[rows[number]][place]
        if cell not in (DOWN, UP):
            return rows[number], cell
        number += 1 if cell == DOWN else -1
    raise ValueError(f"the arrows of column {place} lead round in a circle from {letter}")


def accepted_one_step_tighter(plan: AcceptancePlan, nonconforming: int) -> bool | None:
    """Whether the same sample would pass at the next smaller AQL, for the switching score of a single plan.

    Read at the letter of the plan in use, so that the sample is the same. None where the standard has no
    smaller AQL, or no plan with the same sample size there.
    """
    place = next(number for number, each in enumerate(plan.edition.aqls) if Decimal(each) == plan.aql)
    table = plan.edition.tables["single", plan.severity]
    if place == 0:
        return None
    letter, cell = follow_arrows(table, plan.plan_letter, place - 1)
    if not cell.isdigit() or table.sizes[letter] != table.sizes[plan.plan_letter]:
        return None
    return nonconforming <= int(cell)


def _numbers(plan: AcceptancePlan) -> dict[str, object]:
    if plan.asked == "single":
        (stage,) = plan.stages
        return {"sample_size": stage.sample_size, "accept": stage.accept, "reject": stage.reject}
    return {
        "sample_size": [stage.sample_size for stage in plan.stages],
        "cumulative_size": [stage.cumulative_size for stage in plan.stages],
        "accept": [stage.accept for stage in plan.stages],
        "reject": [stage.reject for stage in plan.stages],
    }


def _assumptions(plan: AcceptancePlan) -> Iterator[Said]:
    yield Said("methods.acceptance.assumption.edition", {"edition": plan.edition.title})
    yield Said("methods.acceptance.assumption.series")
    yield Said("methods.acceptance.assumption.random")
    if plan.counts_nonconformities:
        yield Said("methods.acceptance.assumption.per_hundred", {"aql": plan.aql})
    later = find_edition("2026")
    if plan.edition.applies_until and later:
        params = {"edition": plan.edition.title, "until": plan.edition.applies_until.isoformat()}
        yield Said("methods.acceptance.assumption.withdrawn", {**params, "later": later.title})


def _sentence(plan: AcceptancePlan) -> Said:
    first = plan.stages[0]
    params = {
        "lot_size": plan.lot_size,
        "level": plan.inspection_level,
        "aql": plan.aql,
        "severity": plan.severity,
        "letter": plan.code_letter,
        "edition": plan.edition.title,
        "size": first.sample_size,
        "accept": first.accept,
        "reject": first.reject,
    }
    if plan.inspect_all:
        return Said(f"methods.acceptance.sentence.accept_all_{plan.severity}", params)
    if len(plan.stages) == 1:
        return Said(f"methods.acceptance.sentence.accept_single_{plan.severity}", params)
    steps = "; ".join(
        f"{stage.cumulative_size}: {'–' if stage.accept is None else stage.accept}/{stage.reject}"
        for stage in plan.stages
    )
    staged = {**params, "stages": len(plan.stages), "steps": steps}
    return Said(f"methods.acceptance.sentence.accept_staged_{plan.severity}", staged)


__all__ = [
    "AcceptancePlan",
    "accepted_one_step_tighter",
    "findings_of",
    "follow_arrows",
    "get_acceptance_plan",
    "plan_acceptance",
]
