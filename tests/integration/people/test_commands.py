"""`jiangang people|interests|parties`: lists of what the screens show, and acts in somebody's name."""

from typing import Any

import pytest
from click.testing import CliRunner

from tests.integration.assignment.small_office import AT, DAY, actor, interest
from tests.integration.targeting.notices import accept_many, post_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    from jiangang.kernel.office import api as office

    monkeypatch.setattr(office, "clock", lambda: AT)


def run(cli: Any, *words: str) -> Any:
    return CliRunner().invoke(cli, list(words))


def test_people_are_listed_taken_on_and_posts_granted() -> None:
    """In the name of who may; who may not is refused, and nothing is written."""
    from jiangang.kernel.people.commands import cli
    from jiangang.kernel.people.models import Grant, Person
    from jiangang.methods.findings import Forbidden

    post_for("A01", "people.person.change", "people.grant.change")
    actor("B01")
    assert run(cli, "add", "N01", "--name-zh", "新人", "--by", "A01").output == "N01\n"
    assert "N01" in run(cli, "list").output
    refused = run(cli, "add", "N02", "--name-zh", "新人", "--by", "B01")
    assert isinstance(refused.exception, Forbidden)
    assert not Person.objects.filter(code="N02").exists()
    said = run(cli, "grant", "job_of_A01", "people.person.view", "--by", "A01")
    assert said.output == f"job_of_A01 people.person.view since {DAY}\n", said.exception
    assert Grant.objects.filter(post_kind="job_of_A01", permission="people.person.view").count() == 1
    assert "people.person.view" in run(cli, "grants", "--post", "job_of_A01").output


def test_interests_are_listed_to_their_readers() -> None:
    """The register is closed to others."""
    from jiangang.integrity.interests.commands import cli
    from jiangang.methods.findings import Forbidden

    (made,) = accept_many({})
    interest("R02", made.importer_id)
    post_for("D01", "interests.register.view")
    assert run(cli, "list", "--by", "D01").output.startswith("R02")
    assert isinstance(run(cli, "list", "--by", "R02").exception, Forbidden)


def test_standings_are_listed_by_day() -> None:
    """Nothing to show is exit 1."""
    from jiangang.port.parties import api as parties
    from jiangang.port.parties.commands import cli

    assert run(cli, "standing").exit_code == 1
    (made,) = accept_many({})
    parties.set_standing(
        firm_id=made.importer_id, category="watched", valid_from=DAY, reason="two failures",
        actor=actor("S01", "parties.standing.set"), at=AT,
    )  # fmt: skip
    said = run(cli, "standing")
    assert said.exit_code == 0 and "watched" in said.output
    assert run(cli, "standing", "--on", "1999-01-01").exit_code == 1
