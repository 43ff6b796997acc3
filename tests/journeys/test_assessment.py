"""A matter goes yellow and red, is explained, reduced, scored; the month's ranking shows it."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, screenshot
from tests.cast import SINCE, County
from tests.journeys.conftest import OpenPage
from tests.journeys.test_hearing import accepted, acting
from tools.county.answers import fill
from zhengwu.assessment.actions import load_shipped
from zhengwu.assessment.models import Period, Score
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import Channel, Verdict
from zhengwu.catalogue.models import Edition
from zhengwu.identity.models import FirmMember
from zhengwu.kernel.actors import SYSTEM
from zhengwu.supervision.models import Card

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def finished(county: County, count: int) -> None:
    """Other matters of the bureau, done on the spot, so that it takes part in the ranking."""
    edition = Edition.objects.get(state="published", item__name__contains="档案")
    person = FirmMember.objects.get(person__account__username="wangxiulan").person
    terms = queries.terms_of(edition.pk)
    for n in range(count):
        cases.finish_on_the_spot(
            cases.Application(
                edition_id=edition.pk,
                applicant=cases.Applicant(person=person, firm=None),
                answers=fill(queries.schema_of(terms), random.Random(n), "王秀兰"),
                papers=[cases.HandedIn(one, form="original") for one in terms.required_materials],
                channel=Channel.WINDOW,
                truth_declared=True,
                delivery_detail={"electronic_consent": "同意", "electronic_address": "本系统"},
            ),
            ruling=cases.Ruling(Verdict.DONE),
            by=acting("hezhiyuan", county),
            at=county.clock(),
        )


def press(page: Page, label: str, **fields: str) -> None:
    """Fill in the card of this act and press its button."""
    form = page.locator("form").filter(has=page.get_by_role("button", name=label, exact=True))
    for name, value in fields.items():
        place = form.locator(f"[name={name}]")
        if place.evaluate("one => one.tagName") == "SELECT":
            place.select_option(value)
        else:
            place.fill(value)
    form.get_by_role("button", name=label, exact=True).click()


def test_a_late_matter_is_scored_and_the_ranking_shows_its_trace(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    load_shipped(since=SINCE, by=SYSTEM, at=county.clock())
    case = accepted(county, "护士变更执业注册")
    finished(county, 5)
    county.clock.at(2026, 9, 29, 9)
    county.work()
    watched = Card.objects.filter(finding__watched=case.matter)
    assert watched.filter(level="yellow", finding__probe_code="promise_overdue").exists()
    county.clock.at(2026, 10, 20, 9)
    county.work()
    red = watched.get(finding__probe_code="statute_overdue")
    address = f"/desk/supervision/cards/{red.matter.number}/"
    head = county.signed_in(browser_page, "zhouzhengping")
    head.goto(address)
    press(head, "说明", text="核查人员出差，没有按期安排，已经补办。")
    judge = county.signed_in(browser_page, "jiandu")
    judge.goto(address)
    press(
        judge, "审议", verdict="reduced", cause="section", reason="情况属实，主动补办，降为黄牌。"
    )
    red.refresh_from_db()
    assert (red.level, red.points) == ("yellow", Decimal("5.0"))

    month = f"{red.finding.occurred_at:%Y-%m}"
    county.clock.at(2026, 11, 9, 9)
    page = county.signed_in(browser_page, "kaohe")
    page.goto("/desk/assessment/")
    press(page, "计算", scheme="departments", kind="month", day=f"{month}-15")
    county.work()
    period = Period.objects.get()
    page.goto(f"/desk/assessment/periods/{period.matter.number}/")
    expect(page.get_by_text("暂定", exact=True)).to_be_visible()
    check_page(page)
    reviewer = county.signed_in(browser_page, "jiandu")
    reviewer.goto(f"/desk/assessment/periods/{period.matter.number}/")
    press(reviewer, "审核通过", opinion="与监察记录一致。")
    page.reload()
    press(page, "公示")
    expect(page.get_by_text("对得分有异议的")).to_be_visible()

    score = Score.objects.get(period=period, organ_code=case.organ_code)
    page.get_by_role("link", name=score.name).first.click()
    expect(page.get_by_text("期限方面的黄牌、红牌和提示记分").first).to_be_visible()
    trace = page.get_by_role("link", name=red.matter.number)
    expect(trace).to_have_attribute("href", address)
    check_page(page)
    screenshot(page, "assessment-score-1440")
    phone = browser_page(width=360)
    phone.goto(f"/assessment/{period.matter.number}/")
    expect(phone.get_by_text(score.name).first).to_be_visible()
    check_page(phone)
    screenshot(phone, "assessment-board-360")
