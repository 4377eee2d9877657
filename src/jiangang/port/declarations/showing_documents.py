"""How the documents of drafts and notices are shown, with what can be done. No reading of models here."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse

from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.port.declarations import permissions, queries, showing
from jiangang.port.declarations.attachments import AttachmentRow, may_open
from jiangang.port.declarations.rules.documents import OPEN_STATES
from jiangang.ui import dates
from jiangang.ui.components import Action, Status
from jiangang.ui.pages import Part


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document as lists show it; empty addresses where the reader may not."""

    kind: str
    name: str
    size: str
    sha256: str
    told: str
    status: Status | None = None
    url: str = ""
    replace_url: str = ""
    take_off: str = ""


def of_draft(rows: Sequence[AttachmentRow], key: str, actor: Actor) -> list[ShownDocument]:
    """The documents of a draft; each can be taken off."""
    return [
        ShownDocument(
            kind=row.kind_in(actor.language),
            name=row.name,
            size=dates.size(row.size),
            sha256=row.sha256,
            told=_sentences(text("declarations.document.added", at=dates.short_moment(row.added_at)), row),
            url=reverse("declarations:draft_document", args=[key, row.id]),
            take_off=str(row.id),
        )
        for row in rows
    ]


def parts(row: queries.ConsignmentRow, rows: Sequence[AttachmentRow], actor: Actor) -> list[Part]:
    """The documents part of a consignment's page."""
    heading = text("declarations.detail.documents")
    if not rows:
        return [Part(text("declarations.document.none"), heading)]
    open_to = may_attach(row, actor)
    names = {each.id: each.name for each in rows}
    shown = [_of_notice(each, row.number, names, actor, may_replace=open_to) for each in rows]
    return [Part(render_to_string("declarations/documents.html", {"documents": shown}), heading)]


def actions(row: queries.ConsignmentRow, actor: Actor) -> list[Action]:
    """Adding a document, while the consignment is not decided."""
    if not may_attach(row, actor):
        return []
    return [Action(text("declarations.document.add"), showing.address(actor, "attach", row.number))]


def may_attach(row: queries.ConsignmentRow, actor: Actor) -> bool:
    """Whether the actor may put a document with the consignment now."""
    return permissions.ATTACH_DOCUMENT in actor.permissions and row.state in OPEN_STATES


def _of_notice(
    row: AttachmentRow, number: str, names: dict[int, str], actor: Actor, *, may_replace: bool
) -> ShownDocument:
    live = row.replaced_by is None
    replacing = f"{showing.address(actor, 'attach', number)}?replaces={row.id}"
    status = None if live else Status(text("declarations.document.replaced"), "neutral")
    return ShownDocument(
        kind=row.kind_in(actor.language),
        name=row.name,
        size=dates.size(row.size),
        sha256=row.sha256,
        told=_sentences(_added(row, actor), row, names),
        status=status,
        url=showing.address(actor, "document", number, row.id) if may_open(actor) else "",
        replace_url=replacing if live and may_replace else "",
    )


def _added(row: AttachmentRow, actor: Actor) -> str:
    """When it came and from which side; staff are told by whom."""
    side = text("declarations.document.by_firm" if row.firm_id else "declarations.document.by_counter")
    if not actor.is_trade:
        side = f"{side} · {people.name_of_key(row.added_by, actor.language)}"
    words = {"at": dates.short_moment(row.added_at), "by": side, "version": row.version}
    return text("declarations.document.added_by", **words)


def _sentences(added: str, row: AttachmentRow, names: dict[int, str] | None = None) -> str:
    told = [added]
    if names and row.replaces is not None:
        told.append(text("declarations.document.replaces", name=names.get(row.replaces, "")))
    if names and row.replaced_by is not None:
        told.append(text("declarations.document.replaced_by", name=names.get(row.replaced_by, "")))
    if row.scan_state == "not_scanned":
        told.append(text("declarations.document.not_scanned"))
    if row.scan_state == "failed":
        told.append(text("declarations.document.scan_failed"))
    return text("declarations.document.between").join(told)
