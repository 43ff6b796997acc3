"""Joint handling in a real browser: a new enterprise in two days; a project through two stages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tests.journeys.test_hearing import Office, confirm, fill_in, refused
from zhengwu.cases.models import Case
from zhengwu.clock.models import Clock, Interval
from zhengwu.documents.models import Document
from zhengwu.fees.models import Bill
from zhengwu.files.tests.factories import pdf_bytes
from zhengwu.joint.models import Joint, Meeting, Part, Project, Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = "11010519491231002X"
ENERGY = "511A0108100001-511602000000-000-115113016823646795-1-00"
ANSWERS = {
    "现住址": "广安区演示路1号",
    "企业名称": "广安区好运来食品有限公司",
    "住所（生产经营地址）": "广安区演示路8号",
    "法定代表人姓名": "刘建国",
    "法定代表人身份证号码": NUMBER,
    "法定代表人手机": "13900001111",
    "注册资本（万元）": "50",
    "经营范围": "食品销售",
    "姓名或者名称": "刘建国",
    "认缴出资额（万元）": "50",
    "财务负责人姓名": "李会计",
    "财务负责人手机": "13900002222",
    "每月申请发票份数": "25",
    "参保人数": "5",
    "缴费银行账号": "6228480402564890018",
}


def _next(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="下一步").click()


def _fill_page(page: Page) -> None:
    """Answer whatever this page asks and is still empty."""
    for field in page.locator("[data-fields] input:visible, [data-fields] textarea:visible").all():
        label = page.locator(f"label[for='{field.get_attribute('id')}']")
        if field.get_attribute("type") in ("radio", "checkbox", "hidden") or not label.count():
            continue
        words = label.first.inner_text().split("（选填")[0].strip()
        value = next((v for k, v in ANSWERS.items() if words.startswith(k)), "")
        if value and not field.input_value():
            field.fill(value)
    for choice in page.locator("[data-fields] select:visible").all():
        if not choice.input_value():
            choice.select_option(index=1)


def _tell_situation(page: Page) -> None:
    """Three questions before the form; who comes concerns all three departments, asked once."""
    for question, answer in (
        ("现在就有职工要参加社会保险吗？", "是"),
        ("由谁来办？", "委托经办人来办"),
        ("要领纸质的营业执照副本吗？", "是"),
    ):
        group = page.get_by_role("group", name=question)
        group.get_by_label(answer, exact=True).check()
        check_page(page)
        _next(page)
    expect(page.get_by_role("heading", name="按您的情形，这样办")).to_be_visible()
    check_page(page)
    screenshot(page, "joint-situation", (360, 1440))
    with page.expect_navigation():
        page.get_by_role("link", name="下一步").click()


def _apply(county: County, page: Page) -> str:
    page.goto("/together/new-enterprise/")
    expect(page.get_by_text("受理后 2 个工作日")).to_be_visible()
    check_page(page)
    screenshot(page, "joint-guide", (360, 1440))
    page.get_by_role("link", name="开始办理").click()
    page.get_by_role("button", name="开始填写").click()
    _tell_situation(page)
    asked: list[str] = []
    for _ in range(20):
        if "/form/" not in page.url:
            break
        asked += [text.strip() for text in page.locator("[data-fields] label").all_inner_texts()]
        add = page.get_by_role("button", name="添加")
        if add.count() and not page.locator("[data-fields] input[name^='holders.0']").count():
            add.first.click()
        _fill_page(page)
        _next(page)
    assert sum(text.startswith("企业名称") for text in asked) == 1, "each question once"
    for upload in page.locator("input[type=file]").all():
        file = {"name": "材料.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}
        upload.set_input_files([file])
    check_page(page)
    _next(page)
    expect(page.get_by_role("heading", name="核对并提交")).to_be_visible()
    page.get_by_label("窗口领取").check()
    page.get_by_label("同意以电子方式送达").check()
    page.get_by_label("我已核对以上内容").check()
    check_page(page)
    screenshot(page, "joint-send", (360, 1440))
    with page.expect_navigation():
        page.get_by_role("button", name="提交联办申请").click()
    expect(page.get_by_text("各部门办到哪里了")).to_be_visible()
    return page.url


def _decide(county: County, number: str, who: str, open_page: OpenPage) -> None:
    """The organ's chief representative decides its own part on the case's page."""
    page = county.signed_in(open_page, who)
    page.goto(f"/desk/cases/{number}/")
    page.locator("main").get_by_role("link", name=re.compile("^(准予|予以|办结)")).first.click()
    for area in page.locator(
        "main form textarea:visible, main form input[type=text]:visible"
    ).all():
        if not area.input_value():
            area.fill("符合条件，准予办理")
    page.locator("main form").get_by_role("button").filter(
        has_text=re.compile("确认|登记|出具|办理|办结")
    ).first.click()
    expect(page).to_have_url(re.compile(rf"/desk/cases/{number}/"))
    county.work()


def _one_bill(county: County, lead: Page, citizen: Page, joint: Joint) -> None:
    """Two departments' fees on one bill, waived by a policy that is cited with its first day."""
    assert Bill.objects.get(payer_name=joint.applicant_name).matter_id == joint.pk
    for page in (lead, citizen):
        for words in ("营业执照副本工本费", "税务登记证工本费", "演示〔2026〕1号"):
            expect(page.get_by_text(words).first).to_be_visible()
        expect(page.get_by_text("全部免收").first).to_be_visible()
        expect(page.get_by_text("3月20日").first).to_be_visible()
        check_page(page)
    screenshot(lead, "joint-bill", (360, 1440))
    county.sign_in(citizen, "liujianguo")  # hours have passed
    citizen.get_by_role("link", name="看缴费通知单").click()
    expect(citizen.get_by_role("heading", level=1)).to_contain_text("不需要缴费")
    check_page(citizen)


def test_a_new_enterprise_gets_three_certificates_together_in_two_days(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    citizen = county.signed_in(browser_page, "liujianguo", width=360)
    track = _apply(county, citizen)
    county.work()
    joint = Joint.objects.select_related("matter").get()
    number = joint.matter.number

    lead = county.signed_in(browser_page, "wangqian")
    lead.goto("/desk/joint/")
    lead.get_by_role("link", name=number).first.click()
    expect(lead.get_by_role("heading", level=1)).to_contain_text("企业开办一件事")
    check_page(lead)
    screenshot(lead, "joint-desk", (360, 1440))
    lead.get_by_role("link", name="统一受理").click()
    with lead.expect_navigation():
        lead.get_by_role("button", name="统一受理").click()
    expect(lead.get_by_text("已统一受理")).to_be_visible()
    county.work()

    for hour, who in ((14, "hezhiyuan"), (15, "shuiwu-a"), (16, "renshe-a")):
        county.clock.at(2026, 9, 1 if hour == 14 else 2, hour)
        organ = {"hezhiyuan": "GA-XZSP", "shuiwu-a": "GA-SWJ", "renshe-a": "GA-RSJ"}[who]
        part = Part.objects.select_related("case__matter").get(joint=joint, organ_code=organ)
        assert part.case is not None, who
        _decide(county, part.case.matter.number, who, browser_page)
        county.sign_in(citizen, "liujianguo")  # hours have passed
        citizen.goto(track)
        check_page(citizen)
        screenshot(citizen, f"joint-track-{organ}", (360, 1440))
    expect(citizen.get_by_role("heading", level=1)).to_contain_text("各部门都办好了")

    county.clock.at(2026, 9, 2, 17)
    county.sign_in(lead, "wangqian")
    lead.goto(f"/desk/joint/matter/{number}/")
    _one_bill(county, lead, citizen, joint)
    lead.get_by_role("link", name="集中答复并送达").click()
    check_page(lead)
    with lead.expect_navigation():
        lead.get_by_role("button", name="集中答复并送达").click()
    expect(lead.get_by_text("各部门结果已一并送达")).to_be_visible()
    county.work()
    joint.refresh_from_db()
    assert joint.state == "completed"
    assert joint.due_on == date(2026, 9, 3)
    assert {one.state for one in Case.objects.filter(part_of=joint.matter)} == {"completed"}
    assert Document.objects.filter(matter=joint.matter, template_code="joint_reply").count() == 1
    county.sign_in(citizen, "liujianguo")
    citizen.goto(track)
    expect(citizen.get_by_role("heading", level=1)).to_contain_text("全部结果已交给您")
    check_page(citizen)
    screenshot(citizen, "joint-done", (360, 1440))


def _done_stage(
    county: County, project: Project, service: str, code: str, heard: str = ""
) -> Joint:
    """One stage's joint matter, received at the lead window and answered by every organ but the
    one that holds a hearing (`heard`: its item)."""
    from types import SimpleNamespace

    from tools.county.joint import as_actor
    from zhengwu.joint import actions
    from zhengwu.joint.enums import StageCode
    from zhengwu.joint.tests import factories
    from zhengwu.org.models import Staff

    day = county.clock().date()

    def staff(_: Any, organ: str, place: str = "clerk") -> Any:
        duty = {"clerk": "window_clerk", "reviewer": "reviewer", "checker": "checker",
                "A": "decider"}[place]  # fmt: skip
        who = Staff.objects.filter(
            holdings__post__organ_id=organ, holdings__post__duties__duty=duty
        ).order_by("number").first()  # fmt: skip
        assert who is not None, (organ, duty)
        return as_actor(who, day)

    from zhengwu.identity.models import Firm, Person

    person = Person.objects.get(account__username="wangxiulan")
    world = SimpleNamespace(
        account=SimpleNamespace(person=person), firm=Firm.objects.get(), people=None
    )
    original, factories.staff = factories.staff, staff
    try:
        stage = actions.begin_stage(
            project, code=StageCode(code), by=staff(None, project.agency_code), at=county.clock()
        )
        plan = factories.application(world, service, stage=stage, channel="window")
        lead = project.agency_code if code == "approval" else "GA-ZJJ"
        row = actions.receive(plan, by=staff(None, lead), at=county.clock())
        row = actions.accept(row, by=staff(None, row.lead_code), at=county.clock())
        for part in Part.objects.filter(joint=row).select_related("case__matter"):
            if part.item_code != heard:
                factories.answer_part(world, part, when=county.clock())
        county.work()
    finally:
        factories.staff = original
    return row


def _due(joint: Joint, label: str) -> date:
    return Clock.objects.get(matter=joint.matter, label=label).due_on


def _hearing(county: County, open_page: OpenPage, joint: Joint) -> None:
    """The energy review is heard in public; meanwhile the joint limit stands still (45–48)."""
    part = Part.objects.select_related("case__matter").get(joint=joint, item_code=ENERGY)
    assert part.case is not None
    case, before = part.case, _due(joint, "statutory")
    office = Office(county, open_page, case.matter.number)
    office.act("zhaoming", "办结“审查”", "", outcome="pass", opinion="拟准予，须听取公众意见。")
    office.act(
        "zhaoming", "决定举行听证", ground="public_interest",
        why="项目能耗较大，涉及公共利益，本机关认为需要听证",
    )  # fmt: skip
    page = office.at("zhouzhengping")
    page.get_by_role("link", name="确定时间地点").click()
    assert "赵明" not in page.locator("[name=chair_id] option").all_inner_texts()
    fill_in(page, {"held_at": "2026-09-15T09:30", "place": "三楼听证室", "chair_id": "李文静",
                   "recorder_id": "孙丽"})  # fmt: skip
    confirm(page)
    expect(page.get_by_text("听证会：待举行")).to_be_visible()
    county.work()
    case.refresh_from_db()
    assert case.suspended
    assert _due(joint, "statutory") > before, "the joint limit is not counted either"
    lead = county.signed_in(open_page, "shangwu-ck")
    lead.goto(f"/desk/joint/matter/{joint.matter.number}/")
    expect(lead.get_by_text("听证").first).to_be_visible()
    check_page(lead)
    screenshot(lead, "joint-hearing", (360, 1440))
    county.clock.at(2026, 9, 15, 11)
    page = office.at("zhaoming")
    page.get_by_role("link", name="录入听证会").click()
    fill_in(page, {
        "presenter_id": "赵明", "opinion": "节能措施可行，拟准予。", "evidence": "节能报告。",
        "defence": "建设单位说明用能测算。", "closing": "各方无新意见。",
    })  # fmt: skip
    confirm(page)
    page.get_by_role("link", name="笔录确认签字").click()
    expect(page.locator("main input[type=radio][value=yes]").first).to_be_visible()
    for radio in page.locator("main input[type=radio][value=yes]").all():
        radio.check()
    confirm(page)
    expect(page.get_by_text("已举行，笔录已确认").first).to_be_visible()
    county.work()
    assert Interval.objects.get(matter=joint.matter).ended_on == date(2026, 9, 15)
    office.act("sunli", "办结“审核”", "", outcome="pass", opinion="同意。")
    page = office.at("hezhiyuan", "")
    page.locator("main").get_by_role("link", name="准予许可").click()
    confirm(page)
    refused(page, "请填写根据听证笔录采纳的事实和意见")
    fill_in(page, {"heard": "各方对节能措施没有异议，予以采纳。"})
    confirm(page)
    county.work()
    office.act("wangqian", "办结“制证”", "", opinion="已制作节能审查意见。")
    case.refresh_from_db()
    assert (case.state, case.verdict) == ("decided", "granted")


def test_a_project_through_two_joint_stages_with_a_hearing_and_a_meeting(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    agent = county.signed_in(browser_page, "shangwu-ck")
    agent.goto("/desk/projects/new/")
    agent.get_by_label("项目代码").fill("2609-511602-04-01-777777")
    agent.get_by_label("项目名称").fill("官盛新区冷链物流园（演示）")
    agent.get_by_label("项目类别").select_option("investment")
    agent.get_by_label("建设（投资）单位").fill("广安区好邻居便利店（演示）")
    check_page(agent)
    with agent.expect_navigation():
        agent.get_by_role("button", name="建立档案").click()
    expect(agent.get_by_text("代办窗口：区商务局")).to_be_visible()
    project = Project.objects.get(code="2609-511602-04-01-777777")
    file = agent.url
    row = _done_stage(county, project, "project-approval", "approval", heard=ENERGY)
    assert row.lead_code == "GA-SWU", "an investment project is led by the commerce bureau"

    _hearing(county, browser_page, row)
    county.sign_in(agent, "shangwu-ck")
    agent.goto(f"/desk/joint/matter/{row.matter.number}/")
    check_page(agent)
    agent.get_by_role("link", name="集中答复并送达").click()
    with agent.expect_navigation():
        agent.get_by_role("button", name="集中答复并送达").click()
    assert "各部门结果已一并送达" in agent.inner_text("body"), agent.inner_text("main")
    county.work()
    assert Stage.objects.get(project=project, code="approval").state == "done"

    centre = county.signed_in(browser_page, "zhongxin")
    centre.goto(file)
    centre.get_by_role("link", name="通知开会").click()
    centre.get_by_label("会议类别").select_option("proof")
    centre.get_by_label("议题").fill("冷链物流园方案论证")
    for organ in ("区住建局", "区发改局"):
        centre.get_by_label(organ, exact=True).check()
    centre.get_by_label("召开时间").fill("2026-09-15T09:00")
    centre.get_by_label("地点").fill("三楼会议室")
    centre.get_by_label("主持人").fill("中心主任")
    with centre.expect_navigation():
        centre.get_by_role("button", name="通知开会").click()
    meeting = Meeting.objects.get()
    centre.goto(f"/desk/meetings/{meeting.pk}/minutes/")
    centre.get_by_label("会议情况").fill("逐项论证了总平面和消防方案。")
    centre.get_by_label("会议结论").fill("方案可行，同意进入施工图阶段。")
    centre.get_by_label("通过", exact=True).check()
    for organ, name in (("区住建局", "张工"), ("区发改局", "李工")):
        centre.get_by_label(f"{organ}：到会人员").fill(name)
    check_page(centre)
    with centre.expect_navigation():
        centre.get_by_role("button", name="生成纪要").click()
    for who in ("zhujian-a", "fagai-a"):
        signer = county.signed_in(browser_page, who)
        signer.goto(f"/desk/meetings/{meeting.pk}/")
        with signer.expect_navigation():
            signer.get_by_role("button", name="签字").click()
    county.work()
    assert Stage.objects.get(project=project, code="proof").state == "done"
    centre.goto(file)
    expect(centre.get_by_text("方案可行，同意进入施工图阶段。").first).to_be_visible()
    check_page(centre)
    screenshot(centre, "project-file", (360, 1440))
    centre.goto(f"/desk/meetings/{meeting.pk}/")
    check_page(centre)
    screenshot(centre, "project-meeting", (360, 1440))
