"""What arrives on a rehearsed day, and the truth about it. Pure and deterministic: the same seed gives the
same day.

The truth (which consignments carry something, in which of their units) never enters a notice; the
inspectors of the rehearsal meet it only in the units that they open.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import Any

from jiangang.methods.chance.stream import Stream
from jiangang.rehearsal.plan import DemoFirm, Goods, all_firms, all_goods

VESSELS = (
    ("演示一号 DEMO ONE", "9319466"),
    ("演示二号 DEMO TWO", "9074729"),
    ("演示三号 DEMO THREE", "9433054"),
)
CONTAINER_LETTERS = {letter: value for letter, value in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (
    10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 36, 37, 38
), strict=True)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Truth:
    """What nobody but the rehearsal knows: how many units there are and in which of them something sits."""

    units: int
    infested_units: frozenset[int]

    @property
    def is_infested(self) -> bool:
        """Whether the consignment truly carries something."""
        return bool(self.infested_units)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One consignment of the day: who files when (minutes after midnight), what the notice says, the
    truth.
    """

    index: int
    firm: DemoFirm
    minute: int
    payload: dict[str, Any]
    goods: Goods
    truth: Truth


def arrivals(seed: str, day: date, count: int) -> Iterator[Arrival]:
    """The `count` consignments of a day, in the order in which their notices are filed."""
    root = hashlib.sha256(f"rehearsal|{seed}|{day.isoformat()}".encode()).digest()
    clock = Stream(root, "minutes")
    minutes = sorted(480 + clock.uniform_below(150) for _ in range(count))
    for index in range(count):
        yield _arrival(Stream(root, f"consignment|{index}"), index, minutes[index], day)


def _arrival(chance: Stream, index: int, minute: int, day: date) -> Arrival:
    firm = _weighted_firm(chance)
    goods = all_goods()[_one(chance, firm.goods)]
    units = _between(chance, goods.units)
    truth = _truth(chance, goods, units)
    payload = _payload(chance, firm=firm, goods=goods, units=units, day=day)
    _spoil(payload, chance)
    return Arrival(index, firm, minute, payload, goods, truth)


def _truth(chance: Stream, goods: Goods, units: int) -> Truth:
    if not chance.bernoulli(goods.infested):
        return Truth(units, frozenset())
    sitting = frozenset(1 + place for place in chance.hits(goods.spread, units))
    return Truth(units, sitting or frozenset({1 + chance.uniform_below(units)}))


def _payload(chance: Stream, *, firm: DemoFirm, goods: Goods, units: int, day: date) -> dict[str, Any]:
    origin = _one(chance, goods.origins)
    mass = _between(chance, goods.mass)
    value = (Decimal(mass) * goods.price).quantize(Decimal("0.01"))
    payload: dict[str, Any] = {
        "direction": "import",
        "importer_scheme": "uscc",
        "importer_number": firm.number,
        "importer_name": firm.name_zh,
        "exporter_name": f"Demo Exports {origin} Ltd",
        "inspection_place": "张家港港务码头",
        "transport_mode": "1",
        "departure_country": origin,
        "arrives_on": (day + timedelta(days=chance.uniform_below(3))).isoformat(),
        "stated_on": day.isoformat(),
        "lines": [
            {
                "hs_code": goods.hs,
                "description": goods.words,
                "origin": origin,
                "quantity": str(mass),
                "unit": "KGM",
                "packages": str(units),
                "package_kind": "PK",
                "net_mass": str(mass),
                "value": str(value),
                "currency": "USD",
            }
        ],
    }
    name, imo = _one(chance, VESSELS)
    payload |= {
        "vessel_name": name,
        "vessel_imo": imo,
        "voyage": f"{day:%y%m}{chance.uniform_below(90) + 10}",
    }
    if not goods.by_vessel:
        payload["container_numbers"] = [container_number(chance) for _ in range(1 + chance.uniform_below(3))]
    return payload


def _spoil(payload: dict[str, Any], chance: Stream) -> None:
    """People make mistakes: one notice in six lacks or mistypes something, as filings do."""
    flaws = (
        {"exporter_name": ""},
        {"vessel_imo": "9319467"},
        {"container_numbers": ["DEMU1234560", "DEMU1234561"]},
    )
    if chance.uniform_below(6):
        return
    kind = chance.uniform_below(len(flaws) + 2)
    if kind < len(flaws):
        payload.update(flaws[kind])
    elif kind == len(flaws):
        payload["lines"][0]["hs_code"] = "440350"  # no such line in HS 2022
    else:
        payload["lines"][0]["net_mass"] = "-1"  # refused, and kept among the refused filings


def container_number(chance: Stream) -> str:
    """A made-up container number with its right check digit (ISO 6346); owner code DEM is not a registered
    one.
    """
    while True:
        body = f"DEMU{chance.uniform_below(1_000_000):06d}"
        total = sum(
            (CONTAINER_LETTERS[sign] if sign.isalpha() else int(sign)) << place
            for place, sign in enumerate(body)
        )
        if total % 11 != 10:  # serials whose check would be 10 are to be avoided
            return f"{body}{total % 11}"


def _weighted_firm(chance: Stream) -> DemoFirm:
    ends = _ends_of_shares()
    return all_firms()[bisect_right(ends, chance.uniform_below(ends[-1]))]


@cache
def _ends_of_shares() -> list[int]:
    return list(accumulate(firm.share for firm in all_firms()))


def _one(chance: Stream, things: tuple[Any, ...]) -> Any:
    return things[chance.uniform_below(len(things))]


def _between(chance: Stream, ends: tuple[int, int]) -> int:
    return ends[0] + chance.uniform_below(ends[1] - ends[0] + 1)
