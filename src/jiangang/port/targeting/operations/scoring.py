"""Models: trained as a job, kept, proposed by one hand and activated by another, or switched off."""

import hashlib
from datetime import date, datetime

from jiangang.kernel.jobs import api as jobs
from jiangang.kernel.ledger import api as ledger
from jiangang.kernel.office import api as office
from jiangang.kernel.permissions import Actor, operation
from jiangang.methods.findings import Finding, Refused, raise_if_blocked
from jiangang.port.targeting import permissions
from jiangang.port.targeting.locking import queue
from jiangang.port.targeting.models import ModelActivation, ModelProposal, ScoringModel
from jiangang.port.targeting.scores.queries import get_model, labelled_until, model_in_force
from jiangang.port.targeting.training import Labelled, Trained, get_trainer

TRAIN_TASK = "targeting.train"
FEWEST_LABELS = 50


@operation(permission=permissions.TRAIN_MODEL)
def order_training(*, request_key: str = "", actor: Actor, at: datetime) -> int:
    """Queue a training on everything known by today; returns the job's id.

    Not entered in the ledger: the model that comes of it is. Raises Refused where no method is wired.
    """
    get_trainer()
    day = office.local_day(at)
    order = jobs.Order(
        TRAIN_TASK,
        "targeting.job.train",
        {"known_by": day.isoformat()},
        {"day": day.isoformat()},
        request_key,
    )
    return jobs.start(order=order, actor=actor, at=at)


def train(known_by: date) -> tuple[list[Labelled], Trained]:
    """Train on every inspected consignment whose result was known by a day. Writes nothing.

    Raises Refused with fewer than 50 results, or where no method is wired.
    """
    rows = labelled_until(known_by)
    if len(rows) < FEWEST_LABELS:
        params = {"labels": len(rows), "needed": FEWEST_LABELS}
        raise Refused(Finding("targeting.finding.too_few_labels", params=params))
    return rows, get_trainer().train(rows, known_by=known_by, rng_seed=known_by.toordinal())


@operation(permission=permissions.TRAIN_MODEL)
def keep_model(*, rows: list[Labelled], trained: Trained, actor: Actor, at: datetime) -> ScoringModel:
    """Keep a trained model as the next version; the same bytes again are the version of before."""
    queue("model")
    digest = hashlib.sha256(trained.content).hexdigest()
    latest = ScoringModel.objects.order_by("-version").first()
    if latest is not None and latest.digest == digest:
        return latest
    row = ScoringModel.objects.create(
        version=latest.version + 1 if latest else 1,
        content=trained.content,
        digest=digest,
        card=dict(trained.card),
        first_day=min(each.decided_on for each in rows),
        last_day=max(each.known_on for each in rows),
        labels=len(rows),
        trained_at=at,
        trained_by=actor.key,
    )
    ledger.append(
        actor=actor,
        at=at,
        act="targeting.model.train",
        subject=f"model:{row.version}",
        rows=[row],
        facts={"digest": digest, "labels": len(rows)},
    )
    return row


@operation(permission=permissions.PROPOSE_MODEL)
def propose_model(*, model_id: int, reason: str, actor: Actor, at: datetime) -> ModelProposal:
    """Propose a model after reading its card; proposed already, that proposal is returned."""
    queue(f"model:{model_id}")
    model = get_model(model_id)
    known = ModelProposal.objects.filter(model=model).first()
    if known is not None:
        return known
    if not reason.strip():
        raise Refused(Finding("targeting.finding.reason_missing", field="reason"))
    row = ModelProposal.objects.create(
        model=model, reason=reason.strip(), proposed_at=at, proposed_by=actor.key
    )
    ledger.append(
        actor=actor, at=at, act="targeting.model.propose", subject=f"model:{model.version}", rows=[row]
    )
    return row


@operation(permission=permissions.ACTIVATE_MODEL)
def activate_model(*, model_id: int, valid_from: date, actor: Actor, at: datetime) -> ModelActivation:
    """Let a proposed model score from a day on, as the second hand; the bytes are compared with their digest.

    Raises Refused when nobody has proposed it, the actor did, the day is past, or it scores already;
    NotFound.
    """
    queue("model_activation")
    model = get_model(model_id)
    proposal = ModelProposal.objects.filter(model=model).first()
    findings = []
    if proposal is None:
        findings.append(Finding("targeting.finding.model_not_proposed"))
    elif proposal.proposed_by == actor.key:
        findings.append(Finding("targeting.finding.same_hand_model"))
    if valid_from < office.local_day(at):
        params = {"day": office.local_day(at)}
        findings.append(Finding("targeting.finding.model_in_past", field="valid_from", params=params))
    if hashlib.sha256(bytes(model.content)).hexdigest() != model.digest:
        findings.append(Finding("targeting.finding.model_damaged"))
    current = model_in_force(valid_from)
    if current is not None and current.pk == model.pk:
        findings.append(Finding("targeting.finding.model_scores_already"))
    raise_if_blocked(findings)
    if proposal is None:
        raise Refused(findings)
    row = ModelActivation.objects.create(
        model=model,
        valid_from=valid_from,
        proposed_at=proposal.proposed_at,
        proposed_by=proposal.proposed_by,
        activated_at=at,
        activated_by=actor.key,
    )
    ledger.append(
        actor=actor, at=at, act="targeting.model.activate", subject=f"model:{model.version}", rows=[row]
    )
    return row


@operation(permission=permissions.ACTIVATE_MODEL)
def switch_off_model(*, reason: str, actor: Actor, at: datetime) -> ModelActivation:
    """From today on no model scores; one hand is enough to fall back. Raises Refused when none does."""
    queue("model_activation")
    day = office.local_day(at)
    if model_in_force(day) is None:
        raise Refused(Finding("targeting.finding.no_model"))
    if not reason.strip():
        raise Refused(Finding("targeting.finding.reason_missing", field="reason"))
    row = ModelActivation.objects.create(
        valid_from=day, reason=reason.strip(), activated_at=at, activated_by=actor.key
    )
    ledger.append(actor=actor, at=at, act="targeting.model.switch_off", subject="model", rows=[row])
    return row
