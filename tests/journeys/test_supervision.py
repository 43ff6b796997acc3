"""The supervision in a real browser: a rule is written, tried, put in force, and fires."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, foresee, screenshot
from tests.cast import SINCE, County
from tools.county.simulate import Simulator
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import local_day
from zhengwu.supervision.models import Card, ProbeVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/desk/supervision/"
PAGE = f"{HOME}probes/own_approval/"
MATTERS = 8


def _write(page: Page) -> None:
    """The supervisor writes the rule: whoever approves the own draft, and every end and refusal."""
    page.goto(f"{HOME}probes/")
    page.get_by_role("link", name="新规则").click()
    page.get_by_label("代码").fill("own_approval")
    page.get_by_label("名称").fill("自己批准，或者办结和被拒绝的办件")
    page.get_by_role("button", name="开始起草").click()
    page.get_by_label("系统拒绝了一次操作").check()
    page.get_by_label("办结", exact=True).check()
    page.locator("[name=condition]").fill('refusal = "own_proposal" or minutes_since_received >= 0')
    page.locator("[name=level]").select_option("yellow")
    page.locator("[name=points]").fill("3")
    page.locator("[name=basis]").fill("本县规则两人把关的规定")
    page.locator("[name=effective_on]").fill("2026-08-04")
    page.locator("[name=reason]").fill("规则由两人把关")
    check_page(page)


def _try_own(page: Page) -> None:
    page.goto(PAGE)
    page.get_by_role("button", name="批准生效").click()
    expect(page.get_by_text("拟写人不能批准自己拟的规则")).to_be_visible()
    foresee(page)


def _year(county: County) -> int:
    """The county's year so far, as the demonstration tells it: some matters granted."""
    simulator = Simulator(today=local_day(county.clock()))
    promised = simulator._promised()
    days = [day for day in simulator.days if day >= SINCE]
    for place in range(MATTERS):
        simulator._send("granted", promised, days[place * len(days) // (MATTERS + 1)])
    county.work()
    codes = ("cases.case.completed", "journal.attempt.refused")
    return Entry.objects.filter(code__in=codes, matter_id__isnull=False).count()


def _try_on_the_year(county: County, page: Page, found: int) -> None:
    page.goto(f"{PAGE}draft/")
    page.get_by_role("button", name="试算").click()
    county.work()
    page.reload()
    expect(page.get_by_text(f"{found} 张黄牌")).to_be_visible()
    table = page.get_by_role("region", name="按单位和月份（表格）")
    head, *units, sums = [
        row.locator("th, td").all_inner_texts() for row in table.get_by_role("row").all()
    ]
    assert min(len(head), len(units)) > 2  # several months, several units
    assert int(sums[-1]) == found == sum(int(row[-1]) for row in units)
    check_page(page)
    screenshot(page, "supervision-replay", (360, 1440))


def test_a_rule_is_written_tried_on_the_year_approved_and_fires(
    county: County, browser_page
) -> None:
    done = _year(county)
    page = county.signed_in(browser_page, "jiandu")
    _write(page)
    page.get_by_role("button", name="提交批准").click()
    expect(page.get_by_text("等另一人批准")).to_be_visible()
    _try_own(page)
    other = county.signed_in(browser_page, "zhongxin")
    other.goto(PAGE)
    other.get_by_label("退回的理由").fill("先试算")
    other.get_by_role("button", name="退回").click()
    expect(other.get_by_text("已办理")).to_be_visible()
    _try_on_the_year(county, page, done + 1)
    page.goto(f"{PAGE}draft/")
    page.get_by_role("button", name="提交批准").click()
    expect(page.get_by_text("等另一人批准")).to_be_visible()
    other.goto(PAGE)
    other.get_by_role("button", name="批准生效").click()
    expect(other.get_by_text("已办理")).to_be_visible()
    county.work()
    assert not Card.objects.filter(finding__probe_code="own_approval").exists()  # never backwards
    county.clock.at(2026, 8, 4, 10)
    page = county.signed_in(browser_page, "jiandu")
    page.goto(PAGE)
    page.get_by_role("button", name="起草新版").click()
    page.locator("[name=effective_on]").fill("2026-08-09")
    page.locator("[name=reason]").fill("推迟一周")
    page.get_by_role("button", name="提交批准").click()
    expect(page.get_by_text("等另一人批准")).to_be_visible()
    _try_own(page)
    county.work()
    card = Card.objects.get(finding__probe_code="own_approval")
    assert card.finding.version == ProbeVersion.objects.get(probe="own_approval", number=1)
    page.goto(f"{HOME}cards/{card.matter.number}/")
    expect(page.get_by_role("button", name="说明")).to_be_visible()
    expect(page.get_by_role("button", name="审议")).to_have_count(0)  # it concerns the supervisor
    check_page(page)
    screenshot(page, "supervision-card", (360, 1440))
    page.goto(HOME)
    check_page(page)
    screenshot(page, "supervision-live", (360, 1440))
    page.goto(f"{HOME}entry/")
    check_page(page)
    page.goto("/supervision/")
    check_page(page)
    screenshot(page, "supervision-public", (360, 1440))
