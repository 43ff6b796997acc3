"""Experts drawn, staff assigned, a public notice objected to: the pages in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tests.journeys.test_hearing import accepted, confirm, fill_in, refused
from zhengwu.cases.models import Expert
from zhengwu.org.models import Staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_experts_are_drawn_and_an_objection_is_answered(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    case = accepted(county, "护士变更执业注册")
    head = county.signed_in(browser_page, "zhouzhengping")
    for n in range(3):
        head.goto("/desk/experts/")
        fill_in(head, {"name": f"演示专家{n}", "field": "护理", "unit": f"演示医院{n}"})
        head.get_by_role("button", name="登记").click()
        expect(head.get_by_text("已登记专家")).to_be_visible()
    check_page(head)
    assert Expert.objects.count() == 3
    page = county.signed_in(browser_page, "zhaoming")
    page.goto(f"/desk/cases/{case.matter.number}/review/")
    check_page(page)
    page.get_by_role("link", name="抽取专家").click()
    fill_in(page, {"field": "护理", "wanted": "5"})
    confirm(page)
    refused(page, "只有 3 名")
    fill_in(page, {"wanted": "2"})
    check_page(page)
    confirm(page)
    expect(page.get_by_text("已抽取专家")).to_be_visible()
    page.get_by_role("link", name="回避").first.click()
    fill_in(page, {"reason": "与申请人合作"})
    confirm(page)
    for _ in range(2):
        page.get_by_role("link", name="录入意见").first.click()
        fill_in(page, {"agrees": "yes", "opinion": "同意。"})
        confirm(page)
    page.get_by_role("link", name="作出评审结论").click()
    fill_in(page, {"passed": "yes", "conclusion": "通过。"})
    confirm(page)
    expect(page.get_by_role("link", name="专家评审意见书")).to_be_visible()
    page.get_by_role("link", name="指派检验检测检疫").click()
    page.locator("[name=kind][value=检测]").check()
    for one in Staff.objects.filter(name__in=("赵明", "孙丽")):
        page.locator(f"[name=people][value='{one.pk}']").check()
    check_page(page)
    confirm(page)
    page.get_by_role("link", name="录入结果").click()
    fill_in(page, {"standard": "GBZ 130", "findings": "合格", "passed": "yes"})
    confirm(page)
    page.get_by_role("link", name="公示", exact=True).first.click()
    fill_in(page, {"text": "拟准予变更。", "basis": "《护士条例》", "to_on": "2026-09-08"})
    check_page(page)
    confirm(page)
    expect(page.get_by_text("公示到 2026-09-08 为止")).to_be_visible()
    visitor = county.signed_in(browser_page, "liujianguo", width=360)
    visitor.goto("/public-notices/")
    check_page(visitor)
    visitor.get_by_role("link", name="提出异议").click()
    visitor.locator("[name=name]").fill("刘建国")
    visitor.locator("[name=text]").fill("材料与事实不符。")
    check_page(visitor)
    visitor.get_by_role("button", name="提出异议").click()
    expect(visitor.get_by_text("已收到您的异议")).to_be_visible()
    page.reload()
    page.get_by_role("link", name="答复异议").click()
    fill_in(page, {"adopted": "no", "answer": "经核实，材料属实。"})
    confirm(page)
    expect(page.get_by_role("link", name="答复书")).to_be_visible()
    check_page(page)
    screenshot(page, "review-desk", (360, 1440))
