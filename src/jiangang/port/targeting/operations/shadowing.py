"""Running a version in shadow: computed for each new decision, kept, not acted on."""

from datetime import date, datetime

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, NotFound, Refused
from jiangang.port.targeting import permissions
from jiangang.port.targeting.locking import queue
from jiangang.port.targeting.models import Decision, ShadowAnswer, ShadowEnd, ShadowPeriod
from jiangang.port.targeting.queries import get_policy_row
from jiangang.port.targeting.replaying import PIECE, compiled_on, day_begins, lanes_by


@operation(permission=permissions.TEST_POLICY)
def start_shadow(*, policy_id: int, actor: Actor, at: datetime) -> ShadowPeriod:
    """Begin a version's shadow period today; begun already, that period is returned.

    Raises NotFound for an unknown version, Refused for one that decides already or whose period is over.
    """
    policy = get_policy_row(policy_id)
    queue(f"shadow:{policy_id}")
    known = ShadowPeriod.objects.filter(policy=policy).first()
    if known is not None:
        if hasattr(known, "end"):
            raise Refused(Finding("targeting.finding.shadow_over"))
        return known
    if policy.activations.exists():
        raise Refused(Finding("targeting.finding.shadow_of_active"))
    latest = Decision.objects.order_by("-id").values_list("id", flat=True).first()
    row = ShadowPeriod.objects.create(
        policy=policy,
        first_day=office.local_day(at),
        after_decision=latest or 0,
        started_at=at,
        started_by=actor.key,
    )
    ledger.append(actor=actor, at=at, act="targeting.policy.shadow", subject=f"policy:{policy}", rows=[row])
    return row


@operation(permission=permissions.TEST_POLICY)
def end_shadow(*, policy_id: int, actor: Actor, at: datetime) -> ShadowEnd:
    """End a version's shadow period today; ended already, that end is returned. Raises NotFound without
    one.
    """
    queue(f"shadow:{policy_id}")
    period = ShadowPeriod.objects.select_related("policy").filter(policy=policy_id).first()
    if period is None:
        raise NotFound(Finding("targeting.finding.shadow_missing_here"))
    known = ShadowEnd.objects.filter(shadow=period).first()
    if known is not None:
        return known
    row = ShadowEnd.objects.create(
        shadow=period, last_day=office.local_day(at), ended_at=at, ended_by=actor.key
    )
    ledger.append(
        actor=actor, at=at, act="targeting.policy.shadow_end", subject=f"policy:{period.policy}", rows=[row]
    )
    return row


@operation(permission=permissions.DECIDE)
def compute_shadows(*, actor: Actor, at: datetime) -> int:
    """Compute what versions in shadow would have decided, for every new decision that has no answer yet.

    At most a piece of decisions for each version; returns how many answers were kept, 0 when none is missing.
    """
    queue("shadows")
    made = 0
    for period in running_shadows():
        made += len(_answer(period, actor=actor, at=at))
    return made


def running_shadows() -> list[ShadowPeriod]:
    """Shadow periods that have not ended."""
    return list(ShadowPeriod.objects.select_related("policy").filter(end__isnull=True).order_by("id"))


def _answer(period: ShadowPeriod, *, actor: Actor, at: datetime) -> list[ShadowAnswer]:
    rows = missing_answers(period)
    if not rows:
        return []
    answers = []
    by_day: dict[date, list[Decision]] = {}
    for row in rows:
        by_day.setdefault(office.local_day(row.decided_at), []).append(row)
    for day, part in by_day.items():
        lanes, touching = lanes_by(compiled_on(period.policy, day), period.policy, part)
        answers += [
            _row(period, row, lane, rules, actor=actor, at=at)
            for row, lane, rules in zip(part, lanes, touching, strict=True)
        ]
    made = ShadowAnswer.objects.bulk_create(answers, batch_size=1000)
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.shadow.compute",
        subject=f"policy:{period.policy}",
        rows=made,
        facts={"answers": len(made)},
    )
    return made


def missing_answers(period: ShadowPeriod) -> list[Decision]:
    """Decisions of the period, the oldest first, that have no answer yet; at most a piece.

    Decisions entered late for a day before the period are left out.
    """
    rows = Decision.objects.select_related("consignment", "policy").filter(
        pk__gt=period.after_decision, decided_at__gte=day_begins(period.first_day)
    )
    return list(rows.exclude(shadows__shadow=period).order_by("id")[:PIECE])


def _row(
    period: ShadowPeriod, row: Decision, lane: str, rules: list[str], *, actor: Actor, at: datetime
) -> ShadowAnswer:
    return ShadowAnswer(
        shadow=period,
        decision=row,
        lane=lane,
        is_different=lane != row.lane,
        rules=rules,
        computed_at=at,
        computed_by=actor.key,
    )
