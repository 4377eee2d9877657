"""Reading audit samples: the acts drawn, their verdicts, and the days that come next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from jiangang.kernel.permissions import Actor
from jiangang.methods.findings import Finding, NotFound
from jiangang.port.targeting.models import AuditItem, AuditResult, Override
from jiangang.port.targeting.queries import latest_audited_day, visible_decisions

WEEK = 7


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One act that was drawn, with the standing verdict (empty while open) and its words."""

    item_id: int
    code: str
    kind: str
    number: str
    acted_by: str
    acted_at: datetime
    first_day: date
    last_day: date
    draw_id: int | None
    verdict: str
    words: str
    override: Override | None = None


def visible_items(actor: Actor) -> QuerySet[Any]:
    """Acts on consignments that the reader may know of; those without a verdict first, then the newest."""
    seen = visible_decisions(actor).order_by().values("pk")
    rows = AuditItem.objects.select_related("sample", "decision__consignment").filter(decision__in=seen)
    return rows.annotate(is_closed=_standing()).order_by("is_closed", "-acted_at", "-id")


def with_verdict(rows: QuerySet[Any], verdict: str) -> QuerySet[Any]:
    """Those with a standing verdict, or with none for `open`."""
    if verdict == "open":
        return rows.filter(is_closed=False)
    return rows.filter(results__verdict=verdict, results__replaced_by__isnull=True)


def open_items(actor: Actor) -> int:
    """How many acts wait for a verdict of the reader, who had no hand in them."""
    rows = visible_items(actor).filter(is_closed=False)
    return rows.exclude(acted_by=actor.key).exclude(second_hand=actor.key).count()


def shape_items(items: Sequence[AuditItem]) -> list[ItemRow]:
    """Acts as the columns read them; one further query."""
    rows = AuditResult.objects.filter(item__in=[one.pk for one in items], replaced_by__isnull=True)
    results = {row.item_id: row for row in rows}
    return [_row(one, results.get(one.pk)) for one in items]


def get_item(item_id: int, actor: Actor) -> ItemRow:
    """One act with its override, if it was one; raises NotFound."""
    item = visible_items(actor).filter(pk=item_id).first()
    if item is None:
        raise NotFound(Finding("targeting.finding.audit_unknown"))
    override = None
    if item.kind == AuditItem.Kind.OVERRIDE:
        key = int(item.code.partition("-")[2])
        override = Override.objects.select_related("answer").filter(pk=key).first()
    return _row(item, item.results.filter(replaced_by__isnull=True).first(), override)


def next_days(today: date) -> tuple[date, date]:
    """The week that the next sample is drawn from: what follows the last one, at most until yesterday."""
    last = latest_audited_day() or today - timedelta(days=WEEK + 1)
    return last + timedelta(days=1), min(last + timedelta(days=WEEK), today - timedelta(days=1))


def _standing() -> Exists:
    return Exists(AuditResult.objects.filter(item=OuterRef("pk")))


def _row(item: AuditItem, result: AuditResult | None, override: Override | None = None) -> ItemRow:
    return ItemRow(
        item_id=item.pk,
        code=item.code,
        kind=item.kind,
        number=item.decision.consignment.number,
        acted_by=item.acted_by,
        acted_at=item.acted_at,
        first_day=item.sample.first_day,
        last_day=item.sample.last_day,
        draw_id=item.sample.draw_id,
        verdict=result.verdict if result else "",
        words=result.words if result else "",
        override=override,
    )
