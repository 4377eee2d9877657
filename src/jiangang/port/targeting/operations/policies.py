"""Proposing a version of a policy and letting it decide: two acts of two different people."""

import hashlib
from datetime import date, datetime

from django.db import connection

from jiangang.kernel.codes import api as codes
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, Refused, Severity, raise_if_blocked
from jiangang.methods.targeting.policy import Policy as PolicyText
from jiangang.methods.targeting.reading import read_policy
from jiangang.port.targeting import permissions
from jiangang.port.targeting.models import Policy, PolicyActivation
from jiangang.port.targeting.queries import decided_between, get_policy_row
from jiangang.port.targeting.rules.stated import ActivationFacts, check_activation

LOOKED_UP = frozenset({"prefix", "in", "not_in"})


@operation(permission=permissions.PROPOSE_POLICY)
def propose_policy(*, text: str, reason: str, actor: Actor, at: datetime) -> Policy:
    """Keep a policy's text as its next version; it decides nothing before somebody else activates it.

    text: TOML as in `examples/policies`. The text of the latest version again gives that version. Raises
    Refused with every fault of the text, each with its line.
    """
    policy, findings = examine_policy(text, local_day(at))
    if not reason.strip():
        findings.append(Finding("targeting.finding.reason_missing", field="reason"))
    raise_if_blocked(findings)
    if policy is None:
        raise Refused(findings)
    _queue(policy.code)
    digest = hashlib.sha256(text.encode()).hexdigest()
    latest = Policy.objects.filter(code=policy.code).order_by("-version").first()
    if latest is not None and latest.digest == digest:
        return latest
    row = Policy.objects.create(
        code=policy.code,
        version=latest.version + 1 if latest else 1,
        text=text,
        digest=digest,
        reason=reason.strip(),
        proposed_at=at,
        proposed_by=actor.key,
    )
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.policy.propose",
        subject=f"policy:{row}",
        rows=[row],
        facts={"digest": digest},
    )
    return row


@operation(permission=permissions.ACTIVATE_POLICY)
def activate_policy(
    *, policy_id: int, valid_from: date, valid_until: date | None = None, actor: Actor, at: datetime
) -> PolicyActivation:
    """Let a proposed version decide from a day on; the later activation counts. Its proposer cannot do this.

    A day in the past is possible only where no policy was in force, so that no decision changes its ground.
    Raises Refused with all findings, NotFound for an unknown version.
    """
    _queue("activation")
    policy = get_policy_row(policy_id)
    day = local_day(at)
    facts = ActivationFacts(
        proposed_by=policy.proposed_by,
        activated_by=actor.key,
        day=day,
        valid_from=valid_from,
        valid_until=valid_until,
        is_active_already=policy.activations.filter(valid_from=valid_from, valid_until=valid_until).exists(),
        was_decided_otherwise=decided_between(valid_from, day),
    )
    raise_if_blocked(check_activation(facts))
    row = PolicyActivation.objects.create(
        policy=policy,
        valid_from=valid_from,
        valid_until=valid_until,
        proposed_by=policy.proposed_by,
        activated_at=at,
        activated_by=actor.key,
    )
    ledger.append(actor=actor, at=at, act="targeting.policy.activate", subject=f"policy:{policy}", rows=[row])
    return row


def examine_policy(text: str, on: date) -> tuple[PolicyText | None, list[Finding]]:
    """Read a text and look its codes up as at a day: unknown codes are warnings, unloaded lists `not
    checked`.
    """
    policy, findings = read_policy(text)
    if policy is not None:
        findings += _check_codes(policy, on)
    return policy, findings


def _check_codes(policy: PolicyText, on: date) -> list[Finding]:
    found = []
    for rule in policy.rules:
        for condition in rule.conditions:
            scheme = condition.about.codes
            if not scheme or condition.operator not in LOOKED_UP:
                continue
            wanted = [str(value) for value in condition.wanted]
            for value, answer in codes.look_up_many(scheme, wanted, on).items():
                if not answer.is_known:
                    unknown = answer.state is codes.CodeState.UNKNOWN
                    severity = Severity.WARNING if unknown else Severity.NOT_CHECKED
                    params = {"rule": rule.code, "value": value, "scheme": scheme}
                    found.append(
                        Finding(
                            f"targeting.finding.policy_code_{answer.state.value}", severity, params=params
                        )
                    )
    return found


def _queue(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"targeting.policy:{name}"])
