"""One licence from the search to the archive: every act as people do it, on the county's time."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from zhengwu.cases.models import Case
from zhengwu.files.tests.factories import pdf_bytes
from zhengwu.org.models import Staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ITEM = "医疗机构放射性职业病危害建设项目预评价报告审核（县级）"


def upload(page: Page, code: str, name: str) -> None:
    """Choose a file for one material."""
    payload = {"name": name, "mimeType": "application/pdf", "buffer": pdf_bytes(words=name)}
    page.locator(f"input[type=file][name=file_{code}]").set_input_files([payload])


class Desk:
    """Members of staff at their desks: opens the case, presses the button, fills in the form."""

    def __init__(self, county: County, open_page: OpenPage, number: str) -> None:
        self.county, self.open_page, self.number = county, open_page, number
        self.pages: dict[str, Page] = {}
        self.checked: set[str] = set()

    def at_case(self, username: str) -> Page:
        """This person's page of the case, signed in as of now."""
        if username not in self.pages:
            self.pages[username] = self.open_page()
        page = self.pages[username]
        self.county.sign_in(page, username)
        page.goto(f"/desk/cases/{self.number}/")
        return page

    def act(self, username: str, label: str | re.Pattern[str], **fields: str) -> Page:
        """Press one of the buttons offered and fill in what its form asks for."""
        page = self.at_case(username)
        link = page.locator("main").get_by_role("link", name=label)
        if not link.first.is_visible():
            page.locator("details.more-acts summary").click()
        link.first.click()
        for name, value in fields.items():
            self._fill(page, name, value)
        page.locator("main form").get_by_role("button").filter(
            has_text=re.compile("确认|登记|出具")
        ).first.click()
        expect(page).to_have_url(re.compile(rf"/desk/cases/{self.number}/"))
        self.county.work()
        return page

    def _fill(self, page: Page, name: str, value: str) -> None:
        place = page.locator(f"main [name={name}]")
        kind = place.first.evaluate("e => e.type")
        if kind in ("radio", "checkbox"):
            for one in value.split(","):
                page.locator(f"main [name={name}][value='{one}']").check()
        elif kind == "select-one":
            place.select_option(value)
        else:
            hidden = place.locator("xpath=ancestor::details[not(@open)]")
            if hidden.count():
                hidden.first.evaluate("e => e.open = true")
            place.fill(value)


@pytest.mark.req("CASE-43")
def test_a_licence_from_the_search_to_the_archive(county: County, browser_page: OpenPage) -> None:
    county.clock.at(2026, 9, 1, 9)
    visitor = county.signed_in(browser_page, "wangxiulan", width=360)
    number = apply_online(county, visitor)
    county.work()
    case = Case.objects.select_related("matter").get(matter__number=number)
    desk = Desk(county, browser_page, number)
    ask_for_what_is_missing(county, desk)
    hand_in_what_was_asked(county, browser_page, number)
    county.clock.at(2026, 9, 7, 9)
    desk.act("wangqian", "受理")
    case.refresh_from_db()
    assert str(case.accepted_on) == "2026-09-04", "accepted from the day everything was there"
    review_by_two_sections(county, desk)
    inspect_on_the_spot(county, desk)
    due = wait_for_the_experts(county, desk)
    county.clock.at(2026, 9, 22, 10)
    desk.act("sunli", "办结“审核”", outcome="pass", opinion="两个科室和专家意见齐全，同意。")
    decide_by_the_b_representative(county, desk)
    hand_over(county, desk)
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("completed", "granted")
    follow_on_the_phone(county, browser_page, case, due)
    open_the_archive(desk, number)


def ask_for_what_is_missing(county: County, desk: Desk) -> None:
    """The one notice, everything at once."""
    county.clock.at(2026, 9, 2, 10)
    page = desk.at_case("wangqian")
    check_page(page)
    expect(page.locator("details.withheld", has_text="受理")).to_have_count(1)
    page.locator("main").get_by_role("link", name="一次性告知补正").click()
    for code, problem in (("M01", "没有提交"), ("M03", "没有提交")):
        ask = page.locator(f"[name=ask_{code}]")
        ask.check()
        page.locator(f"[name=problem_{code}]").fill(problem)
        page.locator(f"[name=requirement_{code}]").fill("请上传盖章的扫描件。")
    check_page(page)
    page.get_by_role("button", name="出具一次性补正告知书").click()
    expect(page.get_by_text("已出具一次性补正告知书")).to_be_visible()
    county.work()


def hand_in_what_was_asked(county: County, open_page: OpenPage, number: str) -> None:
    """The applicant sees what is missing, and until when nothing counts."""
    county.clock.at(2026, 9, 4, 20)
    page = county.signed_in(open_page, "wangxiulan", firm=True, width=360)
    page.goto(f"/my/{number}/")
    check_page(page)
    page.get_by_role("link", name="看要补什么，现在补交").click()
    check_page(page)
    upload(page, "M01", "申请表.pdf")
    upload(page, "M03", "平面布局图.pdf")
    page.get_by_role("button", name="补交所选文件").click()
    expect(page.get_by_role("link", name="看要补什么，现在补交")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"/my/{number}/$"))
    county.work()


def review_by_two_sections(county: County, desk: Desk) -> None:
    """Both sections have the case at the same time; nobody signs for both."""
    county.clock.at(2026, 9, 8, 9)
    page = desk.at_case("zhaoming")
    expect(page.get_by_text("业务科室会签").first).to_be_visible()
    expect(page.get_by_text("法规科室会签").first).to_be_visible()
    check_page(page)
    desk.act("zhaoming", "办结“业务科室会签”", outcome="pass", opinion="符合配置规划，同意。")
    county.clock.at(2026, 9, 8, 15)
    desk.act("fagui", "办结“法规科室会签”", outcome="pass", opinion="程序合法，同意。")


def inspect_on_the_spot(county: County, desk: Desk) -> None:
    """Two persons look at the rooms; without their record the step does not end."""
    county.clock.at(2026, 9, 9, 16)
    page = desk.at_case("zhaoming")
    expect(page.locator("details.withheld", has_text="办结“现场核查”").first).to_be_visible()
    pair = Staff.objects.filter(name__in=("赵明", "孙丽"))
    desk.act(
        "zhaoming",
        "记录现场核查",
        inspectors=",".join(str(one.pk) for one in pair),
        place="广安区金安大道演示路8号",
        started_at="2026-09-09T14:00",
        ended_at="2026-09-09T15:30",
        findings="机房位置、布局与图纸一致，屏蔽设计有依据。",
        passed="yes",
    )
    desk.act("zhaoming", "办结“现场核查”", outcome="pass", opinion="现场与报告一致。")
    desk.act("sunli", "办结“现场核查”", outcome="pass", opinion="同意核查意见。")


def wait_for_the_experts(county: County, desk: Desk) -> str:
    """The experts' days are not counted; the desk says so, and the new last day follows."""
    county.clock.at(2026, 9, 10, 9)
    page = desk.act(
        "zhaoming", "开始特别程序", kind="专家评审", doing_body="市放射卫生专家库（演示）",
        planned_days="10", reason="预评价报告应当经专家评审。",
    )  # fmt: skip
    case = Case.objects.get(matter__number=desk.number)
    assert case.suspended
    page = desk.at_case("zhaoming")
    expect(page.get_by_text("中止").first).to_be_visible()
    check_page(page)
    county.clock.at(2026, 9, 21, 9)
    desk.act("zhaoming", "录入程序结果", received_on="2026-09-21", result="专家组同意预评价结论。")
    desk.act("zhaoming", "办结“专家评审”", outcome="pass", opinion="采纳专家组意见。")
    case.refresh_from_db()
    assert not case.suspended
    return case.due_on.isoformat()


def decide_by_the_b_representative(county: County, desk: Desk) -> None:
    """B decides under a letter of authority; the letter stands beside the button."""
    county.clock.at(2026, 9, 23, 9)
    page = desk.at_case("liwenjing")
    expect(page.get_by_text(re.compile(r"授权委托书 2026-SQ-\S+-B"))).to_be_visible()
    check_page(page)
    desk.act("liwenjing", re.compile("^准予"), scope="64 排 CT 一台")


def hand_over(county: County, desk: Desk) -> None:
    """Make the licence, serve it electronically with the consent on file."""
    county.clock.at(2026, 9, 23, 15)
    desk.act("wangqian", "办结“制证”", opinion="已制证。")
    county.clock.at(2026, 9, 24, 9)
    page = desk.at_case("wangqian")
    page.locator("main").get_by_role("link", name="送达", exact=True).click()
    expect(page.locator("[name=way]")).to_have_value("electronic")
    check_page(page)
    page.get_by_role("button", name="登记送达，制作送达回证").click()
    expect(page.get_by_text("已登记送达")).to_be_visible()
    county.work()


def follow_on_the_phone(county: County, open_page: OpenPage, case: Case, due: str) -> None:
    """Without signing in: number and code tell every date and why."""
    page = open_page(width=360)
    page.goto("/track/")
    page.get_by_label("办件编号").fill(case.matter.number)
    page.get_by_label("查询码").fill(case.matter.query_code)
    page.get_by_role("button", name="查进度").click()
    said = page.locator("main")
    for words in ("9月1日", "9月4日", "专家评审", "9月23日", "9月24日"):
        expect(said).to_contain_text(words)
    check_page(page)
    screenshot(page, "journey-track", (360, 1440))
    own = county.signed_in(open_page, "wangxiulan", firm=True, width=360)
    own.goto(f"/my/{case.matter.number}/")
    expect(own.locator("main")).to_contain_text("电子送达")
    check_page(own)
    licence = own.get_by_role("link", name=re.compile("下载.*(决定书|同意书)")).first
    pdf = own.request.get(licence.get_attribute("href") or "")
    assert pdf.body().startswith(b"%PDF")
    with pikepdf.open(BytesIO(pdf.body())) as opened:
        fields = [field.get("/FT") for field in opened.Root.AcroForm.Fields]
    assert "/Sig" in [str(one) for one in fields], "the licence carries the organ's seal"


def open_the_archive(desk: Desk, number: str) -> None:
    """The whole file, as one PDF with its contents and as a zip."""
    desk.county.work()
    page = desk.at_case("wangqian")
    check_page(page)
    screenshot(page, "journey-desk", (360, 1440))
    page.goto(f"/desk/cases/{number}/archive/")
    check_page(page)
    for kind, start in (("pdf", b"%PDF"), ("zip", b"PK")):
        answer = page.request.get(f"/desk/cases/{number}/archive/{kind}/")
        assert answer.body().startswith(start), (kind, answer.status)


def apply_online(county: County, page: Page) -> str:
    """Search, guide, form, files, delivery, look over, receipt."""
    page.goto("/services/")
    page.get_by_role("searchbox").first.fill("X光机房")
    page.get_by_role("searchbox").first.press("Enter")
    page.get_by_role("link", name=re.compile("放射性职业病危害")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ITEM)
    expect(page.get_by_text("18个工作日").first).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="现在申请").click()
    check_page(page)
    page.get_by_role("button", name="开始填写").click()
    fill(page, {
        "project.name": "CT 机房建设项目", "project.address": "广安区金安大道演示路8号",
        "project.nature": "new", "project.risk": "ordinary", "project.money": "260",
    })  # fmt: skip
    check_page(page)
    onward(page)
    if not page.locator("[name='devices.0.name']").count():
        page.get_by_role("button", name=re.compile("添加一项")).click()
    fill(page, {
        "devices.0.name": "CT 机",
        "devices.0.model": "64 排，120 kV",
        "devices.0.room": "一楼 3 号机房",
    })  # fmt: skip
    onward(page)
    fill(page, {"assessor": "四川演示放射卫生技术服务有限公司"})
    onward(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("上传材料")
    upload(page, "M02", "预评价报告.pdf")
    onward(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("怎样领取结果？")
    page.get_by_label("电子送达", exact=False).first.check()
    page.locator("#id_consent").check()
    check_page(page)
    onward(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("核对并提交")
    expect(page.get_by_text("预评价报告.pdf")).to_be_visible()
    check_page(page)
    page.locator("#id_truth").check()
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已经提交")
    check_page(page)
    return page.locator(".receipt-facts dd").first.inner_text()


def fill(page: Page, values: dict[str, str]) -> None:
    """Fill in fields of the application's form by their keys."""
    for key, value in values.items():
        place = page.locator(f"main [name='{key}']")
        if place.first.get_attribute("type") == "radio":
            page.locator(f"main [name='{key}'][value='{value}']").check()
        else:
            place.fill(value)


def onward(page: Page) -> None:
    """The next page of the application."""
    here = page.url
    page.get_by_role("button", name="下一步").click()
    expect(page).not_to_have_url(here)
