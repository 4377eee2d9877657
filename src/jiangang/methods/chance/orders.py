"""An order to draw people, items or units, and the proof of a draw made by it with a ceremony's seed.

Draws with a day's seeds, which the running office makes, are in `draws` and `proofs`; their documents stay as
they are. Here the whole pool is fixed by a digest, which a ceremony can promise before its seed exists.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiangang.methods import canonical
from jiangang.methods.chance.ceremonies import Document, refuse
from jiangang.methods.chance.draws import Pool
from jiangang.methods.chance.openings import Opening, list_opening_not_checked, verify_opening
from jiangang.methods.chance.reading import DocumentReader
from jiangang.methods.chance.stream import ALGORITHM, Stream
from jiangang.methods.chance.units import Units
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.register import method

ORDER, PROOF = "jiangang.draw-order/1", "jiangang.order-proof/1"
MOST_DRAWN = 250_000
"""One draw is not larger than a proof that can be sent and read."""
KINDS = ("people", "items", "units")
SOURCE = "Fisher-Yates, TAOCP vol. 2 §3.4.2 P, on an HMAC-SHA256 counter stream (NIST SP 800-108r1 §4.1)"
Drawn = tuple[str, ...] | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be drawn: `count` of the pool, for a subject, as the draw `label` of a day.

    kind: `people`, `items` (a `Pool` of ids) or `units` (`Units`). Every value, exclusions and reasons too,
    is part of the digest, and so of what a plan can promise.
    """

    kind: str
    office: str
    day: date
    label: str
    subject: str
    pool: Pool | Units
    count: int

    @property
    def size(self) -> int:
        """How many can be drawn."""
        return len(self.pool) if isinstance(self.pool, Units) else len(self.pool.eligible)

    def findings(self) -> list[Finding]:
        """What is wrong with the order; empty when it can be drawn."""
        found = []
        if self.kind not in KINDS or isinstance(self.pool, Units) != (self.kind == "units"):
            found.append(_finding("kind_wrong", "kind", kind=self.kind, known=", ".join(KINDS)))
        if self.count > MOST_DRAWN:
            found.append(_finding("too_many_to_draw", "count", count=self.count, most=MOST_DRAWN))
        elif not 1 <= self.count <= self.size:
            params = {"count": self.count, "eligible": self.size, "excluded": len(self.pool.excluded)}
            found.append(_finding("too_few_to_draw", "count", **params))
        return found

    @property
    def digest(self) -> bytes:
        """SHA-256 of the order's canonical row."""
        return canonical.digest(ORDER, self.as_dict())

    @property
    def stream_label(self) -> str:
        """Label of the draw's stream: says that it is an order, and which, by its digest in hex."""
        return f"order|{self.digest.hex()}"

    def as_dict(self) -> dict[str, Any]:
        """The order as plain JSON values."""
        if isinstance(self.pool, Units):
            pool: object = {"first": self.pool.first, "last": self.pool.last}
            excluded = {span.text: list(span.reasons) for span in self.pool.excluded}
        else:
            pool = list(self.pool.eligible)
            excluded = {each: list(reasons) for each, reasons in self.pool.excluded}
        return {
            "version": ORDER,
            "algorithm": ALGORITHM,
            "kind": self.kind,
            "office": self.office,
            "day": self.day.isoformat(),
            "label": self.label,
            "subject": self.subject,
            "pool": pool,
            "excluded": excluded,
            "count": self.count,
        }

    @classmethod
    def parse(cls, document: Document) -> "Order":
        """Read an order; raises Refused with every fault of its form or of what it asks for."""
        reader = DocumentReader(document)
        if not reader.findings:
            reader.expect("version", ORDER)
            reader.expect("algorithm", ALGORITHM)
        kind = reader.text("kind")
        read = reader.units if kind == "units" else reader.pool
        found = cls(
            kind=kind,
            office=reader.text("office"),
            day=reader.day("day"),
            label=reader.text("label"),
            subject=reader.text("subject"),
            pool=read("pool", "excluded"),
            count=reader.number("count"),
        )
        reader.refuse_unknown()
        refuse([*reader.findings, *([] if reader.findings else found.findings())])
        return found


@dataclass(frozen=True, slots=True)
class OrderProof:
    """Everything needed to repeat a draw by order: the order, the opened ceremony, the result as drawn."""

    order: Order
    opening: Opening
    result: Drawn

    def as_dict(self) -> dict[str, Any]:
        """The proof as plain JSON values."""
        return {
            "version": PROOF,
            "order": self.order.as_dict(),
            "opening": self.opening.as_dict(),
            "result": list(self.result),
        }

    def as_json(self) -> str:
        """The document, the same text for the same proof."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    @classmethod
    def parse(cls, document: Document) -> "OrderProof":
        """Read a proof, *without* checking what it says; raises Refused with the faults of its form."""
        reader = DocumentReader(document)
        if not reader.findings:
            reader.expect("version", PROOF)
        order, opening = reader.whole("order"), reader.whole("opening")
        units = order.get("kind") == "units"
        result: Drawn = reader.numbers("result") if units else reader.texts("result")
        reader.refuse_unknown()
        refuse(reader.findings)
        return cls(Order.parse(order), Opening.parse(opening), result)


@method(
    "chance.draw_order",
    source=SOURCE,
    verified="a second writing of stream and shuffle in the tests; SciPy chi-square over every subset",
)
def draw_order(order: Order, seed: bytes) -> Drawn:
    """Who or what is drawn by an order with a seed of 32 bytes, in the order drawn.

    The same whatever the order in which ids were given. Raises Refused when there are too few to draw.
    """
    refuse(order.findings())
    stream = Stream(seed, order.stream_label)
    if isinstance(order.pool, Units):
        return tuple(stream.draw(order.pool, order.count))
    return tuple(stream.draw(order.pool.eligible, order.count))


@method("chance.verify_order", source="DESIGN law 7", verified="every value of a proof changed")
def verify_order(document: Document) -> list[Finding]:
    """Repeat a draw by order from its proof alone; empty when everything in it follows.

    Never raises for what stands in the document.
    """
    try:
        said = OrderProof.parse(document)
    except Refused as refused:
        return list(refused.findings)
    found = verify_opening(said.opening.as_dict())
    plan = said.opening.ceremony.plan
    if plan.office != said.order.office:
        found.append(_finding("order_of_other_office", "order", office=plan.office))
    if plan.orders and said.order.digest not in plan.orders:
        found.append(_finding("order_not_promised", "order", digest=said.order.digest.hex()))
    expected = draw_order(said.order, said.opening.seed)
    if expected != said.result:
        params = {"expected": shorten(expected), "result": shorten(said.result)}
        found.append(Finding("methods.finding.draw_result_differs", field="result", params=params))
    return found


def list_order_not_checked(said: OrderProof) -> list[Finding]:
    """What nobody can tell from the proof alone, as NOT_CHECKED findings."""
    found = list_opening_not_checked(said.opening)
    if not said.opening.ceremony.plan.orders:
        found.append(
            Finding("methods.chance.finding.order_time_not_checked", Severity.NOT_CHECKED, field="order")
        )
    return found


def shorten(drawn: Drawn, most: int = 20) -> str:
    """The first of what was drawn, in words, with their number when there are more."""
    told = ", ".join(map(str, drawn[:most]))
    return f"{told} … ({len(drawn)})" if len(drawn) > most else told


def _finding(code: str, place: str, **params: object) -> Finding:
    return Finding(f"methods.chance.finding.{code}", field=place, params=params)
