"""Editors in a real browser: a flow as a list on a phone, drawn with the mouse, migrated."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.browser import check_page, screenshot
from zhengwu.flow import actions
from zhengwu.flow.models import Draft
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
