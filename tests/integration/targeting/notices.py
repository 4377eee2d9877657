"""Accepted consignments and an active policy, through the real operations."""

from datetime import date
from pathlib import Path
from typing import Any

from tests.integration.assignment.small_office import AT, DAY, actor

POLICY = Path(__file__).parents[3] / "examples" / "policies" / "port-default.toml"
CLERK = ("declarations.notice.import", "declarations.notice.accept", "organisations.firm.register")
TARGETING = (
    "targeting.decision.make",
    "targeting.policy.propose",
    "targeting.policy.activate",
    "targeting.policy.sign",
    "targeting.policy.test",
    "targeting.outcome.record",
    "assignment.draw.make",
    "targeting.decision.view",
)


def open_office() -> None:
    """The series of numbers and the code lists that come with the house."""
    from jiangang.kernel.codes import api as codes
    from jiangang.kernel.numbering import api as numbering
    from jiangang.kernel.permissions import Actor

    granted = frozenset({"numbering.series.define", "codes.edition.load"})
    system = Actor.system("tests", on=DAY, permissions=granted)
    numbering.load_seeds(actor=system, at=AT)
    codes.load_seeds(actor=system, at=AT)


def activate(text: str | None = None, **words: Any) -> Any:
    """Propose a policy as one person and activate it as another; returns the version."""
    from jiangang.port.targeting import api as targeting

    text = POLICY.read_text(encoding="utf-8") if text is None else text
    policy = targeting.propose_policy(text=text, reason="first", actor=actor("T01", *TARGETING), at=AT)
    targeting.activate_policy(
        policy_id=policy.pk, actor=actor("S01", *TARGETING), at=AT, **{"valid_from": DAY, **words}
    )
    return policy


def set_setting(key: str, value: Any) -> None:
    """A setting of the office, from the day of the tests on."""
    from jiangang.kernel.office import api as office

    office.change_setting(
        key=key, value=value, valid_from=DAY, actor=actor("A01", "office.settings.change"), at=AT
    )


def back_test(policy: Any, first: date = DAY, last: date = DAY) -> Any:
    """Replay the decisions of the days under a version, and keep it."""
    from jiangang.port.targeting.operations.testing import keep_backtest, run_backtest

    made = run_backtest(policy.pk, first, last, on=DAY)
    return keep_backtest(replay=made, actor=actor("T01", *TARGETING), at=AT)


def run_in_shadow(policy: Any) -> Any:
    """Begin the shadow period of a version."""
    from jiangang.port.targeting.operations.shadowing import start_shadow

    return start_shadow(policy_id=policy.pk, actor=actor("T01", *TARGETING), at=AT)


def earn(policy: Any) -> Any:
    """Back-test a version over the day of the tests and run it in shadow, where no days are asked for."""
    set_setting("policy_shadow_days", 0)
    back_test(policy)
    run_in_shadow(policy)
    return policy


def accept_many(*lines: dict[str, Any], **words: Any) -> list[Any]:
    """Accepted consignments, one for each line of goods."""
    from jiangang.port.declarations import api as declarations

    open_office()
    notices = [
        declarations.BulkNotice(
            payload=_payload(line, words), request_key=f"{words.get('key', 'k')}-{number}"
        )
        for number, line in enumerate(lines)
    ]
    result = declarations.file_and_accept_many(notices=notices, actor=actor("C01", *CLERK), at=AT)
    assert len(result.accepted) == len(lines), result.findings
    return list(result.accepted)


def _payload(line: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    goods = {"hs_code": "940310", "origin": "DE", "net_mass": "100", "value": "1000", "currency": "CNY"}
    return {
        "direction": "import",
        "importer_scheme": "declared",
        "importer_number": words.get("importer", "IMP1"),
        "exporter_name": "Seller",
        "transport_mode": "1",
        "departure_country": "DE",
        "lines": [{**goods, **line}],
    }


def set_share(text: str) -> None:
    """The share of the random stream."""
    set_setting("random_share", text)


def decide(consignment: Any, by: Any = None) -> Any:
    """Decide one consignment."""
    from jiangang.port.targeting import api as targeting

    return targeting.decide(consignment_id=consignment.pk, actor=by or actor("T01", *TARGETING), at=AT)


def post_for(code: str, *permissions: str) -> Any:
    """An actor whose permissions also stand in the database, for jobs that look them up."""
    from jiangang.kernel.people.models import Grant, Posting, PostKind, Unit

    found = actor(code, *permissions)
    start = DAY.replace(2000)
    unit, _ = Unit.objects.get_or_create(
        code="U1", defaults={"kind": "section", "name_en": "Section", "name_zh": "科", "valid_from": start}
    )
    kind, _ = PostKind.objects.get_or_create(
        code=f"job_of_{code}", defaults={"name_en": "Post", "name_zh": "岗", "rank": 10}
    )
    for permission in permissions:
        Grant.objects.get_or_create(post_kind=kind, permission=permission, valid_from=start)
    Posting.objects.get_or_create(person_id=found.person_id, post_kind=kind, unit=unit, valid_from=start)
    return found
