"""Signing in by every way, and back in when the way is lost, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.demo import PASSWORD
from tests.support.looks import check_page, submit, visit

SignIn = Callable[..., Any]
LOGIN = "/account/login/"
NEW_PASSWORD = "sehr-lange-neue-Parole-7"


def enter(page: Any, username: str, password: str = PASSWORD) -> None:
    """Type name and password on the sign-in page."""
    page.goto(LOGIN)
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("main form.jg-form button[type=submit]").first.click()
    page.wait_for_load_state()


def confirm_password(page: Any) -> None:
    """The library asks for the password again before it changes a second factor."""
    if "reauthenticate" in page.url:
        page.locator("main [name=password]").fill(PASSWORD)
        page.locator("main form.jg-form button[type=submit]").first.click()
        page.wait_for_load_state()


def test_password_and_language(sign_in: SignIn) -> None:
    page = sign_in("", language="zh-hans")
    visit(page, "/")
    visit(page, LOGIN)
    enter(page, "clerk1", "wrong-password")
    page.locator("[data-error-summary]").wait_for()
    check_page(page)
    enter(page, "clerk1")
    page.wait_for_url("**/desk/")
    assert page.locator("html[lang^=zh]").count() == 1
    page.locator("form.jg-language button").click()
    page.locator("html[lang=en]").wait_for()
    page.reload()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", name="My desk").is_visible()


def test_five_failures_lock_the_name(sign_in: SignIn) -> None:
    page = sign_in("", language="zh-hans")
    for _ in range(5):
        enter(page, "clerk1", "wrong-password")
    page.get_by_role("heading", name="登录失败次数过多").wait_for()
    check_page(page)


def secret_of(page: Any) -> str:
    return str(page.locator("#authenticator_secret").input_value())


def code_now(secret: str, *, steps: int = 0) -> str:
    """The code of the authenticator; `steps` half minutes from now."""
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def test_a_second_factor_by_codes(sign_in: SignIn, settings: Any) -> None:
    settings.MFA_TOTP_TOLERANCE = 1  # so that the next code counts before its half minute has begun
    page = sign_in("signatory", language="en")
    visit(page, "/account/2fa/totp/activate/")
    confirm_password(page)
    check_page(page)
    secret = secret_of(page)
    page.locator("[name=code]").fill(code_now(secret))
    page.locator("main form.jg-form button[type=submit]").first.click()
    page.wait_for_load_state()
    visit(page, "/account/2fa/")
    other = sign_in("", language="en")
    enter(other, "signatory")
    check_page(other)
    other.locator("[name=code]").fill("000000")
    other.locator("main form.jg-form button[type=submit]").first.click()
    other.wait_for_load_state()
    assert "/desk/" not in other.url
    other.locator("[name=code]").first.fill(code_now(secret, steps=1))
    other.locator("main form.jg-form button[type=submit]").first.click()
    other.wait_for_url("**/desk/")


def virtual_authenticator(page: Any) -> None:
    """A passkey device that says yes, inside the browser."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_signs_in_without_a_password(sign_in: SignIn, demo_server: str, settings: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    by_name = demo_server.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not a number
    page = sign_in("", language="en", base_url=by_name)
    virtual_authenticator(page)
    enter(page, "release")
    page.wait_for_url("**/desk/")
    visit(page, "/account/2fa/webauthn/add/")
    confirm_password(page)
    check_page(page)
    page.locator("[name=name]").fill("Office key")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("webauthn/(?!add)|recovery"))
    page.locator("summary.jg-top__link").click()
    page.locator(".jg-menu__body form button").click()
    page.wait_for_load_state()
    page.goto(LOGIN)
    page.locator("#passkey_login").click()
    page.wait_for_url("**/desk/")


def test_other_sessions_are_listed_and_ended(sign_in: SignIn) -> None:
    elsewhere, here = sign_in("", language="en"), sign_in("", language="en")
    for page in (elsewhere, here):
        enter(page, "clerk2")
    visit(here, "/account/sessions/")
    assert here.locator("main tbody tr").count() == 2
    submit(here)
    elsewhere.goto("/desk/")
    assert LOGIN in elsewhere.url
    visit(here, "/desk/")


@pytest.mark.parametrize("voucher", ["timber2", "clerk1"])
def test_the_way_back_in(sign_in: SignIn, voucher: str) -> None:
    """Who forgot the password asks; a colleague or the counter vouches; the code opens the account again."""
    lost = sign_in("", language="zh-hans")
    visit(lost, "/account/recover/")
    lost.locator("[name=ask-username]").fill("timber1")
    lost.locator("main form button[type=submit]").first.click()
    lost.wait_for_load_state()
    check_page(lost)
    helping = sign_in(voucher, language="zh-hans")
    visit(helping, "/portal/account/" if voucher == "timber2" else "/desk/firms/recoveries/")
    helping.locator("main a[href*='/vouch/']").first.click()
    check_page(helping)
    helping.locator("main [name=evidence]").fill("身份证、企业介绍信")
    submit(helping)
    code = helping.locator("main pre").first.inner_text().replace(" ", "")
    lost.locator("[name=code-username]").fill("timber1")
    lost.locator("[name=code-code]").fill(code)
    lost.locator("[name=code-password]").fill(NEW_PASSWORD)
    lost.locator("main form button[type=submit]").last.click()
    lost.wait_for_url("**/account/login/")
    enter(lost, "timber1", NEW_PASSWORD)
    lost.wait_for_url("**/portal/")
