"""Audit of a hydrostatic table for misprints: values that their neighbours contradict.

A hull is smooth, so each column is too. Every value is predicted by its four nearest neighbours (cubic, for
evenly spaced rows); a value is suspect when it misses that by more than the rounding of the print and the
column's own roughness can explain. The worst is left out first, so that one misprint does not accuse its
neighbours. Then TPC is held against the slope of the displacement.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.register import method
from jiangang.methods.weighing.reading import Reader
from jiangang.methods.weighing.tables import COLUMNS, HydrostaticTable, read_table

FEWEST = 6
ROUGHNESS = 8.0
"""Robust standard deviations (1.4826 × median absolute deviation) of its neighbourhood a value may miss."""
INNER_NOISE = 1 + 10 / 6
WINDOW = 20
SOURCE = (
    "errors in tables found by differencing, as in Comrie, Chambers's Six-Figure Mathematical Tables (1949) "
    "(from memory, unverified); the thresholds are ours"
)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A value that its neighbours contradict: where it stands, what it says, what it probably should say.

    reason: `neighbours`, `slope_of_displacement`, or `break`: from this row on the whole column is shifted,
    as where pages of two editions meet; which side is right cannot be said, and likely is None.
    """

    column: str
    draught: float
    row: int
    printed: float
    expected: float
    likely: float | None
    reason: str

    def as_dict(self) -> dict[str, object]:
        """Plain JSON values; `row` is counted from 1 in the table, without its heading."""
        return {
            "row": self.row,
            "draught": self.draught,
            "column": self.column,
            "printed": self.printed,
            "expected": self.expected,
            "likely": self.likely,
            "reason": self.reason,
        }


@method(
    "weighing.audit",
    source=SOURCE,
    verified=(
        "the table of m/v EVER SHIP, 1,301 rows (sfraval/draft-survey @ c7ca6f7): the known one, LCF −7.77 "
        "at 6.28 m, is found, and four faults that its publishers did not name",
        "tables of exact hulls with planted misprints",
    ),
)
def audit_table(values: Mapping[str, object]) -> Answer:
    """Audit a hydrostatic table: rows that do not fit their neighbours, each with its likely value.

    values: `columns` (names: draught in m, displacement in t, tpc in t/cm, lcf and lcb in m, mtc in t·m/cm)
    and `rows`. Only the columns that are there are audited. Raises Refused for an unreadable table.
    """
    reader = Reader(values, "hydrostatics")
    table = read_table(reader, required=("draught",))
    reader.refuse()
    suspects = find_suspects(table)
    audited = sum(len(piece) for piece in _pieces(table.draught))
    partly = {"audited": audited, "rows": len(table.draught), "fewest": FEWEST}
    if not audited:
        raise Refused(Finding("methods.weighing.finding.audit_partly", field="rows", params=partly))
    said = {"rows": len(table.draught), "suspects": len(suspects)}
    key = "methods.weighing.sentence.audit_found" if suspects else "methods.weighing.sentence.audit_clean"
    found = {
        "rows": len(table.draught),
        "rows_audited": audited,
        "suspects": [each.as_dict() for each in suspects],
    }
    notes = tuple(_told(each) for each in suspects)
    if audited < len(table.draught):
        notes += (Finding("methods.weighing.finding.audit_partly", Severity.NOT_CHECKED, params=partly),)
    assumptions = (Said("methods.weighing.assumption.smooth_hull"),)
    return Answer("weighing.audit", "1", found, assumptions, Said(key, said), notes)


def find_suspects(table: HydrostaticTable) -> list[Suspect]:
    """The suspect values of a table, by row; shorter stretches of evenly spaced rows are not audited."""
    found: list[Suspect] = []
    for piece in _pieces(table.draught):
        draught = table.draught[piece.start : piece.stop]
        columns = {name: values[piece.start : piece.stop] for name, values in table.columns.items()}
        for name, values in columns.items():
            found += _suspects_of(name, draught, values, piece.start)
        accused = {(each.column, each.row) for each in found}
        found += [
            each
            for each in _against_slope(draught, columns, piece.start)
            if not accused & {("tpc", each.row + near) for near in (-1, 0, 1)}
            and not accused & {("displacement", each.row + near) for near in (-1, 0, 1)}
        ]
    return sorted(found, key=lambda each: (each.row, each.column))


def check_used_rows(suspects: Iterable[Suspect], used: Iterable[float]) -> Iterator[Finding]:
    """Warnings on suspects that stand in the rows an interpolation used."""
    rows = [round(draught, 6) for draught in used]
    for each in suspects:
        if round(each.draught, 6) in rows:
            yield _told(each)


def _told(each: Suspect) -> Finding:
    params = {
        "column": each.column,
        "draught": f"{each.draught:g}",
        "printed": f"{each.printed:g}",
        "likely": f"{each.expected if each.likely is None else each.likely:g}",
        "unit": COLUMNS.get(each.column, ""),
    }
    if each.likely is None:
        return Finding(
            "methods.weighing.finding.table_break", Severity.WARNING, each.column, params, row=each.row
        )
    return Finding("methods.weighing.finding.misprint", Severity.WARNING, each.column, params)


def _pieces(draught: NDArray[np.float64]) -> Iterator[range]:
    """Stretches of evenly spaced rows that are long enough to be audited."""
    steps = np.diff(draught)
    breaks = [place + 1 for place in range(len(steps) - 1) if abs(steps[place + 1] - steps[place]) > 1e-6]
    for start, stop in pairwise([0, *breaks, len(draught) - 1]):
        if stop - start + 1 >= FEWEST:
            yield range(start, stop + 1)


def _suspects_of(
    name: str, draught: NDArray[np.float64], printed: NDArray[np.float64], first_row: int
) -> Iterator[Suspect]:
    values, unit = printed.astype(float), _last_place(printed)
    places = _decimals(unit)
    wrong: set[int] = set()
    breaks: dict[int, float] = {}
    for _ in range(max(3, len(values) // 10)):
        worst = _worst(values, wrong, unit)
        if worst is None:
            break
        cut, shift = _break_near(values, worst, wrong)
        if cut is None:
            wrong.add(worst)
        else:
            breaks[cut] = float(values[cut]) + shift
            values[cut:] += shift
    expected, _ = _predicted(values, wrong)
    for row in sorted(wrong):
        value, better = float(printed[row]), float(expected[row])
        likely = _likely(value, better, places)
        where = (float(draught[row]), first_row + row + 1)
        yield Suspect(name, *where, value, round(better, places + 1), likely, "neighbours")
    for row, better in breaks.items():
        where = (float(draught[row]), first_row + row + 1)
        yield Suspect(name, *where, float(printed[row]), round(better, places + 1), None, "break")


def _worst(values: NDArray[np.float64], wrong: set[int], unit: float) -> int | None:
    """The row whose leaving out explains best why some rows miss their predictions; None when none does."""
    expected, noise = _predicted(values, wrong)
    missed = values - expected
    missed[list(wrong)] = 0.0
    allowed = noise * (unit / 2 + ROUGHNESS * _roughness(missed) / INNER_NOISE)
    ratio = np.abs(missed) / np.maximum(allowed, 1e-12)
    worst = int(np.argmax(ratio))
    if ratio[worst] <= 1:
        return None
    near = slice(max(0, worst - 5), worst + 6)
    rivals = [row for row in range(len(values))[near] if row not in wrong and ratio[row] > ratio[worst] / 2]
    return min(rivals, key=lambda row: _left(values, {*wrong, row}, near))


def _break_near(values: NDArray[np.float64], worst: int, wrong: set[int]) -> tuple[int | None, float]:
    """The row from which the column is shifted, when that explains the misses far better than a misprint."""
    near = slice(max(0, worst - 4), worst + 5)
    best = 0.5 * _left(values, {*wrong, worst}, near)
    found, by = None, 0.0
    for cut in (worst, worst + 1):
        if not 3 <= cut <= len(values) - 3:
            continue
        step = float(np.median(np.diff(values[max(0, cut - 5) : cut + 5])))
        shift = float(values[cut - 1]) + step - float(values[cut])
        shifted = values.copy()
        shifted[cut:] += shift
        left = _left(shifted, wrong, near)
        if left < best:
            best, found, by = left, cut, shift
    return found, by


def _left(values: NDArray[np.float64], wrong: set[int], near: slice) -> float:
    expected, noise = _predicted(values, wrong)
    missed = np.abs(values - expected) / noise
    missed[list(wrong)] = 0.0
    return float(missed[near].sum())


def _decimals(unit: float) -> int:
    return len(f"{unit:.6f}".rstrip("0").partition(".")[2])


def _against_slope(
    draught: NDArray[np.float64], columns: Mapping[str, NDArray[np.float64]], first_row: int
) -> Iterator[Suspect]:
    """TPC beside a hundredth of the displacement's slope over two rows, which it must equal."""
    if "tpc" not in columns or "displacement" not in columns:
        return
    tpc, displacement = columns["tpc"], columns["displacement"]
    spacing = float(draught[1] - draught[0])
    slope = (displacement[2:] - displacement[:-2]) / (2 * spacing) / 100
    missed = tpc[1:-1] - slope
    rounding = _last_place(tpc) / 2 + _last_place(displacement) / 2 / spacing / 100
    missed = missed - np.median(missed)
    allowed = 2 * rounding + ROUGHNESS * _roughness(missed)
    places = _decimals(_last_place(tpc))
    for place in np.flatnonzero(np.abs(missed) > allowed):
        value, expected = float(tpc[place + 1]), float(slope[place])
        yield Suspect(
            "tpc", float(draught[place + 1]), first_row + int(place) + 2, value,
            round(expected, places + 1), _likely(value, expected, places), "slope_of_displacement",
        )  # fmt: skip


def _predicted(
    values: NDArray[np.float64], wrong: set[int]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each value from its four nearest neighbours that are not known to be wrong, and the weights' size."""
    count = len(values)
    expected, noise = np.empty(count), np.empty(count)
    expected[2:-2] = (4 * (values[1:-3] + values[3:-1]) - values[:-4] - values[4:]) / 6
    noise[2:-2] = INNER_NOISE
    apart = {0, 1, count - 2, count - 1}
    apart |= {row + away for row in wrong for away in range(-2, 3) if 0 <= row + away < count}
    for place in apart:
        near = range(max(0, place - 8 - len(wrong)), min(count, place + 9 + len(wrong)))
        sound = [each for each in near if each != place and each not in wrong]
        nearest = sorted(sound, key=lambda each: (abs(each - place), each))[:4]
        weights = _weights(tuple(each - place for each in nearest))
        expected[place] = sum(weight * values[each] for weight, each in zip(weights, nearest, strict=True))
        noise[place] = 1 + sum(map(abs, weights))
    return expected, noise


@cache
def _weights(offsets: tuple[int, ...]) -> tuple[float, ...]:
    """Lagrange weights that give the value at 0 from values at whole offsets."""
    found = []
    for own in offsets:
        weight = Fraction(1)
        for other in offsets:
            if other != own:
                weight *= Fraction(-other, own - other)
        found.append(float(weight))
    return tuple(found)


def _roughness(missed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Robust standard deviation of the misses about each row, and at least a third of that of all rows."""
    size = np.abs(missed)
    whole = 1.4826 * float(np.median(size))
    if len(size) <= 2 * WINDOW:
        return np.full(len(size), whole)
    padded = np.pad(size, WINDOW, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * WINDOW + 1)
    found: NDArray[np.float64] = np.maximum(1.4826 * np.median(windows, axis=1), whole / 3)
    return found


def _last_place(values: NDArray[np.float64]) -> float:
    """The unit of the last decimal that the column is printed to."""
    for places in range(6):
        if np.allclose(values, np.round(values, places), rtol=0, atol=1e-9):
            return float(10.0**-places)
    return 1e-6


def _likely(printed: float, expected: float, places: int) -> float:
    """The value that a wrong digit, two exchanged digits or a lost sign would explain; else the expected."""
    text = f"{abs(printed):.{places}f}"
    sign = -1.0 if printed < 0 else 1.0
    options = [-printed]
    for place, mark in enumerate(text):
        if mark.isdigit():
            options += [sign * float(text[:place] + digit + text[place + 1 :]) for digit in "0123456789"]
    digits = [place for place, mark in enumerate(text) if mark.isdigit()]
    for one, other in pairwise(digits):
        swapped = list(text)
        swapped[one], swapped[other] = swapped[other], swapped[one]
        options.append(sign * float("".join(swapped)))
    nearest = min(options, key=lambda option: abs(option - expected))
    close = abs(nearest - expected) <= 1.5 * 10.0**-places
    return round(nearest if close else expected, places)
