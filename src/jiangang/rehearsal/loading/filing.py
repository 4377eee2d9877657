"""Loading notices: filed and accepted as `declarations.file_and_accept_many` does for one after another."""

from typing import Any

from jiangang.kernel.organisations import api as organisations
from jiangang.port.declarations import api as declarations
from jiangang.rehearsal.loading.batch import (
    CONSIGNMENT,
    LINE,
    NOTICE,
    NUMBER,
    REFUSAL,
    SEARCH,
    Day,
    Loaded,
    issued,
)
from jiangang.rehearsal.loading.script import CLERKS, SOURCE, CaseScript
from jiangang.rehearsal.loading.tables import table


class UnknownWorld(RuntimeError):
    """What the script lets arrive does not fit the office: it names a firm that nobody has registered."""


def file_day(day: Day) -> None:
    """File the day's notices and accept those whose script says so; the entries are flushed by the caller."""
    scripts, examined = _taken(day)
    keys = table(CONSIGNMENT).keys(len(scripts))
    numbers = _numbers(day, examined, keys)
    notice_keys = table(NOTICE).keys(len(scripts))
    line_keys = iter(table(LINE).keys(sum(len(each.content.lines) for each in examined)))
    for place, (script, each) in enumerate(zip(scripts, examined, strict=True)):
        prepared = declarations.prepare_consignment(
            _incoming(script, each),
            number=numbers[place].text,
            ids=(keys[place], notice_keys[place], [next(line_keys) for _ in each.content.lines]),
            actor=day.cast.of(script.clerk),
            at=script.filed_at,
        )
        case = Loaded(script, prepared)
        day.cases.append(case)
        _file(day, case, numbers[place])
        if script.comes_to("decided"):
            _accept(day, case)
    _index(day)


def _taken(day: Day) -> tuple[list[CaseScript], list[Any]]:
    """The day's notices that can be taken in, with what was found; the others are kept as refused filings."""
    examined = declarations.examine_many(
        [script.arrival.payload for script in day.script.cases],
        actor=day.cast.of(CLERKS[0]),
        at=day.script.committed_at,
    )
    taken: list[tuple[CaseScript, Any]] = []
    for script, each in zip(day.script.cases, examined, strict=True):
        if each.is_blocked:
            _refuse(day, script, each)
            continue
        if each.importer_id is None:
            raise UnknownWorld(f"{script.key}: this office does not know {each.importer.number}")
        taken.append((script, each))
    return [script for script, _ in taken], [each for _, each in taken]


def _incoming(script: CaseScript, examined: Any) -> declarations.Incoming:
    key = f"bulk|{script.key}"
    return declarations.Incoming(script.arrival.payload, examined, SOURCE, request_key=key)


def _refuse(day: Day, script: CaseScript, examined: Any) -> None:
    place, clerk = table(REFUSAL), day.cast.of(script.clerk)
    row = declarations.prepare_refusal(_incoming(script, examined), actor=clerk, at=script.filed_at)
    row.id = place.keys(1)[0]
    place.rows.append(row)
    day.journal.enter(
        "declarations.notice.refuse",
        subject=f"refusal:{row.id}",
        case="",
        rows=[(place, row)],
        actor=clerk,
        at=script.filed_at,
    )


def _numbers(day: Day, examined: list[Any], keys: list[int]) -> list[Any]:
    numbers: list[Any] = [None] * len(examined)
    asked: dict[tuple[str, tuple[tuple[str, str], ...]], list[int]] = {}
    for place, each in enumerate(examined):
        series, parts = declarations.series_of(each)
        asked.setdefault((series, tuple(sorted(parts.items()))), []).append(place)
    for (series, given), places in asked.items():
        subjects = [f"declarations.consignment:{keys[place]}" for place in places]
        for place, row in zip(places, day.numbered(series, subjects, dict(given)), strict=True):
            numbers[place] = row
    return numbers


def _file(day: Day, case: Loaded, number: Any) -> None:
    prepared, clerk = case.prepared, day.cast.of(case.script.clerk)
    at = case.script.filed_at
    table(CONSIGNMENT).rows.append(prepared.consignment)
    table(NOTICE).rows.append(prepared.notice)
    table(LINE).rows.extend(prepared.lines)
    day.journal.enter(
        "declarations.notice.file",
        subject=case.subject,
        case=case.number,
        rows=[
            (table(CONSIGNMENT), prepared.consignment),
            (table(NOTICE), prepared.notice),
            *((table(LINE), line) for line in prepared.lines),
            (table(NUMBER), issued(number, actor=clerk, at=at)),
        ],
        facts={"version": 1, "content": prepared.notice.content_digest, "source": prepared.notice.source},
        actor=clerk,
        at=at,
    )


def _accept(day: Day, case: Loaded) -> None:
    consignment, clerk, at = case.consignment, day.cast.of(case.script.clerk), case.script.filed_at
    consignment.accepted_at, consignment.accepted_by = at, clerk.key
    place = table(CONSIGNMENT)
    step = day.journal.move(place, consignment, "accept", case=case.number, actor=clerk, at=at)
    day.journal.enter(
        "declarations.notice.accept",
        subject=case.subject,
        case=case.number,
        rows=[(place, consignment)],
        steps=[step],
        facts=case.prepared.acceptance_facts,
        actor=clerk,
        at=at,
    )


def _index(day: Day) -> None:
    firm_ids = {firm_id for case in day.cases for firm_id in case.consignment.firm_ids}
    chinese = organisations.firm_names(firm_ids, "zh-hans")
    english = organisations.firm_names(firm_ids, "en")
    place = table(SEARCH)
    entries = [case.prepared.findable(chinese, english).as_entry() for case in day.cases]
    for entry, key in zip(entries, place.keys(len(entries)), strict=True):
        entry.id = key
    place.rows += entries
