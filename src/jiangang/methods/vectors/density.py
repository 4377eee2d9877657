"""Density indices of vectors: finds per effort, each index with its own unit, never two in one number."""

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Generic, TypeVar

from jiangang.methods.answers import Answer, Said
from jiangang.methods.findings import Finding, Refused, Severity
from jiangang.methods.ranking.counts import poisson_exact
from jiangang.methods.ranking.intervals import wilson
from jiangang.methods.register import method
from jiangang.methods.vectors.efforts import Effort, get_effort
from jiangang.methods.vectors.names import Named

NAME, VERSION = "vectors.density", "1"
E = TypeVar("E", bound=Effort)
SOURCE = (
    "Indices and units as in Chinese monitoring practice (GB/T 23795 to 23798-2009 name the methods); the "
    "source of each stands in vectors/data/indices.toml"
)


@dataclass(frozen=True, slots=True)
class Index:
    """One density index.

    code: stable word; unit: of its effort; share: whether the count is a part of the effort (positive dips of
    dips) or free (females per lamp-night); per: the index is given per so many units of effort; minimum:
    least effort that the practice asks for; limit: of an older control standard; name, source: in
    both languages; verified: whether source and limit were compared with the original.
    """

    code: str
    unit: str
    share: bool
    per: int
    minimum: Fraction | None
    limit: Fraction | None
    name: Named
    source: Named
    verified: bool


@dataclass(frozen=True, slots=True)
class Density(Generic[E]):
    """Finds per effort of one unit. Adding joins counts and efforts; both need the same index and unit."""

    index: Index
    count: int
    effort: E

    @property
    def value(self) -> Fraction:
        """Finds per `index.per` units of effort, exact."""
        return self.count * self.index.per / self.effort.amount

    def __add__(self, other: "Density[E]") -> "Density[E]":
        self._check_same(other)
        joined = type(self.effort)(self.effort.amount + other.effort.amount)
        return Density(self.index, self.count + other.count, joined)

    def __lt__(self, other: "Density[E]") -> bool:
        self._check_same(other)
        return self.value < other.value

    def _check_same(self, other: "Density[Any]") -> None:
        if type(self.effort) is not type(other.effort) or self.index.code != other.index.code:
            params = {
                "one": self.index.name,
                "one_unit": self.effort.named(),
                "other": other.index.name,
                "other_unit": other.effort.named(),
            }
            raise Refused(Finding("methods.vectors.finding.units_mixed", field="unit", params=params))


@method(
    "vectors.density_of",
    source=SOURCE,
    verified="Sums by hand",
)
def density_of(index: str, count: int, effort: E) -> Density[E]:
    """A density of one index.

    index: code of the table; count: finds, 0 or more; effort: of the unit that the index is defined in.
    Raises Refused for an unknown index, another unit than the index has, a negative count, or for a share
    more finds than effort.
    """
    known = get_index(index)
    if effort.unit != known.unit:
        params = {"index": known.name, "unit": get_effort(known.unit).named(), "given": effort.named()}
        raise Refused(Finding("methods.vectors.finding.unit_of_other_index", field="unit", params=params))
    if count < 0 or (known.share and count > effort.amount):
        contradicting: dict[str, Any] = {
            "count": count,
            "effort": f"{float(effort.amount):g}",
            "unit": effort.named(),
        }
        raise Refused(Finding("methods.vectors.finding.count_wrong", field="count", params=contradicting))
    return Density(known, count, effort)


@method(
    NAME, version=VERSION, source=SOURCE, verified="Sums by hand; intervals as ranking.wilson, poisson_exact"
)
def measure_density(
    index: str, count: int, effort: Effort, *, species: str = "", level: float = 0.95
) -> Answer:
    """A density with its interval, the least effort and the older limit, as an answer.

    Arguments and errors as `density_of`; species: a name that goes with it; level: of the interval, Wilson
    for shares, exact Poisson for free counts, which holds only when the finds are independent of each other.
    """
    found = density_of(index, count, effort)
    known = found.index
    scale, amount = known.per, effort.amount
    if known.share:
        # A share of whole things; a broken effort (traps lost during the night) is counted down.
        share = wilson(count, int(amount), level)
        low, high = share.low * scale, share.high * scale
    else:
        free = poisson_exact(count, float(amount), level)
        low, high = free.low * scale, free.high * scale
    limit = None if known.limit is None else found.value <= known.limit
    values = {
        "index": known.code,
        "species": species or None,
        "density": float(found.value),
        "low": low,
        "high": high,
        "count": count,
        "effort": amount,
        "unit": known.unit,
        "per": scale,
        "level": level,
        "limit": known.limit,
        "within_limit": limit,
    }
    params = {
        **{name: values[name] for name in ("density", "low", "high", "count", "per", "level")},
        "unit": effort.named(),
        "index": known.name,
        "effort": f"{float(amount):g}",
    }
    kind = "share" if known.share else "free"
    assumptions = (
        Said(f"methods.vectors.assumption.{kind}"),
        Said("methods.vectors.assumption.same_method"),
        Said("methods.vectors.assumption.index_source", {"source": known.source}),
    )
    said = Said("methods.vectors.sentence.density", params)
    return Answer(NAME, VERSION, values, assumptions, said, _notes(found))


def _notes(found: Density[Any]) -> tuple[Finding, ...]:
    known, notes = found.index, []
    if known.minimum is not None and found.effort.amount < known.minimum:
        params = {
            "effort": f"{float(found.effort.amount):g}",
            "minimum": f"{float(known.minimum):g}",
            "unit": found.effort.named(),
        }
        notes.append(Finding("methods.vectors.finding.effort_small", Severity.WARNING, "effort", params))
    if known.limit is not None and not known.verified:
        limit = {"limit": f"{float(known.limit):g}", "source": known.source}
        notes.append(Finding("methods.vectors.finding.limit_unverified", Severity.NOT_CHECKED, "", limit))
    return tuple(notes)


@method("vectors.effective_effort", source=SOURCE, verified="Sums by hand")
def effective_effort(
    unit: str, devices: Fraction, *, failed: Fraction = Fraction(0), periods: Fraction = Fraction(1)
) -> Effort:
    """Effort from what was set: (devices − lost or faulty ones) × nights, hours or days of the unit.

    unit: such as `trap-night`; devices, failed: numbers; periods: how many nights, hours or days, only for
    units that have a time. Raises Refused for more failed than set, a period for a unit without time, or no
    effort.
    """
    kind = get_effort(unit)
    if not 0 <= failed <= devices:
        params = {"devices": f"{float(devices):g}", "failed": f"{float(failed):g}"}
        raise Refused(Finding("methods.vectors.finding.failed_too_many", field="failed", params=params))
    if not kind.timed and periods != 1:
        raise Refused(
            Finding(
                "methods.vectors.finding.unit_without_time", field="periods", params={"unit": kind.named()}
            )
        )
    return kind((devices - failed) * periods)


def get_index(code: str) -> Index:
    """An index by its code. Raises Refused for an unknown one."""
    known = list_indices()
    if code not in known:
        params = {"index": code, "known": ", ".join(known)}
        raise Refused(Finding("methods.vectors.finding.index_unknown", field="index", params=params))
    return known[code]


@cache
def list_indices() -> dict[str, Index]:
    """Every index of the table, by code."""
    text = files("jiangang.methods.vectors").joinpath("data/indices.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {
        code: Index(
            code=code,
            unit=each["unit"],
            share=each["share"],
            per=each["per"],
            minimum=_maybe(each, "minimum"),
            limit=_maybe(each, "limit"),
            name=Named(each["name"], each["name_zh"]),
            source=Named(each["source"], each["source_zh"]),
            verified=each["verified"],
        )
        for code, each in table["index"].items()
    }


def _maybe(each: dict[str, Any], name: str) -> Fraction | None:
    return Fraction(str(each[name])) if name in each else None
