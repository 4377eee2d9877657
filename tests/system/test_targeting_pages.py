"""Every page of targeting in a real browser, in both languages: axe at the desk, width on a phone."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from tests.integration.assignment.small_office import AT, DAY, actor
from tests.integration.targeting import choosing, notices, test_alerts, test_standings
from tests.system.test_inspection_journey import check_page, keep, sign_in

__all__ = ["sign_in"]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
STANDING = test_standings.POLICY.partition('default_lane = "red"\n')[2].replace(
    'code = "fruit"', 'code = "record"'
)
STANDINGS = ("targeting.standing.view", "targeting.standing.lock", "targeting.standing.override")


def lived_in() -> dict[str, Any]:
    """An office where something of every kind has happened."""
    from jiangang.port.targeting import api as targeting
    from jiangang.port.targeting.operations.shadowing import compute_shadows

    notices.set_share("0.1")
    policy = notices.activate(choosing.TEXT + STANDING)
    codes = ("440321", "440322", "080810", "441520", "940310")
    made = notices.accept_many(*[{"hs_code": code, "origin": "NZ"} for code in codes * 4])
    candidate = targeting.propose_policy(
        text=choosing.TEXT + STANDING.replace("qualify = 2", "qualify = 3"),
        reason="later reduction", actor=actor("T01", *notices.TARGETING), at=AT,
    )  # fmt: skip
    notices.run_in_shadow(candidate)
    for place, one in enumerate(made):
        if notices.decide(one).lane == "red" and place % 3 == 0:
            outcome = targeting.record_outcome(
                consignment_number=one.number, result="clean" if place % 2 else "found",
                actor=actor("I01", *choosing.OFFICER), at=AT,
            )  # fmt: skip
            targeting.standing_after_outcome(outcome)
    compute_shadows(actor=actor("T01", *notices.TARGETING), at=AT)
    return {
        "made": made, "policy": policy, "candidate": candidate,
        "backtest": notices.back_test(candidate), "alert": test_alerts.propose(),
    }  # fmt: skip


def happened(here: dict[str, Any]) -> dict[str, Any]:
    """An override that waits, one that was granted, an audit sample of it."""
    from jiangang.port.targeting import api as targeting
    from tests.integration.targeting.test_overriding import answer, ask

    open_red = [
        one for one in here["made"]
        if one.targeting_decision.lane == "red" and not one.targeting_decision.is_random
        and not one.targeting_decision.outcomes.exists() and "rule" in one.targeting_decision.streams
    ]  # fmt: skip
    answer(ask(open_red[0].number, "yellow"))
    waits = ask(open_red[1].number, "yellow")
    week = DAY + timedelta(days=6)
    auditor = actor("X01", *choosing.AUDITOR)
    targeting.draw_audit(first_day=DAY, last_day=week, actor=auditor, at=AT + timedelta(days=9))
    return {"waits": waits, "number": open_red[2].number}


def addresses(here: dict[str, Any], acts: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every page by its name."""
    from jiangang.port.targeting.models import AuditItem, StandingEvent

    for name in (
        "decisions", "policies", "propose", "alerts", "add_alert", "standings", "models", "board",
        "coverage", "checks", "leakage", "stream", "audit", "audit_draw",
    ):  # fmt: skip
        yield name, reverse(f"targeting:{name}")
    for name in ("policy", "sign", "activate", "test", "shadow"):
        yield name, reverse(f"targeting:{name}", args=[here["candidate"].pk])
    yield "backtest", reverse("targeting:backtest", args=[here["backtest"].pk])
    for name in ("alert", "end_alert"):
        yield name, reverse(f"targeting:{name}", args=[here["alert"].pk])
    event = StandingEvent.objects.all()[0]
    for name in ("standing", "lock_standing", "let_go"):
        yield name, reverse(f"targeting:{name}", args=[event.programme, event.entity])
    yield "override_answer", reverse("targeting:override_answer", args=[acts["waits"].pk])
    yield "audit_item", reverse("targeting:audit_item", args=[AuditItem.objects.all()[0].pk])
    for name in ("decision", "override", "overdue"):
        yield name, reverse(f"targeting:{name}", args=[acts["number"]])


@pytest.mark.slow
def test_every_page_of_targeting_is_for_everybody(sign_in: Callable[..., Any]) -> None:  # the fixture itself
    here = lived_in()
    pages = list(addresses(here, happened(here)))
    everything = {
        *notices.TARGETING, *choosing.OFFICER, *choosing.CHIEF, *choosing.RELEASER, *choosing.AUDITOR,
        *STANDINGS, "targeting.policy.view", "targeting.coverage.view", "targeting.alert.view",
        "targeting.alert.propose", "targeting.alert.sign", "targeting.alert.end", "targeting.model.view",
        "assignment.draw.view",
    }  # fmt: skip
    for language in ("zh-hans", "en"):
        page = sign_in(f"reads_{language[:2]}", *everything, language=language, size=DESK)
        for name, url in pages:
            page.set_viewport_size(DESK)
            answer = page.goto(f"{url}?first_day={DAY}&last_day={DAY}")
            assert answer.status == 200, f"{name}: {answer.status}"
            assert page.locator("html").get_attribute("lang", timeout=1000).lower().startswith(language[:2])
            check_page(page)
            keep(page, f"{name}-{language}")
            page.set_viewport_size(PHONE)
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{name} is {wide} px wider than a phone"
            keep(page, f"{name}-{language}-phone")
