"""Two people at once, on a database that commits: one activation, one alert start, one back-test."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from tests.integration.assignment.small_office import AT, DAY, actor
from tests.integration.targeting.notices import (
    POLICY,
    TARGETING,
    accept_many,
    activate,
    back_test,
    decide,
    earn,
)

ALERTS = ("targeting.alert.propose", "targeting.alert.sign", "targeting.lane.raise")


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run acts in threads that begin together; results and refusals in the order in which they came."""
    from django.db import connections

    from jiangang.methods.findings import Refused

    gate, found = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            found.append(act())
        except Refused as refusal:
            found.append(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == len(acts)
    return found


def test_two_activators_at_once_make_one_activation(committed_db: Any) -> None:
    """The other is told that nothing is left to do."""
    from jiangang.methods.findings import Refused
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.models import PolicyActivation, ShadowEnd

    activate()
    (consignment,) = accept_many({"hs_code": "440321"})
    decide(consignment)
    text = POLICY.read_text(encoding="utf-8").replace('code = "logs"', 'code = "round-wood"')
    policy = targeting.propose_policy(text=text, reason="x", actor=actor("T01", *TARGETING), at=AT)
    earn(policy)
    chiefs = [actor("S01", *TARGETING), actor("S02", *TARGETING)]

    def act(chief: Any) -> Callable[[], Any]:
        return lambda: targeting.activate_policy(policy_id=policy.pk, valid_from=DAY, actor=chief, at=AT)

    found = at_once([act(chief) for chief in chiefs])
    (refusal,) = [each for each in found if isinstance(each, Refused)]
    assert refusal.findings[0].code == "targeting.finding.active_already"
    assert PolicyActivation.objects.filter(policy=policy).count() == 1
    assert ShadowEnd.objects.count() == 1


def test_two_signatures_at_once_start_an_alert_once(committed_db: Any) -> None:
    """And one job looks over what is open."""
    from jiangang.kernel.jobs.models import Job
    from jiangang.port.targeting.models import AlertSignature, AlertStart
    from jiangang.port.targeting.operations.alerting import sign_alert
    from tests.integration.targeting.test_alerts import propose

    activate()
    alert = propose()
    signers = [actor("S01", *ALERTS), actor("S02", *ALERTS)]

    def act(signer: Any) -> Callable[[], Any]:
        return lambda: sign_alert(alert_id=alert.pk, actor=signer, at=AT)

    at_once([act(signer) for signer in signers])
    assert AlertStart.objects.count() == 1 and AlertSignature.objects.count() == 3
    assert Job.objects.filter(task="targeting.rescreen").count() == 1


def test_a_backtest_kept_twice_at_once_is_one_row(committed_db: Any) -> None:
    """A double click."""
    from jiangang.port.targeting.models import BackTest

    policy = activate()
    (consignment,) = accept_many({"hs_code": "440321"})
    decide(consignment)
    rows = at_once([lambda: back_test(policy).pk] * 2)
    assert len(set(rows)) == 1 and BackTest.objects.count() == 1
