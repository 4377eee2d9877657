"""The life of a policy through the machine API: the same acts, refusals and separations as on the screens."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.assignment.signing_in import sign_in
from tests.integration.assignment.small_office import DAY
from tests.integration.targeting.notices import POLICY, accept_many, activate, decide, set_setting, set_share

pytestmark = pytest.mark.django_db

VIEW = "targeting.policy.view"
WRITER = (VIEW, "targeting.policy.propose", "targeting.policy.test")
CHIEF = (VIEW, "targeting.policy.sign", "targeting.policy.activate")
ACTS = {
    "check": {"text": "x"},
    "": {"text": "x", "reason": "y"},
    "1/backtests": {"first_day": "2011-06-30", "last_day": "2011-06-30"},
    "1/shadow": {},
    "1/shadow/end": {},
    "1/signatures": {},
    "1/activations": {"valid_from": "2011-06-30"},
}


def ask(client: Any, path: str, body: Any, status: int = 200) -> Any:
    """POST under /api/targeting/policies; returns the answer."""
    url = "/api/targeting/policies" + (f"/{path}" if path else "")
    answer = client.post(url, body, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def changed() -> str:
    return POLICY.read_text(encoding="utf-8").replace('code = "logs"', 'code = "round-wood"')


def test_a_text_is_looked_over_with_lines_and_differences(client: Any) -> None:
    """A fault has the line of its rule, a good text its differences; nothing is kept."""
    from jiangang.port.targeting.models import Policy

    activate()
    sign_in(client, "P01", *WRITER)
    bad = changed().replace('fact = "mass"', 'fact = "colour"')
    found = ask(client, "check", {"text": bad})
    line = next(n for n, one in enumerate(bad.splitlines(), 1) if 'fact = "colour"' in one)
    assert not found["acceptable"]
    assert any(one["line"] and abs(one["line"] - line) < 20 for one in found["findings"])
    good = ask(client, "check", {"text": changed()})
    assert good["acceptable"]
    (difference,) = good["differences"]
    assert difference["against"] == "in_force" and '+code = "round-wood"' in difference["lines"]
    assert Policy.objects.count() == 1


def test_a_policy_lives_through_the_api_with_two_hands(client: Any) -> None:
    """Proposed, refused without trial, tested, shadowed, signed and activated by another, in force."""
    set_share("0")
    set_setting("policy_shadow_days", 0)
    first = activate()
    decide(accept_many({"hs_code": "440321"})[0])
    sign_in(client, "P01", *WRITER, *CHIEF)
    made = ask(client, "", {"text": changed(), "reason": "a better name"})
    again = ask(client, "", {"text": changed(), "reason": "a better name"})
    assert made["version"] == 2 and again["policy"] == made["policy"] and made["lacking"]
    today = ask_in_force(client)["on"]
    own = f"{made['policy']}"
    ask(client, f"{own}/activations", {"valid_from": today}, status=422)
    period = {"first_day": DAY.isoformat(), "last_day": today, "request_key": "k"}
    job = ask(client, f"{own}/backtests", period)["job"]
    assert ask(client, f"{own}/backtests", period)["job"] == job
    run_jobs(made["policy"])
    ask(client, f"{own}/shadow", {})
    client.logout()
    sign_in(client, "P02", *CHIEF)
    signed = ask(client, f"{own}/signatures", {"opinion": "seen"})
    assert signed["digest"] == made["digest"]
    ask(client, f"{own}/activations", {"valid_from": today})
    assert ask_in_force(client)["version"] == 2 and ask_in_force(client)["text"] == changed()
    assert ask_in_force(client, DAY.isoformat())["policy"] == first.pk
    assert client.get("/api/targeting/policies/in-force?on=1999-01-01").status_code == 404
    assert client.get(f"/api/targeting/policies/{own}").json()["signatures"][-1]["opinion"] == "seen"
    listed = client.get("/api/targeting/policies").json()
    assert {one["policy"] for one in listed} == {first.pk, made["policy"]}


def ask_in_force(client: Any, on: str = "") -> Any:
    return client.get("/api/targeting/policies/in-force", {"on": on} if on else {}).json()


def run_jobs(policy_id: int) -> None:
    """What the worker does with the job: replay all days and keep the result."""
    from jiangang.kernel.office import api as office
    from jiangang.port.targeting.operations.testing import keep_backtest, run_backtest
    from tests.integration.assignment.small_office import actor

    at = office.clock()
    made = run_backtest(policy_id, DAY, office.local_day(at), on=office.local_day(at))
    keep_backtest(replay=made, actor=actor("T01", "targeting.policy.test"), at=at)


def test_a_file_is_proposed_as_it_is(client: Any) -> None:
    """With a byte order mark and the line ends of another system; bytes that are no text are refused."""
    sign_in(client, "P01", *WRITER)
    url = "/api/targeting/policies/upload"
    raw = b"\xef\xbb\xbf" + changed().replace("\n", "\r\n").encode()
    made = client.post(url, {"reason": "from a file", "file": SimpleUploadedFile("p.toml", raw)})
    assert made.status_code == 200 and made.json()["text"] == changed()
    bad = client.post(url, {"reason": "x", "file": SimpleUploadedFile("p.toml", b"\xb2\xbc\xbf\xd8")})
    assert bad.status_code == 422
    assert bad.json()["findings"][0]["code"] == "targeting.finding.file_unreadable"


@pytest.mark.parametrize("path", ACTS)
def test_who_may_only_read_acts_on_nothing(client: Any, path: str) -> None:
    """Each act asks its own permission."""
    sign_in(client, "R01", VIEW)
    ask(client, path, ACTS[path], status=403)


@pytest.mark.parametrize("path", ["", "/in-force", "/1", "/1/differences"])
def test_who_may_not_read_policies_reads_none(client: Any, path: str) -> None:
    """403, whatever is there."""
    sign_in(client, "I01")
    assert client.get(f"/api/targeting/policies{path}").status_code == 403
