"""The kinds of reference data that can be loaded from a file. Each looks through a file and carries it out by
the operations of the room that it belongs to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jiangang.kernel.calendar import api as calendar
from jiangang.kernel.codes import api as codes
from jiangang.kernel.money import api as money
from jiangang.kernel.permissions import Actor, Permission
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding

Words = Mapping[str, str]
"""What was said of the file: `edition`, `valid_from`, `source` and so on, as text."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be `new`, `changed`, `gone` or `same`, with texts of before and after."""

    name: str
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What loading a file would do. told: facts about the edition (text key, value); barred: nothing could be
    loaded as it stands.
    """

    told: tuple[tuple[str, str], ...]
    counts: Mapping[str, int]
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...] = ()
    already: bool = False

    @property
    def refused_rows(self) -> int:
        """Rows with a finding that blocks them."""
        return len({finding.row for finding in self.findings if finding.blocks})


@dataclass(frozen=True, slots=True)
class Loader:
    """One kind: its permission, endings of its files, its two acts. whole: one wrong row bars the file."""

    kind: str
    permission: Permission
    extensions: tuple[str, ...]
    look_through: Callable[[bytes, Words], Preview]
    carry_out: Callable[[bytes, Words, Actor, datetime], dict[str, Any]]
    whole: bool = True

    def is_barred(self, preview: Preview) -> bool:
        """Whether nothing could be loaded as the file stands."""
        return self.whole and any(finding.blocks for finding in preview.findings)


def _order(words: Words) -> codes.EditionOrder:
    until = words.get("valid_until", "")
    return codes.EditionOrder(
        scheme=words["scheme"],
        name=words["edition"],
        valid_from=date.fromisoformat(words["valid_from"]),
        valid_until=date.fromisoformat(until) if until else None,
        complete=words.get("complete") == "yes",
        source=words.get("source", ""),
        licence=words.get("licence", ""),
    )


def _named(edition: str, revision: int) -> str:
    return text("codes.page.edition", name=edition, revision=revision)


def _shape(words: Words) -> Any:
    column_map = words.get("map", "")
    return codes.read_map(column_map.encode(), words["scheme"]) if column_map else None


def _see_codes(content: bytes, words: Words) -> Preview:
    found = codes.preview_edition(order=_order(words), content=content, shape=_shape(words))
    against = found.against
    compared = text("reference.preview.nothing")
    if against is not None:
        compared = _named(against.name, against.revision)
    told = (
        ("scheme", words["scheme"]),
        ("edition", _named(words["edition"], found.revision)),
        ("valid_from", words["valid_from"]),
        ("valid_until", words.get("valid_until", "")),
        ("coverage", text(f"codes.coverage.{found.coverage}")),
        ("size", str(found.size)),
        ("source", words.get("source", "")),
        ("against", compared),
    )
    changes = tuple(Change(each.code, each.what, each.before, each.after) for each in found.changes)
    counts = {what: found.count(what) for what in ("new", "changed", "gone")}
    return Preview(told, counts, changes, found.findings, found.already)


def _load_codes(content: bytes, words: Words, actor: Actor, at: datetime) -> dict[str, Any]:
    done = codes.load_edition(order=_order(words), content=content, shape=_shape(words), actor=actor, at=at)
    return {"edition": done.name, "revision": done.revision, "size": done.size, "refused": done.refused_rows}


def _see_rates(content: bytes, words: Words) -> Preview:
    found = money.preview_rates(content=content)
    changes = tuple(
        Change(
            f"{each.rate.base}/{each.rate.quote} {each.rate.on.isoformat()}",
            each.what,
            "" if each.before is None else f"{each.before.normalize():f}",
            f"{each.rate.rate.normalize():f} · {each.rate.source}",
        )
        for each in found.changes
        if each.what != "same"
    )
    days = sorted(each.rate.on.isoformat() for each in found.changes)
    sources = sorted({each.rate.source for each in found.changes})
    told = (
        ("size", str(len(found.changes))),
        ("days", f"{days[0]} – {days[-1]}" if days else ""),
        ("source", " · ".join(sources)[:300]),
    )
    counts = {what: found.count(what) for what in ("new", "changed", "same")}
    return Preview(told, counts, changes, found.findings, already=bool(days) and not changes)


def _load_rates(content: bytes, words: Words, actor: Actor, at: datetime) -> dict[str, Any]:
    done = money.load_rates(content=content, actor=actor, at=at)
    return {what: done.count(what) for what in ("new", "changed", "same")}


def _see_calendar(content: bytes, words: Words) -> Preview:
    found = calendar.preview_calendar(content=content)
    changes = tuple(
        Change(str(each.year), each.what, _days(each.before), f"{_days(each.after)} · {each.notice}")
        for each in found.changes
        if each.what != "same"
    )
    told = (("calendar", found.code), ("years", ", ".join(str(each.year) for each in found.changes)))
    counts = {what: found.count(what) for what in ("new", "changed", "same")}
    return Preview(told, counts, changes, already=not changes)


def _load_calendar(content: bytes, words: Words, actor: Actor, at: datetime) -> dict[str, Any]:
    done = calendar.load_calendar(content=content, actor=actor, at=at)
    return {"new": len(done.new), "changed": len(done.revised), "same": len(done.unchanged)}


def _days(told: tuple[int, int] | None) -> str:
    return text("reference.preview.days", off=told[0], worked=told[1]) if told else ""


LOADERS: Mapping[str, Loader] = {
    "codes": Loader("codes", codes.LOAD_CODES, ("csv",), _see_codes, _load_codes, whole=False),
    "rates": Loader("rates", money.ENTER_RATES, ("csv",), _see_rates, _load_rates),
    "calendar": Loader("calendar", calendar.LOAD_CALENDAR, ("toml",), _see_calendar, _load_calendar),
}
