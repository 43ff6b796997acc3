"""A town's desk: what was reviewed goes up, comes to the county, is given back and sent again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from zhengwu.cases import queries
from zhengwu.cases.models import Case, Referral

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/desk/town/", "/desk/town/visits/", "/desk/town/registers/home_visit/",
    "/desk/town/reports/", "/desk/town/network/", "/desk/town/powers/", "/desk/upward/",
    "/desk/classes/", "/desk/town/places/", "/desk/town/occasions/", "/desk/town/leaflets/",
    "/desk/copies/", "/desk/levels/", "/near/?town=511602101000&item=GA-GSZ-0004",
    "/towns/GA-T101/",
)  # fmt: skip


def ready(county: County) -> Case:
    """The case whose first review is done and that waits to be sent up."""
    rows = Case.objects.filter(item_code="GA-GSZ-0001", state="accepted").select_related("matter")
    return next(case for case in rows if queries.submitting_task(case))


def test_sent_up_given_back_and_seen_on_both_sides(county: County, browser_page: OpenPage) -> None:
    town = county.signed_in(browser_page, "guansheng-ck")
    for address in PAGES:
        town.goto(address)
        check_page(town)
    screenshot(town, "township-classes")
    visitor(town)
    case = ready(county)
    town.goto(
        f"/desk/cases/{case.matter.number}/act/send-up/?task={queries.submitting_task(case).pk}"
    )
    check_page(town)
    town.locator("[name=opinion]").fill("选址符合村庄规划，拟同意。")
    town.get_by_role("button", name="确认上报").click()
    expect(town.get_by_text("已上报，连同全部材料")).to_be_visible()
    check_page(town)
    screenshot(town, "township-sent-up")
    upper = Referral.objects.select_related("upper__matter").get(lower=case, state="sent").upper

    above = county.signed_in(browser_page, "zhujian-ck")
    above.goto(f"/desk/cases/{upper.matter.number}/")
    expect(above.get_by_text("不得要求申请人重复提供", exact=False).first).to_be_visible()
    check_page(above)
    above.goto(f"/desk/cases/{upper.matter.number}/act/send-back/")
    above.locator("[name=reason]").fill("缺少村庄规划图。")
    above.get_by_role("button", name="确认退回初审").click()
    expect(above.get_by_text("已退回初审机关").first).to_be_visible()
    county.work()
    town.goto(f"/desk/cases/{case.matter.number}/")
    expect(town.get_by_text("缺少村庄规划图。").first).to_be_visible()
    check_page(town)


def visitor(page: Page) -> None:
    """Somebody comes: written down first, solved at once."""
    page.goto("/desk/town/visits/")
    page.locator("summary", has_text="登记来访").click()
    page.locator("[name=name]").fill("伍大爷")
    page.locator("[name=text]").fill("问老年证怎么办")
    page.get_by_role("button", name="登记", exact=True).click()
    page.locator("#id_finish_outcome").fill("当场告知条件和材料。")
    page.get_by_role("button", name="办结", exact=True).click()
    expect(page.get_by_text("已办结").first).to_be_visible()
    check_page(page)


def test_the_agent_finds_the_way_on_the_telephone(county: County, browser_page: OpenPage) -> None:
    agent = county.signed_in(browser_page, "guansheng-db", width=360)
    for address in ("/desk/town/", "/desk/town/registers/agency/"):
        agent.goto(address)
        check_page(agent)
    screenshot(agent, "township-agent-360")
