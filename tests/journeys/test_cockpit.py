"""The leader reads the cockpit on a phone and goes from what is late to the matter."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tools.county.simulate import Simulator
from zhengwu.cases import queries
from zhengwu.cases.models import Case
from zhengwu.catalogue.queries import open_items
from zhengwu.kernel.time import SHANGHAI, local_day
from zhengwu.statistics.rules.periods import Period

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360


def days_work(county: County) -> Case:
    """Two matters done on the spot today, and one of March that nobody has finished."""
    today = county.clock()
    simulator = Simulator(today=local_day(today))
    editions = [item.live for item in open_items() if item.live]
    terms = {one.pk: queries.terms_of(one.pk) for one in editions}
    quick = next(one for one in editions if terms[one.pk].item_code == "GA-XSJ-0001" or
                 (terms[one.pk].immediate and not terms[one.pk].missing))  # fmt: skip
    for _ in range(2):
        simulator.attempt("immediate", lambda: simulator.tell_immediate(quick, today))
    slow = next(one for one in simulator._promised() if terms[one.pk].upward is None)
    late = simulator.accepted(slow, datetime(2026, 3, 2, 10, tzinfo=SHANGHAI))
    county.work()
    return late


def test_a_leader_sees_what_is_late_in_ten_seconds_and_opens_the_matter(
    county: County, browser_page: OpenPage
) -> None:
    late = days_work(county)
    number = late.matter.number
    phone = county.signed_in(browser_page, "fuquzhang", width=PHONE)
    phone.goto("/desk/cockpit/")
    head = phone.get_by_role("region", name="结论")
    expect(head).to_contain_text("有 1 件办件超过时限还没有办结")
    expect(head).to_contain_text("截至 2026年8月3日")
    expect(phone.get_by_role("region", name="今天")).to_contain_text("办结")
    check_page(phone)
    screenshot(phone, "cockpit-phone")
    phone.get_by_role("link", name="超时未办结").first.click()
    check_page(phone)
    phone.get_by_role("link", name=number).first.click()
    expect(phone.get_by_role("heading", name="时限")).to_be_visible()
    expect(phone.get_by_text("已超期").first).to_be_visible()
    expect(phone.get_by_text(late.applicant_name)).to_have_count(0)
    check_page(phone)
    screenshot(phone, "cockpit-matter")
    wall(county, phone)
    reports(county, browser_page)


def wall(county: County, phone: Page) -> None:
    """The same on a large display; the chart is drawn, its table stands beside it."""
    phone.set_viewport_size({"width": 1920, "height": 1080})
    phone.goto("/desk/cockpit/wall/")
    expect(phone.locator(".chart canvas")).to_be_visible()
    expect(phone.get_by_text("看表格")).to_be_visible()
    check_page(phone)
    screenshot(phone, "cockpit-wall")


def reports(county: County, browser_page: OpenPage) -> None:
    """The centre looks at last month, issues it, and has it on paper."""
    page = county.signed_in(browser_page, "zhongxin")
    page.goto("/desk/figures/")
    check_page(page)
    page.goto(f"/desk/figures/reports/{Period.MONTH}/2026-07-01/")
    check_page(page)
    page.get_by_role("button", name="出具").click()
    expect(page.get_by_text("已出具第 1 版")).to_be_visible()
    check_page(page)
    screenshot(page, "statistics-report")
    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF").click()
    assert pdf.value.suggested_filename.endswith(".pdf")
    with page.expect_download() as sheet:
        page.get_by_role("link", name="Excel").click()
    assert sheet.value.suggested_filename.endswith(".xlsx")
