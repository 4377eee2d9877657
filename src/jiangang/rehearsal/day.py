"""A port day: the operations of every department, called one after another as its people would."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from jiangang.integrity.assignment import api as assignment
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.kernel.register import api as register
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Conflict, Refused
from jiangang.port.certificates import api as certificates
from jiangang.port.declarations import api as declarations
from jiangang.port.disposition import api as disposition
from jiangang.port.inspection import api as inspection
from jiangang.port.targeting import api as targeting
from jiangang.rehearsal.world import Arrival, arrivals

COUNT = 40
SEED = "demo"
OPENED_SHARE, LEAST_OPENED = 10, 4  # one unit in ten is opened, at least four
KIND = "inspection_certificate"
LEFT = {"notice": 3, "on_site": 2, "second_hand": 1, "disposition": 2}
"""How much of each step the day leaves undone, so that there is work on the desks in the morning."""


@dataclass(slots=True)
class Clock:
    """Business time of the day: each act takes a few minutes."""

    now: datetime

    def minutes(self, count: int) -> datetime:
        """Let so many minutes pass and return the time."""
        self.now += timedelta(minutes=count)
        return self.now


@dataclass(slots=True)
class Case:
    """One consignment on its way through the day."""

    arrival: Arrival
    consignment_id: int
    number: str
    clock: Clock
    lane: str = ""
    inspection_id: int = 0
    inspectors: tuple[int, ...] = ()
    opened: frozenset[int] = frozenset()


@dataclass(slots=True)
class Cast:
    """Who acts: actors of the day by post."""

    day: date
    by_code: dict[str, Actor] = field(default_factory=dict)

    def of(self, code: str) -> Actor:
        """The actor of the office's own code for a person."""
        if code not in self.by_code:
            self.by_code[code] = people.actor_by_code(code, self.day)
        return self.by_code[code]

    def person(self, person_id: int) -> Actor:
        """The actor of a person."""
        return people.actor_of_person(person_id, self.day)


def play_day(*, day: date | None = None, seed: str = SEED, count: int = COUNT) -> date:
    """Play a port day in the office at hand and return the day; without one it is yesterday.

    What arrives and what is true of it comes from the seed. What the office draws comes from its own
    committed
    chance, so that who inspects what is not the seed's to say.
    """
    zone = office.time_zone(office.clock().date())
    day = day or office.local_day(office.clock()) - timedelta(days=1)
    cast = Cast(day)
    morning = datetime.combine(day, time(7, 30), zone)
    _remember(day, cast)
    assignment.commit_day(day=day, actor=cast.of("T001"), at=morning)
    cases = [case for arrival in arrivals(seed, day, count) if (case := _file(arrival, cast, day, zone))]
    accepted = list(_accept(cases, cast))
    _target(accepted, cast, day, zone)
    _release_on_documents([case for case in accepted if case.lane == "yellow"], cast)
    inspected = list(_inspect([case for case in accepted if case.lane == "red"], cast))
    disposed = list(_dispose(inspected, cast))
    _certify(disposed, cast)
    ledger.sign_checkpoint(office.clock())
    return day


def _file(arrival: Arrival, cast: Cast, day: date, zone: ZoneInfo) -> Case | None:
    username = arrival.firm.declarant[1]
    actor = people.actor_by_username(username, day)
    at = datetime.combine(day, time(), zone) + timedelta(minutes=arrival.minute)
    key = f"rehearsal-{day}-{arrival.index}"
    try:
        filed = declarations.file_notice(
            payload=arrival.payload, source="rehearsal", request_key=key, actor=actor, at=at
        )
    except Refused:
        return None  # kept among the refused filings, with everything that was found
    return Case(arrival, filed.consignment.pk, filed.consignment.number, Clock(at))


def _accept(cases: list[Case], cast: Cast) -> Iterator[Case]:
    for index, case in enumerate(cases[: -LEFT["notice"]]):
        clerk = cast.of("W001" if index % 2 else "W002")
        at = case.clock.minutes(4 + index % 5)
        if index % 13 == 7:
            remarks = "请补充熏蒸证明。Please add the treatment certificate."
            declarations.return_notice(
                consignment_id=case.consignment_id, remarks=remarks, actor=clerk, at=at
            )
            continue
        declarations.accept_notice(consignment_id=case.consignment_id, actor=clerk, at=at)
        yield case


def _target(cases: list[Case], cast: Cast, day: date, zone: ZoneInfo) -> None:
    at = datetime.combine(day, time(11, 0), zone)
    ids = [case.consignment_id for case in cases]
    decided = {
        outcome.consignment_id: outcome.decision
        for outcome in targeting.decide_many(consignment_ids=ids, actor=cast.of("T001"), at=at)
    }
    for case in cases:
        decision = decided[case.consignment_id]
        case.lane = decision.lane if decision else ""
        case.clock.now = max(case.clock.now, at)


def _release_on_documents(cases: list[Case], cast: Cast) -> None:
    for case in cases[: -LEFT["disposition"]]:
        disposition.decide_disposition(
            consignment_id=case.consignment_id,
            outcome="release",
            actor=cast.of("R001"),
            at=case.clock.minutes(50),
        )


def _inspect(cases: list[Case], cast: Cast) -> Iterator[Case]:
    """Draw, open, arrive, record, confirm; the last ones are left on site or waiting for the second hand."""
    for place, case in enumerate(cases):
        left = len(cases) - place
        try:
            _open(case, cast)
        except Refused:
            continue  # too few people are free today: the consignment waits for the next morning's draw
        first, *others = (cast.person(person_id) for person_id in case.inspectors)
        if left <= 1:
            continue  # drawn, nobody on site yet
        inspection.start_inspection(inspection_id=case.inspection_id, actor=first, at=case.clock.minutes(35))
        if left <= LEFT["on_site"]:
            continue
        content = what_they_see(case)
        inspection.record_result(
            inspection_id=case.inspection_id, content=content, actor=first, at=case.clock.minutes(60)
        )
        if left <= LEFT["on_site"] + LEFT["second_hand"]:
            continue
        for other in others:
            inspection.confirm_result(
                inspection_id=case.inspection_id, actor=other, at=case.clock.minutes(10)
            )
        yield case


def _open(case: Case, cast: Cast) -> None:
    at = case.clock.minutes(5)
    firm_ids = declarations.get_consignment(case.consignment_id).firm_ids
    draw = assignment.draw_inspectors(
        consignment_number=case.number,
        firm_ids=firm_ids,
        count=workflow.hands_needed("inspect", at)[0],
        actor=cast.of("T001"),
        at=at,
    )
    case.inspectors = assignment.assigned_people(case.number)
    truth = case.arrival.truth
    wanted = min(truth.units, max(LEAST_OPENED, truth.units // OPENED_SHARE))
    picked = assignment.draw_units(
        consignment_number=case.number,
        firm_ids=firm_ids,
        units=[str(unit) for unit in range(1, truth.units + 1)],
        count=wanted,
        actor=cast.of("T001"),
        at=at,
    )
    case.opened = frozenset(int(unit) for unit in picked.result)
    opened = inspection.open_inspection(
        consignment_id=case.consignment_id,
        inspectors=case.inspectors,
        units=wanted,
        checklist=case.arrival.goods.checklist,
        actor=cast.of("T001"),
        at=draw.drawn_at,
    )
    case.inspection_id = opened.pk


def what_they_see(case: Case) -> inspection.ResultContent:
    """The result of honest inspectors: they see what sits in the units that chance has them open, and no
    more.
    """
    truth, goods = case.arrival.truth, case.arrival.goods
    seen = case.opened & truth.infested_units
    points = inspection.get_checklist(goods.checklist).items
    answers: dict[str, str] = dict.fromkeys(points, "conforming")
    found: tuple[Any, ...] = ()
    if seen:
        words = {
            "live_pest": "发现活虫。Live insects found.",
            "weed_seed": "检出杂草种子。Weed seeds found.",
            "label": "中文标签缺失。No label in Chinese.",
            "contaminant": "检出夹杂物。Foreign matter found.",
            "packaging": "包装破损。Packages broken.",
        }[goods.category]
        found = (inspection.FoundContent(goods.category, "major", words, goods.taxon, len(seen)),)
        point = {"live_pest": "live_pests", "label": "labels", "packaging": "packaging"}.get(goods.category)
        if point:
            answers[point] = "nonconforming"
    return inspection.ResultContent(not seen, len(case.opened), answers, found=found)


def _dispose(cases: list[Case], cast: Cast) -> Iterator[Case]:
    for case in cases[: -LEFT["disposition"]]:
        clean = inspection.find_by_consignment(case.consignment_id)
        conforming = clean is not None and clean.conforming
        decided: dict[str, Any] = (
            {"outcome": "release"}
            if conforming
            else {"outcome": "refuse", "measure": "return", "reason": "检出不合格，见施检记录。"}
        )
        disposition.decide_disposition(
            consignment_id=case.consignment_id, **decided, actor=cast.of("R001"), at=case.clock.minutes(25)
        )
        if conforming:
            yield case


def _certify(cases: list[Case], cast: Cast) -> None:
    """Sign what is due, have the register publish it, and hand out; what it does not publish stays signed."""
    signed = [(case, made) for case in cases if (made := _sign(case, cast, last=case is cases[-1]))]
    register.publish(at=office.clock())
    for case, certificate_id in signed:
        actor, at = cast.of("D003"), case.clock.minutes(6)
        try:
            certificates.issue_certificate(certificate_id=certificate_id, actor=actor, at=at)
        except Conflict:
            continue  # a witness is away: it waits on the desk, as on any day


def _sign(case: Case, cast: Cast, *, last: bool) -> int:
    """Draft, review, sign; 0 for the last of the day, which stays a draft."""
    draft = certificates.draft_certificate(
        consignment_id=case.consignment_id, kind=KIND, actor=cast.of("D001"), at=case.clock.minutes(20)
    )
    if last:
        return 0
    for act, code in ((certificates.review_certificate, "D002"), (certificates.sign_certificate, "D003")):
        act(certificate_id=draft.pk, actor=cast.of(code), at=case.clock.minutes(6))
    return int(draft.pk)


def _remember(day: date, cast: Cast) -> None:
    """Note which day the office played, before it begins: a day cut short is still that day."""
    office.change_setting(
        key="demo_day",
        value=day.isoformat(),
        valid_from=date(2000, 1, 1),
        actor=people.actor_by_code("A001", day),
        at=office.clock(),
    )
