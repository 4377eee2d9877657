"""How a certificate's life is shown: its chain, extension, copies, originals, printings."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse

from jiangang.kernel.people import api as people
from jiangang.kernel.texts import text
from jiangang.port.certificates.facts import plain
from jiangang.port.certificates.life import Life
from jiangang.port.certificates.life_queries import DerivedRow, FileRow, LifeView, OriginalRow, PrintRow
from jiangang.port.certificates.telling import sentences_of
from jiangang.ui.components import Alert, Step, Timeline


def context_of(
    view: LifeView, record: Mapping[str, Any], certificate_id: int, language: str, *, face: str = "desk"
) -> dict[str, Any]:
    """What the page of a certificate shows of its life, for the desk or the firm (`portal`)."""
    said = sentences_of(view.life, language)
    replaces, late = view.draft_replaces, record.get("retrospective")
    if replaces is not None:
        said = [text("certificates.life.draft_replaces", number=replaces.number)]
    if late:
        words = {"departed_on": late["departed_on"], "reason": late["reason"]}
        said.append(text("certificates.life.retrospective", mark=late["mark"], **words))
    note = " ".join(said)
    return {
        "life_note": Alert(note) if note else None,
        "chain": chain(view.life, "certificates:show" if face == "desk" else "certificates:own"),
        "derived": _timeline([_derived(each, certificate_id, language, face) for each in view.derived]),
        "originals": _timeline([_original(each, language) for each in view.originals]),
        "printings": _timeline(_log(view, language)),
        "sheets": view.sheets,
        "files": len(view.files),
    }


def chain(life: Life, url_name: str = "") -> Timeline | None:
    """The chain of replacements from the first certificate to the last; without url_name nothing leads on."""
    if not life.chain:
        return None
    steps = []
    for each in life.chain:
        state = text(f"certificates.state.{each.state}")
        note = text("certificates.life.link", state=state, issued_on=each.issued_on.isoformat())
        url = reverse(url_name, args=[each.certificate_id]) if url_name and not each.is_here else ""
        label = text("certificates.life.here", number=each.number) if each.is_here else each.number
        steps.append(Step(label, note=note, url=url))
    return Timeline(steps)


def papers_to_print(view: LifeView) -> list[tuple[int, str]]:
    """Copies and endorsements as choices of the printing form."""
    return [(each.derived_id, _name(each)) for each in view.derived]


def _timeline(steps: Sequence[Step]) -> Timeline | None:
    return Timeline(steps) if steps else None


def _name(each: DerivedRow) -> str:
    return text(f"certificates.life.{each.sort}_named", number=each.number)


def _derived(each: DerivedRow, certificate_id: int, language: str, face: str) -> Step:
    name = "certificates:derived_pdf" if face == "desk" else "certificates:own_derived_pdf"
    note = each.reason
    if each.valid_until is not None:
        until = each.valid_until.isoformat()
        note = text("certificates.life.until", valid_until=until, reason=each.reason)
    by = people.name_of_key(each.made_by, language)
    return Step(
        _name(each), "done", each.made_at, by, note, reverse(name, args=[certificate_id, each.derived_id])
    )


def _original(each: OriginalRow, language: str) -> Step:
    note = text(
        "certificates.life.balance",
        issued_on=each.issued_on.isoformat(),
        covered=plain(each.covered),
        balance=plain(each.balance),
        unit=each.unit,
    )
    label = text(
        "certificates.life.takes",
        quantity=plain(each.quantity),
        unit=each.unit,
        number=each.number,
        issuer=each.issuer,
    )
    return Step(label, "done", each.used_at, people.name_of_key(each.used_by, language), note)


def _log(view: LifeView, language: str) -> list[Step]:
    """Sheets and files in the order in which they went out."""
    rows = [(each.printed_at, _printing(each, language)) for each in view.printings]
    rows += [(each.taken_at, _file(each, language)) for each in view.files]
    return [step for _, step in sorted(rows, key=lambda row: row[0])]


def _paper(each: PrintRow | FileRow) -> str:
    sort, _, number = each.paper.partition(" ")
    if not number:
        return text("certificates.page.original")
    return text(f"certificates.life.{sort}_named", number=number)


def _file(each: FileRow, language: str) -> Step:
    label = text(f"certificates.life.taken_{each.face}", paper=_paper(each))
    return Step(label, "done", each.taken_at, people.name_of_key(each.taken_by, language))


def _printing(each: PrintRow, language: str) -> Step:
    face = text(f"certificates.life.face_{each.face}")
    label = text(
        "certificates.life.printed", paper=_paper(each), copies=each.copies, printer=each.printer, face=face
    )
    parts = [text("certificates.life.serial", serial=each.serial)] if each.serial else []
    note = " ".join([*parts, each.reason]).strip()
    return Step(label, "done", each.printed_at, people.name_of_key(each.printed_by, language), note)
