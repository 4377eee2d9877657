"""Screens of the ledger: the entries, one entry with its proof of inclusion, the proof as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.ledger import permissions, queries
from jiangang.kernel.ledger.checkpoints import latest_checkpoint
from jiangang.kernel.ledger.inclusion import InclusionProof
from jiangang.kernel.ledger.proofs import prove_inclusion
from jiangang.kernel.ledger.wording import act_in_words, actors_in_words
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.ui import dates
from jiangang.ui.components import Action, Alert, Code, Coded, Crumb, Link, Summary, SummaryRow
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Filter, Table

LARGEST = 2**63 - 1


@require_safe
@page(permissions.VIEW_ENTRIES)
def list_entries(request: HttpRequest) -> HttpResponse:
    """Every act of the office, the newest first."""
    names: dict[str, Coded] = {}

    def shape(rows: Any) -> list[queries.EntryShown]:
        shown = [queries.shown(row) for row in rows]
        names.update(actors_in_words({row.actor for row in shown} - names.keys()))
        return shown

    table = Table(
        name="entries",
        columns=[
            Column(
                "sequence",
                text("ledger.list.sequence"),
                sort="sequence",
                heading=True,
                render=_link,
                align="end",
            ),
            Column("at", text("ledger.list.at"), render=lambda row: dates.short_moment(row.at), nowrap=True),
            Column("recorded_at", text("ledger.list.recorded_at"), render=_recorded, nowrap=True),
            Column("act", text("ledger.list.act"), render=lambda row: act_in_words(row.act)),
            Column("subject", text("ledger.list.subject")),
            Column("case", text("ledger.list.case")),
            Column("actor", text("ledger.list.actor"), render=lambda row: names[row.actor]),
            Column("post", text("ledger.list.post")),
        ],
        filters=[
            Filter(
                "search", text("ledger.list.search"), lambda rows, value: queries.beginning_with(rows, value)
            ),
            Filter("act", text("ledger.list.act"), "act"),
        ],
        rows=queries.list_entries(),
        shape=shape,
        request=request,
        caption=text("ledger.list.caption"),
        default_sort="-sequence",
        export="ledger",
    )
    context = {"title": text("ledger.list.title"), "lead": f"{text('ledger.list.lead')} {_head()}"}
    return table.respond(request, "pages/table.html", context)


@require_safe
@page(permissions.VIEW_ENTRIES)
def show_entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry: its words, the rows it covers, and the proof that it is in the log."""
    found = queries.find_entry(sequence) if sequence <= LARGEST else None
    if found is None:
        raise Http404(text("ledger.detail.unknown"))
    proof = prove_inclusion(sequence)
    context = {
        "title": text("ledger.detail.title", number=sequence),
        "crumbs": [Crumb(text("ledger.list.title"), reverse("ledger:list"))],
        "actions": [Action(text("ledger.detail.download"), reverse("ledger:proof", args=[sequence]))],
        "parts": [*_entry_parts(found), *_proof_parts(proof)],
    }
    return render(request, "pages/record.html", context)


@require_safe
@page(permissions.VIEW_ENTRIES)
def download_proof(request: HttpRequest, sequence: int) -> HttpResponse:
    """The proof as the file that `jiangang ledger check-proof` reads."""
    if sequence > LARGEST or queries.find_entry(sequence) is None:
        raise Http404(text("ledger.detail.unknown"))
    answer = JsonResponse(
        prove_inclusion(sequence).as_dict(), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Disposition"] = f'attachment; filename="ledger-{sequence}.json"'
    return answer


def _link(row: queries.EntryShown) -> Link:
    return Link(str(row.sequence), reverse("ledger:entry", args=[row.sequence]))


def _recorded(row: queries.EntryShown) -> str:
    words = dates.short_moment(row.recorded_at)
    return f"{words} ({text('ledger.list.later')})" if row.entered_later else words


def _head() -> str:
    words = text("ledger.list.head", size=dates.number(queries.size()), root=queries.root().hex()[:16] + "…")
    note = latest_checkpoint()
    if note is None:
        return f"{words} {text('ledger.list.unsigned')}"
    signed = text(
        "ledger.list.checkpoint", size=dates.number(note.size), at=dates.short_moment(note.signed_at)
    )
    return f"{words} {signed}"


def _entry_parts(found: queries.EntryDetail) -> list[Part]:
    entry = found.entry
    words: dict[str, Any] = {
        "at": dates.moment(entry.at),
        "recorded_at": _recorded(entry),
        "act": act_in_words(entry.act),
        "subject": entry.subject,
        "case": entry.case,
        "actor": actors_in_words({entry.actor})[entry.actor],
        "post": entry.post,
    }
    rows = [SummaryRow(text(f"ledger.list.{name}"), value) for name, value in words.items() if value]
    rows.append(SummaryRow(text("ledger.detail.leaf_hash"), Code(entry.leaf_hash, groups=8)))
    rows.append(SummaryRow(text("ledger.detail.personal"), text(f"ledger.detail.personal_{found.personal}")))
    parts = [Part(Summary(rows))]
    if entry.facts:
        facts = [SummaryRow(name, str(value)) for name, value in entry.facts.items()]
        parts.append(Part(Summary(facts), text("ledger.detail.facts")))
    covered = [SummaryRow(f"{row.form} {row.row_key}", Code(row.digest, groups=8)) for row in found.rows]
    body = Summary(covered) if covered else Alert(text("ledger.detail.no_rows"))
    return [*parts, Part(body, text("ledger.detail.rows"))]


def _proof_parts(proof: InclusionProof) -> list[Part]:
    holds = proof.holds
    words = text("ledger.detail.proof_holds" if holds else "ledger.detail.proof_fails")
    lead = text("ledger.detail.proof_lead", size=dates.number(proof.size))
    rows = [SummaryRow(text("ledger.detail.root"), Code(proof.root.hex(), groups=8))]
    hashes = "\n".join(each.hex() for each in proof.hashes)
    shown = Code(hashes, block=True) if hashes else text("ledger.detail.only_leaf")
    rows.append(SummaryRow(text("ledger.detail.hashes"), shown))
    if proof.checkpoint:
        rows.append(SummaryRow(text("ledger.detail.checkpoint"), Code(proof.checkpoint, block=True)))
    return [
        Part(Alert(lead, title=words, tone="good" if holds else "bad"), text("ledger.detail.proof")),
        Part(Summary(rows)),
    ]
