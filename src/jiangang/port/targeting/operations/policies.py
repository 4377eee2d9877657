"""Proposing a version of a policy, signing it, and letting it decide: acts of different people."""

import hashlib
from datetime import date, datetime

from jiangang.kernel.codes import api as codes
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office.api import local_day
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, Refused, Severity, raise_if_blocked
from jiangang.methods.targeting.policy import Policy as PolicyText
from jiangang.methods.targeting.reading import read_policy
from jiangang.port.targeting import permissions
from jiangang.port.targeting.firm_names import known_keys
from jiangang.port.targeting.locking import queue
from jiangang.port.targeting.models import Policy, PolicyActivation, PolicySignature, ShadowEnd, ShadowPeriod
from jiangang.port.targeting.queries import decided_between, get_policy_row
from jiangang.port.targeting.readiness import readiness_of
from jiangang.port.targeting.rules.stated import ActivationFacts, check_activation, check_readiness
from jiangang.port.targeting.standing_facts import FIRM_FACTS

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
    queue(policy.code)
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
    signature = _sign(row, actor=actor, at=at)
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.policy.propose",
        subject=f"policy:{row}",
        rows=[row, signature],
        facts={"digest": digest},
    )
    return row


@operation(permission=permissions.SIGN_POLICY)
def sign_policy(*, policy_id: int, opinion: str = "", actor: Actor, at: datetime) -> PolicySignature:
    """Sign a version, where the office's legal profile asks for more hands than proposer and activator.

    A second signature of the same person changes nothing. Raises NotFound for an unknown version.
    """
    queue("activation")
    policy = get_policy_row(policy_id)
    known = policy.signatures.filter(signed_by=actor.key).first()
    if known is not None:
        return known
    row = _sign(policy, actor=actor, at=at, opinion=opinion)
    ledger.append(actor=actor, at=at, act="targeting.policy.sign", subject=f"policy:{policy}", rows=[row])
    return row


@operation(permission=permissions.ACTIVATE_POLICY)
def activate_policy(
    *, policy_id: int, valid_from: date, valid_until: date | None = None, actor: Actor, at: datetime
) -> PolicyActivation:
    """Let a proposed version decide from a day on; the later activation counts. Its proposer cannot do this.

    It needs the signatures of the legal profile, the activator's among them, and where anything was decided
    before a back-test and a shadow period (`readiness`). A day in the past is possible only where no policy
    was in force, so that no decision changes its ground.
    Raises Refused with all findings, NotFound for an unknown version.
    """
    queue("activation")
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
    ready = check_readiness(readiness_of(policy, at), actor.key)
    raise_if_blocked(check_activation(facts) + ready)
    signed = (
        [] if policy.signatures.filter(signed_by=actor.key).exists() else [_sign(policy, actor=actor, at=at)]
    )
    row = PolicyActivation.objects.create(
        policy=policy,
        valid_from=valid_from,
        valid_until=valid_until,
        proposed_by=policy.proposed_by,
        activated_at=at,
        activated_by=actor.key,
    )
    ended = _end_shadow(policy, max(day, valid_from), actor=actor, at=at)
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.policy.activate",
        subject=f"policy:{policy}",
        rows=[*signed, row, *ended],
    )
    return row


def _sign(policy: Policy, *, actor: Actor, at: datetime, opinion: str = "") -> PolicySignature:
    return PolicySignature.objects.create(
        policy=policy, digest=policy.digest, opinion=opinion.strip(), signed_at=at, signed_by=actor.key
    )


def _end_shadow(policy: Policy, last_day: date, *, actor: Actor, at: datetime) -> list[ShadowEnd]:
    """What decides is no longer a shadow: its period ends with the first day on which it decides."""
    running = ShadowPeriod.objects.filter(policy=policy, end__isnull=True).first()
    if running is None:
        return []
    return [ShadowEnd.objects.create(shadow=running, last_day=last_day, ended_at=at, ended_by=actor.key)]


def examine_policy(text: str, on: date) -> tuple[PolicyText | None, list[Finding]]:
    """Read a text and look its codes up as at a day: unknown codes and firms are warnings, unloaded lists
    `not checked`.
    """
    policy, findings = read_policy(text, on=on)
    if policy is not None:
        findings += _check_codes(policy, on) + _check_firms(policy)
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


def _check_firms(policy: PolicyText) -> list[Finding]:
    """Who is named as importer or agent is a firm of the register, else nothing would ever be touched."""
    conditions = [(rule.code, one) for rule in policy.rules for one in rule.conditions]
    for gate in policy.gates:
        conditions += [(gate.code, one) for one in gate.conditions]
        conditions += [(gate.code, one) for permit in gate.permits for one in permit.conditions]
    named = [(code, str(value)) for code, one in conditions if one.fact in FIRM_FACTS for value in one.wanted]
    for rule in policy.rules:
        if rule.watched is not None and rule.watched.name in FIRM_FACTS:
            named += [(rule.code, entry.value) for entry in rule.entries]
    known = known_keys(value for _, value in named)
    return [
        Finding(
            "targeting.finding.policy_firm_unknown", Severity.WARNING, params={"rule": code, "value": value}
        )
        for code, value in named
        if value not in known
    ]
