"""What slips through: the expected number of infested units in consignments in which nothing was found.

The model, stated openly. A consignment of N units has an infestation rate p, and each unit is infested with
probability p. The rate is drawn for the consignment from the posterior of its pathway, Beta(a, b), with
a = a₀ + found and b = b₀ + sampled − found of the pathway's past results; the prior Beta(a₀, b₀) is Jeffreys'
(½, ½) unless another is given. n units are opened; an infested unit that is opened is found, and a
consignment with a find leaks nothing. The expected leakage is therefore

    L(n) = (N − n) · E[p (1 − p)ⁿ] = (N − n) · B(a + 1, b + n) ÷ B(a, b).

What the model leaves out: a rate that has changed since, infestation that gathers in clusters, a missed find.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from jiangang.methods.findings import Finding
from jiangang.methods.register import method

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
STIRLING = 40.0
JEFFREYS = (Fraction(1, 2), Fraction(1, 2))
SOURCE_MODEL = (
    "Derived at the head of the module (beta posterior, beta-binomial chance of no find); the plans "
    "compared are those of Trouvé and Robinson's work on New Zealand fresh produce, which was not at hand"
)


@dataclass(frozen=True, slots=True)
class Pathway:
    """One consignment: its size in units, and the past results of its pathway in units.

    group: name of the pathway; units: size N; sampled, found: units opened in the past and infested ones
    among them; row: where it stands in a file.
    """

    group: str
    units: int
    sampled: int
    found: int
    row: int | None = None

    def list_faults(self) -> list[Finding]:
        """What contradicts itself."""
        faults = []
        if self.units < 0:
            params = {"group": self.group, "units": self.units}
            faults.append(
                Finding("methods.sampling.finding.units_negative", field="units", params=params, row=self.row)
            )
        if not 0 <= self.found <= self.sampled:
            params = {"group": self.group, "found": self.found, "sampled": self.sampled}
            faults.append(
                Finding(
                    "methods.sampling.finding.past_contradicts", field="found", params=params, row=self.row
                )
            )
        return faults


@dataclass(frozen=True, slots=True)
class Leakages:
    """The leakage of many consignments at once, in floats and, for what floats cannot tell, in fractions.

    units, a, b: size and posterior of each, shape (k,); exact: the same as (N, a, b) fractions.
    """

    units: Whole
    a: Floats
    b: Floats
    exact: tuple[tuple[int, Fraction, Fraction], ...]

    @classmethod
    def of(cls, pathways: Sequence[Pathway], prior: tuple[Fraction, Fraction] = JEFFREYS) -> "Leakages":
        """The leakages of consignments with the posteriors of their pathways."""
        exact = tuple(
            (each.units, prior[0] + each.found, prior[1] + each.sampled - each.found) for each in pathways
        )
        return cls(
            np.array([each[0] for each in exact], np.int64),
            np.array([float(each[1]) for each in exact]),
            np.array([float(each[2]) for each in exact]),
            exact,
        )

    def at(self, opened: Whole) -> Floats:
        """Expected leakage of each consignment when so many of its units are opened, shape (k,)."""
        return np.asarray((self.units - opened) * np.exp(_log_unfound(self.a, self.b, opened)), float)

    def log_gain(self, opened: Whole, rows: Whole | slice = slice(None)) -> Floats:
        """Logarithm of what opening one unit more takes off, L(n) − L(n + 1), for the rows asked for.

        With g(n) = B(a + 1, b + n) ÷ B(a, b) it is g(n) · ((N − n)(a + 1) + b + n) ÷ (a + b + n + 1).
        """
        a, b, units = self.a[rows], self.b[rows], self.units[rows]
        factor = ((units - opened) * (a + 1) + b + opened) / (a + b + opened + 1)
        return np.asarray(_log_unfound(a, b, opened) + np.log(factor), float)

    def exact_gain(self, row: int, opened: int) -> Fraction:
        """The same for one row, as a fraction."""
        units, a, b = self.exact[row]
        unfound = a / (a + b)
        above, below = 1, 1
        for step in range(opened):
            part = (b + step) / (a + b + 1 + step)
            above, below = above * part.numerator, below * part.denominator
        factor = ((units - opened) * (a + 1) + b + opened) / (a + b + opened + 1)
        return unfound * Fraction(above, below) * factor


def _log_unfound(a: Floats, b: Floats, opened: Whole) -> Floats:
    """log E[p (1 − p)ⁿ], the mean being a ÷ (a + b) · Γ(b + n) Γ(a + b + 1) ÷ (Γ(b) Γ(a + b + 1 + n))."""
    return np.asarray(np.log(a / (a + b)) + _log_rising(b, a + 1) - _log_rising(b + opened, a + 1), float)


def _log_rising(start: Floats, steps: Floats) -> Floats:
    """log Γ(start + steps) − log Γ(start), without the cancellation of two large logarithms."""
    at = np.maximum(start, STIRLING)
    end = at + steps
    large = (at - 0.5) * np.log1p(steps / at) + steps * (np.log(end) - 1) + _rest(end) - _rest(at)
    return np.asarray(np.where(start < STIRLING, gammaln(start + steps) - gammaln(start), large), float)


def _rest(at: Floats) -> Floats:
    """Stirling's series beyond its leading terms, good to 1e-16 from `STIRLING` on."""
    square = 1 / at**2
    return np.asarray((1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / at, float)


@method(
    "sampling.expected_leakage",
    source=SOURCE_MODEL,
    verified="Numerical integration of p(1 − p)ⁿ over the beta density (SciPy); fractions by hand",
)
def expected_leakage(pathway: Pathway, opened: int, prior: tuple[Fraction, Fraction] = JEFFREYS) -> float:
    """Expected number of infested units that a consignment lets through when `opened` are opened.

    pathway: size and past results, in units; opened: 0 to its size; prior: a₀, b₀ of the beta, above 0. The
    model stands at the head of the module.
    """
    return float(Leakages.of([pathway], prior).at(np.array([opened]))[0])
