"""Passkeys with chromium's virtual authenticator: added, used at the next sign-in, taken away."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.browser import check_page
from tests.journeys.conftest import OpenPage
from zhengwu.identity.enums import FactorKind
from zhengwu.identity.models import Factor
from zhengwu.identity.rules import codes
from zhengwu.identity.tests.factories import (
    PASSWORD,
    SECRET,
    make_citizen,
    make_staff_account,
    sign_in,
)
from zhengwu.kernel.time import now

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def with_authenticator(page: Page) -> Any:
    """A security key inside the browser that always agrees."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return protocol, made["authenticatorId"]


def give_password(page: Page, address: str, username: str) -> None:
    page.goto(address)
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_staff_add_a_passkey_and_sign_in_with_it(browser_page: OpenPage) -> None:
    account, page = make_staff_account(), browser_page()
    protocol, key = with_authenticator(page)
    give_password(page, "/desk/sign-in/", account.username)
    page.get_by_label("手机验证器上的 6 位数字").fill(codes.code_at(SECRET, now()))
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")
    page.goto("/desk/security/")
    page.get_by_label("给通行密钥起个名字").fill("办公室电脑")
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.get_by_text("通行密钥已添加")).to_be_visible()
    check_page(page)
    factor = Factor.objects.get(account=account, kind=FactorKind.PASSKEY)
    assert factor.name == "办公室电脑"
    page.get_by_role("button", name="添加通行密钥").click()  # the same device, once more
    expect(page.get_by_text("已经添加过了")).to_be_visible()

    page.context.clear_cookies()
    give_password(page, "/desk/sign-in/", account.username)
    expect(page.get_by_role("heading", name="第二道验证")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url("**/desk/")
    factor.refresh_from_db()
    assert factor.last_used_at is not None

    page.context.clear_cookies()
    give_password(page, "/desk/sign-in/", account.username)
    protocol.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    protocol.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    page.get_by_role("button", name="使用通行密钥").click()  # another key, or none: no way in
    expect(page.get_by_text("没有完成")).to_be_visible()
    expect(page).to_have_url(re.compile("/desk/sign-in/code/$"))


def test_a_citizen_adds_one_signs_in_and_takes_it_away(browser_page: OpenPage) -> None:
    account, page = make_citizen(), browser_page(width=360)
    with_authenticator(page)
    give_password(page, "/sign-in/", account.username)
    page.wait_for_url("**/account/")
    page.get_by_label("登录密码").fill(PASSWORD)
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.get_by_text("通行密钥已添加")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/")
    give_password(page, "/sign-in/?next=/services/", account.username)
    expect(page.get_by_role("heading", name="第二道验证")).to_be_visible()
    check_page(page)
    page.goto("/account/")  # the password alone opens nothing
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    give_password(page, "/sign-in/?next=/services/", account.username)
    page.get_by_role("button", name="使用通行密钥").click()
    page.wait_for_url("**/services/")
    page.goto("/account/")
    page.get_by_label("输入登录密码后删除").fill(PASSWORD)
    page.get_by_role("button", name="删除这个通行密钥").click()
    expect(page.get_by_text("已删除")).to_be_visible()
    assert not Factor.objects.filter(account=account).exists()


def test_without_a_script_no_dead_button_is_shown(browser_page: OpenPage, client: Any) -> None:
    account = make_citizen()
    sign_in(client, account)
    page = browser_page(javascript=False)
    name = settings.SESSION_COOKIE_NAME
    value = client.cookies[name].value
    page.goto("/")
    page.context.add_cookies([{"name": name, "value": value, "url": page.url}])
    page.goto("/account/")
    expect(page.get_by_role("button", name="添加通行密钥")).to_be_hidden()
    expect(page.get_by_text("开启脚本")).to_be_visible()
