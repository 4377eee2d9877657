"""Who earns a reduction and where they stand, for the facts of a consignment. Writes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from jiangang.methods.targeting.criteria import TargetingRule
from jiangang.methods.targeting.facts import ConsignmentFacts, Level, LineFacts, Schema, Value
from jiangang.methods.targeting.policy import Policy
from jiangang.methods.targeting.standing import Happening, Standing, replay
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting.models import StandingEvent

FIRM = "firm:"
FIRM_FACTS = ("importer", "agent")
"""Facts whose values are keys of firms, where a policy declares them."""
BETWEEN = "|"
Key = tuple[str, str]
"""A programme's code and the key of an entity in it."""


def firm_key(firm_id: int) -> str:
    """How a firm is named in facts, watch-lists and standings."""
    return f"{FIRM}{firm_id}"


def firm_of(value: str) -> int | None:
    """The firm's id behind such a name, or None."""
    rest = value.removeprefix(FIRM)
    return int(rest) if value.startswith(FIRM) and rest.isdigit() else None


def named_firms(row: declarations.ConsignmentRow, schema: Schema) -> dict[str, Value]:
    """The firms of a consignment under the names by which a policy asks for them (`importer`, `agent`)."""
    ids = dict(zip(FIRM_FACTS, (row.importer_id, row.agent_id), strict=True))
    return {
        name: firm_key(firm_id) if firm_id is not None else None
        for name, firm_id in ids.items()
        if name in schema
    }


def programmes_of(policy: Policy, on: date) -> tuple[TargetingRule, ...]:
    """The programmes of earned reduction that a policy runs on a day."""
    return tuple(rule for rule in policy.rules_on(on) if rule.programme is not None)


def entity_of(rule: TargetingRule, facts: ConsignmentFacts, line: LineFacts, schema: Schema) -> str:
    """The key of who earns the programme's reduction on a line; empty where one of its facts is not known."""
    values = [facts.value(schema[name], line) for name in rule.terms.entity]
    if any(value is None or value == "" for value in values):
        return ""
    return BETWEEN.join(str(value) for value in values)


def entities_touched(rule: TargetingRule, facts: ConsignmentFacts, schema: Schema) -> list[str]:
    """Who is in the programme with a consignment: the entities of its lines in scope, each once."""
    lines = (line for line in facts.asked_lines if rule.touches(rule.ask_line(facts, line)))
    found = (entity_of(rule, facts, line, schema) for line in lines)
    return [entity for entity in dict.fromkeys(found) if entity]


def with_standings(facts: Sequence[ConsignmentFacts], policy: Policy, on: date) -> list[ConsignmentFacts]:
    """The facts with the standing of each entity, by the programmes of a policy; one further query for
    all.
    """
    programmes = programmes_of(policy, on)
    if not programmes:
        return list(facts)
    keys = {
        (rule.code, entity_of(rule, one, line, policy.schema))
        for rule in programmes
        for one in facts
        for line in one.asked_lines
    }
    states = _states(programmes, standings_of(key for key in keys if key[1]))
    return [_with(one, programmes, states, policy.schema) for one in facts]


def _states(programmes: Iterable[TargetingRule], standings: Mapping[Key, Standing]) -> dict[Key, str]:
    terms = {rule.code: rule.terms for rule in programmes}
    return {key: standing.state(terms[key[0]]).value for key, standing in standings.items()}


def _with(
    one: ConsignmentFacts, programmes: Sequence[TargetingRule], states: Mapping[Key, str], schema: Schema
) -> ConsignmentFacts:
    values, lines = dict(one.values), [dict(line.values) for line in one.lines]
    for rule in programmes:
        fact = rule.terms.fact
        found = [states.get((rule.code, entity_of(rule, one, line, schema))) for line in one.asked_lines]
        if fact.level is Level.CONSIGNMENT:
            values[fact.name] = found[0] if len(set(found)) == 1 else None
            continue
        for place, line in enumerate(lines):
            line[fact.name] = found[place]
    made = tuple(LineFacts(line.number, given) for line, given in zip(one.lines, lines, strict=True))
    return replace(one, values=values, lines=made)


def standings_of(keys: Iterable[Key]) -> dict[Key, Standing]:
    """Where entities stand, replayed from what happened; who has no events stands at the beginning."""
    wanted = set(keys)
    happened: dict[Key, list[Happening]] = {key: [] for key in wanted}
    rows = StandingEvent.objects.filter(
        programme__in={key[0] for key in wanted},
        entity__in={key[1] for key in wanted},
        undone_by__isnull=True,
    )
    for row in rows.order_by("occurred_at", "id").values_list("programme", "entity", "happening"):
        if (row[0], row[1]) in happened:
            happened[row[0], row[1]].append(Happening(row[2]))
    return {key: replay(course) for key, course in happened.items()}


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One happening of a standing, with the standing after it."""

    happening: str
    reason: str
    occurred_at: datetime
    entered_by: str
    consignment: str
    is_undone: bool
    after: Standing


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A standing in a programme as pages show it; `rule` is None where no policy in force has the
    programme.
    """

    programme: str
    entity: str
    firm_id: int | None
    standing: Standing
    rule: TargetingRule | None
    course: tuple[CourseRow, ...] = field(default=())
