"""Cells of the published customs tariff of Japan, and which rate is applied to a line.

A cell in brackets is bound and not applied. A cell that holds several rates, a quota, a range, a mark or a
price formula is not read but handed to a person: the finding names the row. Nothing is guessed.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.origin.duties import (
    FREE,
    AdValorem,
    Duty,
    Greatest,
    Least,
    Specific,
    Sum,
    percent_of_value,
)
from jiangang.methods.origin.quantities import exact, rounded
from jiangang.methods.register import method

RATE, NOT_APPLIED, ABSENT, MANUAL = "rate", "not_applied", "absent", "manual"
SIGNS = (
    ("quota", "関税割当"),
    ("not_conceded", "非譲許"),
    ("range", "〜"),
    ("range", "~"),
    ("partial", "一部"),
    ("price_formula", "課税価格"),
    ("price_formula", "基準輸入価格"),
    ("marked", "◎"),
    ("marked", "※"),
    ("marked", "●"),
    ("marked", "◆"),
    ("marked", "*"),
)
UNITS = {
    "kg": "kg",
    "l": "l",
    "kl": "kl",
    "m2": "m2",
    "頭": "head",
    "足": "pair",
    "個": "piece",
    "本": "piece",
    "枚": "piece",
}
TERM = re.compile(r"(?P<free>無税)|(?P<percent>[\d,.]+)%|(?P<yen>[\d,.]+)円/(?P<unit>[a-z]+2?|[頭足個本枚])")
HIGHER_OR_LOWER = re.compile(
    r"(?P<one>[^又]+)又は(?P<other>.+?)のうちいずれか(?P<which>高い|低い)税率"
    r"(?:ただしその税率が(?P<floor>[^を]+)を下回る場合は(?P<floor_again>.+))?"
    r"(?:\(ただしその税率が(?P<cap>[^を]+)を上回る場合は(?P<cap_again>.+?)とする\))?"
)
COLUMNS = ("general", "temporary", "wto")


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says. kind: `rate`, `not_applied` (in brackets), `absent`, or `manual` with a reason."""

    kind: str
    duty: Duty | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One line of the tariff: its nine digits, its row in the file, and its cells by column, unread."""

    code: str
    row: int
    cells: Mapping[str, str]


@method(
    "origin.japanese_cell",
    source="Forms of the cells of the customs tariff of Japan, as published",
    verified="Every cell of the file of 9,654 lines; margins of over 7,000 plain lines by a second route",
)
def read_cell(text: str) -> Cell:
    """What a cell of the tariff says; never raises: what cannot be read is `manual` with a reason."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return Cell(ABSENT)
    for reason, sign in SIGNS:
        if sign in plain:
            return Cell(MANUAL, reason=reason)
    compact = re.sub(r"\s", "", plain)
    try:
        if compact.startswith("(") and compact.endswith(")"):
            return Cell(NOT_APPLIED, _duty(compact[1:-1]))
        return Cell(RATE, _duty(compact))
    except ValueError:
        several = "\n" in plain or "\u3000" in text
        return Cell(MANUAL, reason="several" if several else "unreadable")


def _duty(text: str) -> Duty:
    found = HIGHER_OR_LOWER.fullmatch(text)
    if found is None:
        return _sum(text)
    both = (_sum(found["one"]), _sum(found["other"]))
    duty: Duty = Greatest(both) if found["which"] == "高い" else Least(both)
    for limit, again, kind in (("floor", "floor_again", Greatest), ("cap", "cap_again", Least)):
        if found[limit]:
            if found[limit] != found[again]:
                raise ValueError("the limit and the rate that replaces it differ")
            duty = kind((duty, _sum(found[limit])))
    return duty


def _sum(text: str) -> Duty:
    parts = tuple(_term(each) for each in text.split("+"))
    return parts[0] if len(parts) == 1 else Sum(parts)


def _term(text: str) -> Duty:
    found = TERM.fullmatch(text)
    if found is None:
        raise ValueError(text)
    if found["free"]:
        return FREE
    if found["percent"]:
        return AdValorem(exact(found["percent"]))
    if found["unit"] not in UNITS:
        raise ValueError(text)
    return Specific(exact(found["yen"]), "JPY", UNITS[found["unit"]])


def find_applied_rate(line: TariffLine) -> tuple[Duty | None, tuple[Finding, ...]]:
    """The most-favoured-nation duty that is applied to a line, or findings that say why it is not read.

    The temporary rate goes before the general one; a WTO rate outside brackets is applied where it is lower.
    A marked or formula cell that could be the applied rate makes the whole line one for a person.
    Source: notes on the tariff file (`certificates-and-origin.md` §4.3 of the reference).
    """
    cells = {name: read_cell(line.cells.get(name, "")) for name in COLUMNS}
    statutory = "general" if cells["temporary"].kind == ABSENT else "temporary"
    own, bound = cells[statutory], cells["wto"]
    if own.kind == RATE and own.duty == FREE:
        return FREE, ()
    unread = [name for name in (statutory, "wto") if cells[name].kind == MANUAL]
    if unread:
        return None, tuple(manual_finding(line, name, cells[name]) for name in unread)
    if bound.kind == RATE and bound.duty is not None:
        if own.kind == RATE and own.duty is not None:
            return lower_of(own.duty, bound.duty), ()
        return bound.duty, ()
    if own.kind == RATE:
        return own.duty, ()
    return None, (manual_finding(line, statutory, Cell(MANUAL, reason="no_applied_rate")),)


def lower_of(one: Duty, other: Duty) -> Duty:
    """The lower of two duties; at once where both depend on the value alone."""
    first, second = percent_of_value(one), percent_of_value(other)
    if first is None or second is None:
        return Least((one, other))
    return one if first <= second else other


def find_preferential_rate(line: TariffLine, column: str) -> tuple[Duty | None, tuple[Finding, ...]]:
    """The preferential duty in a column; (None, ()) when the line is excluded from the preference."""
    cell = read_cell(line.cells.get(column, ""))
    if cell.kind == RATE:
        return cell.duty, ()
    if cell.kind == ABSENT:
        return None, ()
    shown = cell if cell.kind == MANUAL else Cell(MANUAL, reason="bracketed")
    return None, (manual_finding(line, column, shown),)


def manual_finding(line: TariffLine, column: str, cell: Cell) -> Finding:
    """The finding of a cell that a person must read, with its row."""
    params = {"code": line.code, "column": column, "cell": line.cells.get(column, "")[:120]}
    code = f"methods.origin.finding.cell_{cell.reason}"
    return Finding(code, Severity.NOT_CHECKED, column, params, row=line.row)


@dataclass(frozen=True)
class Tariff:
    """A tariff by its codes; several lines may share one code."""

    lines: Mapping[str, tuple[TariffLine, ...]]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns."""
        first = next(iter(self.lines.values()), ())
        return tuple(first[0].cells) if first else ()

    def get(self, code: str) -> TariffLine:
        """The one line of a nine-digit code, or of a shorter one that only one line has; raises Refused."""
        found = self.lines.get(code) or tuple(
            line for known, lines in self.lines.items() if known.startswith(code) for line in lines
        )
        if len(found) == 1:
            return found[0]
        params = {"code": code, "count": len(found)}
        name = "tariff_line_unknown" if not found else "tariff_line_ambiguous"
        raise Refused(Finding(f"methods.origin.finding.{name}", field="hs", params=params))


def read_tariff(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Tariff:
    """A tariff from numbered rows of the flat file (`stat_code, stat_suffix, general, temporary, wto, …`)."""
    lines: dict[str, list[TariffLine]] = {}
    for number, row in rows:
        if "stat_code" not in row or "general" not in row:
            raise Refused(Finding("methods.origin.finding.not_a_tariff", field="stat_code", row=number))
        code = row["stat_code"] + row.get("stat_suffix", "")
        cells = {
            key: value for key, value in row.items() if key not in {"stat_code", "stat_suffix", "desc_ja"}
        }
        lines.setdefault(code, []).append(TariffLine(code, number, cells))
    return Tariff({code: tuple(each) for code, each in lines.items()})


@method(
    "origin.tariff_survey",
    source="Customs tariff of Japan, as published; reading rules as `origin.japanese_cell`",
    verified="The reference notes, whose reading is looser (9,654 lines, 3,846 free, 3,854 with a margin, "
    "mean 3.96, median 3.3): the same number of lines, the others within 4 %",
)
def survey_tariff(tariff: Tariff, column: str) -> Answer:
    """How many lines of a tariff are free, reduced, excluded, or for a person to read, with each such row.

    column: of the preference, such as `rcep_cn`. Raises Refused for a column that the file does not have.
    """
    if column not in tariff.columns:
        params = {"column": column, "known": ", ".join(tariff.columns)}
        raise Refused(Finding("methods.origin.finding.column_unknown", field="preference", params=params))
    counts: Counter[str] = Counter()
    margins: list[Fraction] = []
    findings: list[Finding] = []
    for line in (each for lines in tariff.lines.values() for each in lines):
        kind, margin, found = _surveyed(line, column)
        counts[kind] += 1
        findings += found
        margins += [margin] if margin is not None and margin > 0 else []
    mean = sum(margins, Fraction(0)) / len(margins) if margins else Fraction(0)
    values = {
        "lines": sum(counts.values()),
        "preference": column,
        **{name: counts[name] for name in ("free", "ad_valorem", "other_forms", "excluded", "manual")},
        "with_margin": len(margins),
        "mean_margin": rounded(mean, 2),
        "median_margin": rounded(median(margins) if margins else mean, 2),
    }
    said = Said("methods.origin.sentence.tariff", {**values, "mean_margin": str(rounded(mean, 2))})
    assumption = Said("methods.origin.assumption.tariff_reading")
    return Answer("origin.tariff_survey", "1", values, (assumption,), said, tuple(findings))


def _surveyed(line: TariffLine, column: str) -> tuple[str, Fraction | None, tuple[Finding, ...]]:
    applied, findings = find_applied_rate(line)
    if applied is None:
        return "manual", None, findings
    if applied == FREE:
        return "free", None, ()
    preferential, findings = find_preferential_rate(line, column)
    if findings:
        return "manual", None, findings
    if preferential is None:
        return "excluded", None, ()
    high, low = percent_of_value(applied), percent_of_value(preferential)
    if high is None or low is None:
        return "other_forms", None, ()
    return "ad_valorem", high - low, ()
