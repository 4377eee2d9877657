"""The chain of replacements: its papers from the first to the last, and what whoever holds one may see of it.

Pure; `life.py` walks the records. A number alone opens nothing: the code that opens a paper to the public is
given along only where both papers are of the same case, so that whoever holds one of them has it already
before them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One certificate of a chain: number, state, day of issue, whether it is the one asked about (here); the
    code that opens it, empty where it is of another case than that one.
    """

    certificate_id: int
    number: str
    state: str
    issued_on: date
    is_here: bool
    code: str = ""

    def as_dict(self) -> dict[str, Any]:
        """What the public may know of it."""
        return {
            "number": self.number,
            "state": self.state,
            "issued_on": self.issued_on.isoformat(),
            "here": self.is_here,
        }


@dataclass(frozen=True, slots=True)
class Link:
    """A paper before or after: its number, and its code where the asker may follow it."""

    number: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """Papers before and after, the nearest first."""

    replaces: tuple[Link, ...] = ()
    replaced_by: tuple[Link, ...] = ()

    def as_dict(self) -> dict[str, list[dict[str, str]]]:
        """Plain JSON values."""
        sides = {"replaces": self.replaces, "replaced_by": self.replaced_by}
        return {
            name: [{"number": link.number, "code": link.code} for link in links]
            for name, links in sides.items()
        }


NO_CHAIN = Chain()


def place_of(links: Sequence[ChainLink]) -> int:
    """Where in a chain the certificate stands that was asked about; 0 in an empty one."""
    return next((place for place, each in enumerate(links) if each.is_here), 0)


def sides_of(links: Sequence[ChainLink], named: str = "") -> Chain:
    """The chain as seen from the certificate that was asked about.

    named: the number that this one's own record says it replaced; it is told also where the office's records
    do not hold that paper.
    """
    here = place_of(links)
    before, after = _links(reversed(links[:here])), _links(links[here + 1 :])
    return Chain(before or ((Link(named),) if named else ()), after)


def _links(links: Iterable[ChainLink]) -> tuple[Link, ...]:
    return tuple(Link(each.number, each.code) for each in links)
