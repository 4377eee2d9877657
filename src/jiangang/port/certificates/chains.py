"""The chain of replacements: which papers came before this one and which after, walkable both ways.

Pure. A number alone opens nothing: the code that opens a paper to the public is given along only where both
papers are of the same case, so that whoever holds one of them has it already before them.
"""

from collections.abc import Callable
from dataclasses import dataclass

LONGEST = 50


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a chain. case: number of the consignment; replaces, replaced_by: numbers, or empty."""

    number: str
    code: str
    case: str
    replaces: str = ""
    replaced_by: str = ""


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


def chain_of(paper: Paper, find: Callable[[str], Paper | None]) -> Chain:
    """The chain around a paper.

    find: gives a paper of the office by its number, or None: then the number is told and the walk ends. A
    ring, or more than 50 papers on one side, ends it too.
    """
    before = _walk(paper, lambda each: each.replaces, find)
    after = _walk(paper, lambda each: each.replaced_by, find)
    return Chain(before, after)


def _walk(
    start: Paper, step: Callable[[Paper], str], find: Callable[[str], Paper | None]
) -> tuple[Link, ...]:
    seen, number = {start.number}, step(start)
    links: list[Link] = []
    while number and number not in seen and len(links) < LONGEST:
        seen.add(number)
        found = find(number)
        links.append(Link(number, found.code if found and found.case == start.case else ""))
        number = step(found) if found else ""
    return tuple(links)
