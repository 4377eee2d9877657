"""Mixed consignments: one sample for the whole, shared out in proportion to the units of each part."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.register import method
from jiangang.methods.sampling.detection import find_size
from jiangang.methods.sampling.infestation import Infestation, check_something_to_find, read_infestation
from jiangang.methods.sampling.inputs import INSIDE, Facts, Given, Rounding
from jiangang.methods.sampling.urns import DIGITS, ERROR, Urn, as_decimal, least
from jiangang.methods.sampling.wording import percent, percent_down

LARGEST_INFESTED = 20_000


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mixed consignment: its name, its units, and how many of them are opened."""

    name: str
    units: int
    opened: int


@method(
    "sampling.mixed",
    source=(
        "Lane, Cannon, Arthur and Robinson, Sample size for inspection intended to manage risk within mixed "
        "consignments, NeoBiota: proportional stratification",
        "Balinski and Young, Fair Representation (1982): Webster's divisors, for sharing whole units out",
    ),
    verified="enumeration of all arrangements of the infested units in small consignments",
)
def detect_in_mixture(
    *,
    parts: Mapping[str, Given],
    confidence: Given,
    level: Given = None,
    infested: Given = None,
    efficacy: Given = 1,
    rounding: Rounding | str = Rounding.FLOOR,
    worst_case: bool = False,
) -> Answer:
    """The sample of a mixed consignment, shared out over its parts in proportion to their units.

    parts: name → units; level or infested: of the consignment taken as a whole; the other arguments as of
    `detect`; worst_case: whether the confidence must hold for every way in which the infested units may lie
    in the parts, not only for a random one. Values: `sample_size`, `achieved_confidence`,
    `worst_case_confidence`, `parts`. Raises Refused for bad values, Unreachable when no sample is enough.
    Source: Lane et al., NeoBiota.
    """
    facts = Facts()
    sizes = {}
    for name in sorted(parts):
        facts.names = {"units": f"units ({name})"}
        sizes[name] = facts.count("units", parts[name], least=1)
    if not sizes:
        facts.fault("no_parts", "parts")
    what = read_infestation(
        facts,
        lot_size=sum(sizes.values()) or 1,
        level=level,
        infested=infested,
        efficacy=efficacy,
        accept=0,
        dispersion=0,
        rounding=rounding,
    )
    wanted = facts.share("confidence", confidence, INSIDE)
    if (what.infested or 0) > LARGEST_INFESTED:
        facts.fault(
            "count_out_of_range", "infested", given=str(what.infested), least=1, most=LARGEST_INFESTED
        )
    facts.check()
    check_something_to_find(what)
    size = find_size(what, wanted)
    if worst_case:
        size = _worst_case_size(sizes, what, wanted, size)
    return _answer(what, wanted, size, share_out(sizes, size))


def share_out(sizes: Mapping[str, int], sample: int) -> list[Part]:
    """Share a sample out over parts by Webster's divisors; a larger sample takes from no part.

    Ties go to the first by name. sample: at most the units of all parts.
    """
    opened = dict.fromkeys(sorted(sizes), 0)
    waiting = [(-Fraction(sizes[name]), name) for name in opened]
    heapq.heapify(waiting)
    for _ in range(sample):
        _, name = heapq.heappop(waiting)
        opened[name] += 1
        if opened[name] < sizes[name]:
            heapq.heappush(waiting, (-Fraction(sizes[name], 2 * opened[name] + 1), name))
    return [Part(name, sizes[name], count) for name, count in opened.items()]


def worst_arrangement(parts: list[Part], infested: int, efficacy: Fraction) -> list[int]:
    """How many of the infested units lie in each part when the inspection is most likely to miss them all.

    One after another they are laid where the next is least likely to be found: the logarithm of missing is
    concave in each part, so that this is the worst of all arrangements.
    """
    laid = [0] * len(parts)
    missed = [Decimal(1)] * len(parts)
    waiting: list[tuple[Decimal, int, Decimal]] = []

    def offer(place: int) -> None:
        part = parts[place]
        if laid[place] < part.units:
            more = Urn.of_lot(part.units, laid[place] + 1, efficacy).miss(part.opened)[0]
            ratio = DIGITS.divide(more, missed[place]) if missed[place] else Decimal(0)
            heapq.heappush(waiting, (-ratio, place, more))

    for place in range(len(parts)):
        offer(place)
    for _ in range(infested):
        _, place, missed_now = heapq.heappop(waiting)
        laid[place] += 1
        missed[place] = missed_now
        offer(place)
    return laid


def _worst_miss(parts: list[Part], what: Infestation) -> tuple[Decimal, list[Urn]]:
    laid = worst_arrangement(parts, what.infested or 0, what.efficacy)
    urns = [Urn.of_lot(part.units, count, what.efficacy) for part, count in zip(parts, laid, strict=True)]
    missed = Decimal(1)
    for part, urn in zip(parts, urns, strict=True):
        missed = DIGITS.multiply(missed, urn.miss(part.opened)[0])
    return missed, urns


def _worst_case_size(sizes: Mapping[str, int], what: Infestation, wanted: Fraction, low: int) -> int:
    allowed = as_decimal(1 - wanted)

    def holds(size: int) -> bool:
        parts = share_out(sizes, size)
        missed, urns = _worst_miss(parts, what)
        if abs(missed - allowed) > ERROR * (size + len(parts) * 10):
            return missed < allowed
        exact = Fraction(1)
        for part, urn in zip(parts, urns, strict=True):
            exact *= urn.exact_miss(part.opened)
        return exact <= 1 - wanted

    found = least(holds, low, what.most, low)
    if found is None:
        params = {
            "confidence": percent(wanted),
            "best": percent_down(1 - _worst_miss(share_out(sizes, what.most), what)[0]),
            "most": what.most,
            "efficacy": percent(what.efficacy),
            "accept": 0,
        }
        raise Unreachable(
            Finding("methods.sampling.finding.confidence_unreachable", field="confidence", params=params)
        )
    return found


def _answer(what: Infestation, confidence: Fraction, size: int, parts: list[Part]) -> Answer:
    achieved = 1 - what.urn.miss(size)[0]
    worst = 1 - _worst_miss(parts, what)[0]
    empty = [part.name for part in parts if not part.opened]
    findings: tuple[Finding, ...] = ()
    if empty:
        params = {"parts": ", ".join(empty)}
        findings = (
            Finding("methods.sampling.finding.part_without_sample", Severity.WARNING, "parts", params),
        )
    return Answer(
        method="sampling.mixed",
        version="1",
        values={
            "sample_size": size,
            "achieved_confidence": float(achieved),
            "worst_case_confidence": float(worst),
            "parts": [{"name": part.name, "units": part.units, "sample_size": part.opened} for part in parts],
            "confidence": confidence,
            **{
                name: value
                for name, value in what.as_values().items()
                if name not in {"accept", "dispersion"}
            },
        },
        assumptions=(
            *(each for each in what.assumptions() if not each.key.endswith(".homogeneous")),
            Said("methods.sampling.assumption.mixed"),
        ),
        sentence=Said(
            "methods.sampling.sentence.mixed",
            {
                "sample_size": size,
                "lot_size": what.lot_size,
                "count": len(parts),
                "infested": what.infested,
                "efficacy": percent(what.efficacy),
                "achieved": percent_down(achieved),
                "worst": percent_down(worst),
            },
        ),
        findings=findings,
    )
