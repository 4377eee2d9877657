"""From finding nothing to the probability that there is nothing: freedom, period after period.

Source of all: Martin, Cameron and Greiner, Preventive Veterinary Medicine 79 (2007) 71–97.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from jiangang.methods.answers import Answer, Said, Unreachable
from jiangang.methods.findings import Finding
from jiangang.methods.register import method
from jiangang.methods.sampling.inputs import ANY_SHARE, BELOW_ONE, INSIDE, Facts, Given
from jiangang.methods.sampling.urns import DIGITS, as_decimal
from jiangang.methods.sampling.wording import percent, percent_down

MARTIN = "Martin, Cameron and Greiner, Preventive Veterinary Medicine 79 (2007) 71–97"
MOST_PERIODS = 10_000


def freedom_after(prior: Decimal, sensitivity: Fraction, introduction: Fraction) -> Decimal:
    """Probability of freedom after a period in which nothing was found.

    prior: before the period, which is first discounted by the chance that the pest came in during it.
    """
    free = DIGITS.multiply(prior, as_decimal(1 - introduction))
    infested_unseen = DIGITS.multiply(1 - free, as_decimal(1 - sensitivity))
    return DIGITS.divide(free, DIGITS.add(free, infested_unseen))


@method(
    "sampling.freedom",
    source=MARTIN,
    verified=(
        "RSurveillance 0.2.1: pfree.1, pfree.calc, pfree.equ, sep.pfree: 32 values of its own tests",
        "epiR 2.x: twelve months, 0.9945572; equilibrium 0.986 and required sensitivity 0.69 of its manual",
    ),
)
def find_freedom(
    *,
    sensitivity: Given | Sequence[Given] = None,
    prior: Given = Fraction(1, 2),
    introduction: Given | Sequence[Given] = 0,
    periods: Given = None,
    target: Given = None,
) -> Answer:
    """Probability that a place or a pathway is free, after periods in which nothing was found.

    sensitivity: of the surveillance in each period, one for all or one each; prior: probability of freedom
    before; introduction: probability that the pest comes in during a period, one for all or one each;
    periods: how many, when every value is one for all; target: a probability of freedom to be reached.
    Values: `probability_of_freedom`, `by_period`, with constant values `equilibrium`; with a target
    `periods_needed`, or without a sensitivity `required_sensitivity` of one period. Raises Refused for bad
    values, Unreachable when the target is not reached. Source: Martin et al. 2007.
    """
    facts = Facts()
    before = facts.share("prior", prior, INSIDE)
    entered = facts.shares("introduction", introduction, BELOW_ONE)
    aim = None if target is None else facts.share("target", target, INSIDE)
    if sensitivity is None:
        if aim is None:
            facts.fault("one_of_two", "sensitivity", one="sensitivity", other="target")
        facts.check()
        return _required(before, entered[0], aim or Fraction(1, 2))
    seen = facts.shares("sensitivity", sensitivity, ANY_SHARE)
    count = None if periods is None else facts.count("periods", periods, least=1, most=MOST_PERIODS)
    long = max(count or 1, len(seen), len(entered))
    for name, values in (("sensitivity", seen), ("introduction", entered)):
        if len(values) not in {1, long}:
            facts.fault("periods_differ", name, count=len(values), periods=long)
    facts.check()
    seen, entered = (values * long if len(values) == 1 else values for values in (seen, entered))
    return _over_time(before, seen, entered, aim)


def _required(prior: Fraction, introduction: Fraction, target: Fraction) -> Answer:
    free = prior * (1 - introduction)
    needed = max(Fraction(0), (1 - free / target) / (1 - free))
    return Answer(
        method="sampling.freedom",
        version="1",
        values={
            "required_sensitivity": needed,
            "target": target,
            "prior": prior,
            "introduction": introduction,
        },
        assumptions=period_assumptions(prior),
        sentence=Said(
            "methods.sampling.sentence.required_sensitivity",
            {
                "needed": percent(needed),
                "target": percent(target),
                "prior": percent(prior),
                "introduction": percent(introduction),
            },
        ),
    )


def _over_time(
    prior: Fraction, seen: Sequence[Fraction], entered: Sequence[Fraction], target: Fraction | None
) -> Answer:
    free, course = as_decimal(prior), []
    for sensitivity, introduction in zip(seen, entered, strict=True):
        free = freedom_after(free, sensitivity, introduction)
        course.append(free)
    values: dict[str, object] = {
        "probability_of_freedom": float(free),
        "periods": len(course),
        "prior": prior,
        "by_period": [float(each) for each in course],
    }
    if len(set(seen)) == 1 and len(set(entered)) == 1 and seen[0] and entered[0]:
        values["equilibrium"] = equilibrium(seen[0], entered[0])
    if target is not None:
        values |= {"target": target, "periods_needed": _first_at(course, target)}
    return Answer(
        method="sampling.freedom",
        version="1",
        values=values,
        assumptions=period_assumptions(prior),
        sentence=Said(
            "methods.sampling.sentence.freedom",
            {"periods": len(course), "prior": percent(prior), "freedom": percent_down(free)},
        ),
    )


def equilibrium(sensitivity: Fraction, introduction: Fraction) -> Fraction:
    """The probability of freedom that constant surveillance comes to in the end; 0 when too much comes in."""
    before = max(Fraction(0), 1 - introduction / sensitivity)
    return before / (1 - introduction)


def _first_at(course: Sequence[Decimal], target: Fraction) -> int:
    wanted = as_decimal(target)
    for number, free in enumerate(course, start=1):
        if free >= wanted:
            return number
    params = {
        "target": percent(target),
        "periods": len(course),
        "best": percent_down(max(course)),
    }
    raise Unreachable(Finding("methods.sampling.finding.freedom_not_reached", field="target", params=params))


def period_assumptions(prior: Fraction) -> tuple[Said, ...]:
    """What must hold for a probability of freedom to be true."""
    return (
        Said("methods.sampling.assumption.prior", {"prior": percent(prior)}),
        Said("methods.sampling.assumption.nothing_found"),
        Said("methods.sampling.assumption.periods"),
    )
