"""Screens of the figures: all of a period, one with its definition and the records behind it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from jiangang.figures import operations, permissions, queries
from jiangang.figures.cards import card_of, query_of, title_of
from jiangang.figures.forms import PeriodForm
from jiangang.kernel.permissions import page
from jiangang.kernel.texts import text
from jiangang.methods.findings import NotFound, Refused
from jiangang.ui.components import Action, Crumb, Link, Summary, SummaryRow
from jiangang.ui.tables import Column, Table

SEE_CASES = "declarations.notice.view"
"""The permission by which the page of a case opens."""


@page(permissions.VIEW_FIGURES)
def list_figures(request: HttpRequest) -> HttpResponse:
    """Every figure over one period."""
    form, window = _window(request)
    shown = [] if window is None else queries.compute_all(window, as_of=request.now)
    context = {
        "form": form,
        "cards": [card_of(printed) for printed in shown],
        "print_view": "print" in request.GET,
    }
    return render(request, "figures/list.html", context, status=422 if window is None else 200)


@page(permissions.VIEW_FIGURES)
def show_figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: definition, value, and the records that it was counted from."""
    try:
        figure = queries.get_figure(code)
    except NotFound as missing:
        raise Http404 from missing
    form, window = _window(request)
    if window is None:
        return render(request, "figures/figure.html", {"form": form, "title": title_of(figure)}, status=422)
    printed = queries.compute(figure, window, as_of=request.now)
    if request.GET.get("export") == "csv":
        return _csv(figure.code, window, queries.records_of(figure, window))
    table = _records_table(request, figure, window)
    context = {
        "form": form,
        "title": title_of(figure),
        "card": card_of(printed, links=False),
        "definition": Summary(_definition(figure)),
        "snapshots": queries.list_snapshots(code),
        "figure": figure,
        "window": window,
        "crumbs": [Crumb(text("figures.title.list"), f"{reverse('figures:list')}?{query_of(window)}")],
        "actions": [Action(text("figures.act.csv"), f"?{query_of(window)}&export=csv")],
        "may_freeze": permissions.FREEZE_FIGURE in request.actor.permissions,
    }
    return table.respond(request, "figures/figure.html", context)


@page(permissions.FREEZE_FIGURE)
@require_POST
def freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a figure as it stands now."""
    form = PeriodForm(request.POST)
    if not form.is_valid():
        raise Http404
    operations.freeze_figure(code=code, **form.cleaned_data, actor=request.actor, at=request.now)
    days = form.cleaned_data
    return redirect(f"{reverse('figures:figure', args=[code])}?{urlencode(days)}")


def _window(request: HttpRequest) -> tuple[PeriodForm, Any]:
    """The asked period, the last thirty days when none is asked; None with errors on the form when it is no
    period.
    """
    today: date = request.actor.on
    asked = {"first": request.GET.get("first"), "last": request.GET.get("last")}
    form = PeriodForm(
        {
            "first": asked["first"] or (today - timedelta(days=29)).isoformat(),
            "last": asked["last"] or today.isoformat(),
        }
    )
    if not form.is_valid():
        return form, None
    try:
        return form, queries.window_of(form.cleaned_data["first"], form.cleaned_data["last"])
    except Refused as refusal:
        form.add_findings(refusal.findings)
        return form, None


def _definition(figure: Any) -> list[SummaryRow]:
    return [
        SummaryRow(text("figures.field.definition"), text(f"{figure.text_key}.definition")),
        SummaryRow(text("figures.field.period_rule"), text(f"{figure.text_key}.period")),
        SummaryRow(text("figures.field.code"), f"{figure.code}/{figure.version}"),
    ]


def _records_table(request: HttpRequest, figure: Any, window: Any) -> Table:
    return Table(
        name="records",
        columns=[
            Column("case", text("figures.field.case"), sort="case", heading=True, render=_case_link(request)),
            Column("moment", text("figures.field.moment"), sort="moment"),
            Column("value", text(f"figures.field.value_{figure.kind}"), sort="value", align="end"),
        ],
        rows=queries.records_of(figure, window),
        request=request,
        caption=text("figures.title.records"),
        default_sort="moment",
        page_size=50,
    )


def _case_link(request: HttpRequest) -> Callable[[dict[str, Any]], Any]:
    """A link to the case for those who may open it, else its number."""
    if SEE_CASES not in request.actor.permissions:
        return lambda row: row["case"]
    return lambda row: Link(row["case"], reverse("declarations:desk_detail", args=[row["case"]]))


def _csv(code: str, window: Any, rows: Any) -> StreamingHttpResponse:
    name = f"{code}_{window.first}_{window.last}.csv"
    response = StreamingHttpResponse(
        queries.csv_lines(rows.iterator(chunk_size=5_000)), content_type="text/csv"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
