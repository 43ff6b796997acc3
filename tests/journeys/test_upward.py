"""A villager's matter: village agent, town, county, city, and the answer all the way back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tests.journeys.test_agent import LETTER, onward
from tests.journeys.test_licence import Desk, upload
from tools.county.names import Names
from zhengwu.cases.models import Case, Referral
from zhengwu.clock.models import Clock
from zhengwu.township.models import RegisterRow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VILLAGER = Names(98).id_number(1968)
AGREED = "符合村庄规划和面积标准，同意上报。"


@pytest.mark.req("JNT-10", "CASE-47")
def test_through_the_agent_up_to_the_city_and_back_to_the_villager(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    agent = county.signed_in(browser_page, "guansheng-db", width=360)
    lower = the_agent_applies(county, agent)
    middle = the_town_reviews(county, browser_page, lower)
    top = the_county_reviews(county, browser_page, lower, middle)
    both_clocks_are_seen(county, browser_page, lower, middle, top)
    the_city_decides(county, browser_page, top)
    the_town_delivers(county, browser_page, lower)
    for case in (lower, middle, top):
        case.refresh_from_db()
        assert (case.state, case.verdict) == ("completed", "granted")
    the_agent_tells(county, agent, lower)
    the_villager_follows(browser_page, lower)


def the_agent_applies(county: County, page: Page) -> Case:
    """On the telephone in the village, with the letter the villager signed."""
    page.goto("/desk/town/")
    check_page(page)
    page.get_by_role("link", name="替群众申请").click()
    item = page.locator("select[name=item] option", has_text="占用农用地转用审批（受理、初审）")
    page.locator("select[name=item]").select_option(item.get_attribute("value"))
    page.get_by_label("姓名").fill("何老幺")
    page.get_by_label("居民身份证号码（必填）").fill(VILLAGER)
    page.get_by_label("手机号码").fill("13900003333")
    page.get_by_label("我已当面核对本人和身份证原件").check()
    page.get_by_label("您自己的身份证号码").fill(Names(99).id_number(1985))
    page.locator("[name=valid_to]").fill("2026-12-31")
    page.locator("[name=scan]").set_input_files([LETTER])
    page.get_by_role("button", name="开始填写申请").click()
    expect(page.get_by_text("您正在替", exact=False)).to_contain_text("何老幺")
    check_page(page)
    page.locator("[name='applicant.address']").fill("官盛镇演示村2组")
    onward(page)
    page.locator("[name='land.place']").fill("演示村2组 瓦窑坪")
    page.locator("[name='land.area']").fill("120")
    page.locator("[name='land.kind']").select_option("garden")
    page.locator("[name='land.members']").fill("4")
    page.locator("[name='land.reason']").fill("老房是危房，拆旧建新。")
    onward(page)
    upload(page, "M02", "村委会意见.pdf")
    upload(page, "M03", "位置图.pdf")
    onward(page)
    page.get_by_label("窗口领取", exact=False).first.check()
    onward(page)
    expect(page.locator("main")).to_contain_text("广安区行政审批局")
    page.locator("#id_truth").check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已经提交")
    check_page(page)
    screenshot(page, "upward-agent-sent", (360,))
    number = page.locator(".receipt-facts dd").first.inner_text()
    county.work()
    return Case.objects.select_related("matter").get(matter__number=number)


def the_town_reviews(county: County, open_page: OpenPage, lower: Case) -> Case:
    """Accepted and first reviewed within its limit; sent up with opinion and every paper."""
    desk = Desk(county, open_page, lower.matter.number)
    county.clock.at(2026, 9, 2, 9)
    desk.act("guansheng-ck", "受理")
    county.clock.at(2026, 9, 4, 9)
    desk.act("guansheng-cs", "办结“初审”", outcome="agree", opinion="实地查看，一户一宅，拟同意。")
    page = desk.at_case("guansheng-ck")
    page.locator("main").get_by_role("link", name="上报", exact=True).click()
    expect(page.locator("main")).to_contain_text("广安区行政审批局")
    expect(page.locator("[name=opinion]")).to_have_value("实地查看，一户一宅，拟同意。")
    check_page(page)
    page.get_by_role("button", name="确认上报").click()
    expect(page.get_by_text("已上报，连同全部材料")).to_be_visible()
    check_page(page)
    county.work()
    referral = Referral.objects.select_related("upper__matter").get(lower=lower)
    assert not referral.review_late
    return referral.upper


def the_county_reviews(county: County, open_page: OpenPage, lower: Case, middle: Case) -> Case:
    """The county asks nothing of the villager again, reviews and sends on to the city."""
    desk = Desk(county, open_page, middle.matter.number)
    county.clock.at(2026, 9, 7, 9)
    page = desk.at_case("wangqian")
    expect(page.locator("main")).to_contain_text("不得要求申请人重复提供")
    expect(page.locator("main")).to_contain_text("实地查看，一户一宅，拟同意。")
    expect(page.locator("main")).to_contain_text("村委会意见.pdf")
    check_page(page)
    desk.act("wangqian", "受理")
    county.clock.at(2026, 9, 9, 9)
    desk.act("zhaoming", "办结“初审”", outcome="agree", opinion=AGREED)
    desk.act("wangqian", "上报")
    referral = Referral.objects.select_related("upper__matter").get(lower=middle)
    assert referral.opinion == AGREED
    lower.refresh_from_db()
    assert lower.state == "submitted"
    return referral.upper


def both_clocks_are_seen(
    county: County, open_page: OpenPage, lower: Case, middle: Case, top: Case
) -> None:
    """Town, county and city each see how long the others took or still have."""
    county.clock.at(2026, 9, 10, 9)
    Desk(county, open_page, top.matter.number).act("shizrz-ck", "受理")
    due = Clock.objects.get(matter=top.pk, label="statutory").due_on
    for username, case, names in (
        ("guansheng-ck", lower, ("上报：区行政审批局", "上报：市自然资源局")),
        ("wangqian", middle, ("上报：市自然资源局", "官盛镇初审")),
        ("shizrz-ck", top, ("区行政审批局初审", "官盛镇初审")),
    ):
        page = Desk(county, open_page, case.matter.number).at_case(username)
        for name in names:
            expect(page.get_by_role("heading", name=name)).to_be_visible()
        if case != top:
            shown = page.locator("main").inner_text()
            assert f"{due.month}月{due.day}日" in shown
        check_page(page)
        screenshot(page, f"upward-{username}", (360, 1440))


def the_city_decides(county: County, open_page: OpenPage, top: Case) -> None:
    """Reviewed, checked and decided by the city; the approval is made there."""
    desk = Desk(county, open_page, top.matter.number)
    county.clock.at(2026, 9, 14, 9)
    desk.act("shizrz-sc", "办结“审查”", outcome="pass", opinion="符合规划，指标已落实。")
    desk.act("shizrz-sh", "办结“审核”", outcome="pass", opinion="同意。")
    county.clock.at(2026, 9, 15, 9)
    desk.act("shizrz-a", re.compile("^准予"))
    desk.act("shizrz-ck", "办结“制证”", opinion="已制作。")
    page = desk.at_case("shizrz-ck")
    expect(page.locator("main").get_by_role("link", name="送达", exact=True)).to_have_count(0)
    check_page(page)


def the_town_delivers(county: County, open_page: OpenPage, lower: Case) -> None:
    """The answer is back where the villager applied."""
    county.clock.at(2026, 9, 16, 9)
    page = Desk(county, open_page, lower.matter.number).at_case("guansheng-ck")
    page.locator("main").get_by_role("link", name="送达", exact=True).click()
    page.get_by_role("button", name="登记送达，制作送达回证").click()
    expect(page.get_by_text("已登记送达")).to_be_visible()
    for _ in range(3):  # finished below, above, and above that: each announces to the next
        county.work()


def the_agent_tells(county: County, page: Page, lower: Case) -> None:
    """The agent reads the result, brings it to the villager and has it signed for."""
    county.clock.at(2026, 9, 17, 9)
    county.sign_in(page, "guansheng-db")
    page.goto("/desk/agent/")
    page.get_by_role("link", name=lower.matter.number, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("准予")
    check_page(page)
    paper = page.get_by_role("link", name=re.compile(r"下载\s*农用地转用批准书|下载\s*准予")).first
    pdf = page.request.get(paper.get_attribute("href") or "")
    assert pdf.body().startswith(b"%PDF"), pdf.status
    page.goto("/desk/town/")
    page.get_by_role("link", name=re.compile("登记结果")).first.click()
    assert page.locator("[name=number]").input_value() == lower.matter.number
    assert page.locator("[name=name]").input_value() == "何老幺"
    check_page(page)
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("link", name=re.compile("代办结果")).last.click()
    page.locator("[name=result]").fill("批准书已送到家里，告知可以开工。")
    page.locator("[name=signed_by]").fill("何老幺")
    check_page(page)
    page.get_by_role("button", name="保存").click()
    row = RegisterRow.objects.get(case=lower)
    assert (row.register, row.signed_by) == ("agency", "何老幺")
    check_page(page)
    screenshot(page, "upward-agent-told", (360,))


def the_villager_follows(open_page: OpenPage, lower: Case) -> None:
    """With number and code alone, on a telephone."""
    page = open_page(width=360)
    page.goto("/track/")
    page.get_by_label("办件编号").fill(lower.matter.number)
    page.get_by_label("查询码").fill(lower.matter.query_code)
    page.get_by_role("button", name="查进度").click()
    expect(page.locator("main")).to_contain_text("准予")
    check_page(page)
    screenshot(page, "upward-villager", (360,))
