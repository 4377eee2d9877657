"""Gathering the frozen facts of consignments from the departments below, with few queries for many."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from jiangang.kernel.codes import api as codes
from jiangang.kernel.office import api as office
from jiangang.methods.targeting.facts import ConsignmentFacts, LineFacts, Value
from jiangang.methods.targeting.policy import Policy
from jiangang.port.declarations import api as declarations
from jiangang.port.parties import api as parties
from jiangang.port.targeting.rules.sections import read_sections, section_of_goods
from jiangang.port.targeting.standing_facts import named_firms, with_standings


def gather(
    consignments: Sequence[declarations.ConsignmentRow], policy: Policy, on: date, first: frozenset[int]
) -> list[ConsignmentFacts]:
    """The facts of consignments as at a day, in their order; `first`: ids of their importers' first ones.

    policy: the one that is going to be asked. What it asks beyond the office's own list is added: the firms
    by name, and standings.
    """
    lines = [line for row in consignments for line in row.lines]
    hs = codes.look_up_many("hs", {line.hs_code for line in lines if line.hs_code}, on)
    countries = {line.origin for line in lines} | {row.departure_country for row in consignments}
    known = codes.look_up_many("country", countries - {""}, on)
    importers = {row.importer_id for row in consignments if row.importer_id is not None}
    standings = parties.standings_of(importers, on)
    sections = read_sections(str(office.get_setting("inspection_sections", on)))
    facts = [
        ConsignmentFacts(
            number=row.number,
            values={
                **_own_values(row, standings, known, first),
                "section": section_of_goods([line.hs_code for line in row.lines], sections),
                **named_firms(row, policy.schema),
            },
            lines=tuple(_line_values(line, hs, known) for line in row.lines),
        )
        for row in consignments
    ]
    return with_standings(facts, policy, on)


def _own_values(
    row: declarations.ConsignmentRow,
    standings: Mapping[int, parties.StandingAnswer],
    countries: Mapping[str, codes.CodeAnswer],
    first: frozenset[int],
) -> dict[str, Value]:
    """The consignment's own facts; without an importer neither standing nor first filing is known."""
    standing = standings.get(row.importer_id) if row.importer_id is not None else None
    return {
        "direction": row.direction,
        "departure": row.departure_country,
        "departure_state": _state(countries, row.departure_country),
        "transport_mode": row.transport_mode,
        "purpose": row.purpose,
        "importer_standing": standing.treatment if standing else None,
        "exporter_named": bool(row.exporter_name),
        "first_filing": row.id in first if standing else None,
        "line_count": Decimal(row.line_count),
    }


def _line_values(
    line: declarations.LineRow,
    hs: Mapping[str, codes.CodeAnswer],
    countries: Mapping[str, codes.CodeAnswer],
) -> LineFacts:
    values: dict[str, Value] = {
        "hs": line.hs_code,
        "hs_state": _state(hs, line.hs_code),
        "origin": line.origin,
        "origin_state": _state(countries, line.origin),
        "value": line.value,
        "currency": line.currency,
        "mass": line.net_mass,
    }
    return LineFacts(line.line_no, values)


def _state(answers: Mapping[str, codes.CodeAnswer], code: str) -> str | None:
    """How a stated code stands in its list as at the day; None where none is stated."""
    return answers[code].state.value if code else None
