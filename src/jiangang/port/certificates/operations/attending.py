"""Which act a hand lends itself to, by kind: three hands, or the officer who attended and does it alone."""

from collections.abc import Sequence
from datetime import datetime

from jiangang.kernel.permissions import Actor
from jiangang.kernel.workflow import api as workflow
from jiangang.methods.findings import Finding
from jiangang.port.certificates.models import Certificate
from jiangang.port.certificates.queries import CertificateView
from jiangang.port.certificates.workflow import ATTEND, CERTIFICATE

ALONE = {"draft": "draft_alone", "sign": "sign_alone"}


def is_alone(kind: str, at: datetime) -> bool:
    """Whether the legal profile gives a kind to the one officer who attended."""
    return ATTEND in workflow.hands_of_kind(CERTIFICATE.name, kind, at)


def act_for(certificate: Certificate, act: str, at: datetime) -> str:
    """The act of the transition table by which this certificate is drafted or signed."""
    return ALONE[act] if is_alone(certificate.kind, at) else act


def check_attended(certificate: Certificate, act: str, actor: Actor) -> list[Finding]:
    """Who signs alone is who drafted alone."""
    if act != ALONE["sign"]:
        return []
    return [] if _is_who_drafted(workflow.history_of(certificate), actor) else [attended()]


def check_hand_of_kind(certificate: Certificate, act: str, at: datetime) -> list[Finding]:
    """The hand of an act is one that the legal profile gives to the kind; the database checks the same."""
    hand = next((each.hands for each in CERTIFICATE.transitions if each.act == act), "")
    if not hand or (hand == ATTEND) == is_alone(certificate.kind, at):
        return []
    return [Finding("certificates.finding.hand_of_another_kind")]


def attended_by(found: CertificateView, actor: Actor) -> bool:
    """Whether the actor is the officer who drafted the paper alone."""
    return _is_who_drafted(found.steps, actor)


def attended() -> Finding:
    """Another officer attended."""
    return Finding("certificates.finding.attended_by_another")


def _is_who_drafted(steps: Sequence[workflow.StepTaken], actor: Actor) -> bool:
    drafted = [step for step in steps if step.act == ALONE["draft"]]
    return bool(drafted) and drafted[-1].person_id == actor.person_id
