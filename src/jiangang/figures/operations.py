"""Freezing a figure, so that what was printed can be compared later."""

from datetime import date, datetime

from jiangang.figures import permissions
from jiangang.figures.models import Snapshot
from jiangang.figures.queries import compute, get_figure, records_digest, window_of
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.permissions import Actor, operation


@operation(permission=permissions.FREEZE_FIGURE)
def freeze_figure(*, code: str, first: date, last: date, actor: Actor, at: datetime) -> Snapshot:
    """Keep a figure as it stands now, with the digest of its records."""
    figure = get_figure(code)
    window = window_of(first, last)
    value = compute(figure, window, as_of=at).value
    row = Snapshot.objects.create(
        code=code,
        version=figure.version,
        first_day=first,
        last_day=last,
        number=value.number,
        n=value.n,
        low=value.low,
        high=value.high,
        p90=value.p90,
        records_digest=records_digest(figure, window),
        as_of=at,
        frozen_by=actor.key,
    )
    ledger.append(actor=actor, at=at, act="figures.figure.freeze", subject=f"figure:{code}", rows=[row])
    return row
