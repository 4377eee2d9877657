"""What a version has to show before it decides: back-test, shadow period, signatures."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from tests.integration.assignment.small_office import AT, DAY, actor, interest
from tests.integration.targeting.notices import (
    POLICY,
    TARGETING,
    accept_many,
    activate,
    back_test,
    decide,
    earn,
    run_in_shadow,
    set_setting,
    set_share,
)

pytestmark = pytest.mark.django_db

LINES = [{"hs_code": code} for code in ("440321", "220421", "940310", "080810")] * 3


def record(consignment: Any, result: str, **words: Any) -> Any:
    """Record an outcome."""
    from jiangang.port.targeting import api as targeting

    return targeting.record_outcome(
        consignment_number=consignment.number,
        result=result,
        actor=actor("I01", *TARGETING),
        at=AT,
        **words,
    )


@pytest.fixture
def history() -> list[Any]:
    """Twelve decided consignments: what logs and fruit showed is known."""
    set_share("0")
    activate()
    consignments = accept_many(*LINES)
    for number, consignment in enumerate(consignments):
        if decide(consignment).lane == "red":
            record(consignment, "found" if number % 3 == 0 else "clean")
    return consignments


def candidate(by: str = "T01") -> Any:
    """A version that no longer opens logs, but opens wine."""
    from jiangang.port.targeting import api as targeting

    text = POLICY.read_text(encoding="utf-8")
    text = text.replace('lane = "red"', 'lane = "yellow"', 1)
    text = text.replace('code = "other-food"\nlane = "yellow"', 'code = "other-food"\nlane = "red"')
    return targeting.propose_policy(text=text, reason="trial", actor=actor(by, *TARGETING), at=AT)


def test_a_backtest_counts_as_asking_each_consignment_does(history: list[Any]) -> None:
    """Caught and missed against the interpreter, one consignment after the other."""
    from jiangang.methods.targeting.facts import ConsignmentFacts
    from jiangang.methods.targeting.policy import interpret
    from jiangang.methods.targeting.reading import get_policy
    from jiangang.port.targeting.models import Decision

    policy = candidate()
    result = back_test(policy).result
    caught = missed = opened = 0
    for row in Decision.objects.all():
        lane = interpret(get_policy(policy.text), ConsignmentFacts.from_dict(row.facts), DAY).lane.code
        found = row.outcomes.filter(result="found").exists()
        opened += lane == "red"
        caught += found and lane == "red"
        missed += found and lane != "red"
    then = result["candidate"]
    assert (then["caught"], then["missed"], then["lanes"]["red"]) == (caught, missed, opened)
    assert missed and caught and then["unknown"] == 3  # wine that nobody had opened
    assert result["now"]["missed"] == 0 and result["decisions"] == len(LINES)
    assert then["inspector_hours"] == str(3 * opened + 0.5 * then["lanes"]["yellow"])
    recall = then["recall"]
    assert float(recall["low"]) < float(recall["rate"]) < float(recall["high"])


def test_a_backtest_is_repeated_to_the_digit(history: list[Any]) -> None:
    """The same input is one row; another outcome gives other digests."""
    from jiangang.port.targeting.models import BackTest

    policy = candidate()
    one, again = back_test(policy), back_test(policy)
    assert one.pk == again.pk and BackTest.objects.count() == 1
    record(history[0], "clean", reason="misread", is_correction=True)
    other = back_test(policy)
    assert other.input_digest != one.input_digest and other.result_digest != one.result_digest


def test_a_version_lacks_everything_and_the_database_agrees(history: list[Any]) -> None:
    """Signature, back-test and shadow period; asked for by the operation and by the trigger."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.models import PolicyActivation, PolicySignature

    policy = candidate()
    with pytest.raises(Refused) as refusal:
        targeting.activate_policy(policy_id=policy.pk, valid_from=DAY, actor=actor("S01", *TARGETING), at=AT)
    codes = {finding.code.rpartition(".")[2] for finding in refusal.value.findings}
    assert codes == {"backtest_missing", "shadow_missing"}

    def insert() -> None:
        with transaction.atomic():
            PolicyActivation.objects.create(
                policy=policy,
                valid_from=DAY,
                proposed_by=policy.proposed_by,
                activated_by=actor("S01").key,
                activated_at=AT,
            )

    with pytest.raises(DatabaseError, match="signatures"):
        insert()
    PolicySignature.objects.create(
        policy=policy, digest=policy.digest, signed_at=AT, signed_by=actor("S01").key
    )
    with pytest.raises(DatabaseError, match="back-test"):
        insert()
    back_test(policy)
    with pytest.raises(DatabaseError, match="shadow period"):
        insert()
    run_in_shadow(policy)
    with pytest.raises(DatabaseError, match="shadow period of 7 days"):
        insert()


def test_the_shadow_period_has_the_length_that_the_office_sets(history: list[Any]) -> None:
    """A day short is refused, the day itself is enough; then the shadow is over."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.models import ShadowEnd

    set_setting("policy_shadow_days", 3)
    policy = candidate()
    back_test(policy)
    run_in_shadow(policy)

    def begin(days: int) -> Any:
        at = AT + timedelta(days=days)
        return targeting.activate_policy(
            policy_id=policy.pk, valid_from=at.date(), actor=actor("S01", *TARGETING), at=at
        )

    with pytest.raises(Refused) as refusal:
        begin(2)
    assert refusal.value.findings[0].params["left"] == 1
    begin(3)
    assert ShadowEnd.objects.filter(shadow__policy=policy).exists()


def test_a_shadow_is_computed_for_new_decisions_and_not_acted_on(history: list[Any]) -> None:
    """Old decisions have no answer; a second round adds none; who has an interest sees none."""
    from jiangang.kernel.permissions import Actor
    from jiangang.port.targeting.models import ShadowAnswer
    from jiangang.port.targeting.operations.shadowing import compute_shadows
    from jiangang.port.targeting.trials.queries import different_answers

    policy = candidate()
    run_in_shadow(policy)
    logs, wine = accept_many({"hs_code": "440321"}, {"hs_code": "220421"}, key="new")
    for each in (logs, wine):
        decide(each)
    system = Actor.system("targeting", on=DAY, permissions=frozenset({"targeting.decision.make"}))
    assert [compute_shadows(actor=system, at=AT) for _ in range(2)] == [2, 0]
    answers = ShadowAnswer.objects.order_by("id").values_list("lane", "is_different", "rules")
    assert [(lane, differs) for lane, differs, _ in answers] == [("yellow", True), ("red", True)]
    assert "other-food" in answers[1][2]
    wine.refresh_from_db()
    assert wine.state == "targeted"
    interest("T02", wine.importer_id)
    assert different_answers(policy, actor("T01")).count() == 2
    assert different_answers(policy, actor("T02")).count() == 0


def test_three_hands_where_the_profile_asks_for_three() -> None:
    """The proposer, the activator, and one more; a first policy needs nothing else."""
    from jiangang.port.targeting.rules.stated import Readiness, check_readiness

    facts = Readiness(3, frozenset({"person:1"}), False, 90, False, 7, None)
    (finding,) = check_readiness(facts, "person:2")
    assert finding.params == {"needed": 3, "missing": 1}
    signed = Readiness(3, frozenset({"person:1", "person:3"}), False, 90, False, 7, None)
    assert check_readiness(signed, "person:2") == []


def test_signing_twice_is_one_signature(history: list[Any]) -> None:
    """And the activator who signed before signs no second time."""
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.models import PolicySignature
    from jiangang.port.targeting.operations.policies import sign_policy

    policy = earn(candidate())
    chief = actor("S01", *TARGETING)
    one = sign_policy(policy_id=policy.pk, opinion="read", actor=chief, at=AT)
    assert sign_policy(policy_id=policy.pk, actor=chief, at=AT).pk == one.pk
    targeting.activate_policy(policy_id=policy.pk, valid_from=DAY, actor=chief, at=AT)
    assert PolicySignature.objects.filter(policy=policy).count() == 2


def test_the_job_keeps_the_backtest_in_the_name_of_who_asked(history: list[Any]) -> None:
    """Ordered twice with one key is one job; its page leads to the result."""
    from jiangang.kernel.jobs import api as jobs
    from jiangang.kernel.jobs.models import Job
    from jiangang.port.targeting import tasks
    from jiangang.port.targeting.models import BackTest
    from jiangang.port.targeting.operations.testing import order_backtest
    from tests.integration.targeting.notices import post_for

    policy = candidate()
    asker = post_for("T01", "targeting.policy.test")
    words = {"policy_id": policy.pk, "first_day": DAY, "last_day": DAY, "request_key": "k1"}
    number = order_backtest(**words, actor=asker, at=AT)
    assert order_backtest(**words, actor=asker, at=AT) == number
    assert tasks.BACKTEST_TASK == "targeting.backtest"
    jobs.run_job(number)
    job, row = Job.objects.get(pk=number), BackTest.objects.get()
    assert (job.state, job.done, job.total) == ("done", len(LINES), len(LINES))
    assert row.run_by == asker.key and job.result_url.endswith(f"/backtests/{row.pk}/")


def test_hours_that_are_no_number_stop_a_backtest(history: list[Any]) -> None:
    """With the setting named."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.operations.testing import run_backtest

    set_setting("inspector_hours_red", "three")
    with pytest.raises(Refused) as refusal:
        run_backtest(candidate().pk, DAY, DAY, on=DAY)
    assert refusal.value.findings[0].params["setting"] == "inspector_hours_red"


def test_gates_are_reported_one_by_one_and_held_ones_counted() -> None:
    """Closed among the goods it is about, caught, missed, and the hours that fall away, by hand."""
    from tests.integration.targeting.choosing import GATE, HEAD, LOGS

    set_share("0")
    before = activate(HEAD + LOGS)
    fruit, other = {"hs_code": "080810"}, {"hs_code": "940310"}
    lines = [{**fruit, "origin": "DE"}, {**fruit, "origin": "NZ"}, {**fruit, "origin": "DE"}, other]
    consignments = accept_many(*lines)
    for consignment in consignments:
        decide(consignment)
    record(consignments[0], "found")
    record(consignments[1], "found")
    set_setting("policy_shadow_days", 0)
    gated = HEAD + GATE + LOGS
    result = back_test(_proposed(gated)).result
    (gate,) = result["gates"]
    assert (gate["closed"]["events"], gate["closed"]["total"]) == (2, 3)
    assert (gate["caught"], gate["missed"]) == (1, 1)
    assert float(gate["inspector_hours"]) == 0  # they were green, so that no check falls away
    assert result["moved"]["green"]["held"] == 2 and result["candidate"]["lanes"]["held"] == 2
    assert before.version == 1


def test_a_held_decision_is_replayed_and_shadowed() -> None:
    """What a gate held back is held in the replay of the same text too, and in its shadow answers."""
    from jiangang.port.targeting.models import ShadowAnswer
    from jiangang.port.targeting.operations.shadowing import compute_shadows
    from tests.integration.targeting.choosing import GATE, HEAD, LOGS

    set_share("0")
    active = activate(HEAD + GATE + LOGS)
    candidate_version = _proposed(HEAD + GATE + LOGS.replace("4403", "4407"))
    run_in_shadow(candidate_version)
    (consignment,) = accept_many({"hs_code": "080810", "origin": "DE"})
    assert decide(consignment).lane == "held"
    assert back_test(active).result["moved"]["held"]["held"] == 1
    assert compute_shadows(actor=actor("T01", *TARGETING), at=AT) == 1
    assert list(ShadowAnswer.objects.values_list("lane", "is_different")) == [("held", False)]


def _proposed(text: str) -> Any:
    from jiangang.port.targeting import api as targeting

    return targeting.propose_policy(text=text, reason="gate", actor=actor("T01", *TARGETING), at=AT)
