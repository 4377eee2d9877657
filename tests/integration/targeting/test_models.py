"""Models: trained as a job, kept with their card, put to work by two hands, switched off by one."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests.integration.assignment.small_office import AT, DAY, actor
from tests.integration.targeting.notices import TARGETING, accept_many, activate, decide, post_for, set_share

pytestmark = pytest.mark.django_db

MODEL = ("targeting.model.train", "targeting.model.propose", "targeting.model.activate")


class Counting:
    """A method that counts: its bytes are the rate, its card says what it saw."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def train(self, rows: Sequence[Any], *, known_by: date, rng_seed: int) -> Any:
        """The rate of findings."""
        from jiangang.port.targeting.training import Trained

        self.seen = list(rows)
        found = sum(row.found for row in rows)
        content = json.dumps([found, len(rows), rng_seed]).encode()
        share = {"share": found / len(rows), "low": 0.1, "high": 0.4, "count": found, "of": len(rows)}
        card = {
            "window": {"rows": len(rows), "findings": found, "oldest_days": 3.5},
            "metrics": {"auc": {"value": 0.7, "low": 0.6, "high": 0.8}, "base_rate": share},
            "calibration": [{"rows": len(rows), "expected": 0.2, **share}],
            "drift": [{"feature": "hs", "index": 0.01, "state": "steady"}],
        }
        return Trained(content, card)


@pytest.fixture
def method() -> Iterator[Counting]:
    """The method, wired for one test."""
    from jiangang.port.targeting.training import TRAINERS

    made, kept = Counting(), list(TRAINERS)
    TRAINERS[:] = [made]
    yield made
    TRAINERS[:] = kept


def inspect(count: int) -> list[Any]:
    """Inspected logs, every fifth with a finding, the last corrected and one missed."""
    from jiangang.port.targeting import api as targeting

    set_share("0")
    activate()
    made = accept_many(*[{"hs_code": "440321"}] * count)
    inspector = actor("I01", *TARGETING)
    for number, each in enumerate(made):
        decide(each)
        words = {"consignment_number": each.number, "actor": inspector, "at": AT}
        if number == 0:
            targeting.record_outcome(**words, result="missed", reason="gate closed")
        else:
            targeting.record_outcome(**words, result="found" if number % 5 == 0 else "clean")
    return made


def train(key: str = "") -> Any:
    """Order a training and run it; returns the job."""
    from jiangang.kernel.jobs import api as jobs
    from jiangang.kernel.jobs.models import Job
    from jiangang.port.targeting.operations.scoring import order_training

    job = order_training(request_key=key, actor=post_for("T01", "targeting.model.train"), at=AT)
    jobs.run_job(job)
    return Job.objects.get(pk=job)


def test_a_training_keeps_the_model_with_its_card(method: Counting) -> None:
    """Only checked consignments, known by the day; the same bytes again are the same version."""
    from jiangang.kernel.ledger import api as ledger
    from jiangang.port.targeting.models import ScoringModel

    inspect(52)
    job = train()
    assert job.state == "done", job.findings
    model = ScoringModel.objects.get()
    assert (model.version, model.labels, len(method.seen)) == (1, 51, 51)
    assert all(row.known_on <= DAY for row in method.seen)
    assert bytes(model.content) == b"[10, 51, %d]" % DAY.toordinal()
    train()
    assert ScoringModel.objects.count() == 1
    assert [fault for fault in ledger.verify().faults if fault.table.startswith("targeting_")] == []


def test_each_week_a_model_is_learnt_once_and_without_a_method_none(
    method: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice on one day is one order; the next week is another; nothing is put to work."""
    from jiangang.kernel.jobs import api as jobs
    from jiangang.kernel.jobs.models import Job
    from jiangang.kernel.office import api as office
    from jiangang.port.targeting.models import ScoringModel
    from jiangang.port.targeting.scores.queries import model_in_force
    from jiangang.port.targeting.tasks import train_weekly
    from jiangang.port.targeting.training import TRAINERS

    inspect(52)
    for days, orders in ((0, 1), (0, 1), (7, 2)):
        monkeypatch.setattr(office, "clock", lambda days=days: AT + timedelta(days=days))
        train_weekly(timestamp=0)
        assert Job.objects.filter(task="targeting.train").count() == orders
    for job in Job.objects.filter(task="targeting.train"):
        jobs.run_job(job.pk)
    assert [row.version for row in ScoringModel.objects.order_by("version")] == [1, 2]
    assert model_in_force(DAY + timedelta(days=7)) is None
    TRAINERS.clear()
    monkeypatch.setattr("jiangang.port.targeting.training.wired_trainers", lambda: ())
    monkeypatch.setattr(office, "clock", lambda: AT + timedelta(days=14))
    train_weekly(timestamp=0)
    assert Job.objects.filter(task="targeting.train").count() == 2


def test_a_result_of_later_is_not_learnt_from(method: Counting) -> None:
    """A correction of tomorrow leaves today's label as it stood."""
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.scores.queries import labelled_until

    made = inspect(6)
    before = [row.found for row in labelled_until(DAY)]
    targeting.record_outcome(
        consignment_number=made[1].number,
        result="found",
        reason="laboratory",
        is_correction=True,
        actor=actor("I01", *TARGETING),
        at=AT + timedelta(days=1),
    )
    assert [row.found for row in labelled_until(DAY)] == before
    assert [row.found for row in labelled_until(DAY + timedelta(days=1))] != before


def test_too_few_results_or_no_method_train_nothing(
    method: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office goes on without a model."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.operations.scoring import order_training
    from jiangang.port.targeting.scores.queries import model_in_force
    from jiangang.port.targeting.training import TRAINERS

    job = train()
    assert job.state == "failed" and job.findings[0]["code"] == "targeting.finding.too_few_labels"
    TRAINERS.clear()
    monkeypatch.setattr("jiangang.port.targeting.training.wired_trainers", lambda: ())
    with pytest.raises(Refused) as refusal:
        order_training(actor=actor("T01", *MODEL), at=AT)
    assert refusal.value.findings[0].code == "targeting.finding.no_trainer"
    assert model_in_force(DAY) is None


def test_two_hands_put_a_model_to_work_and_one_switches_it_off(method: Counting) -> None:
    """By operation and database; dated."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.models import ModelActivation, ScoringModel
    from jiangang.port.targeting.operations.scoring import activate_model, propose_model, switch_off_model
    from jiangang.port.targeting.scores.queries import model_in_force

    inspect(52)
    train()
    model = ScoringModel.objects.get()
    officer, chief = actor("T01", *MODEL), actor("S01", *MODEL)
    words = {"model_id": model.pk, "valid_from": DAY, "at": AT}
    with pytest.raises(Refused):
        activate_model(**words, actor=chief)
    with pytest.raises(DatabaseError), transaction.atomic():
        ModelActivation.objects.create(
            model=model, valid_from=DAY, proposed_by="person:1", activated_by=chief.key, activated_at=AT
        )
    propose_model(model_id=model.pk, reason="card is good", actor=officer, at=AT)
    with pytest.raises(Refused):
        activate_model(**words, actor=officer)
    activate_model(**words, actor=chief)
    assert model_in_force(DAY).pk == model.pk
    later = AT + timedelta(days=2)
    switch_off_model(reason="drift", actor=chief, at=later)
    assert model_in_force(later.date()) is None and model_in_force(DAY).pk == model.pk


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_model_has_its_card_and_its_acts(client: Any, method: Counting, language: str) -> None:
    """Metrics, the calibration plot, proposing and activating by two people."""
    from django.urls import reverse

    from jiangang.port.targeting.models import ScoringModel
    from tests.integration.assignment.signing_in import sign_in

    inspect(52)
    train()
    model = ScoringModel.objects.get()
    sign_in(client, "T05", "targeting.model.view", *MODEL, language=language)
    page = reverse("targeting:model", args=[model.pk])
    body = client.get(page).content.decode()
    assert (
        ("Area under the curve" if language == "en" else "曲线下面积") in body
        and "0.7000" in body
        and "<circle" in body
    )
    proposing = reverse("targeting:propose_model", args=[model.pk])
    assert client.get(proposing).status_code == 200
    assert client.post(proposing, {"reason": "good"}).status_code == 302
    starting = reverse("targeting:activate_model", args=[model.pk])
    assert client.post(starting, {"valid_from": "2999-01-01"}).status_code == 422
    client.logout()
    sign_in(client, "S05", "targeting.model.view", *MODEL, language=language)
    assert client.post(starting, {"valid_from": "2999-01-01"}).status_code == 302
    assert client.get(reverse("targeting:models")).status_code == 200
    assert client.post(reverse("targeting:switch_off"), {"reason": "x"}).status_code == 422
    assert client.post(reverse("targeting:train")).status_code == 302
