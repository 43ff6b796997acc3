"""Editors in a real browser: a flow as a list on a phone, drawn with the mouse, migrated."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from playwright.sync_api import expect

from tests.browser import check_page, screenshot
from tests.journeys.test_licence import (
    ITEM,
    Desk,
    apply_online,
    ask_for_what_is_missing,
    fill,
    hand_in_what_was_asked,
    onward,
    upload,
)
from zhengwu.cases.models import Case
from zhengwu.catalogue.models import Item
from zhengwu.files.tests.factories import pdf_bytes
from zhengwu.flow import actions
from zhengwu.flow.models import Draft, Instance, Migration
from zhengwu.flow.queries import shipped
from zhengwu.flow.rules import compile_diagram
from zhengwu.flow.tests.factories import AT, load_rules, matter, person
from zhengwu.kernel.actors import SYSTEM

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
EDITOR = person("editor", "catalogue_editor")
_VIEWS = ("flow.web.staff.views.flows", "flow.web.staff.views.drafts", "flow.web.staff.views.steps",
          "flow.web.staff.views.drawing", "flow.web.staff.views.migrations")  # fmt: skip


@pytest.fixture
def as_editor(monkeypatch):
    """The live server's middleware is loaded before a test can add to it: patched at the door."""
    import_module("config.urls")
    monkeypatch.setattr("zhengwu.web.access.actor_of", lambda request: EDITOR)
    for view in _VIEWS:
        monkeypatch.setattr(f"zhengwu.{view}.actor_of", lambda request: EDITOR)


@pytest.fixture
def draft():
    actions.publish("standard", shipped()["standard"], by=SYSTEM, at=AT)
    return actions.begin_draft("standard", by=EDITOR, at=AT)


@pytest.mark.parametrize("width", [360, 1440])
def test_pages_of_a_draft_can_be_used_by_everyone(draft, as_editor, browser_page, width):
    page = browser_page(width=width)
    for name, address in (
        ("flow", "/desk/flows/standard/"),
        ("new", "/desk/flows/new/"),
        ("draft", f"/desk/flows/drafts/{draft.pk}/"),
        ("steps", f"/desk/flows/drafts/{draft.pk}/steps/"),
        ("step", f"/desk/flows/drafts/{draft.pk}/steps/0/"),
        ("fork", f"/desk/flows/drafts/{draft.pk}/steps/3/"),
        ("trial", f"/desk/flows/drafts/{draft.pk}/try/?a=review=pass"),
    ):
        page.goto(address)
        screenshot(page, f"editor-{name}-{width}")
        check_page(page)


@pytest.mark.parametrize("width", [360, 1440])
def test_migration_page_can_be_used_by_everyone(draft, as_editor, browser_page, width):
    load_rules()
    old = draft.base
    actions.start(matter(), old, facts={}, by=SYSTEM, at=AT)
    xml = old.xml.replace('id="review"', 'id="examine"').replace('"review"', '"examine"')
    new = actions.publish("standard", xml.replace("<bpmn:outgoing>review", "<bpmn:outgoing>"),
                          by=SYSTEM, at=AT)  # fmt: skip
    found = actions.plan_migration(old, new, reason="改名", by=EDITOR, at=AT)
    page = browser_page(width=width)
    for name, address in (
        ("plan", "/desk/flows/standard/migrate/"),
        ("migration", f"/desk/flows/migrations/{found.pk}/"),
    ):
        page.goto(address)
        screenshot(page, f"editor-{name}-{width}")
        check_page(page)


def test_a_step_is_added_by_keyboard_on_a_phone(draft, as_editor, browser_page):
    page = browser_page(width=360)
    page.goto(f"/desk/flows/drafts/{draft.pk}/steps/")
    page.get_by_role("button", name="后加步骤").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="修改").nth(1).focus()
    page.keyboard.press("Enter")
    page.get_by_label("步骤名称").fill("集体讨论")
    page.get_by_role("button", name="保存").focus()
    page.keyboard.press("Enter")
    page.get_by_text("2 集体讨论").first.wait_for()
    check_page(page)
    draft.refresh_from_db()
    names = [one.name for one in compile_diagram(draft.xml).graph.nodes.values()]
    assert "集体讨论" in names


def test_a_flow_is_drawn_checked_and_saved(draft, as_editor, browser_page):
    page = browser_page(width=1440)
    page.goto(f"/desk/flows/drafts/{draft.pk}/draw/")
    page.locator("[data-modeler][data-ready]").wait_for()
    screenshot(page, "editor-draw-1440")
    page.locator('[data-element-id="review"]').click()
    page.get_by_label("步骤名称").fill("初步审查")
    page.get_by_label("步骤时限").fill("")
    page.get_by_label("由谁办理").focus()
    page.get_by_text("没有步骤时限").wait_for()
    page.get_by_label("步骤时限").fill("4")
    page.get_by_label("办理结果").fill("通过\n不通过\n补正")
    page.get_by_label("由谁办理").focus()
    page.get_by_text("检查通过，没有需要修改的地方").wait_for()
    check_page(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_text("已保存").wait_for()
    node = compile_diagram(Draft.objects.get().xml).graph.nodes["review"]
    assert (node.name, node.days) == ("初步审查", 4)
    assert node.outcomes == ("pass=通过", "fail=不通过", "r3=补正")


def approve(county, page, username, address):
    """Somebody else agrees to a draft that was sent for approval."""
    county.sign_in(page, username)
    page.goto(address)
    page.get_by_role("button", name="批准", exact=True).click()
    expect(page.get_by_text("已发布").first).to_be_visible()


def new_flow(county, page, code):
    """A step more, in the list; published by another person."""
    county.sign_in(page, "zhaoming")
    page.goto(f"/desk/flows/{code}/")
    page.get_by_role("link", name="起草新版本").click()
    page.get_by_role("button", name="开始起草").click()
    page.get_by_role("link", name="编辑步骤清单").click()
    row = page.locator("li.flow-step", has_text="现场核查")
    row.get_by_role("button", name="后加步骤").click()
    page.locator("li.flow-step", has_text="审查，1 个工作日").get_by_role("link").click()
    page.get_by_label("步骤名称").fill("集体讨论")
    page.get_by_label("步骤时限").fill("1")
    check_page(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="试走一遍").click()
    expect(page.get_by_text("现在该办")).to_be_visible()
    page.get_by_role("link", name="返回草稿").click()
    expect(page.get_by_text("新增 集体讨论")).to_be_visible()
    page.get_by_label("修改理由").fill("重大项目应当集体讨论")
    page.get_by_role("button", name="提交批准").click()
    approve(county, page, "zhongxin", page.url)


def new_form(county, page, code):
    """A question more, at the end of the form's first group."""
    county.sign_in(page, "zhaoming")
    page.goto(f"/desk/forms/new/?code={code}")
    page.get_by_role("button", name="开始起草").click()
    address = page.url
    page.get_by_label("新加的字段类型").select_option("textfield")
    page.locator("li.flow-step", has_text="建设地点").get_by_role("button", name="后加一项").click()
    page.get_by_label("名称", exact=True).fill("项目联系人电话")
    page.get_by_label("字段字典").select_option("phone")
    check_page(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("新增“项目联系人电话”")).to_be_visible()
    photo_in_every_row(page)
    page.get_by_label("修改理由").fill("便于联系")
    page.get_by_role("button", name="提交批准").click()
    approve(county, page, "zhongxin", address)


def photo_in_every_row(page):
    """A file to be handed up inside each row of the repeated group, when its kind asks for it."""
    page.get_by_label("新加的字段类型").select_option("filepicker")
    rows = page.locator("li.flow-step", has_text="可重复分组")
    rows.get_by_role("button", name="组内加一项").click()
    page.get_by_label("名称", exact=True).fill("设备铭牌照片")
    page.get_by_label("字段编号").fill("plate")
    page.get_by_label("必填").check()
    page.get_by_label("什么情况下出现").select_option(label="“项目性质”选了“新建”")
    check_page(page)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("新增“设备铭牌照片”")).to_be_visible()


def migrate(county, page, code):
    """Preview, approval by another, the worker's batches."""
    county.sign_in(page, "zhaoming")
    page.goto(f"/desk/flows/{code}/migrate/")
    page.get_by_label("迁移理由").fill("在办项目也应当集体讨论")
    page.get_by_label("迁移到哪个版本").select_option("2")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("以后增加“集体讨论”").first).to_be_visible()
    check_page(page)
    address = page.url
    county.sign_in(page, "zhongxin")
    page.goto(address)
    page.get_by_role("button", name="批准并开始迁移").click()
    county.work()
    page.goto(address)
    expect(page.get_by_text("已迁移").first).to_be_visible()


def next_edition(county, page, item):
    """The item takes the new flow and form with its next edition."""
    county.sign_in(page, "zhaoming")
    page.goto(f"/desk/catalogue/items/{item.code}/")
    page.get_by_role("button", name="起草下一版").click()
    address = page.url
    page.get_by_role("button", name="提交部门审核").click()
    for username, button in (("fagui", "同意，报中心"), ("zhongxin", "批准发布")):
        county.sign_in(page, username)
        page.goto(address)
        page.get_by_label("意见").fill("同意。")
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text("现在是").first).to_be_visible()
    county.work()


def test_a_new_flow_and_form_running_matters_migrated_and_used_minutes_later(county, browser_page):
    county.clock.at(2026, 9, 1, 9)
    visitor = county.signed_in(browser_page, "wangxiulan", width=360)
    number = apply_online(county, visitor)
    county.work()
    desk = Desk(county, browser_page, number)
    ask_for_what_is_missing(county, desk)
    hand_in_what_was_asked(county, browser_page, number)
    county.clock.at(2026, 9, 7, 9)
    desk.act("wangqian", "受理")
    case = Case.objects.get(matter__number=number)
    run = Instance.objects.select_related("version__definition").get(matter=case.matter_id)
    code = run.version.definition.code
    item = Item.objects.select_related("live").get(name=ITEM)
    form = item.live.document.form.code
    page = browser_page(width=1440)
    new_flow(county, page, code)
    new_form(county, page, form)
    migrate(county, page, code)
    run.refresh_from_db()
    assert run.version.number == 2
    next_edition(county, page, item)
    county.clock.at(2026, 9, 7, 10)
    desk.act("zhaoming", "办结“业务科室会签”", outcome="pass", opinion="符合配置规划，同意。")
    desk.act("fagui", "办结“法规科室会签”", outcome="pass", opinion="程序合法，同意。")
    item = Item.objects.select_related("live").get(name=ITEM)
    old, new = run.version, item.live.document
    assert (new.flow.digest, new.form.code) == (old.digest, form)
    second = apply_with_the_new_form(county, browser_page, item)
    county.work()
    page = desk_of_the_second(county, browser_page, second)
    check_page(page)
    back(county, browser_page(width=1440), code)
    run.refresh_from_db()
    assert run.version.number == 1


def apply_with_the_new_form(county, browser_page, item):
    """A citizen on a phone, minutes later: the new question, a file in each row, the receipt."""
    citizen = county.signed_in(browser_page, "wangxiulan", width=360)
    citizen.goto(f"/apply/{item.code}/")
    citizen.get_by_role("button", name="开始填写").click()
    heading = citizen.get_by_role("heading", level=1)
    while heading.inner_text() == "填写申请表":
        fill_what_is_asked(citizen)
        onward(citizen)
    for code in ("M02", "M03"):
        upload(citizen, code, f"{code}.pdf")
    onward(citizen)
    citizen.get_by_label("电子送达", exact=False).first.check()
    citizen.locator("#id_consent").check()
    onward(citizen)
    expect(citizen.get_by_text("0826-2345678")).to_be_visible()
    expect(citizen.get_by_text("铭牌.pdf").first).to_be_visible()
    check_page(citizen)
    citizen.locator("#id_truth").check()
    citizen.get_by_role("button", name="提交申请").click()
    expect(citizen.get_by_role("heading", level=1)).to_have_text("已经提交")
    return citizen.locator(".receipt-facts dd").first.inner_text()


_ANSWERS = {
    "project.name": "CT 机房二期", "project.address": "广安区金安大道演示路8号",
    "project.nature": "new", "project.risk": "ordinary", "project.money": "80",
    "devices.0.name": "CT 机", "devices.0.model": "64 排", "devices.0.room": "一楼 3 号机房",
    "assessor": "四川演示放射卫生技术服务有限公司",
}  # fmt: skip


def fill_what_is_asked(citizen):
    """One page of the form; what is new is looked at closely."""
    row = citizen.get_by_role("button", name=re.compile("添加一项"))
    if row.count() and not citizen.locator("[name='devices.0.name']").count():
        row.click()
    fill(citizen, {key: value for key, value in _ANSWERS.items()
                   if citizen.locator(f"main [name='{key}']").count()})  # fmt: skip
    asked = citizen.get_by_label(re.compile("项目联系人电话"))
    if asked.count():
        a_telephone_by_the_dictionary(citizen, asked)
    if citizen.locator("input[type=file]").count():
        a_photo_of_each_device(citizen)


def a_telephone_by_the_dictionary(citizen, asked):
    """Checked in the browser before anything is sent."""
    asked.fill("139")
    asked.blur()
    expect(citizen.get_by_text("电话号码有误").first).to_be_visible()
    screenshot(citizen, "editor-new-form-360")
    check_page(citizen)
    asked.fill("0826-2345678")
    asked.blur()
    expect(citizen.get_by_text("电话号码有误")).to_have_count(0)


def a_photo_of_each_device(citizen):
    """Required in each row of a new project; a file goes up as soon as it is chosen."""
    photo = {"name": "铭牌.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes(words="铭牌")}
    citizen.locator("input[type=file]").first.set_input_files([photo])
    expect(citizen.get_by_role("link", name="铭牌.pdf")).to_be_visible()
    expect(citizen.locator("[name='devices.0.model']")).to_have_value("64 排")
    screenshot(citizen, "editor-new-form-rows-360")
    check_page(citizen)


def desk_of_the_second(county, browser_page, number):
    """The clerk sees the new answers, opens the file of the row, and takes the matter in."""
    desk = Desk(county, browser_page, number)
    page = desk.at_case("wangqian")
    expect(page.get_by_text("0826-2345678").first).to_be_visible()
    expect(page.get_by_text("设备铭牌照片").first).to_be_visible()
    screenshot(page, "editor-new-form-desk-1440")
    desk.act("wangqian", "受理")
    run = Instance.objects.select_related("version").get(matter__number=number)
    assert run.version.number == 2, "what is taken in now goes by the new flow"
    return desk.at_case("wangqian")


def back(county, page, code):
    """The migrated matter goes back to the old version, previewed and approved again."""
    migration = Migration.objects.get(definition__code=code)
    county.sign_in(page, "zhaoming")
    page.goto(f"/desk/flows/migrations/{migration.pk}/")
    page.get_by_label("退回理由").fill("先按旧流程办完")
    page.get_by_role("button", name="预览退回旧版").click()
    expect(page.get_by_text("待批准").first).to_be_visible()
    screenshot(page, "editor-back-1440")
    check_page(page)
    address = page.url
    county.sign_in(page, "zhongxin")
    page.goto(address)
    page.get_by_role("button", name="批准并开始迁移").click()
    county.work()
    page.goto(address)
    expect(page.get_by_text("已迁移").first).to_be_visible()
