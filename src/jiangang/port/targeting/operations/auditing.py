"""Drawing what is looked at again, and recording what the discipline officer found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from django.db import connection

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, check_subject, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding, NotFound, raise_if_blocked
from jiangang.port.declarations import api as declarations
from jiangang.port.targeting import permissions
from jiangang.port.targeting.models import (
    AuditItem,
    AuditResult,
    AuditSample,
    Decision,
    OverrideAnswer,
    TimeoutRelease,
)
from jiangang.port.targeting.rules.overriding import AuditFacts, check_audit


@dataclass(frozen=True, slots=True)
class PoolAct:
    """One act that may be drawn: its code, what it was, on which decision, by whom and when."""

    code: str
    kind: str
    decision_id: int
    acted_by: str
    second_hand: str
    acted_at: datetime


@operation(permission=permissions.DRAW_AUDIT)
def draw_audit(*, first_day: date, last_day: date, actor: Actor, at: datetime) -> AuditSample:
    """Draw the audit sample of some days that are over: overrides, time-outs and manual releases, by
    committed seed.

    The share is the office's setting `audit_share`, at least one act. The same days again return the first
    sample. Raises Refused for days that are not over, or that an earlier sample covers.
    """
    _queue()
    known = AuditSample.objects.filter(first_day=first_day, last_day=last_day).first()
    if known is not None:
        return known
    raise_if_blocked(_check_days(first_day, last_day, office.local_day(at)))
    pool = pool_of(first_day, last_day)
    share = assignment.read_share(str(office.get_setting("audit_share", last_day)))
    draw = None
    if pool:
        draw = assignment.draw_sample(
            name=f"audit {first_day} {last_day}",
            codes=[one.code for one in pool],
            count=max(1, ceil(share * len(pool))),
            actor=_drawer(office.local_day(at)),
            at=at,
        )
    sample = AuditSample.objects.create(
        first_day=first_day,
        last_day=last_day,
        share=str(share),
        pool_size=len(pool),
        draw=draw,
        drawn_at=at,
        drawn_by=actor.key,
    )
    items = _items(sample, pool, draw.result if draw else ())
    ledger.append(
        actor=actor, at=at, act="targeting.audit.draw", subject=f"audit:{sample.pk}", rows=[sample, *items]
    )
    return sample


@operation(permission=permissions.RECORD_AUDIT)
def record_audit(
    *, item_id: int, verdict: str, words: str, is_correction: bool = False, actor: Actor, at: datetime
) -> AuditResult:
    """Record what was found on an audited act: `justified`, `doubtful` or `wrong`, with words.

    The same verdict again changes nothing; another one is a correction and says so. Raises NotFound,
    Forbidden for an interest in the firm, Refused for one's own act.
    """
    _queue()
    item = AuditItem.objects.select_related("decision").filter(pk=item_id).first()
    if item is None:
        raise NotFound(Finding("targeting.finding.audit_unknown"))
    row = declarations.get_consignment(item.decision.consignment_id)
    check_subject(actor, permissions.RECORD_AUDIT, row)
    standing = item.results.filter(replaced_by__isnull=True).first()
    if standing is not None and standing.verdict == verdict and not is_correction:
        return standing
    hands = frozenset({item.acted_by, item.second_hand} - {""})
    facts = AuditFacts(verdict, words, actor.key, hands, standing.verdict if standing else "", is_correction)
    raise_if_blocked(check_audit(facts))
    result = AuditResult.objects.create(
        item=item,
        verdict=verdict,
        words=words.strip(),
        replaces=standing,
        audited_at=at,
        audited_by=actor.key,
    )
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.audit.record",
        subject=f"audit item:{item.code}",
        case=row.number,
        rows=[result],
    )
    return result


def pool_of(first_day: date, last_day: date) -> list[PoolAct]:
    """The acts of some days that may be drawn, in the order of their codes."""
    zone = office.time_zone(last_day)
    begin = datetime.combine(first_day, datetime.min.time(), zone)
    end = datetime.combine(last_day + timedelta(days=1), datetime.min.time(), zone)
    found = [*_overrides(begin, end), *_timeouts(begin, end), *_releases(begin, end)]
    return sorted(found, key=lambda one: one.code)


def _overrides(begin: datetime, end: datetime) -> list[PoolAct]:
    rows = OverrideAnswer.objects.filter(is_granted=True, answered_at__gte=begin, answered_at__lt=end)
    return [
        PoolAct(
            f"override-{row.override_id}",
            AuditItem.Kind.OVERRIDE,
            row.override.decision_id,
            row.override.asked_by,
            row.answered_by,
            row.answered_at,
        )
        for row in rows.select_related("override")
    ]


def _timeouts(begin: datetime, end: datetime) -> list[PoolAct]:
    rows = TimeoutRelease.objects.filter(released_at__gte=begin, released_at__lt=end)
    return [
        PoolAct(
            f"timeout-{row.pk}", AuditItem.Kind.TIMEOUT, row.decision_id, row.released_by, "", row.released_at
        )
        for row in rows
    ]


def _releases(begin: datetime, end: datetime) -> list[PoolAct]:
    """Releases on documents by a person; those by a lane alone are the policy's."""
    steps = workflow.steps_into(declarations.CONSIGNMENT.name, "released").filter(
        act="release_by_document", person__isnull=False, at__gte=begin, at__lt=end
    )
    by_case = {step.case: step for step in steps}
    decisions = Decision.objects.filter(consignment__number__in=list(by_case))
    found = []
    for pk, number in decisions.values_list("pk", "consignment__number"):
        step = by_case[number]
        found.append(PoolAct(f"release-{pk}", AuditItem.Kind.RELEASE, pk, step.actor, "", step.at))
    return found


def _items(sample: AuditSample, pool: Sequence[PoolAct], drawn: Sequence[str]) -> list[AuditItem]:
    by_code = {one.code: one for one in pool}
    return AuditItem.objects.bulk_create(
        AuditItem(
            sample=sample,
            kind=by_code[code].kind,
            code=code,
            decision_id=by_code[code].decision_id,
            acted_by=by_code[code].acted_by,
            second_hand=by_code[code].second_hand,
            acted_at=by_code[code].acted_at,
        )
        for code in drawn
    )


def _check_days(first_day: date, last_day: date, today: date) -> list[Finding]:
    found = []
    if last_day < first_day:
        found.append(Finding("targeting.finding.audit_days_crossed", field="last_day"))
    if last_day >= today:
        found.append(Finding("targeting.finding.audit_days_open", field="last_day", params={"day": today}))
    if AuditSample.objects.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
        found.append(Finding("targeting.finding.audit_days_covered", field="first_day"))
    return found


def _drawer(day: date) -> Actor:
    """The part of the system that draws: who asks for a sample has no hand in it."""
    return Actor.system("targeting", on=day, permissions=frozenset({assignment.MAKE_DRAW}))


def _queue() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('targeting.audit', 0))")
