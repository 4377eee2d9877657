"""Revealing masked data with a logged reason, setting retention, erasing what is due."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models

from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.kernel.permissions.checking import check_subject
from jiangang.kernel.privacy import permissions
from jiangang.kernel.privacy.declarations import personal_model
from jiangang.kernel.privacy.due import WAYS, cleared, field_at, personal_field, still_filled
from jiangang.kernel.privacy.models import Erasure, RetentionRule
from jiangang.methods.findings import Finding, NotFound, Refused

SEEDS = Path(__file__).parent / "retention.toml"
SHORTEST_REASON = 5
LEDGER_PART = "ledger.PersonalRecord"
BATCH = 500


@dataclass(frozen=True, slots=True)
class NewRule:
    """A retention rule to set (see `RetentionRule`)."""

    model: str
    way: str
    basis: str
    valid_from: date
    counted_from: str = ""
    keep_days: int | None = None
    verified: bool = False


@operation(permission=permissions.REVEAL)
def reveal(*, model: str, key: str, field: str, reason: str, actor: Actor, at: datetime) -> str:
    """The clear value of a masked field, for a reason that the ledger keeps with who asked and when.

    Raises Refused without a reason, NotFound for a row or field that is none, Forbidden when a refuser
    objects. What was revealed is not in the ledger; the reason stands in its erasable part.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(Finding("privacy.finding.reason_missing", field="reason"))
    found = personal_model(model)
    if field not in found.personal_fields:  # type: ignore[attr-defined]  # every model declares it
        raise NotFound(Finding("privacy.finding.not_personal", params={"what": f"{model}.{field}"}))
    try:
        row = found._default_manager.filter(pk=key).first()
    except (ValueError, ValidationError) as error:
        raise NotFound(Finding("privacy.finding.row_missing")) from error
    if row is None:
        raise NotFound(Finding("privacy.finding.row_missing"))
    check_subject(actor, permissions.REVEAL, row)
    ledger.append(
        actor=actor,
        at=at,
        act="privacy.reveal",
        subject=f"{found._meta.label_lower}:{row.pk}",
        facts={"field": field},
        personal={"reason": reason.strip()},
    )
    return str(getattr(row, field) or "")


@operation(permission=permissions.SET_RETENTION)
def set_retention(*, rules: Sequence[NewRule], actor: Actor, at: datetime) -> list[RetentionRule]:
    """Set how long personal data are kept; a rule that stands already in these words is not set twice."""
    findings = [finding for rule in rules for finding in check_rule(rule)]
    if findings:
        raise Refused(findings)
    made = []
    for rule in rules:
        words = {name: getattr(rule, name) for name in NewRule.__slots__}
        latest = (
            RetentionRule.objects.filter(model=rule.model, valid_from=rule.valid_from).order_by("-pk").first()
        )
        if latest is None or any(getattr(latest, name) != value for name, value in words.items()):
            made.append(RetentionRule.objects.create(**words))
    if made:
        ledger.append(actor=actor, at=at, act="privacy.set_retention", subject="retention", rows=tuple(made))
    return made


@operation(permission=permissions.SET_RETENTION)
def load_seeds(*, actor: Actor, at: datetime) -> int:
    """Set the retention rules that come with the house (`retention.toml`); returns how many were new."""
    with SEEDS.open("rb") as stream:
        table = tomllib.load(stream)["rule"]
    rules = [NewRule(valid_from=entry.pop("from"), **entry) for entry in table]
    return len(set_retention(rules=rules, actor=actor, at=at))


@operation(permission=permissions.ERASE)
def erase_due(*, actor: Actor, at: datetime) -> list[Erasure]:
    """Erase the personal data whose time is over under the rules in force; the ledger still verifies.

    The rows stay, their personal fields are cleared; in the ledger the personal part of entries is cleared
    (of those that are due themselves, and of those that recorded a field cleared here) and its commitment
    stays. One erasure is noted for each rule that had anything due. Again at once:
    nothing.
    """
    made = []
    for rule in rules_in_force(office.local_day(at)):
        if rule.keep_days is None:
            continue
        cutoff = office.local_day(at) - timedelta(days=rule.keep_days)
        count = _erase(rule, cutoff, actor, at)
        if count:
            made.append(
                Erasure.objects.create(
                    rule=rule, model=rule.model, cutoff=cutoff, rows=count, erased_at=at, erased_by=actor.key
                )
            )
    if made:
        ledger.append(actor=actor, at=at, act="privacy.erase", subject="retention", rows=tuple(made))
    return made


def rules_in_force(on: date) -> list[RetentionRule]:
    """The rule of each model as at a day."""
    rows = RetentionRule.objects.filter(valid_from__lte=on).order_by("model", "-valid_from", "-pk")
    return list(rows.distinct("model"))


def check_rule(rule: NewRule) -> list[Finding]:
    """Findings for a rule to be set."""
    try:
        model = personal_model(rule.model)
    except NotFound as error:
        return list(error.findings)
    found = []
    if rule.way not in WAYS:
        found.append(Finding("privacy.finding.way_unknown", field="way", params={"way": rule.way}))
    if rule.way == "field" and not isinstance(field_at(model, rule.counted_from), models.DateField):
        params = {"field": rule.counted_from}
        found.append(Finding("privacy.finding.field_unknown", field="counted_from", params=params))
    if not rule.basis.strip():
        found.append(Finding("privacy.finding.basis_missing", field="basis"))
    return found


def _erase(rule: RetentionRule, cutoff: date, actor: Actor, at: datetime) -> int:
    model = personal_model(rule.model)
    due = WAYS[rule.way](model, rule.counted_from, cutoff)
    if model._meta.label == LEDGER_PART:
        entries = due.filter(erased_at=None).values_list("pk", flat=True)
        return ledger.erase_personal(list(entries), actor=actor, at=at)
    keys: list[object] = list(due.filter(still_filled(model)).values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        _clear(model, keys[start : start + BATCH])
    ledger.erase_personal_of(model._meta.label, keys, actor=actor, at=at)
    return len(keys)


def _clear(model: type[models.Model], keys: list[object]) -> None:
    fields = [personal_field(model, name) for name in model.personal_fields]  # type: ignore[attr-defined]  # every model declares it
    plain = {field.name: cleared(field, 0) for field in fields if not getattr(field, "unique", False)}
    if plain:
        model._default_manager.filter(pk__in=keys).update(**plain)
    for field in fields:
        if getattr(field, "unique", False):
            for key in keys:
                model._default_manager.filter(pk=key).update(**{field.name: cleared(field, key)})
