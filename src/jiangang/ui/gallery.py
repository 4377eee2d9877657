"""Sample content of the gallery. Nothing here is a record; the words are in the room's texts."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Literal

from django import forms
from django.http import HttpRequest

from jiangang.methods.findings import Citation, Finding, Severity
from jiangang.ui import components as parts
from jiangang.ui.forms import DayField, QuantityField, UiForm, UploadField
from jiangang.ui.tables import Column, Filter, Table
from jiangang.ui.wording import lazy_text, text

NOW = datetime(2026, 3, 18, 1, 30, tzinfo=UTC)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FACES = ("portal", "public", "print", "message")
STATES: tuple[tuple[str, parts.Tone], ...] = (
    ("filed", "neutral"),
    ("accepted", "info"),
    ("waiting", "warn"),
    ("released", "good"),
    ("refused", "bad"),
)


def _choices(name: str, *codes: str) -> list[tuple[str, str]]:
    return [(code, text(f"ui.gallery.{name}_{code}")) for code in codes]


class SampleForm(UiForm):
    """A dense form with each kind of field."""

    goods = forms.CharField(label=lazy_text("ui.gallery.goods"), help_text=lazy_text("ui.gallery.goods_hint"))
    country = forms.ChoiceField(
        label=lazy_text("ui.gallery.country"), choices=lambda: _choices("country", "cl", "au", "nl")
    )
    mass = QuantityField(
        label=lazy_text("ui.gallery.mass"), unit="kg", min_value=Decimal(0), decimal_places=3
    )
    arrival = DayField(label=lazy_text("ui.gallery.arrival"))
    lane = forms.ChoiceField(
        label=lazy_text("ui.gallery.lane"),
        choices=lambda: _choices("lane", "green", "red"),
        widget=forms.RadioSelect,
    )
    paper = UploadField(
        label=lazy_text("ui.gallery.paper"),
        max_bytes=10 * 1024 * 1024,
        suffixes=("pdf", "jpg"),
        required=False,
    )
    remark = forms.CharField(
        label=lazy_text("ui.gallery.remark"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    agreed = forms.BooleanField(label=lazy_text("ui.gallery.agreed"))


class PublicSampleForm(UiForm):
    """One question as the public face asks it."""

    face = "public"
    number = forms.CharField(
        label=lazy_text("ui.gallery.paper_number"), help_text=lazy_text("ui.gallery.number_hint")
    )
    mail = forms.EmailField(label=lazy_text("ui.gallery.mail"), required=False)


@dataclass(frozen=True)
class SampleRow:
    """A row of the sample table."""

    number: str
    firm: str
    goods: str
    mass: Decimal
    received: datetime
    state: str
    due: datetime


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything that the gallery's templates show."""
    return {
        "office": {"name": text("ui.gallery.office"), "is_demo": True},
        "navigation": navigation(),
        "person_name": text("ui.gallery.person"),
        "post_name": text("ui.gallery.post"),
        "unread_messages": 3,
        "messages_url": "#alerts",
        "search_url": request.path,
        "now": NOW,
        "crumbs": [parts.Crumb(text("ui.gallery.home"), "/"), parts.Crumb(text("ui.gallery.title"))],
        "actions": [
            parts.Action(text("ui.gallery.print"), "/gallery/print", icon="printer"),
            parts.Action(text("ui.gallery.accept"), "#buttons", "primary", "check"),
        ],
        "buttons": [
            parts.Action(text(f"ui.gallery.tone_{tone}"), "#buttons", tone) for tone in _BUTTON_TONES
        ],
        "statuses": [parts.Status(text(f"ui.gallery.state_{state}"), tone) for state, tone in STATES],
        "clocks": [parts.Clock.until(NOW + left, now=NOW) for left in _TIMES_LEFT],
        "summary": parts.Summary(summary_rows()),
        "pairs": parts.Pairs(summary_rows()),
        "findings": findings(),
        "tabs": [
            parts.Tab(text(f"ui.gallery.tab_{key}"), f"#tabs-{key}", key == "todo", count)
            for key, count in (("todo", 12), ("doing", 4), ("done", 318), ("watched", 0))
        ],
        "steps": stages(),
        "approval": approval(),
        "figures": figures(),
        "faces": [(face, text(f"ui.gallery.face_{face}")) for face in FACES],
        "code": HASH,
        "sample_form": SampleForm(auto_id="id_plain_%s", initial={"mass": "12500.5", "lane": "green"}),
        "wrong_form": wrong_form(),
        "public_form": PublicSampleForm(auto_id="id_public_%s"),
        "empty_table": table(request, rows=[], name="none"),
    }


_BUTTON_TONES: tuple[Literal["primary", "secondary", "danger", "quiet"], ...] = (
    "primary",
    "secondary",
    "danger",
    "quiet",
)
_TIMES_LEFT = (timedelta(days=2, hours=3), timedelta(hours=3, minutes=20), timedelta(hours=-5))


def navigation() -> list[SimpleNamespace]:
    """The navigation of a staff member."""
    rows = (
        ("group_work", "todo", 12, True),
        ("group_work", "notices", None, False),
        ("group_work", "inspections", 4, False),
        ("group_work", "laboratory", 0, False),
        ("group_papers", "certificates", None, False),
        ("group_papers", "figures", None, False),
    )
    return [
        SimpleNamespace(
            group=text(f"ui.gallery.{group}"),
            label=text(f"ui.gallery.nav_{key}"),
            url=f"#{key}",
            count=count,
            active=active,
        )
        for group, key, count, active in rows
    ]


def summary_rows() -> list[parts.SummaryRow]:
    """What is known of one consignment."""
    return [
        parts.SummaryRow(text("ui.gallery.number"), parts.Code("JG-2026-000418")),
        parts.SummaryRow(text("ui.gallery.coded"), parts.Coded(text("ui.gallery.number"), "JG-2026")),
        parts.SummaryRow(text("ui.gallery.firm"), text("ui.gallery.firm_name"), "#summary"),
        parts.SummaryRow(text("ui.gallery.goods"), text("ui.gallery.goods_value"), "#summary"),
        parts.SummaryRow(text("ui.gallery.mass"), "24,000 kg"),
        parts.SummaryRow(text("ui.gallery.remark"), ""),
    ]


def findings() -> list[Finding]:
    """One finding of each severity."""
    law = Citation(text("ui.gallery.law"), text("ui.gallery.article"))
    return [
        Finding("ui.gallery.finding_country", Severity.WARNING, "country", {"code": "ZZ"}, law, row=7),
        Finding("ui.gallery.finding_mass", Severity.ERROR, "mass", {"mass": "-12.5"}, law),
        Finding("ui.gallery.finding_list", Severity.NOT_CHECKED, "goods", {"list": "HS 2022"}),
        Finding("ui.gallery.finding_note", Severity.NOTE),
    ]


def stages() -> list[parts.Step]:
    """A case half way."""
    states: tuple[parts.StepState, ...] = ("done", "done", "current", "waiting", "waiting")
    names = ("filed", "accepted", "inspected", "certified", "closed")
    return [
        parts.Step(
            text(f"ui.gallery.step_{name}"),
            state,
            NOW + timedelta(hours=position) if state == "done" else None,
            text("ui.gallery.person") if state == "done" else "",
        )
        for position, (name, state) in enumerate(zip(names, states, strict=True))
    ]


def approval() -> list[parts.Step]:
    """An approval line whose third hand is due."""
    rows: tuple[tuple[str, parts.StepState], ...] = (
        ("draft", "done"),
        ("review", "done"),
        ("countersign", "current"),
        ("sign", "waiting"),
    )
    return [
        parts.Step(
            text(f"ui.gallery.approval_{name}"),
            state,
            NOW + timedelta(hours=position) if state == "done" else None,
            text(f"ui.gallery.approval_{name}_by") if state == "done" else "",
            text(f"ui.gallery.approval_{name}_opinion") if state == "done" else "",
        )
        for position, (name, state) in enumerate(rows)
    ]


def figures() -> list[parts.Figure]:
    """A count and a rate."""
    period = text("ui.gallery.period")
    return [
        parts.Figure(
            text("ui.gallery.figure_count"),
            "1,284",
            period,
            NOW,
            unit=text("ui.gallery.batches"),
            n=1284,
            records_url="#table-sample",
            definition_url="#figures",
        ),
        parts.Figure(
            text("ui.gallery.figure_rate"),
            "3.2",
            period,
            NOW,
            unit="%",
            n=1284,
            interval="2.4–4.3%",
            records_url="#table-sample",
            definition_url="#figures",
            note=text("ui.gallery.figure_note"),
        ),
    ]


def wrong_form() -> SampleForm:
    """The dense form as it comes back with errors, from itself and from the rules."""
    data = {"wrong-goods": "", "wrong-mass": "-12.5", "wrong-country": "cl", "wrong-agreed": "on"}
    form = SampleForm(data, prefix="wrong")
    form.add_findings(findings())
    return form


def table(request: HttpRequest, *, rows: list[SampleRow] | None = None, name: str = "sample") -> Table:
    """A table over 60 made-up rows, or over `rows`."""
    choices = [(state, text(f"ui.gallery.state_{state}")) for state, _ in STATES]
    tones = dict(STATES)
    return Table(
        name=name,
        caption=text("ui.gallery.table_caption" if rows is None else "ui.gallery.table_caption_empty"),
        columns=[
            Column("number", text("ui.gallery.number"), "number", heading=True, nowrap=True, render=_number),
            Column("firm", text("ui.gallery.firm"), "firm"),
            Column("goods", text("ui.gallery.goods"), "goods"),
            Column("mass", text("ui.gallery.mass"), "mass", align="end", render=lambda row: f"{row.mass:,}"),
            Column("state", text("ui.gallery.state"), render=lambda row: _state(row, tones), nowrap=True),
            Column("due", text("ui.gallery.due"), "due", render=_clock),
        ],
        rows=sample_rows() if rows is None else rows,
        request=request,
        filters=[
            Filter("firm", text("ui.gallery.firm"), "firm"),
            Filter("state", text("ui.gallery.state"), "state", choices),
            Filter("from", text("ui.gallery.received_from"), _received_from, kind="day"),
        ],
        default_sort="-number",
        export="sample",
        prefixed=name != "sample",
    )


def sample_rows() -> list[SampleRow]:
    """Sixty rows that differ in each column."""
    return [
        SampleRow(
            number=f"JG-2026-{418 + n:06}",
            firm=text(f"ui.gallery.firm_{n % 3}"),
            goods=text(f"ui.gallery.goods_{n % 4}"),
            mass=Decimal(12_500 + 735 * n) / 10,
            received=NOW - timedelta(hours=5 * n),
            state=STATES[n % len(STATES)][0],
            due=NOW + timedelta(hours=7 * (n % 11) - 9),
        )
        for n in range(60)
    ]


def _number(row: SampleRow) -> parts.Link:
    return parts.Link(row.number, f"#{row.number}")


def _state(row: SampleRow, tones: dict[str, parts.Tone]) -> parts.Status:
    return parts.Status(text(f"ui.gallery.state_{row.state}"), tones[row.state])


def _clock(row: SampleRow) -> parts.Clock:
    clock = parts.Clock.until(row.due, now=NOW)
    return parts.Clock(clock.lamp, clock.label, clock.left)


def _received_from(rows: list[SampleRow], value: Any) -> list[SampleRow]:
    return [row for row in rows if row.received.date() >= value]
