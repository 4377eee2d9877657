"""What loading a file as an edition would change, worked out without writing anything."""

from collections.abc import Mapping
from dataclasses import dataclass

from jiangang.kernel.codes.models import Code, Coverage, Edition
from jiangang.kernel.codes.operations import EditionOrder, read_order
from jiangang.kernel.codes.queries import EditionRow, edition_in_force, list_editions
from jiangang.kernel.codes.reading import ReadCode, Shape
from jiangang.methods.findings import Finding

Said = tuple[str, str, str, bool]
"""What an edition says of a code: parent, both names, whether it is withdrawn."""


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One code that would be `new`, `changed` or `gone` against the edition compared with; texts of before
    and after.
    """

    code: str
    what: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class EditionPreview:
    """What loading would do. `already`: the same edition is loaded; `against`: the edition compared with."""

    revision: int
    coverage: str
    size: int
    already: bool
    against: EditionRow | None
    changes: tuple[CodeChange, ...]
    findings: tuple[Finding, ...]

    def count(self, what: str) -> int:
        """How many codes would be new, changed or gone."""
        return sum(1 for change in self.changes if change.what == what)


def preview_edition(*, order: EditionOrder, content: bytes, shape: Shape | None = None) -> EditionPreview:
    """What `load_edition` would do with this file; raises Refused as it does. Nothing is written.

    Compared with the newest revision of the same edition, else with the edition in force on its first day. A
    code is gone only when the file is the whole list: absence from a part says nothing.
    """
    coverage = Coverage.COMPLETE if order.complete else Coverage.PARTIAL
    read = read_order(order, content, shape, coverage)
    same = (
        Edition.objects.filter(code_list__scheme=order.scheme, name=order.name).order_by("-revision").first()
    )
    named = [row for row in list_editions(order.scheme) if same is not None and row.id == same.pk]
    against = named[0] if named else edition_in_force(order.scheme, order.valid_from)
    return EditionPreview(
        revision=same.revision + 1 if same else 1,
        coverage=str(read.coverage),
        size=len(read.codes),
        already=same is not None and same.digest == read.digest,
        against=against,
        changes=_changes(
            _held(against),
            {each.code: _said(each) for each in read.codes},
            whole=read.coverage is Coverage.COMPLETE,
        ),
        findings=tuple(read.findings),
    )


def _held(edition: EditionRow | None) -> dict[str, Said]:
    if edition is None:
        return {}
    rows = Code.objects.filter(edition_id=edition.id)
    columns = ("code", "parent", "name_en", "name_zh", "withdrawn")
    return {code: (*names, withdrawn) for code, *names, withdrawn in rows.values_list(*columns)}


def _said(read: ReadCode) -> Said:
    return (read.parent, read.name_en, read.name_zh, read.withdrawn)


def _changes(before: Mapping[str, Said], after: Mapping[str, Said], *, whole: bool) -> tuple[CodeChange, ...]:
    found = []
    for code in sorted(before.keys() | after.keys() if whole else after.keys()):
        old, new = before.get(code), after.get(code)
        if old != new:
            what = "new" if old is None else "gone" if new is None else "changed"
            found.append(CodeChange(code, what, _text(old), _text(new)))
    return tuple(found)


def _text(said: Said | None) -> str:
    if said is None:
        return ""
    parent, name_en, name_zh, withdrawn = said
    return " · ".join(part for part in (name_zh, name_en, parent, "×" if withdrawn else "") if part)
