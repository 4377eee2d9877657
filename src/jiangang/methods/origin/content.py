"""Value content: the share of a good's value that is originating or foreign, exact, or a range when something
is not known.

Build-down: (value − foreign materials) ÷ value. Build-up: (originating materials + direct labour + direct
overhead + profit + other cost) ÷ value. Most foreign: foreign materials ÷ value. In percent.
Sources: RCEP article 3.5; ATIGA article 29 (direct and indirect method).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.origin.quantities import equals, percent_of, written
from jiangang.methods.origin.standing import Counted, Standing
from jiangang.methods.register import method


@dataclass(frozen=True, slots=True)
class Share:
    """A share in percent between low and high (None: not known on that side), and how it was reckoned."""

    method: str
    low: Fraction | None
    high: Fraction | None
    formula: str

    def arithmetic(self, bound: Fraction, *, most: bool, answer: bool | None) -> tuple[str, ...]:
        """The formula with its numbers, and the comparison."""
        sign = ("≤" if most else "≥") if answer else ("?" if answer is None else (">" if most else "<"))
        return (f"{self.formula} {self._range()} % {sign} {written(bound)} %",)

    def _range(self) -> str:
        if self.low is not None and self.low == self.high:
            return equals(self.low)
        ends = ("?" if end is None else written(end) for end in (self.low, self.high))
        return "∈ [" + ", ".join(ends) + "]"


@method(
    "origin.build_down",
    source=("RCEP article 3.5, paragraph 1(a)", "ATIGA article 29 (indirect method)"),
    verified=(
        "US International Trade Administration, wooden furniture 9403.50: 50 %",
        "Lantai Partners on RCEP cumulation: 37.5 % and 64.28 %",
        "Electric hair curling iron, ATIGA article 29: the outcome only, because the page's 76 % does not "
        "follow from its figures, which give 72.73 %",
    ),
)
def build_down(value: Fraction, foreign: Fraction) -> Fraction:
    """Regional value content in percent by the build-down formula, exact.

    value: of the good, above 0; foreign: the value of non-originating materials, same currency. Raises
    ZeroDivisionError for a value of 0.
    """
    return percent_of(value - foreign, value)


@method(
    "origin.build_up",
    source=("RCEP article 3.5, paragraph 1(b)", "ATIGA article 29 (direct method)"),
    verified=(
        "US International Trade Administration, wooden furniture 9403.50: 50 %",
        "Lantai Partners on RCEP cumulation: 37.5 % and 64.28 %",
    ),
)
def build_up(value: Fraction, materials: Fraction, costs: Iterable[Fraction] = ()) -> Fraction:
    """Regional value content in percent by the build-up formula, exact.

    value: of the good; materials: the value of originating materials; costs: direct labour, direct overhead,
    profit and other cost; all in one currency.
    """
    return percent_of(materials + sum(costs, Fraction(0)), value)


@method(
    "origin.foreign_share",
    source="Rules of the form “value of materials at most x % of the good's price” (UK–Japan, APTA rule 3)",
    verified="Complement of the build-down formula, by property test",
)
def foreign_percent(value: Fraction, foreign: Fraction) -> Fraction:
    """Non-originating content in percent of the good's value, exact; arguments as `build_down`."""
    return percent_of(foreign, value)


def foreign_share(counted: Iterable[Counted], value: Fraction | None, base: str) -> Share:
    """Non-originating materials in percent of the good's value, as a range."""
    low, high = _foreign(counted)
    name = base_name(base)
    formula = f"VNM {_span(low, high)} ÷ {name} {_said(value)}"
    if value is None:
        return Share("max_foreign", None, None, formula)
    return Share(
        "max_foreign", foreign_percent(value, low), _when(high, lambda x: foreign_percent(value, x)), formula
    )


def regional_share(
    name: str,
    counted: Iterable[Counted],
    value: Fraction | None,
    base: str,
    costs: Mapping[str, Fraction | None],
) -> Share:
    """Regional value content by the formula of that name, as a range."""
    materials = tuple(counted)
    return _down(materials, value, base) if name == "build_down" else _up(materials, value, base, costs)


def _down(counted: tuple[Counted, ...], value: Fraction | None, base: str) -> Share:
    low, high = _foreign(counted)
    name = base_name(base)
    formula = f"({name} {_said(value)} − VNM {_span(low, high)}) ÷ {name} {_said(value)}"
    if value is None:
        return Share("build_down", None, None, formula)
    return Share("build_down", _when(high, lambda x: build_down(value, x)), build_down(value, low), formula)


def _up(
    counted: tuple[Counted, ...],
    value: Fraction | None,
    base: str,
    costs: Mapping[str, Fraction | None],
) -> Share:
    """A cost that is not stated counts as nothing at the low end; the high end is then not known."""
    sure = sum((each.value or Fraction(0) for each in counted if each.is_originating), Fraction(0))
    known = [each for each in costs.values() if each is not None]
    missing = len(known) < len(costs) or any(
        each.value is None if each.is_originating else each.value != 0
        for each in counted
        if each.standing is not Standing.FOREIGN
    )
    said = " + ".join([f"VOM {written(sure)}", *(f"{name} {_said(cost)}" for name, cost in costs.items())])
    formula = f"({said}) ÷ {base_name(base)} {_said(value)}"
    if value is None:
        return Share("build_up", None, None, formula)
    low = build_up(value, sure, known)
    return Share("build_up", low, None if missing else low, formula)


def _foreign(counted: Iterable[Counted]) -> tuple[Fraction, Fraction | None]:
    """The least and the most that the foreign materials can be worth."""
    materials = tuple(counted)
    low = sum((each.least_foreign for each in materials), Fraction(0))
    ends = [each.most_foreign for each in materials]
    high = None if None in ends else sum((each for each in ends if each is not None), Fraction(0))
    return low, high


def base_name(base: str) -> str:
    """Short name of a value basis, as arithmetic writes it."""
    return "FOB" if base == "fob" else "EXW"


def _said(value: Fraction | None) -> str:
    return "?" if value is None else written(value)


def _span(low: Fraction, high: Fraction | None) -> str:
    return written(low) if low == high else f"[{written(low)}, {_said(high)}]"


def _when(value: Fraction | None, then: Callable[[Fraction], Fraction]) -> Fraction | None:
    return None if value is None else then(value)
