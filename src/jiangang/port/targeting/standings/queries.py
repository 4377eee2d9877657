"""Reading standings of earned reduction; those of firms in which the reader has an interest are not found."""

from datetime import date

from jiangang.kernel.permissions import Actor, hidden_firm_ids
from jiangang.methods.findings import Finding, NotFound
from jiangang.methods.targeting.criteria import TargetingRule
from jiangang.methods.targeting.standing import Happening, Standing, advance
from jiangang.port.targeting.models import StandingEvent
from jiangang.port.targeting.queries import policy_in_force
from jiangang.port.targeting.standing_facts import (
    CourseRow,
    StandingRow,
    programmes_of,
    standings_of,
)


def programmes_on(on: date) -> dict[str, TargetingRule]:
    """The programmes of the policy in force on a day, by code."""
    policy = policy_in_force(on)
    return {rule.code: rule for rule in programmes_of(policy.text, on)} if policy else {}


def list_standings(actor: Actor) -> list[StandingRow]:
    """Every entity of which anything happened, with its standing, by programme."""
    hidden = hidden_firm_ids(actor)
    rows = StandingEvent.objects.exclude(firm_id__in=hidden) if hidden else StandingEvent.objects.all()
    found = rows.order_by("programme", "entity").values_list("programme", "entity", "firm_id").distinct()
    firms = {(programme, entity): firm_id for programme, entity, firm_id in found}
    standings, rules = standings_of(firms), programmes_on(actor.on)
    return [
        StandingRow(key[0], key[1], firm_id, standings[key], rules.get(key[0]))
        for key, firm_id in firms.items()
    ]


def get_standing(programme: str, entity: str, actor: Actor) -> StandingRow:
    """One standing with its course; raises NotFound, also for a firm in which the reader has an interest."""
    rows = list(
        StandingEvent.objects.select_related("decision__consignment", "undone_by")
        .filter(programme=programme, entity=entity)
        .order_by("occurred_at", "id")
    )
    if not rows or any(row.firm_id in hidden_firm_ids(actor) for row in rows):
        raise NotFound(Finding("targeting.finding.standing_not_found"))
    standing, course = Standing(), []
    for row in rows:
        undone = hasattr(row, "undone_by")
        if not undone:
            standing = advance(standing, Happening(row.happening))
        course.append(
            CourseRow(
                happening=row.happening,
                reason=row.reason,
                occurred_at=row.occurred_at,
                entered_by=row.entered_by,
                consignment=row.decision.consignment.number if row.decision else "",
                is_undone=undone,
                after=standing,
            )
        )
    rule = programmes_on(actor.on).get(programme)
    return StandingRow(programme, entity, rows[0].firm_id, standing, rule, tuple(course))
