"""Several ways of looking, in several periods: the sensitivity of a surveillance system and what it shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jiangang.methods.answers import Answer, Said
from jiangang.methods.register import method
from jiangang.methods.sampling.freedom import MARTIN, freedom_after, period_assumptions
from jiangang.methods.sampling.infestation import check_something_to_find, read_infestation
from jiangang.methods.sampling.inputs import ANY_SHARE, BELOW_ONE, INSIDE, Facts, Given
from jiangang.methods.sampling.urns import DIGITS, as_decimal
from jiangang.methods.sampling.wording import percent, percent_down


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a surveillance system in one period, and its probability of finding the pest."""

    period: str
    name: str
    sensitivity: Fraction


@method(
    "sampling.system",
    source=MARTIN,
    verified=("products of complements by hand", "`find_freedom` for the freedom that follows"),
)
def find_system_sensitivity(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    prior: Given = Fraction(1, 2),
    introduction: Given | Sequence[Given] = 0,
) -> Answer:
    """Sensitivity of a surveillance system in each period and over all, and the freedom that follows.

    rows: with their numbers; each has `period`, `component`, and either `sensitivity` or a plan
    (`sample-size`, `level` or `infested`, and if known `lot-size` and `efficacy`); prior, introduction: as of
    `find_freedom`. Periods follow each other as they first stand there.
    Values: `sensitivity`, `probability_of_freedom`, `periods`. Components are independent of each other.
    Raises Refused with a finding for each bad row. Source: Martin et al. 2007.
    """
    facts = Facts()
    before = facts.share("prior", prior, INSIDE)
    entered = facts.shares("introduction", introduction, BELOW_ONE)
    components = []
    for number, row in rows:
        facts.row = number
        components.append(_read_component(facts, row))
    facts.row = None
    missed: dict[str, Decimal] = {}
    for each in components:
        unseen = as_decimal(1 - each.sensitivity)
        missed[each.period] = DIGITS.multiply(missed.get(each.period, Decimal(1)), unseen)
    if not missed:
        facts.fault("no_parts", "component")
    if len(entered) not in {1, len(missed)}:
        facts.fault("periods_differ", "introduction", count=len(entered), periods=len(missed))
    facts.check()
    return _answer(before, missed, entered * len(missed) if len(entered) == 1 else entered, len(components))


def _answer(
    prior: Fraction, missed: Mapping[str, Decimal], entered: Sequence[Fraction], components: int
) -> Answer:
    free, shown, unseen = as_decimal(prior), [], Decimal(1)
    for (name, here), coming in zip(missed.items(), entered, strict=True):
        free, unseen = freedom_after(free, 1 - Fraction(here), coming), DIGITS.multiply(unseen, here)
        shown.append({"period": name, "sensitivity": float(1 - here), "probability_of_freedom": float(free)})
    return Answer(
        method="sampling.system",
        version="1",
        values={
            "sensitivity": float(1 - unseen),
            "probability_of_freedom": float(free),
            "prior": prior,
            "periods": shown,
        },
        assumptions=(*period_assumptions(prior), Said("methods.sampling.assumption.components")),
        sentence=Said(
            "methods.sampling.sentence.system",
            {
                "components": components,
                "periods": len(missed),
                "sensitivity": percent_down(1 - unseen),
                "prior": percent(prior),
                "freedom": percent_down(free),
            },
        ),
    )


def _read_component(facts: Facts, row: Mapping[str, str]) -> Component:
    cells = {name: cell.strip() for name, cell in row.items() if cell and cell.strip()}
    period, name = cells.get("period", ""), cells.get("component", "")
    if not period:
        facts.fault("value_missing", "period", name="period")
    if "sensitivity" in cells:
        return Component(period, name, facts.share("sensitivity", cells["sensitivity"], ANY_SHARE))
    return Component(period, name, _of_plan(facts, cells))


def _of_plan(facts: Facts, cells: Mapping[str, str]) -> Fraction:
    known = len(facts.findings)
    what = read_infestation(
        facts,
        lot_size=cells.get("lot-size"),
        level=cells.get("level"),
        infested=cells.get("infested"),
        efficacy=cells.get("efficacy", 1),
        accept=0,
        dispersion=0,
        rounding="floor",
    )
    size = facts.count("sample-size", cells.get("sample-size"), least=1)
    if what.lot_size is not None and size > what.lot_size:
        facts.fault("more_than_lot", "sample-size", count=size, lot_size=what.lot_size)
    if len(facts.findings) > known:
        return Fraction(1, 2)
    check_something_to_find(what)
    return 1 - Fraction(what.urn.miss(size)[0])
