"""A hearing in the browser: by law for a karaoke bar, and on request of the applicant."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, foresee, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tools.county.answers import fill
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Case, Party
from zhengwu.catalogue.models import Edition
from zhengwu.identity.models import Account, FirmMember
from zhengwu.identity.queries import actor_for
from zhengwu.kernel.actors import Assurance
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Office:
    """Members of staff, each with a page of his own."""

    def __init__(self, county: County, open_page: OpenPage, number: str) -> None:
        self.county, self.open_page, self.number = county, open_page, number
        self.pages: dict[str, Page] = {}

    def at(self, username: str, place: str = "hearing/") -> Page:
        """This person's page of the hearing (or of the case)."""
        page = self.pages.setdefault(username, self.open_page())
        self.county.sign_in(page, username)
        page.goto(f"/desk/cases/{self.number}/{place}")
        return page

    def act(self, username: str, label: str, place: str = "hearing/", **fields: str) -> Page:
        """Press a button, fill in its form, confirm."""
        page = self.at(username, place)
        link = page.locator("main").get_by_role("link", name=re.compile(f"^{label}"))
        if not link.first.is_visible():
            page.locator("details.more-acts summary").click()
        link.first.click()
        fill_in(page, fields)
        check_page(page)
        confirm(page)
        expect(page).to_have_url(re.compile(rf"/desk/cases/{self.number}/{place}$"))
        self.county.work()
        return page


def fill_in(page: Page, fields: dict[str, str]) -> None:
    """Fields of a form by name; a choice by its value."""
    for name, value in fields.items():
        place = page.locator(f"main [name='{name}']")
        kind = place.first.evaluate("e => e.type")
        if kind == "radio":
            page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind == "select-one":
            place.select_option(label=value)
        else:
            place.first.fill(value)


def refused(page: Page, words: str) -> None:
    """A refusal stands on the page; the browser's note of its status is no fault of ours."""
    expect(page.get_by_text(words).first).to_be_visible()
    foresee(page)


def confirm(page: Page) -> None:
    """The form's own button."""
    page.locator("main form").get_by_role("button").filter(has_text="确认").first.click()


def acting(username: str, county: County):
    """A member of the cast as the actions know him."""
    account = Account.objects.get(username=username)
    today = local_day(county.clock())
    return actor_for(account, day=today, assurance=Assurance.SECOND_FACTOR)


def accepted(county: County, item: str) -> Case:
    """An application of the shop's owner, handed in at the window and accepted."""
    edition = Edition.objects.get(state="published", item__name=item)
    terms = queries.terms_of(edition.pk)
    member = FirmMember.objects.get(person__account__username="wangxiulan")
    for_firm = "1" not in {str(one) for one in edition.document.subjects}
    applicant = cases.Applicant(person=member.person, firm=member.firm if for_firm else None)
    clerk = acting("wangqian", county)
    applied = cases.Application(
        edition_id=edition.pk,
        applicant=applicant,
        answers=fill(queries.schema_of(terms), random.Random(3), "王秀兰"),
        papers=[cases.HandedIn(code, form="original") for code in terms.required_materials],
        channel=Channel.WINDOW,
        truth_declared=True,
        delivery_detail={"electronic_consent": "同意", "electronic_address": "本系统“我的办件”"},
    )
    case = cases.receive(applied, by=clerk, at=county.clock())
    case = cases.accept(case, by=clerk, at=county.clock())
    county.work()
    return case


@pytest.mark.req("CASE-50", "CASE-04")
def test_a_karaoke_licence_is_heard_in_public_before_it_is_decided(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    edition = Edition.objects.get(state="published", item__code__contains="511A2200500010")
    case = accepted(county, edition.item.name)
    office = Office(county, browser_page, case.matter.number)
    county.clock.at(2026, 9, 2, 9)
    office.act("zhaoming", "办结“审查”", "", outcome="pass", opinion="材料齐全，拟准予。")
    inspect(office)
    page = office.at("zhaoming")
    expect(page.get_by_text("本事项应当听证")).to_be_visible()
    check_page(page)
    office.act(
        "zhaoming", "登记利害关系人", name="演示小区业主委员会", address="演示路9号",
        interest="与住宅楼相邻，受噪声影响",
    )  # fmt: skip
    office.act("zhaoming", "决定举行听证", ground="by_law", why="《娱乐场所管理条例》第十条")
    set_the_sitting(county, office)
    applicant_sees_it(county, browser_page, case)
    challenge_and_decide(county, office)
    hold_it(county, office)
    decide_on_the_minutes(county, office, case)
    public_page(browser_page, case)


def set_the_sitting(county: County, office: Office) -> None:
    """Too near is refused beside what was typed; who handled the case is not offered as chair."""
    page = office.at("zhouzhengping")
    page.get_by_role("link", name="确定时间地点").click()
    chairs = page.locator("[name=chair_id] option").all_inner_texts()
    assert "赵明" not in chairs
    assert "王倩" not in chairs
    typed = {"held_at": "2026-09-08T09:30", "place": "三楼听证室", "chair_id": "李文静",
             "recorder_id": "孙丽"}  # fmt: skip
    fill_in(page, typed)
    confirm(page)
    refused(page, "行政许可法 第48条第1款第1项")
    expect(page.locator("[name=place]")).to_have_value("三楼听证室")
    fill_in(page, {"held_at": "2026-09-16T09:30"})
    confirm(page)
    expect(page.get_by_text("听证会：待举行")).to_be_visible()
    county.work()
    page = office.at("zhaoming")
    page.get_by_role("link", name=re.compile("登记送达.*业主委员会")).click()
    fill_in(page, {"receiver": "李主任", "place": "小区物业办公室"})
    check_page(page)
    confirm(page)
    expect(page.get_by_text("9月2日送达").or_(page.get_by_text("9月2日")).first).to_be_visible()


def applicant_sees_it(county: County, open_page: OpenPage, case: Case) -> None:
    """On the phone: when and where, who chairs, and what one may say before."""
    page = county.signed_in(open_page, "wangxiulan", firm=True, width=360)
    page.goto(f"/my/{case.matter.number}/")
    check_page(page)
    page.get_by_role("link", name="听证的安排和您的权利").click()
    expect(page.get_by_text("三楼听证室").first).to_be_visible()
    check_page(page)
    screenshot(page, "hearing-applicant", (360,))
    page.locator("#id_statement").fill("已做隔音处理，附检测报告。")
    page.get_by_role("button", name="提交陈述申辩").click()
    expect(page.get_by_text("已收到您的陈述和申辩")).to_be_visible()
    page.locator("#id_ground").fill("主持人与小区居民有亲属关系。")
    page.get_by_role("button", name="申请回避").click()
    expect(page.get_by_text("已收到您的回避申请")).to_be_visible()
    case.refresh_from_db()
    assert case.suspended, "the hearing's time is not counted"


def challenge_and_decide(county: County, office: Office) -> None:
    """The head decides; the one who chairs instead handled nothing either."""
    county.clock.at(2026, 9, 3, 9)
    page = office.at("zhouzhengping")
    page.get_by_role("link", name=re.compile("决定.*回避申请")).click()
    fill_in(page, {"granted": "yes", "word": "经查属实", "successor_id": "何志远"})
    check_page(page)
    confirm(page)
    expect(page.get_by_text("主持人回避").first).to_be_visible()
    county.work()
    page = office.at("zhaoming")
    page.get_by_role("link", name="写明处理意见").click()
    fill_in(page, {"adopted": "yes", "answer": "检测报告属实"})
    confirm(page)
    expect(page.get_by_text("采纳：检测报告属实")).to_be_visible()


def hold_it(county: County, office: Office) -> None:
    """Opinion, evidence, defence; then each signs, and one refuses with a reason."""
    county.clock.at(2026, 9, 16, 11)
    page = office.at("zhaoming")
    page.get_by_role("link", name="录入听证会").click()
    fill_in(page, {
        "presenter_id": "赵明", "opinion": "符合条件，拟准予。", "evidence": "检测报告、平面图。",
        "defence": "业主担心夜间噪声，申请人出示检测报告。", "closing": "各方无新意见。",
    })  # fmt: skip
    check_page(page)
    confirm(page)
    expect(page.get_by_text("已举行，笔录待确认签字").first).to_be_visible()
    page.get_by_role("link", name="笔录确认签字").click()
    expect(page.locator("main input[type=radio][value=yes]").first).to_be_visible()
    for radio in page.locator("main input[type=radio][value=yes]").all():
        radio.check()
    row = page.locator("fieldset", has_text="演示小区业主委员会")
    row.locator("input[value=no]").check()
    confirm(page)
    refused(page, "请写明演示小区业主委员会拒绝签字的理由")
    page.get_by_label(re.compile("演示小区业主委员会拒绝签字的理由")).fill("认为记录不全")
    check_page(page)
    confirm(page)
    expect(page.get_by_text("已举行，笔录已确认").first).to_be_visible()
    expect(page.get_by_text("拒绝签字：认为记录不全")).to_be_visible()
    check_page(page)
    screenshot(page, "hearing-desk", (360, 1440))
    county.work()


def inspect(office: Office) -> None:
    """Two look at the place; after the minutes nothing may be added to them (article 48)."""
    pair = Staff.objects.filter(name__in=("赵明", "孙丽"))
    page = office.at("zhaoming", "")
    page.locator("details.more-acts summary").click()
    page.locator("details.more-acts").get_by_role("link", name="记录现场核查").click()
    for one in pair:
        page.locator(f"[name=inspectors][value='{one.pk}']").check()
    fill_in(page, {
        "place": "店内", "started_at": "2026-09-01T15:00", "ended_at": "2026-09-01T15:30",
        "findings": "与图纸一致。", "passed": "yes",
    })  # fmt: skip
    confirm(page)


def decide_on_the_minutes(county: County, office: Office, case: Case) -> None:
    """The step of the flow ends with the hearing; the decision says how it rests on the minutes."""
    case.refresh_from_db()
    assert not case.suspended
    office.act("zhaoming", "办结“举行听证”", "", outcome="held", opinion="已举行，笔录在卷。")
    office.act("sunli", "办结“审核”", "", outcome="pass", opinion="同意。")
    page = office.at("hezhiyuan", "")
    page.locator("main").get_by_role("link", name="准予许可").click()
    confirm(page)
    refused(page, "请填写根据听证笔录采纳的事实和意见")
    fill_in(page, {"heard": "检测报告证明噪声达标，业主的意见不予采纳。"})
    check_page(page)
    confirm(page)
    county.work()
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("decided", "granted")


def public_page(open_page: OpenPage, case: Case) -> None:
    """Anybody finds the announcement."""
    page = open_page(width=360)
    page.goto("/hearings/")
    expect(page.get_by_text(case.matter.title).first).to_be_visible()
    check_page(page)
    screenshot(page, "hearings", (360, 1440))


@pytest.mark.req("CASE-50")
def test_the_applicant_asks_for_a_hearing_online(county: County, browser_page: OpenPage) -> None:
    county.clock.at(2026, 9, 1, 9)
    case = accepted(county, "护士变更执业注册")
    office = Office(county, browser_page, case.matter.number)
    office.act(
        "zhaoming", "登记利害关系人", name="张邻居", address="演示路9号", interest="直接利害关系"
    )
    page = office.at("zhaoming")
    page.get_by_role("link", name="告知听证权利").click()
    confirm(page)
    refused(page, "有用印权限的首席代表")
    office.act("zhouzhengping", "告知听证权利")
    own = county.signed_in(browser_page, "wangxiulan", width=360)
    own.goto(f"/my/{case.matter.number}/")
    own.get_by_role("link", name=re.compile("去看告知的内容")).click()
    expect(own.get_by_role("heading", level=1)).to_contain_text("您可以要求听证，最迟")
    check_page(own)
    own.get_by_role("button", name="不要听证").click()
    expect(own.get_by_text("已记录：您放弃听证")).to_be_visible()
    own.locator("[name=text]").first.fill("改变主意，要求听证。")
    own.get_by_role("button", name="申请听证").click()
    expect(own.get_by_text("已收到您的听证申请")).to_be_visible()
    check_page(own)
    case.refresh_from_db()
    assert case.hearing.state == "called"
    assert Party.objects.get(case=case, role="applicant").wish == "requested"
