"""How papers and envelopes are shown. No reading from the database here."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.papers.sps import Response, SpsCertificate
from jiangang.port.exchange import permissions, workflow
from jiangang.port.exchange.models import Envelope, IncomingPaper, Kind
from jiangang.port.exchange.queries import EnvelopeView, PaperView
from jiangang.ui import dates
from jiangang.ui.components import Action, Crumb, Empty, Link, Status, Step, Summary, SummaryRow, Timeline
from jiangang.ui.findings import FindingsList
from jiangang.ui.tables import Column, Filter, Table

NOTHING = "—"
LISTS = {"papers": "exchange:papers", "envelopes": "exchange:envelopes", "dead": "exchange:dead"}


def papers_table(request: HttpRequest, rows: QuerySet) -> Table:
    """Papers that came in."""
    return Table(
        name="papers",
        columns=[
            Column(
                "number", text("exchange.list.number"), sort="certificate_number", heading=True, render=_paper
            ),
            Column(
                "country",
                text("exchange.list.from"),
                sort="from_country",
                render=lambda row: row.from_country,
            ),
            Column("kind", text("exchange.list.kind"), render=lambda row: _kind(row)),
            Column("state", text("exchange.list.state"), sort="state", render=lambda row: state(row.state)),
            Column("condition", text("exchange.list.condition"), render=condition),
            Column("at", text("exchange.list.received"), sort="received_at", render=_received, nowrap=True),
        ],
        rows=rows,
        request=request,
        caption=text("exchange.list.papers_caption"),
        filters=[
            Filter("state", text("exchange.list.state"), "state", _states(workflow.PAPER.states)),
            Filter("number", text("exchange.list.number"), "certificate_number__startswith"),
        ],
        default_sort="-at",
        empty=Empty(text("exchange.list.no_papers_title"), text("exchange.list.no_papers_body")),
        export="foreign-papers",
    )


def envelopes_table(request: HttpRequest, rows: QuerySet, name: str) -> Table:
    """Envelopes that go out."""
    return Table(
        name=name,
        columns=[
            Column(
                "number",
                text("exchange.list.number"),
                sort="certificate_number",
                heading=True,
                render=_envelope,
            ),
            Column("country", text("exchange.list.to"), sort="to_country", render=lambda row: row.to_country),
            Column("kind", text("exchange.list.kind"), render=lambda row: _kind(row)),
            Column("state", text("exchange.list.state"), sort="state", render=lambda row: state(row.state)),
            Column("message", text("exchange.list.message"), render=lambda row: row.hub_message),
            Column("at", text("exchange.list.queued"), sort="queued_at", render=_queued, nowrap=True),
        ],
        rows=rows,
        request=request,
        caption=text("exchange.list.envelopes_caption"),
        filters=[
            Filter("state", text("exchange.list.state"), "state", _states(workflow.ENVELOPE.states)),
            Filter("number", text("exchange.list.number"), "certificate_number__startswith"),
        ],
        default_sort="-at",
        empty=Empty(text("exchange.list.no_envelopes_title"), text("exchange.list.no_envelopes_body")),
        export=f"exchange-{name}",
    )


def list_context(which: str) -> dict[str, Any]:
    """Title of a list and the ways to the others."""
    others = [name for name in LISTS if name != which]
    return {
        "title": text(f"exchange.list.{which}_title"),
        "actions": [Action(text(f"exchange.list.{name}_title"), reverse(LISTS[name])) for name in others],
    }


def paper_context(found: PaperView, actor: Actor) -> dict[str, Any]:
    """Everything that the page of a paper shows."""
    row = found.row
    may = {act: _may(actor, permission, row, act) for act, permission in PAPER_ACTS.items()}
    is_certificate = row.kind == Kind.CERTIFICATE
    actions = [Action(text("exchange.page.download"), reverse("exchange:paper_xml", args=[row.pk]))]
    if may["draft"] and is_certificate and found.record is not None:
        actions.append(_button("draft", "exchange:draft", row.pk, "primary"))
    if may["note"]:
        actions.append(_button("note", "exchange:note", row.pk, "secondary"))
    return {
        "title": text("exchange.page.paper_title", number=row.certificate_number, country=row.from_country),
        "status": state(row.state),
        "crumbs": [
            Crumb(text("exchange.list.papers_title"), reverse("exchange:papers")),
            Crumb(row.certificate_number),
        ],
        "actions": actions,
        "facts": _paper_facts(row),
        "said": _said(found.record) if found.record else None,
        "answer": _answer(found.answer) if found.answer else None,
        "observed": findings(_finding(each) for each in found.findings),
        "decide_url": reverse("exchange:reject", args=[row.pk]) if may["reject"] and is_certificate else "",
        "decide_label": text("exchange.act.reject"),
        "history": None,
    }


def envelope_context(found: EnvelopeView, actor: Actor) -> dict[str, Any]:
    """Everything that the page of an envelope shows."""
    row = found.row
    actions = [Action(text("exchange.page.download"), reverse("exchange:envelope_xml", args=[row.pk]))]
    if _may(actor, permissions.SETTLE, row, "send_again"):
        actions.append(_button("send_again", "exchange:again", row.pk, "primary"))
    gives_up = _may(actor, permissions.SETTLE, row, "give_up")
    return {
        "title": text("exchange.page.envelope_title", number=row.certificate_number, country=row.to_country),
        "status": state(row.state),
        "crumbs": [
            Crumb(text("exchange.list.envelopes_title"), reverse("exchange:envelopes")),
            Crumb(row.certificate_number),
        ],
        "actions": actions,
        "facts": _envelope_facts(row),
        "said": None,
        "answer": _answer(found.answer) if found.answer else None,
        "observed": None,
        "decide_url": reverse("exchange:give_up", args=[row.pk]) if gives_up else "",
        "decide_label": text("exchange.act.give_up"),
        "history": Timeline(
            [
                Step(
                    text("exchange.page.try", position=each.position),
                    "done" if each.hub_state else "refused",
                    each.tried_at,
                    each.hub_state,
                    each.message,
                )
                for each in found.tries
            ]
        ),
    }


PAPER_ACTS = {"draft": permissions.DRAFT, "note": permissions.DRAFT, "reject": permissions.REJECT}


def findings(found: Iterable[Finding]) -> FindingsList | None:
    """Findings as a list, or nothing."""
    listed = list(found)
    return FindingsList.of(listed) if listed else None


def state(code: str) -> Status:
    """A state as a word on a tone."""
    return Status(text(f"exchange.state.{code}"), workflow.TONES[code])  # type: ignore[arg-type]  # of the table


def condition(row: IncomingPaper) -> Status:
    """Whether a paper can be read, and what was observed at worst."""
    if not row.is_readable:
        return Status(text("exchange.condition.unreadable"), "bad")
    levels = {each["level"] for each in row.findings}
    name, tone = ("clean", "good")
    if levels & {"SEVERE", "WARNING"}:
        name, tone = ("severe", "bad") if "SEVERE" in levels else ("warned", "warn")
    return Status(text(f"exchange.condition.{name}"), tone)  # type: ignore[arg-type]  # one of three above


def _may(actor: Actor, permission: str, row: Envelope | IncomingPaper, act: str) -> bool:
    known = any(each.act == act and row.state in each.sources for each in row.WORKFLOW.transitions)
    return known and permission in actor.permissions


def _button(act: str, url_name: str, key: int, tone: Any) -> Action:
    return Action(text(f"exchange.act.{act}"), reverse(url_name, args=[key]), tone, post=True)


def _finding(plain: dict[str, Any]) -> Finding:
    return Finding(plain["code"], Severity(plain["severity"]), plain["field"], plain["params"])


def _paper_facts(row: IncomingPaper) -> Summary:
    values = {
        "number": row.certificate_number,
        "from": row.from_country,
        "type": _type(row.certificate_type),
        "status": _status(row.certificate_status),
        "condition": condition(row),
        "hub_number": row.hub_number,
        "received": dates.moment(row.received_at),
        "acknowledged": row.acknowledged_as or NOTHING,
        "repeats": Link(str(row.repeats), reverse("exchange:paper", args=[row.repeats_id]))
        if row.repeats_id
        else NOTHING,
        "digest": row.digest,
    }
    return _summary(values)


def _envelope_facts(row: Envelope) -> Summary:
    waits = row.state == "queued"
    values = {
        "number": row.certificate_number,
        "to": row.to_country,
        "type": _type(row.certificate_type),
        "status": _status(row.certificate_status),
        "hub_number": row.hub_number or NOTHING,
        "message": row.hub_message or NOTHING,
        "queued": dates.moment(row.queued_at),
        "next_try": dates.moment(row.next_try_at) if waits else NOTHING,
        "digest": row.digest,
    }
    return _summary(values)


def _said(record: SpsCertificate) -> Summary:
    lines = [
        " · ".join(
            part
            for part in (
                *(words.text for words in line.descriptions[:1]),
                *(words.text for words in line.scientific_names[:1]),
                f"{line.net_weight.amount} {line.net_weight.unit}" if line.net_weight else "",
                *(origin.code for origin in line.origins),
            )
            if part
        )
        for line in record.lines
    ]
    values = {
        "issuer": record.issuer,
        "issued": record.issued_at,
        "signatory": record.signatory,
        "consignor": record.consignor.name if record.consignor else "",
        "consignee": record.consignee.name if record.consignee else "",
        "unloading": record.unloading.name if record.unloading else "",
        "container": record.container,
        "goods": "; ".join(lines),
        "declarations": "; ".join(f"{note.subject}: {note.content.text}" for note in record.notes),
    }
    return _summary({key: value or NOTHING for key, value in values.items()})


def _answer(answer: Response) -> Summary:
    return _summary({"status": _status(answer.status_code), "reason": answer.reason or NOTHING})


def _summary(values: dict[str, Any]) -> Summary:
    return Summary([SummaryRow(text(f"exchange.field.{key}"), value) for key, value in values.items()])


def _type(code: int) -> str:
    return (
        text("exchange.type.other", code=code) if code not in TYPES else text(f"exchange.type.{TYPES[code]}")
    )


def _status(code: int) -> str:
    known = STATUSES.get(code)
    return text(f"exchange.status.{known}") if known else text("exchange.status.other", code=code)


TYPES = {851: "phytosanitary", 657: "re_export"}
STATUSES = {70: "issued", 40: "withdrawn", 39: "approved", 41: "rejected"}


def _states(codes: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, text(f"exchange.state.{code}")) for code in codes]


def _kind(row: Envelope | IncomingPaper) -> str:
    return text(f"exchange.kind.{row.kind}")


def _paper(row: IncomingPaper) -> Link:
    return Link(row.certificate_number or NOTHING, reverse("exchange:paper", args=[row.pk]))


def _envelope(row: Envelope) -> Link:
    return Link(row.certificate_number or NOTHING, reverse("exchange:envelope", args=[row.pk]))


def _received(row: IncomingPaper) -> str:
    return dates.short_moment(row.received_at)


def _queued(row: Envelope) -> str:
    return dates.short_moment(row.queued_at)
