"""`jiangang target backtest`: a version or a file, the same digits as the office's own job."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.integration.assignment.small_office import AT, DAY
from tests.integration.targeting.notices import POLICY, accept_many, activate, back_test, decide, set_share

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A version that has decided three consignments, on the day of the tests."""
    from jiangang.kernel.office import api as office

    monkeypatch.setattr(office, "clock", lambda: AT)
    set_share("0")
    policy = activate()
    for each in accept_many({"hs_code": "440321"}, {"hs_code": "220421"}, {}):
        decide(each)
    return policy


def run(*arguments: str) -> Any:
    """The command, with the language of the shell English."""
    from jiangang.port.targeting.commands import cli

    days = ["--from", DAY.isoformat(), "--to", DAY.isoformat()]
    return CliRunner(env={"JIANGANG_LANGUAGE": "en"}).invoke(cli, ["backtest", *days, *arguments])


def test_a_version_keeps_its_backtest_and_repeats_it(version: Any) -> None:
    """The command, a second time, and the office's own: the same digests, one row."""
    from jiangang.port.targeting.models import BackTest

    said = [json.loads(run("--policy", "port-default/1", "--json").stdout) for _ in range(2)]
    row = back_test(version)
    assert {each["result_digest"] for each in said} == {row.result_digest}
    assert {each["input_digest"] for each in said} == {row.input_digest}
    assert said[0]["kept"] is True and BackTest.objects.count() == 1


def test_a_text_that_nobody_has_proposed_keeps_nothing(version: Any, tmp_path: Path) -> None:
    """And prints the counts in words."""
    from jiangang.port.targeting.models import BackTest

    path = tmp_path / "new.toml"
    path.write_text(POLICY.read_text(encoding="utf-8").replace('lane = "red"', 'lane = "yellow"', 1))
    result = run("--policy", str(path))
    assert result.exit_code == 0, result.output
    assert "Physical inspection: 1 -> 0" in result.stdout and "SHA-256" in result.stdout
    assert not BackTest.objects.exists()


@pytest.mark.parametrize("name", ["no-such/1", "port-default/x", "absent.toml"])
def test_what_is_not_there_ends_with_2(version: Any, name: str) -> None:
    """With the reason on the error stream."""
    result = run("--policy", name)
    assert result.exit_code == 2 and result.stderr.strip()
