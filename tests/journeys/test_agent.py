"""A village agent applies for a villager."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import check_page
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tools.county.names import Names
from zhengwu.files.tests.factories import pdf_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTER = {"name": "委托书.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes(words="委托")}


def test_an_agent_begins_an_application_for_a_villager(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    page = county.signed_in(browser_page, "daiban")
    page.goto("/desk/window/")
    expect(page).to_have_url(re.compile("/desk/agent/$"))
    check_page(page)
    page.goto("/desk/agent/new/")
    check_page(page)
    number = Names(97).id_number(1952)
    item = page.locator("select[name=item] option", has_text="最低生活保障").first
    page.locator("select[name=item]").select_option(item.get_attribute("value"))
    page.get_by_label("姓名").fill("何桂芳")
    page.get_by_label("居民身份证号码（必填）").fill(number)
    page.get_by_label("我已当面核对本人和身份证原件").check()
    page.get_by_role("button", name="开始填写申请").click()
    summary = page.locator("#error-summary")
    expect(summary).to_be_visible()
    assert page.get_by_label("姓名").input_value() == "何桂芳", "nothing typed is lost"
    page.get_by_label("您自己的身份证号码").fill(Names(96).id_number(1985))
    page.locator("[name=valid_to]").fill("2026-12-31")
    page.locator("[name=scan]").set_input_files([LETTER])
    page.get_by_role("button", name="开始填写申请").click()
    expect(page.get_by_text("您正在替", exact=False)).to_contain_text("何桂芳")
    page.troubles.clear()  # type: ignore[attr-defined]  # the status of the refused sending
    check_page(page)
