"""Alerts and watch-lists between two versions: proposed, signed, started, looked over, ended."""

import hashlib
from dataclasses import replace
from datetime import datetime

from django.urls import reverse

from jiangang.kernel.codes import api as codes
from jiangang.kernel.jobs import api as jobs
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, hidden_firm_ids, operation
from jiangang.methods.findings import Conflict, Finding, Refused, raise_if_blocked
from jiangang.methods.targeting.criteria import TargetingRule
from jiangang.port.targeting import permissions
from jiangang.port.targeting.alerting import get_alert
from jiangang.port.targeting.firm_names import keys_called
from jiangang.port.targeting.locking import queue
from jiangang.port.targeting.models import Alert, AlertEnd, AlertSignature, AlertStart
from jiangang.port.targeting.queries import alert_rule, policy_in_force
from jiangang.port.targeting.readiness import SIGN_ALERT_HAND, hands_for
from jiangang.port.targeting.rules.alerts import (
    AlertWords,
    check_alert,
    code_finding,
    codes_to_look_up,
    compose_alert,
    read_alert,
)
from jiangang.port.targeting.standing_facts import FIRM_FACTS, firm_of

RESCREEN_TASK = "targeting.rescreen"


@operation(permission=permissions.PROPOSE_ALERT)
def propose_alert(
    *, words: AlertWords, reason: str, request_key: str = "", actor: Actor, at: datetime
) -> Alert:
    """Write an alert or watch-list and sign it as the first hand; it counts when the profile's hands are
    there.

    The same `request_key` again gives the first alert. Raises Refused with every fault, Forbidden for a
    watch-list that names a firm in which the actor has an interest.
    """
    queue("alert")
    if request_key:
        known = Alert.objects.filter(request_key=request_key).first()
        if known is not None:
            return known
    last = Alert.objects.order_by("-id").values_list("id", flat=True).first() or 0
    code = f"alert-{last + 1}"
    words, findings = _find_firms(words, actor)
    text = compose_alert(code, words)
    rule, more = examine_alert(text, at)
    findings += more
    if not reason.strip():
        findings.append(Finding("targeting.finding.reason_missing", field="reason"))
    raise_if_blocked(findings)
    if rule is None:
        raise Refused(findings)
    _check_interest(rule, actor)
    row = Alert.objects.create(
        code=code,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        reason=reason.strip(),
        valid_from=words.valid_from,
        valid_until=words.valid_until,
        request_key=request_key or None,
        proposed_at=at,
        proposed_by=actor.key,
    )
    signature = AlertSignature.objects.create(alert=row, signed_at=at, signed_by=actor.key)
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.alert.propose",
        subject=f"alert:{code}",
        rows=[row, signature],
        facts={"digest": row.digest},
    )
    _start_if_signed(row, actor=actor, at=at)
    return row


@operation(permission=permissions.SIGN_ALERT)
def sign_alert(*, alert_id: int, actor: Actor, at: datetime) -> Alert:
    """Sign an alert; with the last signature that the profile asks for it counts, and open consignments are
    looked over at once by a job.

    Signed already by the same person, nothing changes. Raises Refused for one that is over or ended.
    """
    queue(f"alert:{alert_id}")
    alert = get_alert(alert_id)
    rule = alert_rule(alert, office.local_day(at))
    if rule is not None:
        _check_interest(rule, actor)
    if alert.signatures.filter(signed_by=actor.key).exists():
        return alert
    if hasattr(alert, "end") or alert.valid_until < office.local_day(at):
        raise Refused(Finding("targeting.finding.alert_over"))
    signature = AlertSignature.objects.create(alert=alert, signed_at=at, signed_by=actor.key)
    ledger.append(
        actor=actor, at=at, act="targeting.alert.sign", subject=f"alert:{alert.code}", rows=[signature]
    )
    _start_if_signed(alert, actor=actor, at=at)
    return alert


@operation(permission=permissions.END_ALERT)
def end_alert(*, alert_id: int, reason: str, actor: Actor, at: datetime) -> AlertEnd:
    """End an alert before its last day; what it has raised stays raised. Raises Conflict when it has
    ended.
    """
    queue(f"alert:{alert_id}")
    alert = get_alert(alert_id)
    if hasattr(alert, "end"):
        raise Conflict(Finding("targeting.finding.alert_over"))
    if not reason.strip():
        raise Refused(Finding("targeting.finding.reason_missing", field="reason"))
    row = AlertEnd.objects.create(alert=alert, reason=reason.strip(), ended_at=at, ended_by=actor.key)
    ledger.append(actor=actor, at=at, act="targeting.alert.end", subject=f"alert:{alert.code}", rows=[row])
    return row


def examine_alert(text: str, at: datetime) -> tuple[TargetingRule | None, list[Finding]]:
    """Read an alert as at a moment: under the facts of the policy in force, its codes looked up."""
    day = office.local_day(at)
    policy = policy_in_force(day)
    rule, findings = read_alert(text, policy.text.schema) if policy else read_alert(text)
    if rule is None:
        return None, findings
    for scheme, values in codes_to_look_up(rule):
        for value, answer in codes.look_up_many(scheme, list(values), day).items():
            if not answer.is_known:
                unknown = answer.state is codes.CodeState.UNKNOWN
                findings.append(code_finding(rule, scheme, value, is_unknown=unknown))
    return rule, findings + check_alert(rule, day)


def _find_firms(words: AlertWords, actor: Actor) -> tuple[AlertWords, list[Finding]]:
    """The answers with keys of firms in the place of their names and numbers."""
    found: list[Finding] = []
    names, conditions = words.names, []
    if words.watched in FIRM_FACTS:
        called, found = keys_called(names, actor, "names")
        names = tuple(called.get(name, name) for name in names)
    for fact, operator, values in words.conditions:
        keys: dict[str, str] = {}
        if fact in FIRM_FACTS and operator == "prefix":
            found.append(Finding("targeting.finding.alert_firm_in_part", field="conditions"))
        elif fact in FIRM_FACTS:
            keys, wrong = keys_called(values, actor, "conditions")
            found += wrong
        conditions.append((fact, operator, tuple(keys.get(value, value) for value in values)))
    return replace(words, names=names, conditions=tuple(conditions)), found


def _start_if_signed(alert: Alert, *, actor: Actor, at: datetime) -> None:
    """With the last hand the alert starts, and a job looks over what is open."""
    if hasattr(alert, "start") or alert.signatures.count() < hands_for(SIGN_ALERT_HAND, at):
        return
    row = AlertStart.objects.create(alert=alert, started_at=at, started_by=actor.key)
    ledger.append(actor=actor, at=at, act="targeting.alert.start", subject=f"alert:{alert.code}", rows=[row])
    if alert.valid_from <= office.local_day(at):
        order_rescreening(alert, actor=actor, at=at)


def order_rescreening(alert: Alert, *, actor: Actor, at: datetime) -> int:
    """Queue the look over open consignments; once for an alert. Returns the job's id."""
    order = jobs.Order(
        RESCREEN_TASK,
        "targeting.job.rescreen",
        {"alert_id": alert.pk, "url": reverse("targeting:alert", args=[alert.pk])},
        {"name": alert.code},
        f"targeting.rescreen:{alert.pk}",
    )
    return jobs.start(order=order, actor=actor, at=at)


def _check_interest(rule: TargetingRule, actor: Actor) -> None:
    """Nobody puts a firm on a list, or signs for it, in which they have an interest."""
    hidden = hidden_firm_ids(actor)
    named = {firm_of(str(value)) for one in rule.conditions for value in one.wanted}
    named |= {firm_of(entry.value) for entry in rule.entries}
    if hidden & {firm_id for firm_id in named if firm_id is not None}:
        raise Refused(Finding("targeting.finding.alert_of_own_interest"))
