"""How certificates are shown: tables, the page with its approval line, what the public is told."""

from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from jiangang.kernel.papers import api as papers
from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.methods.findings import Finding, Severity
from jiangang.methods.papers import RECORD_FORM
from jiangang.port.certificates import (
    acts,
    life_acts,
    life_queries,
    life_showing,
    permissions,
    queries,
)
from jiangang.port.certificates.entered import read_entered
from jiangang.port.certificates.entered_forms import words_of
from jiangang.port.certificates.registry import Kind, all_kinds, get_kind
from jiangang.port.certificates.wordings import shown_entered
from jiangang.port.certificates.workflow import CERTIFICATE, PUBLIC, TONES
from jiangang.ui import dates
from jiangang.ui.components import Action, ApprovalLine, Crumb, Empty, Link, Status, Step, Summary, SummaryRow
from jiangang.ui.findings import FindingsList, sentence
from jiangang.ui.tables import Column, Filter, Table

STATIONS = (("draft", "drafting"), ("review", "reviewing"), ("sign", "signing"), ("issue", "issuing"))
"""The stations of the approval line: act and text key."""
ISSUING = "issue"


def table(request: HttpRequest, rows: QuerySet, face: str) -> Table:
    """A table of certificates, for the desk or for the firm."""
    language = request.actor.language
    desk = face == "desk"
    columns = [
        Column("number", text("certificates.list.number"), sort="number", heading=True, render=_link(face)),
        Column("kind", text("certificates.list.kind"), render=lambda row: get_kind(row.kind).title(language)),
        Column("consignment", text("certificates.list.consignment"), sort="consignment__number"),
        Column("firm", text("certificates.list.firm")),
        Column("state", text("certificates.list.state"), sort="state", render=lambda row: status(row.state)),
        Column("drafted", text("certificates.list.drafted"), sort="drafted_at", render=_drafted, nowrap=True),
        Column("issued", text("certificates.list.issued"), sort="issued_at", render=_issued, nowrap=True),
    ]
    states = CERTIFICATE.states if desk else PUBLIC
    shown = [(state, text(f"certificates.state.{state}")) for state in states]
    body = "certificates.list.empty_body" if desk else "certificates.list.own_empty_body"
    return Table(
        name=f"certificates-{face}",
        columns=columns if desk else [each for each in columns if each.key != "drafted"],
        rows=rows,
        request=request,
        caption=text("certificates.list.caption"),
        filters=[
            Filter("state", text("certificates.list.state"), "state", shown),
            Filter("consignment", text("certificates.list.consignment"), "consignment__number__startswith"),
            Filter("number", text("certificates.list.number"), "number__startswith"),
        ],
        default_sort="-drafted" if desk else "-issued",
        shape=lambda found: queries.rows_of(found, language),
        empty=Empty(text("certificates.list.empty_title"), text(body)),
        export="certificates",
    )


def list_context(request: HttpRequest) -> dict[str, Any]:
    """Title of the desk's list and, for a drafter, the way to a new one."""
    actions = []
    if permissions.DRAFT in request.actor.permissions:
        actions.append(Action(text("certificates.list.begin"), reverse("certificates:draft"), "primary"))
    return {"title": text("certificates.list.title"), "actions": actions}


def page_context(request: HttpRequest, found: queries.CertificateView) -> dict[str, Any]:
    """Everything that the desk's page of a certificate shows."""
    actor = request.actor
    orders = acts.possible(found, actor, request.now)
    against = {order.name: acts.against(order, found, actor, request.now) for order in orders}
    refusals = list({each.code: each for found_ones in against.values() for each in found_ones}.values())
    allowed = [order for order in orders if not against[order.name]]
    return {
        **_shared(found, actor.language),
        "crumbs": crumbs(found),
        "actions": [
            _pdf_action(found, "certificates:pdf"),
            *_credential_action(found, "certificates:credential"),
        ],
        "orders": [_order(order, found) for order in allowed if order.name != ISSUING],
        **handing_out(found, may_issue=any(order.name == ISSUING for order in allowed)),
        "against": FindingsList.of(refusals) if refusals else None,
        "approval": approval_line(found, actor.language),
        "paper_digest": found.paper_digest,
        "life_orders": [_life_order(order, found) for order in life_acts.possible(found, actor)],
        **_life(found, actor.language, "desk"),
    }


def handing_out(found: queries.CertificateView, *, may_issue: bool) -> dict[str, Any]:
    """The part of the desk's page between signing and hand-out: one click, or what it waits for."""
    if found.row.state != "signed":
        return {"issuing": None}
    waiting = found.waiting
    if waiting is None:
        words = Status(text("certificates.register.none"), "neutral")
    elif waiting.is_ready:
        words = Status(text("certificates.register.ready", index=waiting.index), "good")
    else:
        words = Status(text("certificates.register.waiting", index=waiting.index), "warn")
    is_waiting = waiting is not None and not waiting.is_ready
    missing = ", ".join(waiting.missing) if waiting else ""
    why = "certificates.register.missing" if missing else "certificates.register.soon"
    return {
        "issuing": words,
        "is_waiting": is_waiting,
        "may_issue": may_issue and not is_waiting,
        "why": text(why, seconds=waiting.seconds, missing=missing) if waiting and is_waiting else "",
        "issue_label": text(f"certificates.do.{ISSUING}"),
        "certificate_id": found.row.certificate_id,
    }


def handing_out_context(request: HttpRequest, found: queries.CertificateView) -> dict[str, Any]:
    """The same part alone, for the page that asks again."""
    order = acts.ACTS[ISSUING]
    may = not acts.against(order, found, request.actor, request.now)
    return handing_out(found, may_issue=may)


def own_context(request: HttpRequest, found: queries.CertificateView) -> dict[str, Any]:
    """Everything that the firm's page of a certificate shows."""
    return {
        **_shared(found, request.actor.language),
        "crumbs": [_own_list(), Crumb(title_of(found))],
        "actions": [
            _pdf_action(found, "certificates:own_pdf"),
            *_credential_action(found, "certificates:own_credential"),
            *_own_print_action(request.actor, found),
        ],
        **_life(found, request.actor.language, "portal"),
    }


def approval_line(found: queries.CertificateView, language: str) -> ApprovalLine:
    """拟稿 → 审核 → 签发 → 发证, each with name, time and opinion."""
    last = [step.act.removesuffix("_alone") for step in found.steps]
    done = dict(zip(last, found.steps, strict=True))
    alone = any(step.act == "draft_alone" for step in found.steps)
    steps, open_station = [], True
    for act, key in STATIONS:
        if alone and act == "review":
            continue
        label, step = text(f"certificates.page.{key}"), done.get(act)
        sent_back = "send_back" in last and last.index("send_back") > max(
            (place for place, name in enumerate(last) if name == act), default=-1
        )
        if step is not None and not sent_back:
            steps.append(Step(label, "done", step.at, step.person_name(language), step.opinion))
        else:
            steps.append(Step(label, "current" if open_station else "waiting"))
            open_station = False
    return ApprovalLine(steps)


def facts(record: dict[str, Any]) -> Summary:
    """The record in terms and values."""
    nothing = text("certificates.page.none")
    values = {
        "consignment": record["consignment"],
        "consignor": both(record["consignor"]) or nothing,
        "consignee": both(record["consignee"]) or nothing,
        "origin": both(record["origin"]) or nothing,
        "issued_on": record["issued_on"] or nothing,
        "net_mass": record["total_net_mass_kg"] or nothing,
        "lines": "; ".join(f"{line['hs_code']} {both(line['goods'])}" for line in record["lines"]),
        "remarks": record["remarks"] or nothing,
    }
    rows = [SummaryRow(text(f"certificates.page.{key}"), value) for key, value in values.items()]
    return Summary([*rows, *_entered_rows(record)])


def _entered_rows(record: dict[str, Any]) -> list[SummaryRow]:
    kind = all_kinds().get(record["kind"])
    if kind is None or "entered" not in record:
        return []
    language = words_of(get_language() or "")
    rows = [
        SummaryRow(each["label"][language], _said(each, language))
        for each in shown_entered(kind, record).values()
        if each[language]
    ]
    supports = "; ".join(each["name"] for each in record["documents"])
    return [*rows, SummaryRow(text("certificates.form.documents"), supports)] if supports else rows


def _said(each: dict[str, Any], language: str) -> str:
    if not each["rows"]:
        return str(each[language])
    return "; ".join(" | ".join(cell[language] for cell in row) for row in each["rows"])


def draft_context(request: HttpRequest, kind: Kind | None, consignment: str) -> dict[str, Any]:
    """Title and frame of the page on which a draft is begun."""
    title = text("certificates.form.title")
    lead = text("certificates.form.lead")
    if kind is not None and kind.subject == "vessel":
        title = text("certificates.form.title_of", kind=kind.title(request.actor.language))
        lead = text("certificates.form.lead_vessel")
    elif kind is not None and kind.entered:
        title = text("certificates.form.title_of", kind=kind.title(request.actor.language))
        lead = text("certificates.form.lead_facts", consignment=consignment or "—")
    return {
        "title": title,
        "lead": lead,
        "submit_label": text("certificates.do.draft"),
        "cancel_url": reverse("certificates:list"),
        "crumbs": [Crumb(text("certificates.list.title"), reverse("certificates:list"))],
    }


def tell_changes(request: HttpRequest, kind: Kind | None, typed: dict[str, Any]) -> None:
    """Show every letter that was changed when what was typed was made plain."""
    if kind is None:
        return
    for finding in read_entered(kind, typed).findings:
        if finding.severity is Severity.NOTE:
            messages.info(request, sentence(finding))


def both(name: dict[str, str]) -> str:
    """A name in both languages on one line."""
    return " / ".join(part for part in (name["zh"], name["en"]) if part)


def title_of(found: queries.CertificateView) -> str:
    """The page's title: the number, or whose draft it is."""
    if found.row.number:
        return text("certificates.page.title", number=found.row.number)
    return text("certificates.page.draft_title", consignment=found.row.consignment)


def crumbs(found: queries.CertificateView) -> list[Crumb]:
    """The way back from a page of a certificate."""
    here = reverse("certificates:show", args=[found.row.certificate_id])
    return [
        Crumb(text("certificates.list.title"), reverse("certificates:list")),
        Crumb(title_of(found), here),
    ]


def own_crumbs(found: queries.CertificateView) -> list[Crumb]:
    """The way back from a page of a firm's certificate."""
    here = reverse("certificates:own", args=[found.row.certificate_id])
    return [_own_list(), Crumb(title_of(found), here)]


def _own_list() -> Crumb:
    return Crumb(text("certificates.list.own_title"), reverse("certificates:own_list"))


def status(state: str) -> Status:
    """The state as a word on a tone."""
    return Status(text(f"certificates.state.{state}"), TONES[state])  # type: ignore[arg-type]  # a tone of the table above


def consignment_unknown(number: str) -> Finding:
    """There is no consignment of that number."""
    return Finding("certificates.finding.consignment_unknown", field="consignment", params={"number": number})


def _shared(found: queries.CertificateView, language: str) -> dict[str, Any]:
    record = found.record
    words = "en" if language == "en" else "zh"
    withdrawn = ""
    if found.withdrawn_at:
        at = dates.day(found.withdrawn_at)
        withdrawn = text("certificates.page.withdrawn", at=at, reason=found.withdrawal_reason)
    asked = urlencode({"n": found.row.number, "c": found.code})
    return {
        "title": title_of(found),
        "kind": get_kind(found.row.kind).title(language),
        "status": status(found.row.state),
        "facts": facts(record),
        "clauses": [(clause[words], clause["evidence"]) for clause in record["clauses"]],
        "evidence_words": get_kind(found.row.kind).wording[words],
        "code": found.code,
        "digest": found.digest,
        "registered": _registered(found),
        "qr": "data:image/svg+xml," + quote(papers.qr_svg(found.qr_text)) if found.digest else "",
        "verify_url": f"{reverse('certificates:verify')}?{asked}" if found.digest else "",
        "withdrawn": withdrawn,
        "view": found,
    }


def _registered(found: queries.CertificateView) -> str:
    """Where the paper stands in the public register; empty for a draft."""
    if not found.digest:
        return ""
    if found.waiting is None:
        return text("certificates.register.none")
    return text("certificates.register.entry", index=found.waiting.index, register=found.register)


def _order(order: acts.Order, found: queries.CertificateView) -> Action:
    url = reverse("certificates:act", args=[found.row.certificate_id, order.name])
    return Action(text(f"certificates.do.{order.name}"), url, order.tone)  # type: ignore[arg-type]  # a tone of the table above


def _life(found: queries.CertificateView, language: str, face: str) -> dict[str, Any]:
    certificate_id = found.row.certificate_id
    view = life_queries.life_view(certificate_id)
    return life_showing.context_of(view, found.record, certificate_id, language, face=face)


def _life_order(order: life_acts.LifeOrder, found: queries.CertificateView) -> Action:
    url = reverse("certificates:life", args=[found.row.certificate_id, order.name])
    return Action(text(f"certificates.do.{order.name}"), url, "secondary")


def _own_print_action(actor: Actor, found: queries.CertificateView) -> list[Action]:
    if found.row.state != "issued" or permissions.PRINT_OWN not in actor.permissions:
        return []
    url = reverse("certificates:print_own", args=[found.row.certificate_id])
    return [Action(text("certificates.do.self_print"), url)]


def _pdf_action(found: queries.CertificateView, name: str) -> Action:
    """A draft is looked at; the file of a paper is taken, and that goes on record."""
    label = "certificates.do.pdf" if found.paper_digest else "certificates.do.draft_pdf"
    url = reverse(name, args=[found.row.certificate_id])
    return Action(text(label), url, post=bool(found.paper_digest))


def _credential_action(found: queries.CertificateView, name: str) -> list[Action]:
    """The paper for a wallet; papers of the form before seals have none."""
    if not found.paper_digest or found.record.get("form") != RECORD_FORM:
        return []
    return [Action(text("certificates.do.credential"), reverse(name, args=[found.row.certificate_id]))]


def _link(face: str) -> Any:
    name = "certificates:show" if face == "desk" else "certificates:own"

    def render(row: queries.CertificateRow) -> Link:
        label = row.number or text("certificates.list.unnumbered")
        return Link(label, reverse(name, args=[row.certificate_id]))

    return render


def _drafted(row: queries.CertificateRow) -> str:
    return dates.short_moment(row.drafted_at)


def _issued(row: queries.CertificateRow) -> str:
    return dates.short_moment(row.issued_at)
