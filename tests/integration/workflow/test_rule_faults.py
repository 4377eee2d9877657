"""Verification names a rule that the database has and the code has not, and the other way round."""

from typing import Any

from jiangang.config.supervision import postgres
from jiangang.kernel.ledger import api as ledger


def tamper(addresses: dict[str, str], statement: str) -> None:
    import psycopg

    with psycopg.connect(addresses[postgres.SUPERUSER], autocommit=True) as thief:
        thief.execute("SET session_replication_role = replica")
        thief.execute(statement)


def test_a_removed_separation_of_hands_is_named(demo_db: dict[str, str]) -> None:
    tamper(demo_db, "ALTER TABLE workflow_separationrule DISABLE TRIGGER USER")
    tamper(demo_db, "DELETE FROM workflow_separationrule WHERE profile = 'chinese' AND hand_a = 'accept'")
    faults = {(fault.table, fault.what) for fault in ledger.verify().faults}
    assert ("workflow_separationrule", "of the code is missing") in faults


def test_a_lowered_number_of_hands_is_named(demo_db: dict[str, str]) -> None:
    tamper(demo_db, "UPDATE workflow_handrule SET hands = 1 WHERE profile = 'chinese'")
    assert any(fault.table == "workflow_handrule" for fault in ledger.verify().faults)


def test_an_invented_transition_is_named(demo_db: dict[str, str]) -> None:
    tamper(
        demo_db,
        "INSERT INTO workflow_transition (workflow, act, source, target, hand) "
        "VALUES ('declarations.consignment', 'jump', 'submitted', 'released', '')",
    )
    assert any(fault.table == "workflow_transition" for fault in ledger.verify().faults)


def test_a_post_made_harmless_is_named(demo_db: dict[str, Any]) -> None:
    tamper(demo_db, "UPDATE people_postkind SET is_signing = false WHERE code = 'certifying_officer'")
    assert any(fault.table == "people_postkind" for fault in ledger.verify().faults)
