"""Policies: two hands, versions that stay, dates, codes looked up; and outcomes."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.assignment.small_office import AT, DAY, actor
from tests.integration.targeting.notices import (
    POLICY,
    TARGETING,
    accept_many,
    activate,
    decide,
    earn,
    set_share,
)

pytestmark = pytest.mark.django_db


def _propose(text: str, reason: str = "because", by: str = "T01") -> Any:
    from jiangang.port.targeting import api as targeting

    return targeting.propose_policy(text=text, reason=reason, actor=actor(by, *TARGETING), at=AT)


def _activate(policy: Any, by: str = "S01", **words: Any) -> Any:
    from jiangang.port.targeting import api as targeting

    given = {"valid_from": DAY, **words}
    return targeting.activate_policy(policy_id=policy.pk, actor=actor(by, *TARGETING), at=AT, **given)


def test_the_same_text_again_is_the_same_version_and_a_change_the_next() -> None:
    """Versions are numbered; the difference can be read."""
    from jiangang.port.targeting.queries import difference

    text = POLICY.read_text(encoding="utf-8")
    first = _propose(text)
    assert _propose(text).pk == first.pk
    second = _propose(text.replace('lane = "yellow"', 'lane = "red"', 1))
    assert (second.code, second.version) == (first.code, 2)
    lines = difference(second)
    assert '-lane = "yellow"' in lines and '+lane = "red"' in lines
    assert difference(first) == []


def test_two_different_people_are_needed() -> None:
    """By the operation and by the database."""
    from django.db import transaction
    from django.db.utils import IntegrityError

    from jiangang.methods.findings import Refused
    from jiangang.port.targeting.models import PolicyActivation

    policy = _propose(POLICY.read_text(encoding="utf-8"))
    with pytest.raises(Refused) as refusal:
        _activate(policy, by="T01")
    assert refusal.value.findings[0].code == "targeting.finding.same_hand"
    row = _activate(policy)
    with pytest.raises(IntegrityError), transaction.atomic():
        PolicyActivation.objects.create(
            policy=policy,
            valid_from=DAY,
            proposed_by=row.proposed_by,
            activated_by=row.proposed_by,
            activated_at=AT,
        )


def test_yesterdays_decision_shows_yesterdays_policy() -> None:
    """After a change the old decision keeps version, values and reasons."""
    from jiangang.port.targeting.queries import get_visible, policy_in_force

    set_share("0")
    activate()
    (consignment,) = accept_many({"hs_code": "440321"})
    decide(consignment)
    text = POLICY.read_text(encoding="utf-8").replace('code = "logs"', 'code = "round-wood"')
    _activate(earn(_propose(text)), valid_from=DAY + timedelta(days=1))
    assert policy_in_force(DAY).name == "port-default/1"
    assert policy_in_force(DAY + timedelta(days=1)).name == "port-default/2"
    seen = get_visible(consignment.number, actor("T01"))
    assert seen.policy == "port-default/1" and "logs" in {reason["rule"] for reason in seen.reasons}


def test_the_past_is_open_only_where_no_policy_decided() -> None:
    """A first policy may cover old files; a second one cannot change the ground of decisions."""
    from jiangang.methods.findings import Refused

    first = activate(valid_from=DAY - timedelta(days=4000))
    text = first.text.replace('code = "logs"', 'code = "round-wood"')
    with pytest.raises(Refused) as refusal:
        _activate(_propose(text), valid_from=DAY - timedelta(days=1))
    assert refusal.value.findings[0].code == "targeting.finding.from_in_the_past"


def test_a_policy_ends_on_its_last_day() -> None:
    """The day after, nothing is in force."""
    from jiangang.port.targeting.queries import policy_in_force

    activate(valid_until=DAY + timedelta(days=1))
    assert policy_in_force(DAY + timedelta(days=1)) is not None
    assert policy_in_force(DAY + timedelta(days=2)) is None


def test_a_faulty_text_is_refused_with_every_fault() -> None:
    """And a reason is asked for."""
    from jiangang.methods.findings import Refused

    text = POLICY.read_text(encoding="utf-8").replace('fact = "mass"', 'fact = "colour"')
    with pytest.raises(Refused) as refusal:
        _propose(text, reason=" ")
    codes = {finding.code.rpartition(".")[2] for finding in refusal.value.findings}
    assert {"policy_fact_unknown", "reason_missing"} <= codes


def test_codes_that_no_list_knows_are_said() -> None:
    """Not checked where no list is loaded, a warning where one is."""
    from jiangang.port.targeting.operations.policies import examine_policy

    text = POLICY.read_text(encoding="utf-8")
    _, findings = examine_policy(text, DAY)
    assert {finding.severity.value for finding in findings} <= {"not_checked", "warning"}
    assert any(finding.params["value"] == "4403" for finding in findings)


def test_firms_that_the_register_does_not_know_are_said() -> None:
    """In conditions and on watch-lists; a rule that names a firm by name would touch nothing."""
    from jiangang.port.targeting.operations.policies import examine_policy

    (made,) = accept_many({})
    key = f"firm:{made.importer_id}"
    days = "valid_from = 2026-01-01, valid_until = 2026-12-31"
    listed = f'{{ value = "{key}", {days} }}, {{ value = "江港木业", {days} }}'
    written = f"""
[[watch]]
code = "listed"
lane = "red"
expected = "0.001"
purpose_zh = "目的"
purpose_en = "purpose"
citation = {{ source = "office order", article = "1", applies = "all", verified = false }}
when_unknown = "noted"
release = "withheld"
{days.replace(", ", chr(10))}
fact = "importer"
entries = [{listed}]
all = [{{ fact = "agent", operator = "not_in", value = ["{key}", "firm:999999"] }}]
"""
    policy, findings = examine_policy(POLICY.read_text(encoding="utf-8") + written, DAY)
    assert policy is not None, findings
    said = [one for one in findings if one.code == "targeting.finding.policy_firm_unknown"]
    assert [one.params for one in said] == [
        {"rule": "listed", "value": "firm:999999"}, {"rule": "listed", "value": "江港木业"},
    ]  # fmt: skip
    assert {one.severity.value for one in said} == {"warning"}


def test_an_outcome_is_recorded_once_and_corrected_by_a_new_row() -> None:
    """A random unit that was not checked stays as missed, with the reason."""
    from jiangang.methods.findings import NotFound, Refused
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.models import Outcome

    set_share("1")
    activate()
    (consignment,) = accept_many({})

    def record(result: str, **words: Any) -> Any:
        return targeting.record_outcome(
            consignment_number=consignment.number,
            result=result,
            actor=actor("I01", *TARGETING),
            at=AT,
            **words,
        )

    with pytest.raises(NotFound):
        record("clean")
    decide(consignment)
    with pytest.raises(Refused):
        record("missed")
    missed = record("missed", reason="gate closed before the inspectors came")
    assert record("missed", reason="again").pk == missed.pk
    with pytest.raises(Refused):
        record("clean")
    corrected = record("clean", reason="was checked after all", is_correction=True)
    assert corrected.replaces_id == missed.pk and Outcome.objects.count() == 2
    assert targeting.find_decision(consignment.number).result == "clean"
