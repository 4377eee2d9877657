"""A script of the load played through the operations, one act after another, and what a database then
holds.
"""

import json
import re
from typing import Any

from django.db import connection

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.workflow import api as workflow
from jiangang.port.declarations import api as declarations
from jiangang.port.disposition import api as disposition
from jiangang.port.inspection import api as inspection
from jiangang.port.targeting import api as targeting
from jiangang.rehearsal.day import Case, Cast, Clock, what_they_see
from jiangang.rehearsal.loading.disposing import words_for
from jiangang.rehearsal.loading.inspecting import HAND, units_to_open
from jiangang.rehearsal.loading.script import CaseScript, DayScript


def play(script: DayScript) -> None:
    """Play a day by the operations alone."""
    cast = Cast(script.day)
    officer = cast.of("T001")
    assignment.commit_day(day=script.day, slots=script.slots, actor=officer, at=script.committed_at)
    filed = {case: row for case in script.cases if (row := _file(case, cast)) is not None}
    going = {case: row for case, row in filed.items() if case.comes_to("decided")}
    decided = targeting.decide_many(
        consignment_ids=[row.pk for row in going.values()], actor=officer, at=script.decided_at
    )
    lanes = {each.consignment_id: each.decision.lane for each in decided if each.decision}
    red = {case: row for case, row in going.items() if lanes[row.pk] == "red" and case.comes_to("opened")}
    seen = _inspect(red, script, cast)
    yellow = [case for case, row in going.items() if lanes[row.pk] == "yellow"]
    for case in (*yellow, *red):
        if case.comes_to("disposed"):
            disposition.decide_disposition(
                consignment_id=going[case].pk,
                **words_for(seen.get(case)),
                actor=cast.of("R001"),
                at=case.disposed_at,
            )


def _file(case: CaseScript, cast: Cast) -> Any:
    result = declarations.file_and_accept_many(
        notices=[declarations.BulkNotice(case.arrival.payload, case.key)],
        source="rehearsal",
        accept=case.comes_to("decided"),
        actor=cast.of(case.clerk),
        at=case.filed_at,
    )
    return result.filed[0] if result.filed else None


def _inspect(red: dict[CaseScript, Any], script: DayScript, cast: Cast) -> dict[CaseScript, bool]:
    count = workflow.hands_needed(HAND, script.drawn_at)[0]
    requests = [assignment.DrawRequest(row.number, row.firm_ids, count=count) for row in red.values()]
    assignment.draw_many(requests=requests, actor=cast.of("T001"), at=script.drawn_at)
    picked = {}
    for case, row in red.items():
        units = case.arrival.truth.units
        picked[case] = assignment.draw_units(
            consignment_number=row.number,
            firm_ids=row.firm_ids,
            units=[str(unit) for unit in range(1, units + 1)],
            count=units_to_open(units),
            actor=cast.of("T001"),
            at=case.opened_at,
        )
    return {case: _go(case, row, cast, picked[case].result) for case, row in red.items()}


def _go(case: CaseScript, row: Any, cast: Cast, units: list[str]) -> bool:
    inspectors = assignment.assigned_people(row.number)
    opened = inspection.open_inspection(
        consignment_id=row.pk,
        inspectors=inspectors,
        units=len(units),
        checklist=case.arrival.goods.checklist,
        actor=cast.of("T001"),
        at=case.opened_at,
    )
    first, second = (cast.person(person_id) for person_id in inspectors)
    if case.comes_to("started"):
        inspection.start_inspection(inspection_id=opened.pk, actor=first, at=case.started_at)
    seen = Case(case.arrival, row.pk, row.number, Clock(case.recorded_at), opened=frozenset(map(int, units)))
    content = what_they_see(seen)
    if case.comes_to("recorded"):
        inspection.record_result(inspection_id=opened.pk, content=content, actor=first, at=case.recorded_at)
    if case.comes_to("concluded"):
        inspection.confirm_result(inspection_id=opened.pk, actor=second, at=case.confirmed_at)
    return content.conforming


NAMES = {
    "declarations_consignment": "number",
    "declarations_notice": "request_key",
    "declarations_refusedfiling": "payload::text",
    "assignment_draw": "\"case\" || '/' || purpose",
    "assignment_daycommitment": "day::text",
    "inspection_inspection": "number",
    "inspection_result": "(SELECT number FROM inspection_inspection i WHERE i.id = inspection_id)",
    "disposition_disposition": "number",
    "targeting_decision": "(SELECT number FROM declarations_consignment c WHERE c.id = consignment_id)",
    "ledger_entry": "\"case\" || '/' || act",
}
"""By what a row is known whatever its id."""

DROPPED = {"id", "recorded_at", "indexed_at", "transaction_id", "ledger_leaf_hash"}
TABLES = (
    *NAMES, "declarations_noticeline", "numbering_number", "numbering_counter", "search_entry",
    "workflow_step",
    "assignment_assigned", "assignment_slotcounter", "inspection_assignedinspector", "inspection_answer",
    "inspection_found", "targeting_outcome", "disposition_decision", "ledger_entryrow", "events_event",
)  # fmt: skip
SUBJECTS = {
    "draw": "assignment_draw",
    "decision": "targeting_decision",
    "refusal": "declarations_refusedfiling",
    "declarations.consignment": "declarations_consignment",
}


def everything() -> dict[str, list[str]]:
    """Every row of every table of the load, keys replaced by names, in no order that depends on ids."""
    names = {
        table: dict(_rows(f"SELECT id, {name} FROM {table}"))
        for table, name in NAMES.items()
        if _has_id(table)
    }
    names["ledger_entry"] = dict(
        _rows("SELECT sequence, \"case\" || '/' || act || '/' || subject FROM ledger_entry")
    )
    keys = {
        (table, column): other
        for table, column, other in _rows(
            "SELECT conrelid::regclass::text, a.attname, confrelid::regclass::text FROM pg_constraint "
            "JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1] WHERE contype = 'f'"
        )
    }
    return {table: sorted(_named(table, names, keys)) for table in TABLES}


def _has_id(table: str) -> bool:
    return table != "ledger_entry"


def _named(table: str, names: dict[str, dict[Any, str]], keys: dict[tuple[str, str], str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        columns = [column.name for column in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return [str([_value(table, column, row, names, keys) for column in columns]) for row in rows]


def _value(table: str, column: str, row: dict[str, Any], names: Any, keys: Any) -> Any:
    value = row[column]
    if (table, column) == ("ledger_entryrow", "entry_id"):
        return _plain(names["ledger_entry"][value], names)
    if (
        column in DROPPED
        or (table, column) == ("assignment_slotcounter", "ledger_sequence")
        or (table in ("ledger_entry", "ledger_entryrow") and column in LEDGERS_OWN)
    ):
        return "-"
    if (table, column) in keys and keys[table, column] in names:
        return value if value is None else _plain(names[keys[table, column]][value], names)
    if table == "workflow_step" and column == "subject_id":
        return names[row["subject_table"]][int(value)]
    if table == "ledger_entryrow" and column == "row_key":
        return _row_key(row, names)
    if column == "proof":
        return {key: part for key, part in json.loads(value).items() if key != "entry"}
    return _plain(str(value), names) if column in ("subject", "facts_json") else value


LEDGERS_OWN = {"sequence", "leaf_hash", "rows_digest", "personal_commitment", "digest"}
FORMS = {
    "declarations.consignment": "declarations_consignment",
    "declarations.notice": "declarations_notice",
    "declarations.refusal": "declarations_refusedfiling",
    "assignment.draw": "assignment_draw",
    "targeting.decision": "targeting_decision",
    "inspection.inspection": "inspection_inspection",
    "inspection.result": "inspection_result",
    "disposition.disposition": "disposition_disposition",
}


def _row_key(row: dict[str, Any], names: Any) -> str:
    table = FORMS.get(row["form"].partition("/")[0])
    return names[table][int(row["row_key"])] if table else "-"


def _plain(text: str, names: Any) -> str:
    """A text with the ids in it replaced."""
    text = re.sub(r'"mixed":\d+', "", text)
    kind, found, key = text.rpartition("/")[2].partition(":")
    table = SUBJECTS.get(kind)
    if not found or table is None:
        return text
    return f"{text.removesuffix(f'{kind}:{key}')}{kind}:{names[table][int(key)]}"


def _rows(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
