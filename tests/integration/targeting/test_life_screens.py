"""Screens of the life of a policy: editor, back-test, shadow, alerts, standings, models; who may not
enter.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.integration.assignment.signing_in import sign_in
from tests.integration.assignment.small_office import AT, DAY
from tests.integration.targeting.notices import (
    POLICY,
    accept_many,
    activate,
    back_test,
    decide,
    earn,
    run_in_shadow,
    set_share,
)

pytestmark = pytest.mark.django_db

OFFICER = (
    "targeting.decision.view", "targeting.policy.view", "targeting.policy.propose", "targeting.policy.test",
    "targeting.alert.view", "targeting.alert.propose", "targeting.standing.view",
    "targeting.standing.override", "targeting.model.view", "targeting.model.train", "targeting.model.propose",
)  # fmt: skip
CHIEF = (
    "targeting.policy.view", "targeting.policy.activate", "targeting.policy.sign", "targeting.alert.view",
    "targeting.alert.sign", "targeting.alert.end", "targeting.standing.view", "targeting.standing.lock",
    "targeting.model.view", "targeting.model.activate",
)  # fmt: skip
CHANGED = ('code = "other-food"\nlane = "yellow"', 'code = "other-food"\nlane = "red"')


@pytest.fixture
def decided() -> Any:
    """Wine and logs, decided."""
    set_share("0")
    activate()
    made = accept_many({"hs_code": "220421"}, {"hs_code": "440321"})
    for each in made:
        decide(each)
    return made


def propose() -> Any:
    """A version that opens wine."""
    from jiangang.port.targeting import api as targeting
    from tests.integration.assignment.small_office import actor
    from tests.integration.targeting.notices import TARGETING

    text = POLICY.read_text(encoding="utf-8").replace(*CHANGED)
    return targeting.propose_policy(text=text, reason="wine", actor=actor("T01", *TARGETING), at=AT)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_editor_shows_meaning_and_difference_before_anything_is_kept(
    client: Any, decided: Any, language: str
) -> None:
    """From the box and from a file alike."""
    from jiangang.port.targeting.models import Policy

    sign_in(client, "P01", *OFFICER, language=language)
    url, text = reverse("targeting:propose"), POLICY.read_text(encoding="utf-8").replace(*CHANGED)
    typed = client.post(url, {"act": "preview", "text": text})
    chosen = client.post(url, {"act": "preview", "file": SimpleUploadedFile("new.toml", text.encode())})
    for answer in (typed, chosen):
        body = answer.content.decode()
        assert answer.status_code == 200
        assert {"en": "Changed", "zh-hans": "修改"}[language] in body
        assert {"en": "Other food: label", "zh-hans": "其他食品核对标签"}[language] in body
        assert "other-food" in body and "+lane = &quot;red&quot;" in body
    assert Policy.objects.count() == 1


def test_the_editor_numbers_the_lines_that_have_faults(client: Any, decided: Any) -> None:
    """Nothing is lost of what was typed."""
    sign_in(client, "P01", *OFFICER)
    text = POLICY.read_text(encoding="utf-8").replace('fact = "mass"', 'fact = "colour"')
    answer = client.post(reverse("targeting:propose"), {"act": "preview", "text": text})
    body = answer.content.decode()
    place = text.index('code = "heavy-unvalued"')
    heading = text[:place].count("\n")
    faulty = 1 + text[: text.index('fact = "colour"')].count("\n")
    assert answer.status_code == 422
    assert f"&gt;  {heading}  [[rule]]" in body and f"   {faulty}    {{ fact = &quot;colour" in body


def test_a_file_that_is_no_text_is_refused_at_its_field(client: Any, decided: Any) -> None:
    """In GB 18030, which is not UTF-8."""
    sign_in(client, "P01", *OFFICER)
    upload = SimpleUploadedFile("new.toml", "名称 = 1".encode("gb18030"))
    answer = client.post(reverse("targeting:propose"), {"act": "preview", "file": upload})
    assert answer.status_code == 422 and "UTF-8" in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_version_says_what_it_lacks_until_it_lacks_nothing(
    client: Any, decided: Any, language: str
) -> None:
    """On its page and above the form of activation, for who may press the button."""
    policy = propose()
    sign_in(client, "S01", *CHIEF, language=language)
    page = reverse("targeting:policy", args=[policy.pk])
    lacking = {"en": "There is no back-test over 90 days", "zh-hans": "缺少覆盖90天的回溯检验"}[language]
    assert lacking in client.get(page).content.decode()
    assert lacking in client.get(reverse("targeting:activate", args=[policy.pk])).content.decode()
    earn(policy)
    enough = {"en": "Nothing is missing", "zh-hans": "条件齐备"}[language]
    assert enough in client.get(page).content.decode()
    assert client.post(reverse("targeting:sign", args=[policy.pk]), {"opinion": "read"}).status_code == 302
    assert policy.signatures.count() == 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_backtest_and_shadow_have_their_pages(client: Any, decided: Any, language: str) -> None:
    """Tables with drawings; different decisions are listed."""
    from jiangang.kernel.permissions import Actor
    from jiangang.port.targeting.operations.shadowing import compute_shadows

    policy = propose()
    test = back_test(policy)
    run_in_shadow(policy)
    (wine,) = accept_many({"hs_code": "220421"}, key="new")
    decide(wine)
    system = Actor.system("targeting", on=DAY, permissions=frozenset({"targeting.decision.make"}))
    compute_shadows(actor=system, at=AT)
    sign_in(client, "P01", *OFFICER, language=language)
    body = client.get(reverse("targeting:backtest", args=[test.pk])).content.decode()
    assert test.result_digest[:8] in body and "<svg" in body and "other-food" in body
    body = client.get(reverse("targeting:shadow", args=[policy.pk])).content.decode()
    assert wine.number in body
    csv = client.get(reverse("targeting:shadow", args=[policy.pk]), {"export": "csv"})
    assert wine.number in b"".join(csv.streaming_content).decode()
    ordering = reverse("targeting:test", args=[policy.pk])
    assert client.get(ordering).status_code == 200
    crossed = {"first_day": "2026-03-02", "last_day": "2026-03-01"}
    assert client.post(ordering, crossed).status_code == 422
    answer = client.post(ordering, {"first_day": "2026-03-01", "last_day": "2026-03-02"})
    assert answer.status_code == 302 and "/desk/jobs/" in answer["Location"]


def alert_answers(day: Any) -> dict[str, str]:
    """What somebody types into the form of an alert."""
    return {
        "request_key": "r1",
        "lane": "red",
        "fact_1": "hs",
        "operator_1": "prefix",
        "value_1": "2204， 2205",
        "operator_2": "prefix",
        "operator_3": "prefix",
        "purpose_zh": "葡萄酒",
        "purpose_en": "Wine",
        "source": "notice",
        "expected": "0.001",
        "when_unknown": "noted",
        "valid_from": day.isoformat(),
        "valid_until": (day + timedelta(days=10)).isoformat(),
        "reason": "plasticiser",
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_alert_is_written_signed_and_ended_through_the_screens(
    client: Any, decided: Any, language: str
) -> None:
    """A double click is one alert; the writer sees no button to sign."""
    from django.utils import timezone

    from jiangang.port.targeting.models import Alert

    today = timezone.now().date() + timedelta(days=1)
    sign_in(client, "P01", *OFFICER, language=language)
    url = reverse("targeting:add_alert")
    assert client.get(url).status_code == 200
    assert client.post(url, {**alert_answers(today), "lane": ""}).status_code == 422
    for _ in range(2):
        assert client.post(url, alert_answers(today)).status_code == 302
    alert = Alert.objects.get()
    assert 'value = ["2204", "2205"]' in alert.text
    page, signing = (reverse(f"targeting:{name}", args=[alert.pk]) for name in ("alert", "sign_alert"))
    assert signing not in client.get(page).content.decode()
    client.logout()
    sign_in(client, "S01", *CHIEF, language=language)
    assert signing in client.get(page).content.decode()
    assert client.post(signing).status_code == 302
    assert hasattr(Alert.objects.get(), "start")
    assert client.get(reverse("targeting:alerts")).status_code == 200
    ending = reverse("targeting:end_alert", args=[alert.pk])
    assert client.get(ending).status_code == 200 and client.post(ending, {}).status_code == 422
    assert client.post(ending, {"reason": "recalled"}).status_code == 302


def test_lists_are_empty_in_words_and_closed_to_others(client: Any, decided: Any) -> None:
    """An inspector has none of these pages."""
    names = ("alerts", "standings", "models")
    sign_in(client, "P01", *OFFICER)
    for name in names:
        assert client.get(reverse(f"targeting:{name}")).status_code == 200
    assert client.post(reverse("targeting:train")).status_code == 302
    client.logout()
    sign_in(client, "I01")
    for name in (*names, "policies", "propose", "add_alert", "switch_off"):
        assert client.get(reverse(f"targeting:{name}")).status_code == 403


def test_the_machine_api_reads_the_life_of_a_policy(client: Any, decided: Any) -> None:
    """What is lacking, back-tests, alerts, standings, models; 403 without the permission."""
    policy = propose()
    test = back_test(policy)
    sign_in(client, "P01", *OFFICER)
    base = "/api/targeting"
    lacking = client.get(f"{base}/policies/{policy.pk}/lacking").json()
    assert {each["code"].rpartition(".")[2] for each in lacking} >= {"signatures_missing", "shadow_missing"}
    (row,) = client.get(f"{base}/policies/{policy.pk}/backtests").json()
    assert row["result_digest"] == test.result_digest
    assert client.get(f"{base}/backtests/{test.pk}").json()["result"] == test.result
    assert client.get(f"{base}/backtests/0").status_code == 404
    for name in ("alerts", "standings", "models"):
        assert client.get(f"{base}/{name}").json() == []
    client.logout()
    sign_in(client, "I01")
    for name in ("alerts", "standings", "models", f"backtests/{test.pk}"):
        assert client.get(f"{base}/{name}").status_code == 403
