"""The page of the loaded code lists."""

from operator import itemgetter

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangang.kernel.codes import api, permissions
from jiangang.kernel.permissions import Actor, page
from jiangang.kernel.texts import text
from jiangang.ui.components import Action, Empty
from jiangang.ui.dates import short_day
from jiangang.ui.tables import Column, Table
from jiangang.ui.wording import active_language


@require_safe
@page(permissions.VIEW_CODES)
def editions(request: HttpRequest) -> HttpResponseBase:
    """Every loaded edition of every list, and the lists of which none is loaded."""
    rows = [
        row for scheme in api.all_schemes().values() for row in _rows_of(scheme, active_language() != "en")
    ]
    keys = (
        *("scheme", "standard", "edition", "valid_from", "valid_until", "coverage", "size", "source"),
        "loaded_at",
    )
    table = Table(
        name="editions",
        columns=[
            Column(
                key,
                text(f"codes.column.{key}"),
                heading=key == "scheme",
                align="end" if key == "size" else "start",
                nowrap=key in {"valid_from", "valid_until", "loaded_at"},
                render=itemgetter(key),
            )
            for key in keys
        ],
        rows=rows,
        request=request,
        caption=text("codes.page.title"),
        page_size=100,
        empty=Empty(text("codes.page.none")),
    )
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by AccessMiddleware
    load = Action(text("codes.page.load"), reverse("reference:codes"), "primary")
    context = {
        "title": text("codes.page.title"),
        "lead": text("codes.page.lead"),
        "actions": [load] if permissions.LOAD_CODES in actor.permissions else [],
    }
    return table.respond(request, "pages/table.html", context)


def _named(row: api.EditionRow) -> str:
    if row.revision == 1:
        return row.name
    return text("codes.page.edition", name=row.name, revision=row.revision)


def _rows_of(scheme: api.Scheme, in_chinese: bool) -> list[dict[str, object]]:
    head = {"scheme": scheme.name_zh if in_chinese else scheme.name_en, "standard": scheme.standard}
    found = api.list_editions(scheme.code)
    if not found:
        blank = dict.fromkeys(("edition", "valid_from", "valid_until", "coverage", "size", "loaded_at"), "")
        return [{**head, **blank, "source": text("codes.page.none")}]
    return [
        {
            **head,
            "edition": _named(row),
            "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat() if row.valid_until else "",
            "coverage": text(f"codes.coverage.{row.coverage}"),
            "size": row.size,
            "source": row.source,
            "loaded_at": short_day(row.loaded_at),
        }
        for row in found
    ]
