"""What a rule of origin demands, as a tree of conditions, and its short written form.

The form: `WO`, `PE`, `CC`, `CTH`, `CTSH`, `AH` (materials of any heading), each of these four with
`except 0901, 50-53`; `RVC40`, `RVC35.build_up`, `RVC60.own` (without cumulation), `MAXNOM40`,
`MAXNOM50.ex_works` (most non-originating content); `CR` or `SP:spinning` for a stated process; joined by
`and`, `or` and round brackets, `and` binding first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from jiangang.methods.findings import Finding, Refused
from jiangang.methods.origin.classification import HsRange
from jiangang.methods.origin.quantities import written
from jiangang.methods.register import method

LEVELS = {"AH": 0, "CC": 2, "CTH": 4, "CTSH": 6}
METHODS = ("build_down", "build_up")
BASES = ("fob", "ex_works")
OWN = "own"
LONGEST = 1000
CHEMICAL_REACTION = "chemical_reaction"


@dataclass(frozen=True, slots=True)
class WhollyObtained:
    """The good is wholly obtained or produced."""

    def __str__(self) -> str:
        return "WO"


@dataclass(frozen=True, slots=True)
class Exclusive:
    """The good is produced exclusively from originating materials."""

    def __str__(self) -> str:
        return "PE"


@dataclass(frozen=True, slots=True)
class Change:
    """Every foreign material changes its classification at a level, and none is of the excepted codes."""

    level: int
    excepted: tuple[HsRange, ...] = ()

    def __str__(self) -> str:
        name = next(name for name, level in LEVELS.items() if level == self.level)
        return f"{name} except {', '.join(map(str, self.excepted))}" if self.excepted else name


@dataclass(frozen=True, slots=True)
class Content:
    """A share of the good's value in percent: originating at least (`most` false), or foreign at most.

    methods: the formulas that may be used, empty for those of the agreement; base: of the good's value, empty
    for the agreement's; own: cumulation is left out.
    """

    percent: Fraction
    most: bool = False
    methods: tuple[str, ...] = ()
    base: str = ""
    own: bool = False

    def __str__(self) -> str:
        marks = [*self.methods, *([self.base] if self.base else []), *([OWN] if self.own else [])]
        return ".".join([f"{'MAXNOM' if self.most else 'RVC'}{written(self.percent)}", *marks])


@dataclass(frozen=True, slots=True)
class Process:
    """A stated manufacturing or processing operation is carried out."""

    name: str

    def __str__(self) -> str:
        return "CR" if self.name == CHEMICAL_REACTION else f"SP:{self.name}"


@dataclass(frozen=True, slots=True)
class Every:
    """All parts are met."""

    parts: tuple["Condition", ...]

    def __str__(self) -> str:
        return " and ".join(f"({each})" if isinstance(each, Either) else str(each) for each in self.parts)


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part is met."""

    parts: tuple["Condition", ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.parts))


Condition = WhollyObtained | Exclusive | Change | Content | Process | Every | Either

TOKEN = re.compile(
    r"\s*(?:(?P<join>and|or)\b|(?P<bracket>[()])"
    r"|(?P<change>AH|CC|CTSH|CTH)\b(?:\s+except\s+(?P<excepted>[0-9.]+(?:-[0-9.]+)?"
    r"(?:\s*,\s*[0-9.]+(?:-[0-9.]+)?)*))?"
    r"|(?P<content>RVC|MAXNOM)(?P<percent>\d+(?:\.\d+)?)(?P<marks>(?:\.[a-z_]+)*)"
    r"|(?P<plain>WO|PE|CR)\b|SP:(?P<process>[a-z0-9_]+))"
)


@method(
    "origin.condition",
    source="Abbreviations of RCEP Annex 3A, headnote 6, with exceptions, alternatives and conjunctions",
    verified="Written forms read back, by property test",
)
def parse_condition(text: str) -> Condition:
    """The tree of a condition in its short form; raises ValueError with the place where it cannot be read."""
    if len(text) > LONGEST:
        raise ValueError(f"longer than {LONGEST} signs")
    tokens = list(_tokens(text))
    found, left = _either(tokens)
    if left:
        raise ValueError(f"“{left[0][0]}” has no place there")
    return found


def check_condition(text: str, field: str = "rule") -> Condition:
    """As `parse_condition`, but raises Refused with a finding at the field."""
    try:
        return parse_condition(text)
    except ValueError as error:
        params = {"rule": text, "reason": str(error)}
        raise Refused(
            Finding("methods.origin.finding.rule_unreadable", field=field, params=params)
        ) from error


def _tokens(text: str) -> Iterator[tuple[str, Condition | None]]:
    place = 0
    if not text.strip():
        raise ValueError("it is empty")
    while text[place:].strip():
        match = TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"“{text[place:].strip()}”")
        place = match.end()
        word = match["join"] or match["bracket"] or ""
        yield (word or match[0].strip(), None if word else _leaf(match))


def _leaf(match: re.Match[str]) -> Condition:
    if match["change"]:
        excepted = (match["excepted"] or "").split(",")
        ranges = tuple(HsRange.parse(each.strip()) for each in excepted if each.strip())
        return Change(LEVELS[match["change"]], ranges)
    if match["content"]:
        return _content(match)
    if match["plain"]:
        plain: dict[str, Condition] = {
            "WO": WhollyObtained(), "PE": Exclusive(), "CR": Process(CHEMICAL_REACTION),
        }  # fmt: skip
        return plain[match["plain"]]
    return Process(match["process"])


def _content(match: re.Match[str]) -> Content:
    marks = [mark for mark in match["marks"].split(".") if mark]
    for mark in marks:
        if mark not in (*METHODS, *BASES, OWN):
            raise ValueError(f"“{mark}”")
    percent = Fraction(match["percent"])
    if percent > 100:
        raise ValueError(f"{match['percent']} %")
    return Content(
        percent,
        most=match["content"] == "MAXNOM",
        methods=tuple(mark for mark in marks if mark in METHODS),
        base=next((mark for mark in marks if mark in BASES), ""),
        own=OWN in marks,
    )


Tokens = list[tuple[str, Condition | None]]


def _either(tokens: Tokens) -> tuple[Condition, Tokens]:
    parts, left = _joined(tokens, "or")
    return (parts[0] if len(parts) == 1 else Either(tuple(parts))), left


def _every(tokens: Tokens) -> tuple[Condition, Tokens]:
    parts, left = _joined(tokens, "and")
    return (parts[0] if len(parts) == 1 else Every(tuple(parts))), left


def _joined(tokens: Tokens, word: str) -> tuple[list[Condition], Tokens]:
    inner = _every if word == "or" else _one
    part, left = inner(tokens)
    parts = [part]
    while left and left[0][0] == word:
        part, left = inner(left[1:])
        parts.append(part)
    return parts, left


def _one(tokens: Tokens) -> tuple[Condition, Tokens]:
    if not tokens:
        raise ValueError("it ends too early")
    word, leaf = tokens[0]
    if leaf is not None:
        return leaf, tokens[1:]
    if word != "(":
        raise ValueError(f"“{word}” has no place there")
    found, left = _either(tokens[1:])
    if not left or left[0][0] != ")":
        raise ValueError("a bracket is not closed")
    return found, left[1:]
