"""A file of lots through the switching rules: rows of text in, plans, decisions and standings out.

Each line and class of defect goes its own way; the order of the rows is the order of production. A row gives
either lot size, level, AQL and what was found, and the plan follows from the standing; or the decision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused
from jiangang.methods.register import method
from jiangang.methods.sampling.acceptance.attributes import (
    KINDS,
    AcceptancePlan,
    accepted_one_step_tighter,
    get_acceptance_plan,
)
from jiangang.methods.sampling.acceptance.faults import finding
from jiangang.methods.sampling.acceptance.stages import judge
from jiangang.methods.sampling.acceptance.switching import (
    Inspection,
    LotResult,
    Standing,
    Step,
    next_standing,
)

COLUMNS = (
    "line", "defect_class", "lot", "lot_size", "inspection_level", "aql", "type", "nonconforming", "accepted",
    "accept_number", "passes_tighter", "stage", "resubmitted", "steady", "authority", "irregular", "other",
    "action_effective",
)  # fmt: skip
TRUE = frozenset({"1", "yes", "y", "true", "是", "接收", "accepted"})
FALSE = frozenset({"0", "no", "n", "false", "否", "不接收", "拒收", "rejected"})
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LotRecord:
    """One row: where it belongs, the plan's inputs and what was found; as the columns of `COLUMNS` say."""

    row: int
    line: str
    defect_class: str
    lot: str
    lot_size: int | None
    inspection_level: str
    aql: str
    counts: tuple[int, ...]
    result: LotResult

    @property
    def key(self) -> Key:
        """The line and class of defect whose standing the row moves."""
        return self.line, self.defect_class

    @property
    def has_plan(self) -> bool:
        """Whether plan and decision can be found from the row itself."""
        return self.lot_size is not None and bool(self.aql)


@method(
    "sampling.switching_of_lots",
    source="ISO 2859-1:1999, 9.3 and 9.4 (GB/T 2828.1-2012, the same clauses)",
    verified="histories worked by hand for every rule",
)
def follow_lots(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    inspection_level: str = "II",
    aql: str = "",
    kind: str = "single",
    edition: str | None = None,
) -> Answer:
    """Follow the lots of a file through the switching rules.

    rows: row number and cells by the names of `COLUMNS`; inspection_level, aql, kind: for rows that leave
    them empty; edition: of the tables. Raises Refused with the findings of all rows that cannot be read.
    """
    defaults = {"inspection_level": inspection_level, "aql": aql, "type": kind}
    records, faults = [], []
    for number, row in rows:
        try:
            records.append(_record(number, row, defaults))
        except Refused as refusal:
            faults += [replace(each, row=number) for each in refusal.findings]
    if not records and not faults:
        faults.append(finding("no_lots", "file"))
    if faults:
        raise Refused(faults)
    standings: dict[Key, Standing] = {}
    told, findings = [], []
    for record in records:
        said, step = _follow(record, standings.get(record.key, Standing()), edition)
        standings[record.key] = step.after
        told.append(said)
        findings += [replace(each, row=record.row) for each in step.findings]
    return _answer(told, standings, findings)


def _follow(record: LotRecord, standing: Standing, edition: str | None) -> tuple[dict[str, Any], Step]:
    result, plan = record.result, None
    severity = standing.inspection
    if severity is Inspection.DISCONTINUED and result.action_effective:
        severity = Inspection.TIGHTENED
    if record.has_plan and severity is not Inspection.DISCONTINUED:
        try:
            plan, result = _decide(record, severity, edition)
        except Refused as refusal:
            raise type(refusal)(replace(each, row=record.row) for each in refusal.findings) from refusal
    step = next_standing(standing, result)
    said: dict[str, Any] = {
        "row": record.row,
        "line": record.line,
        "defect_class": record.defect_class,
        "lot": record.lot,
        "inspection": step.before.inspection.value,
        "accepted": result.accepted,
        "counted": step.counted,
        "score": step.after.score,
        "next": step.after.inspection.value,
        "reasons": [reason.value for reason in step.reasons],
    }
    if plan is not None:
        said["plan"] = {
            "code_letter": plan.code_letter,
            "sample_size": [stage.sample_size for stage in plan.stages],
            "accept": [stage.accept for stage in plan.stages],
            "reject": [stage.reject for stage in plan.stages],
        }
    return said, step


def _decide(record: LotRecord, severity: Inspection, edition: str | None) -> tuple[AcceptancePlan, LotResult]:
    plan = get_acceptance_plan(
        record.lot_size or 0,
        record.inspection_level,
        record.aql,
        severity=severity.value,
        kind=record.result.kind,
        edition=edition,
    )
    result = replace(record.result, kind=plan.kind)
    if plan.kind == "single":
        result = replace(result, accept_number=plan.stages[0].accept)
    if record.counts:
        decided = judge(plan.stages, record.counts)
        if decided is None:
            raise Refused(
                finding(
                    "counts_undecided",
                    "nonconforming",
                    {"given": len(record.counts), "stages": len(plan.stages)},
                )
            )
        accepted, stage = decided
        if result.accepted not in (None, accepted):
            params: dict[str, object] = {
                "counts": ";".join(map(str, record.counts)),
                "accept": plan.stages[stage - 1].accept,
            }
            raise Refused(finding("decision_contradicts", "accepted", params))
        result = replace(result, accepted=accepted, stage=stage)
        if plan.kind == "single" and plan.severity == "normal":
            result = replace(result, passes_tighter=accepted_one_step_tighter(plan, sum(record.counts)))
    return plan, result


def _record(number: int, row: Mapping[str, str], defaults: Mapping[str, str]) -> LotRecord:
    cells = {name.strip().replace("-", "_"): value.strip() for name, value in row.items()}
    unknown = [name for name in cells if name not in COLUMNS]
    if unknown:
        params = {"columns": ", ".join(unknown), "known": ", ".join(COLUMNS)}
        raise Refused(finding("columns_unknown", unknown[0], params))
    reader = _Cells({**defaults, **{name: value for name, value in cells.items() if value}})
    kind = reader.text("type").lower()
    if kind not in KINDS:
        reader.fault("kind_unknown", "type", given=kind, known=", ".join(KINDS))
    result = LotResult(
        accepted=reader.truth("accepted"),
        resubmitted=bool(reader.truth("resubmitted")),
        kind=kind,
        accept_number=reader.number("accept_number"),
        passes_tighter=reader.truth("passes_tighter"),
        stage=reader.number("stage"),
        steady=reader.truth("steady"),
        authority_agrees=reader.truth("authority"),
        irregular=bool(reader.truth("irregular")),
        other=bool(reader.truth("other")),
        action_effective=bool(reader.truth("action_effective")),
    )
    record = LotRecord(
        row=number,
        line=reader.text("line"),
        defect_class=reader.text("defect_class"),
        lot=reader.text("lot"),
        lot_size=reader.number("lot_size"),
        inspection_level=reader.text("inspection_level"),
        aql=reader.text("aql"),
        counts=reader.numbers("nonconforming"),
        result=result,
    )
    if record.counts and not record.has_plan:
        reader.fault("counts_without_plan", "nonconforming")
    is_fact = (
        result.irregular
        or result.other
        or result.action_effective
        or None not in (result.steady, result.authority_agrees)
    )
    if result.accepted is None and not record.counts and not is_fact:
        reader.fault("row_says_nothing", "accepted")
    if reader.faults:
        raise Refused(reader.faults)
    return record


class _Cells:
    """Cells of a row, read one by one; faults are gathered."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._cells = cells
        self.faults: list[Finding] = []

    def fault(self, code: str, name: str, **params: object) -> None:
        self.faults.append(finding(code, name, params))

    def text(self, name: str) -> str:
        return self._cells.get(name, "")

    def truth(self, name: str) -> bool | None:
        """Yes, no, or None for an empty cell."""
        word = self.text(name).lower()
        if word and word not in TRUE | FALSE:
            self.fault("cell_not_yes_or_no", name, value=word)
        return None if not word else word in TRUE

    def number(self, name: str) -> int | None:
        found = self.numbers(name)
        return found[0] if found else None

    def numbers(self, name: str) -> tuple[int, ...]:
        """Whole numbers, one for each sample, parted by semicolons."""
        parts = self.text(name).replace("；", ";").replace("，", "").replace(",", "").split(";")
        words = [part.strip() for part in parts if part.strip()]
        if not all(word.isascii() and word.isdigit() for word in words):
            self.fault("cell_not_whole", name, value=self.text(name))
            return ()
        return tuple(map(int, words))


def _answer(told: list[dict[str, Any]], standings: Mapping[Key, Standing], findings: list[Finding]) -> Answer:
    now = [
        {
            "line": line,
            "defect_class": defect_class,
            "inspection": standing.inspection.value,
            "score": standing.score,
            "accepted_run": standing.accepted_run,
            "not_accepted": standing.not_accepted,
        }
        for (line, defect_class), standing in standings.items()
    ]
    counts = {
        state.value: sum(each.inspection is state for each in standings.values()) for state in Inspection
    }
    return Answer(
        method="sampling.switching_of_lots",
        version="1",
        values={"lots": told, "standings": now},
        assumptions=(
            Said("methods.acceptance.assumption.order_of_rows"),
            Said("methods.acceptance.assumption.resubmitted"),
            Said("methods.acceptance.assumption.switching_source"),
        ),
        sentence=Said(
            "methods.acceptance.sentence.switching", {"lots": len(told), "lines": len(now), **counts}
        ),
        findings=tuple(findings),
    )


__all__ = ["COLUMNS", "LotRecord", "follow_lots"]
