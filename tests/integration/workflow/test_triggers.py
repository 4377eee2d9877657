"""What the database refuses by itself, to the application's role and to the owner alike."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors

from jiangang.kernel.permissions import Actor
from jiangang.kernel.workflow import api as workflow
from tests.integration.workflow.trial import AT, CASE, Parcel

STEP = (
    'INSERT INTO workflow_step (kind, "case", subject_table, subject_id, workflow, act, hand, source, '
    "target, person_id, actor, post, at, opinion) VALUES (%(kind)s, %(case)s, 'trial_parcel', %(id)s, "
    "'trial.parcel', %(act)s, %(hand)s, %(source)s, %(target)s, %(person)s, %(actor)s, '', %(at)s, '')"
)
REFUSED = (errors.RestrictViolation, errors.CheckViolation, errors.InsufficientPrivilege)


@pytest.fixture
def app(parcels: Any) -> Iterator[psycopg.Connection]:
    """A bare connection of the application's role, past every operation."""
    with psycopg.connect(parcels.url("jiangang_app")) as connection:
        yield connection


def words(parcel: Parcel, person: Actor, /, **changed: Any) -> dict[str, Any]:
    """A step as the operation would write it, with changes."""
    usual = {
        "kind": "move",
        "case": CASE,
        "id": str(parcel.pk),
        "act": "accept",
        "hand": "accept",
        "source": "noted",
        "target": "accepted",
        "person": person.person_id,
        "actor": person.key,
        "at": AT,
    }
    return usual | changed


def test_a_state_moves_with_its_step_in_either_order(
    app: psycopg.Connection, parcel: Parcel, people: Callable[[str], Actor]
) -> None:
    app.execute("UPDATE trial_parcel SET state = 'accepted'")
    app.execute(STEP, words(parcel, people("王")))
    app.commit()
    assert Parcel.objects.get().state == "accepted"


def test_a_state_does_not_move_without_a_step(app: psycopg.Connection, parcel: Parcel) -> None:
    app.execute("UPDATE trial_parcel SET state = 'accepted'")
    with pytest.raises(errors.RestrictViolation, match="without a step"):
        app.commit()


def test_yesterdays_step_moves_nothing_today(
    app: psycopg.Connection, parcel: Parcel, people: Callable[[str], Actor]
) -> None:
    app.execute("UPDATE trial_parcel SET state = 'accepted'")
    app.execute(STEP, words(parcel, people("王")))
    app.commit()
    with pytest.raises(errors.RestrictViolation, match="nothing leads from accepted to noted"):
        app.execute("UPDATE trial_parcel SET state = 'noted'")


def test_a_step_does_not_stand_without_the_move(
    app: psycopg.Connection, parcel: Parcel, people: Callable[[str], Actor]
) -> None:
    app.execute(STEP, words(parcel, people("王")))
    with pytest.raises(errors.RestrictViolation, match="the record says noted"):
        app.commit()


FALSE_STEPS: list[dict[str, Any]] = [
    {"target": "released"},
    {"hand": ""},
    {"act": "release", "hand": "release", "source": "inspected", "target": "released"},
    {"case": ""},
    {"actor": "person:999999"},
    {"person": None},
    {"kind": "sign"},
    {"kind": "sign", "act": "sign", "hand": "certify", "source": "noted", "target": "noted"},
    {"kind": "else"},
]


def test_a_false_step_is_refused(
    app: psycopg.Connection, parcel: Parcel, people: Callable[[str], Actor]
) -> None:
    for changed in FALSE_STEPS:
        with pytest.raises(REFUSED), app.transaction():
            app.execute(STEP, words(parcel, people("王"), **changed))


def test_the_same_hand_is_refused_by_the_database_too(
    app: psycopg.Connection, parcel: Parcel, people: Callable[[str], Actor]
) -> None:
    with app.transaction():
        app.execute("UPDATE trial_parcel SET state = 'accepted'")
        app.execute(STEP, words(parcel, people("王")))
    inspecting = {"act": "inspect", "hand": "inspect", "source": "accepted", "target": "inspected"}
    signing = {"kind": "sign", "act": "sign", "hand": "inspect", "source": "accepted", "target": "accepted"}
    with pytest.raises(errors.RestrictViolation, match="may not lend the hand inspect"), app.transaction():
        app.execute(STEP, words(parcel, people("王"), **signing))
    with pytest.raises(errors.RestrictViolation, match="needs 2 different hands"), app.transaction():
        app.execute(STEP, words(parcel, people("李"), **inspecting))
    with app.transaction():
        app.execute(STEP, words(parcel, people("赵"), **signing))
        app.execute("UPDATE trial_parcel SET state = 'inspected'")
        app.execute(STEP, words(parcel, people("李"), **inspecting))
    assert [step.hand for step in workflow.history(CASE)] == ["accept", "inspect", "inspect"]


def test_steps_get_their_time_and_number_from_the_database(
    app: psycopg.Connection, parcel: Parcel, people: Callable[[str], Actor]
) -> None:
    app.execute("UPDATE trial_parcel SET state = 'accepted'")
    app.execute(
        STEP.replace("opinion)", "opinion, id, recorded_at, transaction_id)").replace(
            "'')", "'', 777, '2001-01-01', 5)"
        ),
        words(parcel, people("王")),
    )
    app.commit()
    row = app.execute(
        "SELECT id, recorded_at > '2020-01-01', transaction_id = 5 FROM workflow_step"
    ).fetchone()
    assert row is not None
    assert (row[0] != 777, row[1], row[2]) == (True, True, False)


def test_a_row_is_inserted_at_the_beginning_or_with_its_steps(
    app: psycopg.Connection, parcel: Parcel, people: Callable[[str], Actor]
) -> None:
    app.execute("INSERT INTO trial_parcel (id, name, state) VALUES (50, '桃', 'accepted')")
    with pytest.raises(errors.RestrictViolation, match="without a step"):
        app.commit()
    app.rollback()
    with app.cursor().copy("COPY trial_parcel (id, name, state) FROM STDIN") as copy:
        copy.write_row((51, "桃", "accepted"))
    columns = (
        'kind, "case", subject_table, subject_id, workflow, act, hand, source, target, person_id, actor, '
        "post, at, opinion"
    )
    wang = people("王")
    with app.cursor().copy(f"COPY workflow_step ({columns}) FROM STDIN") as copy:
        copy.write_row(
            ("move", CASE, "trial_parcel", "51", "trial.parcel", "accept", "accept", "noted", "accepted",
             wang.person_id, wang.key, "", AT, "")
        )  # fmt: skip
    app.commit()
    assert Parcel.objects.get(pk=51).state == "accepted"


WAYS_IN = [
    "UPDATE workflow_step SET opinion = 'x'",
    "DELETE FROM workflow_step",
    "TRUNCATE workflow_step",
    "DELETE FROM trial_parcel",
    "TRUNCATE trial_parcel",
    "SET session_replication_role = replica",
    "ALTER TABLE trial_parcel DISABLE TRIGGER ALL",
    "ALTER TABLE workflow_step DISABLE TRIGGER workflow_2_check",
    "DROP TRIGGER workflow_guard ON trial_parcel",
    "DROP TABLE workflow_step",
    "CREATE OR REPLACE FUNCTION workflow_profile(on_day date) RETURNS text LANGUAGE sql RETURN 'none'",
    "INSERT INTO workflow_transition (workflow, act, source, target, hand) "
    "VALUES ('trial.parcel', 'leap', 'noted', 'released', '')",
    "UPDATE workflow_handrule SET hands = 1",
    "DELETE FROM workflow_separationrule",
    "TRUNCATE workflow_transition",
    "INSERT INTO workflow_guardedtable VALUES ('people_person', 'trial.parcel', 'id', 'bigint')",
]


def test_no_way_in_for_the_application(
    app: psycopg.Connection, parcel: Parcel, people: Callable[[str], Actor]
) -> None:
    with app.transaction():
        app.execute("UPDATE trial_parcel SET state = 'accepted'")
        app.execute(STEP, words(parcel, people("王")))
    for statement in WAYS_IN:
        with pytest.raises(REFUSED), app.transaction():
            app.execute(statement)


def test_the_owner_and_a_replica_session_are_refused_too(
    parcel: Parcel, owner_connection: psycopg.Connection, superuser_connection: psycopg.Connection
) -> None:
    with pytest.raises(errors.RestrictViolation):
        owner_connection.execute("DELETE FROM trial_parcel")
    superuser_connection.execute("SET session_replication_role = replica")
    with pytest.raises(errors.RestrictViolation):
        superuser_connection.execute("UPDATE trial_parcel SET state = 'released'")
    with pytest.raises(errors.RestrictViolation):
        superuser_connection.execute("TRUNCATE workflow_step")
