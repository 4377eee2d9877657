"""The lists of consignments for the desk and the portal, their columns and filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest

from jiangang.kernel.office import api as office
from jiangang.kernel.organisations import api as organisations
from jiangang.kernel.permissions import Actor
from jiangang.kernel.texts import text
from jiangang.port.declarations import queries
from jiangang.port.declarations.models import Consignment
from jiangang.port.declarations.showing import address, state_of
from jiangang.port.declarations.workflow import CONSIGNMENT, PUBLIC_STATES
from jiangang.ui import dates
from jiangang.ui.components import Empty, Link, Status
from jiangang.ui.tables import Column, Filter, Table

ONE = timedelta(days=1)
PUBLIC_ORDER = ("to_be_corrected", "under_review", "awaiting_inspection", "awaiting_paper", "finished")


@dataclass(frozen=True, slots=True)
class Listed:
    """One consignment as a list shows it."""

    number: Link
    filed_at: str
    importer: str
    goods: str
    origin_country: str
    line_count: int
    vessel_name: str
    state: Status


def consignment_table(request: HttpRequest) -> Table:
    """The consignments that the actor may see, the latest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    return Table(
        name="consignments",
        columns=[
            Column("number", text("declarations.field.number"), sort="number", heading=True, nowrap=True),
            Column("filed_at", text("declarations.field.filed_at"), sort="filed_at", nowrap=True),
            Column("importer", text("declarations.field.importer")),
            Column("goods", text("declarations.field.hs_code"), nowrap=True),
            Column("origin_country", text("declarations.field.origin"), sort=("origin_country", "filed_at")),
            Column("line_count", text("declarations.field.line_count"), align="end"),
            Column("vessel_name", text("declarations.field.vessel_name")),
            Column("state", text("declarations.field.state")),
        ],
        rows=queries.scoped(actor),
        request=request,
        caption=text("declarations.list.caption"),
        filters=_filters(actor),
        default_sort="-filed_at",
        shape=lambda rows: _listed(rows, actor),
        empty=Empty(text("declarations.list.empty_title"), text("declarations.list.empty_body")),
        export="notices",
    )


def _filters(actor: Actor) -> list[Filter]:
    if actor.is_trade:
        state = Filter(
            "state",
            text("declarations.field.state"),
            lambda rows, value: rows.filter(
                state__in=[own for own, shown in PUBLIC_STATES.items() if shown == value]
            ),
            [(shown, text(f"declarations.state.{shown}")) for shown in PUBLIC_ORDER],
        )
    else:
        choices = [(each, text(f"declarations.state.{each}")) for each in CONSIGNMENT.states]
        state = Filter("state", text("declarations.field.state"), "state", choices)
    directions = [(each, text(f"declarations.direction.{each}")) for each in ("import", "export")]
    return [
        state,
        Filter("direction", text("declarations.field.direction"), "direction", directions),
        Filter("number", text("declarations.list.number_filter"), "number__startswith"),
        Filter(
            "from",
            text("declarations.list.filed_from"),
            lambda rows, day: rows.filter(filed_at__gte=_start(day)),
            kind="day",
        ),
        Filter(
            "until",
            text("declarations.list.filed_until"),
            lambda rows, day: rows.filter(filed_at__lt=_start(day + ONE)),
            kind="day",
        ),
    ]


def _listed(rows: Sequence[Consignment], actor: Actor) -> Sequence[Any]:
    importers: set[int] = {row.importer_id for row in rows if row.importer_id}
    names = organisations.firm_names(importers, actor.language)
    return [
        Listed(
            number=Link(row.number, address(actor, "detail", row.number)),
            filed_at=dates.short_moment(row.filed_at),
            importer=names.get(row.importer_id or 0, ""),
            goods=row.hs_code,
            origin_country=row.origin_country,
            line_count=row.line_count,
            vessel_name=row.vessel_name,
            state=state_of(row.state, actor),
        )
        for row in rows
    ]


def _start(day: date) -> datetime:
    """The first moment of a day in the office's zone, so that the index on the moment is used."""
    return datetime.combine(day, time(0), tzinfo=office.time_zone(day))
