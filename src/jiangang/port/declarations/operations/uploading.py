"""A file sent by a screen: read into a draft first, shown, and filed only when somebody says so."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Conflict, Finding, NotFound, Refused
from jiangang.port.declarations import permissions, queries
from jiangang.port.declarations.limits import limits
from jiangang.port.declarations.models import Draft, ImportRun
from jiangang.port.declarations.operations.bulk import BulkNotice, file_and_accept_many
from jiangang.port.declarations.operations.examining import plain_findings
from jiangang.port.declarations.reading.maps import ColumnMap
from jiangang.port.declarations.reading.notices import read_notices


def read_upload(content: bytes, name: str, column_map: ColumnMap) -> dict[str, Any]:
    """A file as the draft that holds it until it is filed. Raises Refused when it cannot be read, or is
    too long.
    """
    sizes = limits().file
    found = read_notices(content, column_map, sizes)
    notices, rows = [], 0
    for each in found.notices:
        rows += len(each.rows)
        if rows > sizes.screen_rows:
            params = {"limit": sizes.screen_rows}
            raise Refused(Finding("declarations.finding.screen_rows", field="file", params=params))
        plain = plain_findings(each.findings)
        notices.append({"key": each.key, "payload": each.payload, "rows": each.rows, "findings": plain})
    return {
        "name": name[:200],
        "map": column_map.name,
        "source": column_map.source,
        "digest": sha256(content).hexdigest(),
        "rows": rows,
        "findings": plain_findings(found.findings),
        "notices": notices,
    }


def notices_of_draft(form: Mapping[str, Any], actor: Actor) -> list[BulkNotice]:
    """The notices in a draft of a file; the key of a firm's notice names the firm."""
    owner = f"firm:{actor.firm_id}|" if actor.firm_id is not None else ""
    return [
        BulkNotice(
            payload=each["payload"],
            request_key=f"{owner}{form['source']}|{each['key'] or 'row ' + str(each['rows'][0])}",
            rows=tuple(each["rows"]),
            findings=queries.stored_findings(each["findings"]),
        )
        for each in form["notices"]
    ]


@operation(permission=permissions.IMPORT_NOTICES)
def file_upload(*, request_key: str, actor: Actor, at: datetime) -> ImportRun:
    """File the notices of an uploaded file, all that can be filed; what cannot is kept as refused with
    its row.

    They await acceptance at the counter. Raises NotFound for another person's draft, Conflict for a
    filed one.
    """
    ledger.take_turn()
    draft = (
        Draft.objects.select_for_update().filter(request_key=request_key, owner_id=actor.person_id).first()
    )
    if draft is None or "notices" not in draft.form:
        raise NotFound(queries.unknown_draft())
    if draft.set_aside_at is not None:
        raise Conflict(Finding("declarations.finding.draft_filed"))
    form = draft.form
    run = ImportRun.objects.create(
        source_name=form["name"],
        digest=form["digest"],
        map_name=form["map"],
        firm_id=actor.firm_id,
        started_at=at,
        started_by=actor.key,
        findings=form["findings"],
    )
    result = file_and_accept_many(
        notices=notices_of_draft(form, actor),
        source_name=form["name"],
        run_id=run.pk,
        accept=False,
        actor=actor,
        at=at,
    )
    run.ended_at, run.rows = at, form["rows"]
    run.filed, run.known, run.refused = len(result.filed), result.known, result.refused
    run.save()
    draft.set_aside_at = at
    draft.save(update_fields=["set_aside_at"])
    ledger.append(actor=actor, at=at, act="declarations.import.end", subject=f"import:{run.pk}", rows=[run])
    return run
