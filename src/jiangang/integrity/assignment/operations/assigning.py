"""Drawing inspectors, the random stream and units for consignments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from django.db.models import Model

from jiangang.integrity.assignment import permissions
from jiangang.integrity.assignment.models import Assigned, Draw
from jiangang.integrity.assignment.operations.drawing import Also, Order, draw_unentered, make_draws
from jiangang.integrity.assignment.queries import load_of, standing_draws
from jiangang.integrity.assignment.rules import PoolFacts, check_pool, make_pool
from jiangang.integrity.assignment.stream import stream_pool
from jiangang.integrity.interests import api as interests
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor, check, hidden_firm_ids, operation
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.chance import Pool
from jiangang.methods.findings import Finding, Refused

POST_KIND = "inspector"
HAND = "inspect"


@dataclass(frozen=True, slots=True)
class DrawRequest:
    """Who is asked for: `count` people for a consignment of these firms.

    exclude_hands: earlier hands on the case that keep somebody out whatever the legal profile says; what the
    profile says of the hand that the drawn people will lend is applied in any case.
    """

    consignment_number: str
    firm_ids: frozenset[int] = frozenset()
    exclude_hands: tuple[str, ...] = ()
    count: int = 2
    leaving: frozenset[int] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class DrawOutcome:
    """What came of one request: the draw and the people, or the findings that stood against it."""

    consignment_number: str
    draw: Draw | None
    person_ids: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()


@operation(permission=permissions.MAKE_DRAW)
def draw_inspectors(
    *,
    consignment_number: str,
    firm_ids: Iterable[int],
    exclude_hands: Iterable[str] = (),
    count: int = 2,
    actor: Actor,
    at: datetime,
) -> Draw:
    """Draw the inspectors of a consignment; asked again, the standing draw is returned.

    Raises Refused with the counts of who was left out when too few remain (nothing is drawn then), Forbidden
    when the actor has an interest in one of the firms.
    """
    request = DrawRequest(consignment_number, frozenset(firm_ids), tuple(exclude_hands), count)
    check(actor, permissions.MAKE_DRAW, request)
    (outcome,) = _draw_people([request], actor=actor, at=at)
    if outcome.draw is None:
        raise Refused(outcome.findings)
    return outcome.draw


@operation(permission=permissions.MAKE_DRAW)
def draw_many(*, requests: Sequence[DrawRequest], actor: Actor, at: datetime) -> list[DrawOutcome]:
    """Draw for many consignments in their order; one without enough people has findings and the rest go
    on.
    """
    hidden = hidden_firm_ids(actor)
    kept = [request for request in requests if not request.firm_ids & hidden]
    drawn = {one.consignment_number: one for one in _draw_people(kept, actor=actor, at=at)}
    return [
        drawn.get(request.consignment_number)
        or DrawOutcome(request.consignment_number, None, findings=(_recused(),))
        for request in requests
    ]


@operation(permission=permissions.MAKE_DRAW)
def draw_random_stream(
    *, cases: Mapping[str, frozenset[int]], share: Fraction, actor: Actor, at: datetime
) -> dict[str, Draw]:
    """Draw for each case (number → its firms) whether it belongs to the random stream, with exactly this
    probability.

    share: from 0 to 1 with a denominator of at most 1,000. `stream.is_taken` reads the result of a draw.
    """
    ledger.take_turn()
    draws, entries = random_stream_unentered(cases=cases, share=share, actor=actor, at=at)
    ledger.append_many(entries)
    return draws


def random_stream_unentered(
    *, cases: Mapping[str, frozenset[int]], share: Fraction, actor: Actor, at: datetime
) -> tuple[dict[str, Draw], list[ledger.Act]]:
    """As `draw_random_stream` within an act of another room, with the entries that this act appends with its
    own.

    The caller has the ledger's turn (`ledger.take_turn`). Raises Forbidden where the actor may not draw.
    """
    check(actor, permissions.MAKE_DRAW)
    pool = stream_pool(share)
    orders = [Order(case, Draw.Purpose.RANDOM_STREAM, firm_ids, pool, 1) for case, firm_ids in cases.items()]
    draws, entries = draw_unentered(orders, actor=actor, at=at)
    return {draw.case: draw for draw in draws}, entries


@operation(permission=permissions.MAKE_DRAW)
def draw_units(
    *,
    consignment_number: str,
    firm_ids: Iterable[int],
    units: Iterable[str],
    count: int,
    actor: Actor,
    at: datetime,
) -> Draw:
    """Draw which units of a consignment (packages, containers, hatches by their marks) are opened."""
    request = DrawRequest(consignment_number, frozenset(firm_ids), count=count)
    check(actor, permissions.MAKE_DRAW, request)
    pool = Pool.of(units)
    order = Order(consignment_number, Draw.Purpose.UNITS, request.firm_ids, pool, count)
    return make_draws([order], actor=actor, at=at)[0]


@operation(permission=permissions.MAKE_DRAW)
def draw_sample(*, name: str, codes: Iterable[str], count: int, actor: Actor, at: datetime) -> Draw:
    """Draw which acts of a pool are looked at again; asked again for the same name, the first draw is
    returned.

    name: of the sample, such as its days; codes: of the acts; count: how many. Raises Refused when the pool
    is too small.
    """
    order = Order(name, Draw.Purpose.AUDIT, frozenset(), Pool.of(codes), count)
    return make_draws([order], actor=actor, at=at)[0]


def pools_of(
    requests: Sequence[DrawRequest], *, at: datetime
) -> tuple[dict[str, Pool], dict[str, people.OnDuty]]:
    """The pool of each consignment and the people on duty by code; six queries however many there are."""
    day = office.local_day(at)
    on_duty = _on_duty(day)
    codes = {person.person_id: person.code for person in on_duty.values()}
    interested = interests.interested_people({firm for one in requests for firm in one.firm_ids}, day)
    numbers = [one.consignment_number for one in requests]
    barred = workflow.barred_people(numbers, HAND, at)
    earlier = _earlier_hands(requests)
    load, cap = load_of(day), int(office.get_setting("inspector_daily_cap", day))
    pools: dict[str, Pool] = {}
    for one in requests:
        number = one.consignment_number
        recused = frozenset().union(*(interested.get(firm, frozenset()) for firm in one.firm_ids))
        separated = barred.get(number, frozenset()) | earlier.get(number, frozenset())
        pools[number] = make_pool(
            PoolFacts(codes, recused, separated, load=load, cap=cap, leaving=one.leaving)
        )
    return pools, on_duty


def assigning(on_duty: Mapping[str, people.OnDuty], at: datetime) -> Also:
    """What puts the people of new draws on their cases, for `make_draws`."""
    day = office.local_day(at)

    def assign(draws: Sequence[Draw]) -> dict[int, list[Model]]:
        rows = Assigned.objects.bulk_create(
            [
                Assigned(draw=draw, person_id=on_duty[code].person_id, day=day)
                for draw in draws
                for code in draw.result
            ],
            batch_size=1000,
        )
        by_draw: dict[int, list[Model]] = {draw.pk: [] for draw in draws}
        for row in rows:
            by_draw[row.draw_id].append(row)
        return by_draw

    return assign


def _draw_people(requests: Sequence[DrawRequest], *, actor: Actor, at: datetime) -> list[DrawOutcome]:
    purpose = Draw.Purpose.INSPECTOR
    known = standing_draws({(one.consignment_number, str(purpose)) for one in requests})
    outcomes = {case: _standing(draw) for (case, _), draw in known.items()}
    cap_groups = _waves([one for one in requests if one.consignment_number not in outcomes], at)
    for wave in cap_groups:
        outcomes |= _draw_wave(wave, actor=actor, at=at)
    return [outcomes[one.consignment_number] for one in requests]


def _draw_wave(requests: Sequence[DrawRequest], *, actor: Actor, at: datetime) -> dict[str, DrawOutcome]:
    pools, on_duty = pools_of(requests, at=at)
    outcomes, orders = {}, []
    for one in requests:
        number = one.consignment_number
        findings = check_pool(pools[number], one.count)
        if findings:
            outcomes[number] = DrawOutcome(number, None, findings=tuple(findings))
        else:
            orders.append(Order(number, Draw.Purpose.INSPECTOR, one.firm_ids, pools[number], one.count))
    draws = make_draws(orders, actor=actor, at=at, also=assigning(on_duty, at))
    for draw in draws:
        ids = tuple(on_duty[code].person_id for code in draw.result)
        outcomes[draw.case] = DrawOutcome(draw.case, draw, ids)
    return outcomes


def _waves(requests: Sequence[DrawRequest], at: datetime) -> list[Sequence[DrawRequest]]:
    """All at once without a cap on a day's cases; one by one with it, for each draw changes the next pool."""
    if not requests:
        return []
    cap = int(office.get_setting("inspector_daily_cap", office.local_day(at)))
    return [[one] for one in requests] if cap else [requests]


def _on_duty(day: date) -> dict[str, people.OnDuty]:
    qualification = str(office.get_setting("inspector_qualification", day))
    found = people.on_duty(post_kind=POST_KIND, qualification=qualification, on=day)
    return {person.code: person for person in found}


def _earlier_hands(requests: Sequence[DrawRequest]) -> dict[str, frozenset[int]]:
    found = {}
    for one in requests:
        if one.exclude_hands:
            steps = workflow.history(one.consignment_number)
            found[one.consignment_number] = frozenset(
                step.person_id for step in steps if step.person_id and step.hand in one.exclude_hands
            )
    return found


def _standing(draw: Draw) -> DrawOutcome:
    ids = tuple(draw.assigned.order_by("id").values_list("person_id", flat=True))
    return DrawOutcome(draw.case, draw, ids)


def _recused() -> Finding:
    return interests.recused()
