"""`{% load ui %}`: the components in templates. Parameters are documented in `jiangang.ui.components`."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.template.base import render_value_in_context
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jiangang.methods.findings import Finding
from jiangang.ui import components, dates, wording
from jiangang.ui.columns import Column
from jiangang.ui.error_summary import error_summary, has_errors
from jiangang.ui.findings import FindingsList
from jiangang.ui.tables import Page, Table

register = template.Library()

for _filter in (dates.day, dates.moment, dates.short_day, dates.short_moment, dates.duration):
    register.filter(_filter.__name__, _filter)


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """`{{ count|number }}` → `12,345`."""
    return dates.number(value)


@register.simple_tag
def ui_icon(name: str) -> SafeString:
    """An icon of the sprite, as decoration: the words beside it carry the meaning."""
    return _icon(name, static("ui/vendor/icons/icons.svg"))


@lru_cache(maxsize=256)
def _icon(name: str, sprite: str) -> SafeString:
    drawing = '<svg class="jg-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>'
    return format_html(drawing, sprite, name)


@register.simple_tag(takes_context=True)
def ui_rows(context: Context, table: Table) -> SafeString:
    """The rows of a table's page; as a template, their cells were half of what a long list costs."""
    tags = [(_opened(column), _closed(column)) for column in table.columns]
    rows = (
        "".join(
            f"{opened}{_value(value, context)}{closed}"
            for (opened, closed), value in zip(tags, row, strict=True)
        )
        for row in table.body
    )
    return SafeString("".join(f"\n<tr>{row}</tr>" for row in rows))


def _opened(column: Column) -> str:
    cell = 'th scope="row"' if column.heading else "td"
    return f'<{cell} class="jg-{column.align}{" jg-nowrap" if column.nowrap else ""}">'


def _closed(column: Column) -> str:
    return "</th>" if column.heading else "</td>"


def _value(value: Any, context: Context) -> str:
    """A value as `{{ value }}` prints it, escaped and localised; nothing for None."""
    if type(value) is str:
        return escape(value)  # of Python: Django's looks for lazy words first, and here are none
    return "" if value is None else render_value_in_context(value, context)


@register.simple_tag
def ui_language() -> str:
    """The active language, for `<html lang>`."""
    return wording.active_language()


@register.inclusion_tag("ui/components/language_switch.html", takes_context=True)
def ui_language_switch(context: Context) -> dict[str, Any]:
    """A button for each other language of the office; nothing where the switch is not wired. A page that
    keeps its language in its address (`language_in_address`) gets links, which need no cookie.
    """
    active = wording.active_language()
    others = [code for code, _ in settings.LANGUAGES if code != active]
    request = context.get("request")
    links = {code: _in_language(request, code) for code in others if context.get("language_in_address")}
    return {
        "links": bool(links),
        "url": context.get("switch_language_url") or _address("switch_language"),
        "next": request.get_full_path() if request else "/",
        "languages": [
            {"code": code, "name": wording.text_in(code, "ui.language.name"), "address": links.get(code, "")}
            for code in others
        ],
        "csrf_token": context.get("csrf_token"),
    }


def _in_language(request: Any, code: str) -> str:
    query = request.GET.copy()
    query["lang"] = code
    return f"{request.path}?{query.urlencode()}"


@register.simple_tag
def ui_flash(message: Message) -> components.Alert:
    """A message of django.contrib.messages as an alert."""
    tones: dict[str, components.Tone] = {"success": "good", "warning": "warn", "error": "bad"}
    return components.Alert(str(message), tone=tones.get(message.level_tag, "info"))


@register.inclusion_tag("ui/components/header.html", takes_context=True)
def ui_header(context: Context, title: str, **parts: Any) -> dict[str, Any]:
    """The head of a page: `title`; `crumbs` (Crumb), `actions` (Action), `lead` (a sentence), `status`,
    `caption` (a word above the title)."""
    return {"title": title, "csrf_token": context.get("csrf_token"), **parts}


@register.inclusion_tag("ui/components/action.html", takes_context=True)
def ui_action(context: Context, action: components.Action) -> dict[str, Any]:
    """One `Action`: a link that looks like a button, or a form with one button."""
    return {"action": action, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("ui/components/action.html")
def ui_link_button(label: str, url: str, tone: str = "secondary", icon: str = "") -> dict[str, Any]:
    """A link that looks like a button."""
    return {"action": components.Action(label, url, tone, icon)}  # type: ignore[arg-type]  # templates give text


@register.inclusion_tag("ui/components/button.html")
def ui_button(label: str, tone: str = "primary", **attributes: str) -> dict[str, Any]:
    """The button that sends the form around it; `name`, `value`, `icon`, `formaction` as needed."""
    return {"label": label, "tone": tone, **attributes}


@register.simple_tag
def ui_status(label: str, tone: components.Tone = "neutral") -> components.Status:
    """A state as a word on a tone."""
    return components.Status(label, tone)


@register.simple_tag
def ui_clock(due: datetime, now: datetime) -> components.Clock:
    """The clock of a limit."""
    return components.Clock.until(due, now=now)


@register.simple_tag
def ui_alert(
    body: str, tone: components.Tone = "info", title: str = "", urgent: bool = False
) -> components.Alert:
    """A notice on the page."""
    return components.Alert(body, title, tone, urgent)


@register.simple_tag
def ui_summary(rows: Sequence[components.SummaryRow], columns: Any = 1) -> components.Summary:
    """A definition list of `SummaryRow`s."""
    return components.Summary(rows, columns)


@register.simple_tag
def ui_pairs(rows: Sequence[components.SummaryRow]) -> components.Pairs:
    """Terms and values in a ruled block for print."""
    return components.Pairs(rows)


@register.simple_tag
def ui_empty(title: str, body: str = "", url: str = "", label: str = "") -> components.Empty:
    """What stands where nothing is."""
    return components.Empty(title, body, url, label)


@register.simple_tag
def ui_tabs(tabs: Sequence[components.Tab], label: str) -> components.Tabs:
    """Tabs as links."""
    return components.Tabs(tabs, label)


@register.simple_tag
def ui_timeline(steps: Sequence[components.Step]) -> components.Timeline:
    """What happened, in order."""
    return components.Timeline(steps)


@register.simple_tag
def ui_steps(steps: Sequence[components.Step], label: str) -> components.Steps:
    """How far the case has come."""
    return components.Steps(steps, label)


@register.simple_tag
def ui_approval_line(steps: Sequence[components.Step]) -> components.ApprovalLine:
    """The approval line of a paper."""
    return components.ApprovalLine(steps)


@register.simple_tag
def ui_progress(label: str, value: int, maximum: int = 100, note: str = "") -> components.Progress:
    """How much of a job is done."""
    return components.Progress(label, value, maximum, note)


@register.simple_tag
def ui_code(value: str, label: str = "", groups: int = 0, block: bool = False) -> components.Code:
    """A number or hash in fixed width."""
    return components.Code(value, label, groups, block)


@register.simple_tag
def ui_findings(findings: Iterable[Finding]) -> FindingsList:
    """Findings with severity, message, mend, citation and row."""
    return FindingsList.of(findings)


@register.simple_tag
def ui_error_summary(*forms: Any) -> components.ErrorSummary | str:
    """All errors of these forms and formsets, linked to their fields; nothing when there are none."""
    return error_summary(*forms)


@register.simple_tag(takes_context=True)
def ui_title_prefix(context: Context) -> str:
    """`Error: ` before the page's title when the context's `form` or `forms` have errors."""
    forms = [context.get("form"), context.get("formset"), *(context.get("forms") or ())]
    return wording.text("ui.errors.title_prefix") if has_errors(*forms) else ""


@register.inclusion_tag("ui/components/table.html")
def ui_table(table: Table) -> dict[str, Any]:
    """A `Table` with its filter bar, head, rows and paging."""
    return {"table": table, "page": table.page}


@register.inclusion_tag("ui/components/filter_bar.html")
def ui_filter_bar(table: Table) -> dict[str, Any]:
    """The filters of a table alone, where they stand apart from it."""
    return {"table": table}


@register.inclusion_tag("ui/components/pagination.html")
def ui_pagination(page: Page) -> dict[str, Any]:
    """The paging of a `tables.Page` alone."""
    return {"page": page}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
