"""The life of a policy: written, looked at, back-tested, run in shadow, signed; an alert in between."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.support.looks import check_page, submit, visit

POLICIES = "/desk/targeting/policies/"


def run_jobs() -> None:
    """Run what was queued, as the worker does."""
    from jiangang.kernel.jobs import api as jobs
    from jiangang.kernel.jobs.models import Job
    from jiangang.port.targeting import tasks

    assert tasks.BACKTEST_TASK
    for job in Job.objects.filter(state="queued", task__startswith="targeting."):
        jobs.run_job(job.pk)


def write(page: Any, *, wrong: bool) -> str:
    """Take the text in force into the editor with one rule changed, or with a fact that does not exist."""
    box = page.locator("textarea[name=text]")
    text = str(box.input_value())
    changed = text.replace('fact = "mass"', 'fact = "colour"', 1) if wrong else text
    box.fill(changed.replace('expected = "0.25"', 'expected = "0.20"', 1))
    return text


def check_of(*, script: bool) -> Callable[[Any], None]:
    """What every page must pass; without a script axe cannot ask, so that only the page is waited for."""
    return check_page if script else lambda page: page.wait_for_load_state()


def write_version(page: Any, check: Callable[[Any], None]) -> Any:
    """Faults with their lines first, then meaning and differences, then proposed; returns the version."""
    from jiangang.port.targeting.models import Policy

    page.goto(f"{POLICIES}propose/")
    check(page)
    text = write(page, wrong=True)
    page.locator("button[name=act][value=propose]").click()
    page.locator("[data-error-summary]").wait_for()
    check(page)
    assert "colour" in page.locator("pre").first.inner_text()
    page.locator("textarea[name=text]").fill(text.replace('expected = "0.25"', 'expected = "0.20"', 1))
    page.locator("button[name=act][value=preview]").click()
    page.locator(".targeting-changes li").first.wait_for()
    check(page)
    page.locator("input[name=reason]").fill("wine is opened")
    page.locator("button[name=act][value=propose]").click()
    page.wait_for_url(re.compile(r"/policies/\d+/$"))
    check(page)
    return Policy.objects.order_by("-id")[0]


def try_version(page: Any, policy: Any, check: Callable[[Any], None]) -> None:
    """A back-test over everything, then the shadow period."""
    from jiangang.port.targeting.models import BackTest, Decision

    days = list(Decision.objects.order_by("decided_at").values_list("decided_at", flat=True))
    page.goto(f"{POLICIES}{policy.pk}/test/")
    check(page)
    page.locator("input[name=first_day]").fill((days[0].date() - timedelta(days=1)).isoformat())
    page.locator("main form.jg-form button[type=submit]").first.click()
    page.wait_for_url("**/desk/jobs/*/")
    run_jobs()
    made = BackTest.objects.get(policy=policy)
    page.goto(f"/desk/targeting/backtests/{made.pk}/")
    check(page)
    assert made.decisions == len(days)
    page.goto(f"{POLICIES}{policy.pk}/shadow/")
    page.locator("form[action$='/shadow/begin/'] button").click()
    page.locator("form[action$='/shadow/end/'] button").wait_for()
    check(page)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "phone", "script"),
    [("en", False, True), ("zh-hans", True, True), ("zh-hans", False, False)],
)
def test_a_version_is_written_tested_and_shown_to_the_chief(
    sign_in: Callable[..., Any], language: str, phone: bool, script: bool
) -> None:
    """At both widths, in both languages, and without a script; the chief is told what is missing."""
    check, words = check_of(script=script), {"language": language, "phone": phone}
    officer = sign_in("targeting", java_script_enabled=script, **words)
    policy = write_version(officer, check)
    try_version(officer, policy, check)
    chief = sign_in("chief", java_script_enabled=script, **words)
    chief.goto(f"{POLICIES}{policy.pk}/activate/")
    check(chief)
    chief.locator("main form.jg-form button[type=submit]").first.click()
    chief.locator("[data-error-summary]").wait_for()
    check(chief)
    assert not policy.activations.exists()


@pytest.mark.slow
@pytest.mark.parametrize(("language", "phone"), [("en", True), ("zh-hans", False)])
def test_an_alert_looks_over_what_is_open(sign_in: Callable[..., Any], language: str, phone: bool) -> None:
    """Written by one, signed by the other; what it touched is listed. The other lists open too."""
    from jiangang.kernel.office import api as office
    from jiangang.port.targeting.models import Alert

    officer = sign_in("targeting", language=language, phone=phone)
    visit(officer, "/desk/targeting/alerts/")
    visit(officer, "/desk/targeting/alerts/add/")
    today = office.local_day(office.clock())
    officer.locator("select[name=fact_1]").select_option("hs")
    officer.locator("input[name=value_1]").fill("44, 08, 10")
    for name, said in (
        ("purpose_zh", "有害生物"),
        ("purpose_en", "Pests"),
        ("source", "notice"),
        ("valid_until", (today + timedelta(days=5)).isoformat()),
        ("reason", "warning of the day"),
    ):
        officer.locator(f"input[name={name}]").fill(said)
    submit(officer)
    chief = sign_in("chief", language=language, phone=phone)
    alert = Alert.objects.get()
    visit(chief, f"/desk/targeting/alerts/{alert.pk}/")
    chief.locator("form[action$='/sign/'] button").click()
    chief.wait_for_load_state()
    run_jobs()
    visit(officer, f"/desk/targeting/alerts/{alert.pk}/")
    assert officer.locator("table tbody tr").count() == min(alert.screening.touched, 25)
    for name in ("standings", "models"):
        visit(officer, f"/desk/targeting/{name}/")
