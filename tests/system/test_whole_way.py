"""One consignment through every hand of the office, each at their own screen, in both languages."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.demo import publish_register
from tests.support.filing import fill_notice, newest_consignment
from tests.support.looks import check_page, submit, visit

SignIn = Callable[..., Any]
FILED = re.compile(r"/portal/notices/\d+/")
VALID = {"en": "It is in force", "zh-hans": "现行有效"}
RECUSED = {"en": "You have a declared interest", "zh-hans": "利害关系"}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_through_every_hand(sign_in: SignIn, language: str) -> None:
    number = file_notice(sign_in("timber", language=language))
    accept(sign_in("clerk1", language=language), number)
    target_and_promise()
    show_draw(sign_in("targeting", language=language), number)
    inspect(sign_in, number, language)
    release(sign_in("release", language=language), number)
    public = certify(sign_in, number, language)
    verify(sign_in("", language=language), public, language)
    fetch_paper(sign_in("timber", language=language))
    open_figure(sign_in("chief", language=language), number)


def file_notice(page: Any) -> str:
    """Filed with an error first, then twice by a double click."""
    before = newest_consignment().pk
    visit(page, "/portal/")
    visit(page, "/portal/notices/new/")
    fill_notice(page, net_mass="-5")
    send = page.locator("#notice-form [name=send]").first
    send.click()
    page.locator("[data-error-summary] a").first.wait_for()
    check_page(page)
    page.locator("[data-error-summary] a").first.click()
    assert page.evaluate("document.activeElement.name") == "line-1-net_mass"
    page.locator("[name=line-1-net_mass]").fill("98500")
    send.dblclick()
    page.wait_for_url(FILED)
    check_page(page)
    filed = newest_consignment()
    assert filed.pk > before
    assert type(filed).objects.filter(pk__gt=before).count() == 1
    return str(filed.number)


def accept(page: Any, number: str) -> None:
    visit(page, "/desk/")
    visit(page, "/desk/notices/?state=submitted")
    page.get_by_role("link", name=number).click()
    check_page(page)
    page.locator("a[href$='/accept/']").click()
    check_page(page)
    submit(page)
    assert state_of(number) == "accepted"


def target_and_promise() -> None:
    """What the worker does: it tells targeting of the acceptance, and the day's seeds are promised."""
    from jiangang.integrity.assignment.tasks import commit_days
    from jiangang.kernel.events.tasks import deliver_events

    commit_days(0)
    deliver_events()


def show_draw(page: Any, number: str) -> None:
    """The decision was told to the inspection's room, which had the inspectors drawn."""
    assert state_of(number) == "awaiting_inspection"
    visit(page, f"/desk/targeting/{number}/")
    visit(page, "/desk/inspections/awaiting/")
    visit(page, "/desk/draws/")
    page.get_by_role("link", name=number).first.click()
    check_page(page)


def inspect(sign_in: SignIn, number: str, language: str) -> None:
    """Two inspectors with their phones: the one writes the result, the other confirms it."""
    first, second = (sign_in(username, language=language, phone=True) for username in usernames_drawn(number))
    visit(first, "/desk/")
    visit(first, "/desk/inspections/")
    first.get_by_role("link", name=task_of(number).number).click()
    check_page(first)
    first.locator("main form[action$='/start/'] button").click()
    for group in first.locator("fieldset.jg-field:has(input[name^=answer_])").all():
        group.locator("input[value=conforming]").check()
    first.locator("[name=units_opened]").fill(str(task_of(number).units_planned))
    first.locator("input[name=conforming][value=conforming]").check()
    check_page(first)
    first.locator("form.inspection-form button[type=submit]").click()
    first.wait_for_load_state()
    check_page(first)
    visit(second, f"/desk/inspections/{task_of(number).pk}/second-hand/")
    submit(second)
    assert state_of(number) == "inspected"


def release(page: Any, number: str) -> None:
    visit(page, "/desk/")
    visit(page, "/desk/dispositions/")
    page.get_by_role("link", name=number).click()
    check_page(page)
    page.locator("input[name=outcome][value=release]").check()
    submit(page)
    assert state_of(number) == "released"


def certify(sign_in: SignIn, number: str, language: str) -> str:
    """Drafted, reviewed, signed and issued by three people; gives the address that the QR code names."""
    page = sign_in("drafter", language=language)
    visit(page, f"/desk/certificates/draft/?consignment={number}")
    page.locator("select[name=kind]").select_option("inspection_certificate")
    submit(page)
    at = page.url
    for username, act in (("reviewer", "review"), ("signatory", "sign")):
        page = sign_in(username, language=language)
        visit(page, at)
        page.locator(f"main a[href$='/{act}/']").click()
        check_page(page)
        submit(page)
    page.locator("#issuing[hx-get]").wait_for()
    publish_register()
    visit(page, at)
    page.locator("#issuing form button").click()
    page.wait_for_load_state()
    check_page(page)
    assert state_of(number) == "closed"
    return str(page.locator("a[href*='/verify/']").first.get_attribute("href"))


def verify(page: Any, public: str, language: str) -> None:
    visit(page, public)
    page.get_by_text(VALID[language]).first.wait_for()


def fetch_paper(page: Any) -> None:
    visit(page, "/portal/certificates/")
    page.locator("main tbody a").first.click()
    check_page(page)
    form = page.locator("form[action$='/pdf/']").first
    token = form.locator("[name=csrfmiddlewaretoken]").get_attribute("value")
    paper = page.request.post(form.get_attribute("action"), form={"csrfmiddlewaretoken": token})
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.body().startswith(b"%PDF-")


def open_figure(page: Any, number: str) -> None:
    """The figure counts the consignment, and its records name it."""
    visit(page, "/desk/figures/")
    page.locator("a[href*='/declarations.notified/']").first.click()
    check_page(page)
    page.get_by_role("link", name=number).wait_for()


def test_the_back_button_makes_no_second_record(sign_in: SignIn) -> None:
    before = newest_consignment().pk
    page = sign_in("timber")
    visit(page, "/portal/notices/new/")
    fill_notice(page)
    page.locator("#notice-form [name=send]").first.click()
    page.wait_for_url(FILED)
    page.go_back()
    page.locator("#notice-form [name=send]").first.click()
    page.wait_for_load_state()
    check_page(page)
    filed = newest_consignment()
    assert type(filed).objects.filter(pk__gt=before).count() == 1


def test_a_recused_inspector_is_told_why(sign_in: SignIn) -> None:
    from jiangang.port.inspection.models import Inspection

    timber = Inspection.objects.filter(consignment__importer__name_zh__contains="示范木业").first()
    assert timber is not None
    for language in ("en", "zh-hans"):
        page = sign_in("inspector4", language=language)
        visit(page, f"/desk/inspections/{timber.pk}/result/", status=403)
        page.get_by_text(RECUSED[language]).first.wait_for()


def test_another_firms_consignment_is_not_there(sign_in: SignIn) -> None:
    consignment = newest_consignment()
    other = "grain" if "粮油" not in consignment.importer.name_zh else "timber"
    for language in ("en", "zh-hans"):
        visit(sign_in(other, language=language), f"/portal/notices/{consignment.number}/", status=404)


def state_of(number: str) -> str:
    from jiangang.port.declarations.models import Consignment

    return str(Consignment.objects.get(number=number).state)


def task_of(number: str) -> Any:
    from jiangang.port.inspection.models import Inspection

    return Inspection.objects.get(consignment__number=number)


def usernames_drawn(number: str) -> list[str]:
    from django.contrib.auth import get_user_model

    from jiangang.integrity.assignment import api as assignment

    people = assignment.assigned_people(number)
    return [get_user_model().objects.get(person_id=person).username for person in people]
