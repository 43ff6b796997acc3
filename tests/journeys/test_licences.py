"""The register of licences in the browser: the holder asks, the organ decides, one is revoked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tests.journeys.test_hearing import accepted, acting, confirm, fill_in, refused
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import TaskKind, Verdict
from zhengwu.cases.models import Licence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def granted(county: County) -> Licence:
    """A nurse's licence, reviewed, checked and granted."""
    case, at = accepted(county, "护士变更执业注册"), county.clock()
    for kind, username in ((TaskKind.REVIEW, "zhaoming"), (TaskKind.CHECK, "sunli")):
        task = next(one for one in queries.open_tasks(case) if one.kind == kind)
        by = acting(username, county)
        cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=by, at=at)
    ruling = cases.Ruling(Verdict.GRANTED)
    cases.decide(case, task=None, ruling=ruling, by=acting("hezhiyuan", county), at=at)
    county.work()
    return Licence.objects.select_related("matter").get(case=case)


def test_a_licence_is_renewed_on_request_and_another_is_revoked(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    licence = granted(county)
    number = licence.matter.number
    own = county.signed_in(browser_page, "wangxiulan", width=360)
    own.goto("/my-licences/")
    check_page(own)
    own.get_by_role("link", name=licence.name).first.click()
    check_page(own)
    own.locator("[name=kind][value=renew]").check()
    own.locator("[name=text]").fill("继续执业，申请延续。")
    own.get_by_role("button", name="提交申请").click()
    expect(own.get_by_text("已收到您的申请")).to_be_visible()
    county.clock.at(2026, 9, 2, 9)
    page = county.signed_in(browser_page, "zhouzhengping")
    page.goto("/desk/licences/")
    check_page(page)
    page.get_by_role("link", name=licence.number).click()
    page.get_by_role("link", name="作出决定").click()
    fill_in(page, {"granted": "yes", "reasons": "符合延续条件。"})
    check_page(page)
    confirm(page)
    expect(page.get_by_text("准予延续").first).to_be_visible()
    expect(page.get_by_text("2036年8月31日").first).to_be_visible()
    check_page(page)
    screenshot(page, "licence-desk", (360, 1440))
    page.get_by_role("link", name="撤回", exact=True).click()
    page.locator("[name=ground][value='8.facts']").check()
    fill_in(page, {"facts": "执业机构依法撤并。"})
    confirm(page)
    refused(page, "请写明补偿的安排")
    fill_in(page, {"compensation": "依法补偿，由本机关与持证人协商。"})
    check_page(page)
    confirm(page)
    expect(page.get_by_text("已撤回").first).to_be_visible()
    county.work()
    county.sign_in(own, "wangxiulan")
    own.goto(f"/my-licences/{number}/")
    expect(own.get_by_role("heading", level=1)).to_have_text("已撤回")
    check_page(own)
    screenshot(own, "licence-own", (360,))
    stranger = county.signed_in(browser_page, "liujianguo")
    answer = stranger.goto(f"/my-licences/{number}/")
    assert answer is not None
    assert answer.status == 404
