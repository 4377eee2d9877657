"""The morning of targeting in a real browser: board, a decision, an override by two, coverage, the audit."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.assignment.small_office import DAY
from tests.integration.targeting.choosing import AUDITOR, CHIEF, OFFICER, RELEASER, TEXT
from tests.system.test_inspection_journey import check_page, keep, sign_in

__all__ = ["sign_in"]
READ = (
    "targeting.decision.view",
    "targeting.policy.view",
    "targeting.coverage.view",
    "targeting.audit.view",
    "assignment.draw.view",
)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}


def decided_morning() -> list[Any]:
    """Forty decided consignments of many kinds, with outcomes for some."""
    from jiangang.port.targeting import api as targeting
    from tests.integration.assignment.small_office import AT, actor
    from tests.integration.targeting.notices import accept_many, activate, decide, set_share

    set_share("0.1")
    activate(TEXT)
    codes = ("440321", "220421", "940310", "441520", "610910", "080510", "010611", "870830")
    made = accept_many(*[{"hs_code": codes[place % 8]} for place in range(40)])
    decisions = [decide(one) for one in made]
    red = [one for one in decisions if one.lane == "red"]
    for place, decision in enumerate(red[: len(red) // 2]):
        targeting.record_outcome(
            consignment_number=decision.consignment.number,
            result="found" if place == 0 else "clean",
            actor=actor("T01", *OFFICER),
            at=AT,
        )
    return decisions


@pytest.mark.slow
def test_the_morning_of_targeting(sign_in: Callable[..., Any]) -> None:  # the fixture itself
    decisions = decided_morning()
    logs = next(one for one in decisions if one.streams == ["rule"] and not one.outcomes.exists())
    number = logs.consignment.number
    page = sign_in("one", *READ, *OFFICER, *RELEASER, language="zh-hans", size=DESK)
    page.goto("/desk/targeting/board/")
    check_page(page)
    keep(page, "targeting-board-zh")
    page.set_viewport_size(PHONE)
    check_page(page)
    keep(page, "targeting-board-phone-zh")
    page.set_viewport_size(DESK)
    page.goto(f"/desk/targeting/{number}/")
    check_page(page)
    keep(page, "targeting-decision-zh")
    page.get_by_role("link", name="改判").first.click()
    check_page(page)
    page.locator("input[name=to_lane][value=yellow]").check()
    page.get_by_label("理由").select_option("checked_elsewhere")
    page.get_by_label("说明").fill("青岛口岸已查验，记录号 2026-118。")
    keep(page, "targeting-override-zh")
    page.get_by_role("button", name="申请改判").click()
    page.get_by_text("待第二人批准").first.wait_for()
    override_granted(sign_in, logs)
    reports(sign_in)


def override_granted(become: Callable[..., Any], decision: Any) -> None:
    override = decision.overrides.get()
    page = become("chief", *READ, *CHIEF, language="en", size=PHONE)
    page.goto(f"/desk/targeting/overrides/{override.pk}/")
    check_page(page)
    keep(page, "targeting-second-hand-phone")
    page.locator("input[name=answer][value=grant]").check()
    page.get_by_role("button", name="Answer").click()
    page.get_by_text("Override granted").wait_for()
    check_page(page)
    keep(page, "targeting-decision-overridden-phone")


def reports(become: Callable[..., Any]) -> None:
    page = become("auditor", *READ, *AUDITOR, language="en", size=DESK)
    days = f"first_day={DAY}&last_day={DAY}"
    for name, query in (("coverage", "by=rule"), ("leakage", "by=chapter")):
        page.goto(f"/desk/targeting/{name}/?{days}&{query}")
        check_page(page)
        keep(page, f"targeting-{name}")
        page.set_viewport_size(PHONE)
        check_page(page)
        keep(page, f"targeting-{name}-phone")
        page.set_viewport_size(DESK)
    page.goto(f"/desk/targeting/coverage/?{days}&by=rule")
    page.get_by_role("row", name="logs").get_by_role("link").first.click()
    page.get_by_role("heading", name="Records").wait_for()
    page.goto("/desk/targeting/audit/draw/")
    page.get_by_label("From").fill("2026-11-01")
    page.get_by_label("Until").fill("2026-11-24")
    page.get_by_role("button", name="Draw").click()
    page.get_by_text("acts drawn").wait_for()
    check_page(page)
    keep(page, "targeting-audit")
