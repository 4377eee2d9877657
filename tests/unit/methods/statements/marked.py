"""Texts with claims marked by hand, and how well a reading agrees with the marks."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from jiangang.methods.statements import Claim, Kind, Place, read_statement

FOLDER = Path(__file__).parents[3] / "data" / "statements"
MARK = re.compile(r"<<(?P<words>[^|<>]*)\|(?P<kind>\w*)\|(?P<value>[^|<>]*)\|(?P<unit>[^<>]*)>>")


@dataclass(frozen=True)
class Label:
    """One claim marked by hand."""

    words: str
    kind: Kind
    value: str
    unit: str
    place: Place


@dataclass
class Score:
    """What of the marks was found, and what was found beside them (praise is no figure and is left out)."""

    labels: int = 0
    found: int = 0
    missed: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    claims: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.labels

    @property
    def precision(self) -> float:
        return 1 - len(self.false) / self.claims


def load(path: Path) -> tuple[str, list[Label]]:
    """The plain text of a marked file, and its marks."""
    marked, plain, labels, last = path.read_text(encoding="utf-8").rstrip("\n"), "", [], 0
    for found in MARK.finditer(marked):
        plain += marked[last : found.start()]
        place = Place(len(plain), len(plain) + len(found["words"]))
        plain += found["words"]
        labels.append(Label(found["words"], Kind(found["kind"]), found["value"], found["unit"], place))
        last = found.end()
    return plain + marked[last:], labels


def files(folder: str) -> list[Path]:
    """The marked texts of `tuned` or `held`."""
    return sorted((FOLDER / folder).glob("*.txt"))


def fits(label: Label, claim: Claim) -> bool:
    """Whether a claim is the marked one: place, kind, value, approximation and unit."""
    if claim.kind is not label.kind or not claim.raw_place.overlaps(label.place):
        return False
    if label.unit not in ("", "*") and claim.unit != label.unit:
        return False
    return not label.value or _same_value(label.value, claim)


def _same_value(value: str, claim: Claim) -> bool:
    name, _, number = value.rpartition(":")
    if name == "range":
        low, _, high = number.partition("..")
        return claim.extent is not None and (claim.extent.low, claim.extent.high) == (
            Fraction(low),
            Fraction(high),
        )
    wanted = {name} if name else {"exact", "throughout"}
    return claim.value == Fraction(number) and claim.approximation.value in wanted


def score(paths: list[Path]) -> Score:
    """Read the texts and compare with their marks."""
    total = Score()
    for path in paths:
        text, labels = load(path)
        claims = [each for each in read_statement(text).claims if each.kind is not Kind.PRAISE]
        left = list(claims)
        for label in labels:
            hit = next((each for each in left if fits(label, each)), None)
            if hit is None:
                total.missed.append(f"{path.name}: {label.words} {label.kind} {label.value} {label.unit}")
            else:
                left.remove(hit)
        total.labels += len(labels)
        total.claims += len(claims)
        total.false += [
            f"{path.name}: {each.words} {each.kind} {each.value} {each.unit} [{each.quote}]" for each in left
        ]
    total.found = total.labels - len(total.missed)
    return total
