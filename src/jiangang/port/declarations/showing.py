"""How consignments and notices are shown: tables, facts, histories, buttons. No reading of models here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from jiangang.kernel.codes import api as codes
from jiangang.kernel.money import api as money
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.people import api as people
from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.kernel.workflow import api as workflow
from jiangang.port.declarations import permissions, queries
from jiangang.port.declarations.additions import parts_added
from jiangang.port.declarations.workflow import CONSIGNMENT, NEXT_POST, PUBLIC_STATES, TONES
from jiangang.ui import dates
from jiangang.ui.components import Action, Crumb, Status, Step, Summary, SummaryRow, Timeline
from jiangang.ui.findings import FindingsList
from jiangang.ui.pages import Part
from jiangang.ui.tables import Column, Table


def face_of(actor: Actor) -> str:
    """`portal` for people of the trade, `desk` for staff."""
    return "portal" if actor.is_trade else "desk"


def layout_of(actor: Actor) -> str:
    """The layout of the actor's face."""
    return f"layouts/{face_of(actor)}.html"


def address(actor: Actor, name: str, *args: Any) -> str:
    """The address of a page on the actor's face."""
    return reverse(f"declarations:{face_of(actor)}_{name}", args=args)


def state_of(state: str, actor: Actor) -> Status:
    """The state as the actor is shown it: staff the house's own, the trade one of five."""
    shown = PUBLIC_STATES[state] if actor.is_trade else state
    return Status(text(f"declarations.state.{shown}"), TONES[shown])  # type: ignore[arg-type]  # values are tones


def list_title(actor: Actor) -> str:
    """The heading of the list on the actor's face."""
    return text("declarations.list.portal_title" if actor.is_trade else "declarations.list.title")


def template_address() -> str:
    """Where the empty table of our own is."""
    return reverse("declarations:template")


@dataclass(frozen=True, slots=True)
class ShownDraft:
    """A draft as the list shows it, with what can be done."""

    title: str
    saved_at: str
    actions: tuple[Action, ...]


def draft_address(name: str, key: str) -> str:
    """The address of an act on a draft."""
    return reverse(f"declarations:{name}", args=[key])


def shown_drafts(drafts: Sequence[Any], actor: Actor) -> list[ShownDraft]:
    """The person's open drafts, each with its way on."""
    return [
        ShownDraft(
            title=_draft_title(draft),
            saved_at=dates.short_moment(draft.saved_at),
            actions=(
                Action(text("declarations.list.resume"), _draft_page(draft, actor)),
                Action(
                    text("declarations.list.set_aside"),
                    draft_address("set_aside", draft.request_key),
                    "quiet",
                    post=True,
                ),
            ),
        )
        for draft in drafts
    ]


def _draft_title(draft: Any) -> str:
    if "notices" in draft.form:
        return text("declarations.list.draft_of_file", name=draft.form.get("name", ""))
    if draft.corrects is not None:
        return text("declarations.form.title_correct", number=draft.corrects.number)
    words = [str(draft.form.get(f"line-1-{name}", "")) for name in ("hs_code", "description")]
    named = " ".join(word for word in [*words, str(draft.form.get("importer_name", ""))] if word.strip())
    return named or text("declarations.list.draft_untitled")


def _draft_page(draft: Any, actor: Actor) -> str:
    if "notices" in draft.form:
        return address(actor, "preview", draft.request_key)
    return draft_page(actor, draft.request_key, draft.corrects.number if draft.corrects else "")


def draft_page(actor: Actor, key: str, corrects: str = "") -> str:
    """The form of a draft, of a new notice or of a correction."""
    page = address(actor, "correct", corrects) if corrects else address(actor, "new")
    return f"{page}?draft={key}"


def crumbs(actor: Actor, *last: Crumb) -> list[Crumb]:
    """The way back to the list."""
    return [Crumb(list_title(actor), address(actor, "list")), *last]


def facts(row: queries.ConsignmentRow, actor: Actor) -> Summary:
    """What the current notice says of the consignment as a whole."""
    names = organisations.firm_names(set(row.firm_ids), actor.language)
    total = text("declarations.detail.several_currencies") if row.line_count and not row.currency else ""
    if row.total_value is not None:
        total = amount(row.total_value, row.currency, _coins({row.currency}, actor.on))
    mass = (
        text("declarations.detail.kilograms", mass=_plain(row.net_mass)) if row.net_mass is not None else ""
    )
    told = {
        "direction": text(f"declarations.direction.{row.direction}"),
        "importer": names.get(row.importer_id or 0, ""),
        "agent": names.get(row.agent_id or 0, ""),
        "exporter_name": row.exporter_name,
        "departure_country": _country(row, actor),
        "transport_mode": text(f"declarations.transport.{row.transport_mode}")
        if _known_mode(row)
        else row.transport_mode,
        "vessel_name": " ".join(part for part in (row.vessel_name, row.vessel_imo, row.voyage) if part),
        "container_numbers": ", ".join(row.container_numbers),
        "arrives_on": dates.day(row.arrives_on),
        "inspection_place": row.inspection_place,
        "purpose": row.purpose,
        "net_mass": mass,
        "total_value": total,
        "filed_at": dates.moment(row.filed_at),
        "accepted_at": dates.moment(row.accepted_at),
        "next": next_words(row, actor),
    }
    return Summary(
        [SummaryRow(text(f"declarations.field.{name}"), value) for name, value in told.items()], columns=2
    )


def next_words(row: queries.ConsignmentRow, actor: Actor) -> str:
    """Which kind of post acts next."""
    post = NEXT_POST.get(row.state)
    names = people.post_names((post,), actor.language) if post else []
    return names[0] if names else text("declarations.detail.nobody_next")


def lines_table(row: queries.ConsignmentRow, request: HttpRequest) -> Table:
    """The lines of the current notice."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    coins = _coins((line.currency for line in row.lines), actor.on)

    def value(line: queries.LineRow) -> str:
        return amount(line.value, line.currency, coins)

    return Table(
        name="lines",
        columns=[
            Column("line_no", "#", sort="line_no", align="end", heading=True),
            Column("hs_code", text("declarations.field.hs_code"), sort="hs_code", nowrap=True),
            Column("description", text("declarations.field.description")),
            Column("origin", text("declarations.field.origin"), sort="origin"),
            Column("quantity", text("declarations.field.quantity"), align="end", render=_amount),
            Column("packages", text("declarations.field.packages"), align="end", render=_packages),
            Column(
                "net_mass", text("declarations.field.net_mass"), sort="net_mass", align="end", render=_mass
            ),
            Column("value", text("declarations.field.value"), sort="value", align="end", render=value),
        ],
        rows=list(row.lines),
        request=request,
        caption=text("declarations.detail.lines_caption"),
        default_sort="line_no",
        prefixed=True,
    )


def history(number: str, actor: Actor) -> Timeline:
    """What happened to the case, in order. The trade is told what was done and when, not by whom."""
    return Timeline(
        [
            Step(
                label=text(step.act_key),
                at=step.at,
                by="" if actor.is_trade else step.person_name(actor.language),
                note=_step_note(step, actor),
            )
            for step in workflow.history(number)
            if step.workflow == CONSIGNMENT.name or not actor.is_trade
        ]
    )


def _step_note(step: workflow.StepTaken, actor: Actor) -> str:
    parts = [step.opinion] if not actor.is_trade or step.act == "return" else []
    if step.recorded_at.date() > step.at.date():
        parts.append(text("declarations.detail.later_entry", at=dates.short_moment(step.recorded_at)))
    return " ".join(part for part in parts if part)


def parts(
    row: queries.ConsignmentRow,
    notices: Sequence[queries.NoticeRow],
    request: HttpRequest,
    enclosed: Sequence[Part] = (),
) -> list[Part]:
    """The page of a consignment, part by part; `enclosed` shows its documents."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    found = [Part(facts(row, actor))]
    current = notices[0]
    if current.deficiency is not None:
        found += _deficiency(current.deficiency, of_lines=current.source != "file")
    found += parts_added(row, actor)
    shown = current.findings
    typed = current.source != "file"
    findings = FindingsList.of(shown, of_lines=typed) if shown else text("declarations.detail.no_findings")
    found.append(Part(_table(lines_table(row, request)), text("declarations.detail.lines")))
    found.append(Part(findings, text("declarations.detail.findings")))
    found += enclosed
    found.append(Part(history(row.number, actor), text("declarations.detail.history")))
    found.append(Part(_versions(notices), text("declarations.detail.versions")))
    return found


def _table(table: Table) -> Any:
    return render_to_string("ui/components/table.html", {"table": table, "page": table.page})


def _deficiency(told: queries.DeficiencyRow, *, of_lines: bool) -> list[Part]:
    lead = text("declarations.detail.deficiency_lead", at=dates.moment(told.issued_at))
    listed = FindingsList.of(told.findings, of_lines=of_lines)
    found = [Part(lead, text("declarations.detail.deficiency")), Part(listed)]
    if told.remarks:
        found.append(Part(Summary([SummaryRow(text("declarations.detail.remarks"), told.remarks)])))
    return found


def _versions(notices: Sequence[queries.NoticeRow]) -> Summary:
    rows = []
    for each in notices:
        source = text(f"declarations.source.{each.source}")
        words = text(
            "declarations.detail.version",
            version=each.version,
            at=dates.short_moment(each.filed_at),
            source=source,
        )
        rows.append(SummaryRow(words, each.source_name or ", ".join(each.rules[:3]) or "–"))
    return Summary(rows)


def actions(row: queries.ConsignmentRow, actor: Actor) -> list[Action]:
    """What the actor can do with the consignment now, by its state and the actor's permissions."""
    able = {each.act for each in CONSIGNMENT.acts_from(row.state) if each.permission in actor.permissions}
    offered = (
        ("accept", "primary", permissions.ACCEPT_NOTICE),
        ("return", "secondary", permissions.RETURN_NOTICE),
        ("correct", "secondary", permissions.CORRECT_NOTICE),
        ("withdraw", "danger", permissions.WITHDRAW_NOTICE),
    )
    return [
        # Tones above are those of buttons; a tuple of tuples loses their type.
        Action(
            text(f"declarations.detail.{act}"),
            address(actor, act, row.number),
            tone,  # type: ignore[arg-type]  # see above
        )
        for act, tone, _ in offered
        if act in able
    ]


def _country(row: queries.ConsignmentRow, actor: Actor) -> str:
    if not row.departure_country:
        return ""
    name = codes.name_of("country", row.departure_country, actor.on, actor.language)
    return name if name == row.departure_country else f"{row.departure_country} {name}"


def _known_mode(row: queries.ConsignmentRow) -> bool:
    return row.transport_mode in set("123456789")


def _plain(value: Any) -> str:
    return "" if value is None else f"{value.normalize():,f}"


def _amount(line: queries.LineRow) -> str:
    return f"{_plain(line.quantity)} {line.unit}".strip()


def _packages(line: queries.LineRow) -> str:
    return f"{line.packages:,} {line.package_kind}".strip() if line.packages is not None else ""


def _mass(line: queries.LineRow) -> str:
    return f"{_plain(line.net_mass)} kg" if line.net_mass is not None else ""


def amount(value: Decimal | None, currency: str, coins: Mapping[str, int]) -> str:
    """`15,200.50 USD`: as many decimals as the smallest coin has, more only where the notice says more."""
    if value is None:
        return currency
    said = -int(value.normalize().as_tuple().exponent)
    return f"{value:,.{max(said, coins.get(currency, 0))}f} {currency}".strip()


def _coins(currencies: Iterable[str], on: date) -> dict[str, int]:
    """Decimals of the smallest coin of each currency."""
    return {each: money.minor_units(each, on) for each in set(currencies) if each}
