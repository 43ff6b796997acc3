"""Parameters and templates in a real browser: every page can be used by everyone; a PDF sample."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import check_page, foresee, screenshot
from zhengwu.parameters.models import Change, Version

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/desk/rulebook/"


@pytest.mark.parametrize("width", [360, 1440])
def test_every_page_of_the_four_editors_can_be_used_by_everyone(county, browser_page, width):
    page = county.signed_in(browser_page, "shixiang", width=width)
    places = [("home", HOME)]
    for change in Change.objects.filter(state="submitted"):
        places += [
            (change.kind, f"{HOME}changes/{change.pk}/"),
            (f"{change.kind}-list", f"{HOME}{change.kind}/"),
            (f"{change.kind}-one", f"{HOME}{change.kind}/{change.key}/"),
        ]
    for name, address in places:
        page.goto(address)
        screenshot(page, f"parameters-{name}-{width}")
        check_page(page)


def test_a_promise_is_drafted_looked_at_on_the_calendar_and_approved_by_another(
    county, browser_page
):
    page = county.signed_in(browser_page, "shixiang", width=1440)
    page.goto("/desk/")
    page.get_by_role("link", name="参数与模板").click()
    page.locator(".shelf-card", has_text="时限规则").click()
    page.get_by_placeholder("名称、依据、内容").fill("许可决定 42")
    page.get_by_role("button", name="搜索").click()
    page.get_by_role("link", name="许可决定", exact=True).click()
    page.get_by_role("button", name="起草修改").click()
    page.get_by_label("期限", exact=True).fill("25")
    page.get_by_role("button", name="保存并看效果").click()
    expect(page.get_by_text("行政许可法 42(1)").first).to_be_visible()
    expect(page.get_by_label("期限", exact=True)).to_have_value("25")
    foresee(page)
    page.get_by_label("期限", exact=True).fill("15")
    page.get_by_role("button", name="保存并看效果").click()
    page.get_by_label("受理的日期").fill("2026-09-28")
    page.get_by_role("button", name="看这一天").click()
    expect(page.locator(".month .marked", has_text="新届满")).to_be_visible()
    check_page(page)
    page.get_by_label("为什么修改").fill("本县承诺提速")
    page.get_by_role("button", name="提交批准").click()
    expect(page.get_by_text("要由另一人批准")).to_be_visible()
    other = county.signed_in(browser_page, "zhongxin", width=360)
    other.goto(HOME)
    other.get_by_role("link", name="许可决定", exact=True).click()
    other.get_by_role("button", name="批准", exact=True).click()
    expect(other.get_by_text("现在是：已批准")).to_be_visible()
    check_page(other)
    assert Version.objects.filter(key="xk.decision").get().content["amount"] == 15
