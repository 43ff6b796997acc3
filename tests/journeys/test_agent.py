"""A village agent applies for a villager; the department refuses, and says what can be done."""

from __future__ import annotations

import re
from datetime import datetime
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, foresee, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tools.county.names import Names
from zhengwu.cases import actions
from zhengwu.cases.models import Case
from zhengwu.documents.models import Document
from zhengwu.files.tests.factories import pdf_bytes
from zhengwu.flow.models import Task
from zhengwu.identity import queries as identity
from zhengwu.identity.models import Account, Mandate
from zhengwu.kernel.actors import Actor, Assurance
from zhengwu.kernel.time import local_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LETTER = {"name": "委托书.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes(words="委托")}
PROMISE = {"name": "承诺书.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes(words="承诺")}
VILLAGER = Names(97).id_number(1952)
REASONS = "经入户调查和核对，家庭月人均收入为1260元，高于本区最低生活保障标准。"


def test_a_villager_is_refused_and_told_the_remedies(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    agent = county.signed_in(browser_page, "daiban")
    begin(agent)
    number = fill_in_and_send(agent)
    county.work()
    case = Case.objects.select_related("matter").get(matter__number=number)
    assert (case.applicant_name, case.channel) == ("何桂芳", "agent")
    assert Mandate.objects.get(principal=case.person).paper
    accept_review_and_inspect(county, case)
    refuse(county, browser_page, case)
    hand_over(county, browser_page, case)
    told(county, agent, case)
    follow_without_account(browser_page, case)


def begin(page: Page) -> None:
    """The villager, the item and the signed letter."""
    page.goto("/desk/window/")
    expect(page).to_have_url(re.compile("/desk/agent/$"))
    check_page(page)
    page.goto("/desk/agent/new/")
    check_page(page)
    item = page.locator("select[name=item] option", has_text="最低生活保障").first
    page.locator("select[name=item]").select_option(item.get_attribute("value"))
    page.get_by_label("姓名").fill("何桂芳")
    page.get_by_label("居民身份证号码（必填）").fill(VILLAGER)
    page.get_by_label("手机号码").fill("13900002222")
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
    foresee(page)
    check_page(page)


def onward(page: Page) -> None:
    """The next page of the application."""
    here = page.url
    page.get_by_role("button", name="下一步").click()
    expect(page).not_to_have_url(here)
    check_page(page)


def fill_in_and_send(page: Page) -> str:
    """The pages a citizen fills in, in the villager's name."""
    assert page.locator("[name='applicant.name']").input_value() == "何桂芳"
    page.locator("[name='applicant.address']").fill("广安区演示镇演示村3组")
    onward(page)
    page.locator("[name='household.kind']").select_option("rural")
    page.locator("[name='household.income']").fill("1260")
    page.locator("[name='household.reason']").fill("年纪大了，常年看病。")
    onward(page)
    page.locator("[name='members.0.name']").fill("何桂芳")
    page.locator("[name='members.0.id_card']").fill(VILLAGER)
    page.locator("[name='members.0.relation']").fill("本人")
    onward(page)
    page.locator("[name='bank.account']").fill("6228480402564890018")
    page.locator("[name=consent]").check()
    onward(page)
    page.locator("[name=file_M02]").set_input_files([PROMISE])
    onward(page)
    page.get_by_label("窗口领取", exact=False).first.check()
    onward(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("核对并提交")
    expect(page.get_by_text("承诺书.pdf")).to_be_visible()
    page.locator("#id_truth").check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已经提交")
    expect(page.locator(".receipt-facts")).to_contain_text("何桂芳（")
    expect(page.locator(".receipt-facts")).to_contain_text("代办）")
    check_page(page)
    number = page.locator(".receipt-facts dd").first.inner_text()
    page.get_by_role("link", name="回到代办").click()
    expect(page.get_by_role("row", name=re.compile(number))).to_contain_text("何桂芳")
    check_page(page)
    return number


def actor(username: str, at: datetime) -> Actor:
    """One of the cast, signed in with the second factor."""
    account = Account.objects.select_related("staff__organ").get(username=username)
    return identity.actor_for(account, day=local_day(at), assurance=Assurance.SECOND_FACTOR)


def accept_review_and_inspect(county: County, case: Case) -> None:
    """What other journeys do in the browser: accepted, visited by two, reviewed, checked."""
    at = county.clock.at(2026, 9, 2, 10)
    actions.accept(case, by=actor("minzheng-ck", at), at=at)
    at = county.clock.at(2026, 9, 4, 16)
    pair = [actor(name, at) for name in ("minzheng-sc", "minzheng-sh")]
    case.refresh_from_db()
    actions.record_check(
        case, inspectors=[actions.Inspector(one.id, one.name, f"演示-{one.name}") for one in pair],
        place="广安区演示镇演示村3组", started_at=at.replace(hour=14), ended_at=at.replace(hour=15),
        findings="与儿子一家共同生活，月人均收入1260元。", passed=False, by=pair[0], at=at,
    )  # fmt: skip
    for day, by in zip((7, 8), pair, strict=True):
        at = county.clock.at(2026, 9, day, 10)
        task = Task.objects.get(matter=case.matter_id, state__in=("open", "claimed"))
        case.refresh_from_db()
        actions.complete_step(
            case, task=task, outcome="fail", opinion="收入高于标准，建议不予。", by=by, at=at
        )
    county.work()


def refuse(county: County, open_page: OpenPage, case: Case) -> None:
    """The chief representative: no refusal without reasons; the letter stands beside the button."""
    county.clock.at(2026, 9, 9, 9)
    page = county.signed_in(open_page, "minzheng-a")
    page.goto("/desk/cases/?view=decide")
    page.get_by_role("link", name=case.matter.number).click()
    check_page(page)
    page.locator("main").get_by_role("link", name=re.compile("^不予")).click()
    expect(page.locator("main")).to_contain_text("依据授权委托书")
    assert "社会救助暂行办法" in page.locator("[name=basis]").input_value()
    check_page(page)
    page.locator("[name=reasons]").evaluate("e => e.form.noValidate = true")
    page.get_by_role("button", name=re.compile("^确认不予")).click()
    expect(page.locator("#error-summary")).to_be_visible()
    foresee(page)
    page.locator("[name=reasons]").fill(REASONS)
    page.get_by_role("button", name=re.compile("^确认不予")).click()
    expect(page.get_by_text("已作出不予决定，文书已写明救济途径")).to_be_visible()
    check_page(page)
    county.work()


def hand_over(county: County, open_page: OpenPage, case: Case) -> None:
    """The clerk hands the decision to the villager; the return receipt is made."""
    county.clock.at(2026, 9, 10, 10)
    page = county.signed_in(open_page, "minzheng-ck")
    page.goto(f"/desk/cases/{case.matter.number}/")
    page.locator("main").get_by_role("link", name="送达", exact=True).click()
    expect(page.locator("[name=way]")).to_have_value("direct")
    expect(page.locator("[name=receiver]")).to_have_value("何桂芳")
    page.get_by_role("button", name="登记送达，制作送达回证").click()
    expect(page.get_by_text("已登记送达")).to_be_visible()
    county.work()
    assert Document.objects.filter(matter=case.matter_id, template_code="return_receipt").exists()
    page.goto(f"/desk/cases/{case.matter.number}/")
    expect(page.locator("main")).to_contain_text("送达回证")
    check_page(page)
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("completed", "refused")


def told(county: County, page: Page, case: Case) -> None:
    """The agent reads why, on what basis, and what the villager can do, by when and where."""
    county.sign_in(page, "daiban")
    page.goto("/desk/agent/")
    check_page(page)
    page.get_by_role("link", name=case.matter.number, exact=True).click()
    said = page.locator("main")
    expect(page.get_by_role("heading", level=1)).to_contain_text("不予")
    for words in (
        REASONS, "社会救助暂行办法", "不服怎么办", "六十日内", "广安区人民政府申请行政复议",
        "六个月内", "人民法院提起行政诉讼", "9月10日送达",
    ):  # fmt: skip
        expect(said).to_contain_text(words)
    check_page(page)
    screenshot(page, "journey-agent-refused", (360, 1440))
    paper = page.get_by_role("link", name=re.compile(r"下载\s*不予")).first
    pdf = page.request.get(paper.get_attribute("href") or "")
    assert pdf.body().startswith(b"%PDF"), pdf.status
    with pikepdf.open(BytesIO(pdf.body())) as opened:
        fields = [str(field.get("/FT")) for field in opened.Root.AcroForm.Fields]
    assert "/Sig" in fields, "the refusal carries the organ's seal"


def follow_without_account(open_page: OpenPage, case: Case) -> None:
    """The villager's own way: number and code from the receipt, on a telephone."""
    page = open_page(width=360)
    page.goto("/track/")
    page.get_by_label("办件编号").fill(case.matter.number)
    page.get_by_label("查询码").fill(case.matter.query_code)
    page.get_by_role("button", name="查进度").click()
    said = page.locator("main")
    expect(said).to_contain_text("不予")
    expect(said).to_contain_text("行政复议")
    check_page(page)
