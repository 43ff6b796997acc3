"""What scripts add to pages, and that nothing essential needs them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import check_page, foresee, screenshot
from tests.journeys.conftest import OpenPage
from zhengwu.web.tests import urls

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.urls("zhengwu.web.tests.urls"),
]


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True
    urls.acts.clear()


def test_a_double_click_acts_once(browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto("/act/")
    page.get_by_label("名称").fill("once")
    page.get_by_role("button", name="提交").dblclick()
    page.wait_for_url("**/done/**")
    assert urls.acts == ["once"]


def test_a_double_click_without_script_acts_once_too(browser_page: OpenPage) -> None:
    page = browser_page(javascript=False)
    page.goto("/act/")
    page.get_by_label("名称").fill("bare")
    page.get_by_role("button", name="提交").dblclick(delay=5)
    page.wait_for_url("**/done/**")
    assert urls.acts == ["bare"]


def test_lists_move_by_j_and_k_and_open_by_enter(browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto("/style/list/")
    focused = "() => document.activeElement.querySelector('.matter-number')?.textContent"
    page.keyboard.press("j")
    assert page.evaluate(focused) == "GA-BA-2026-000982"
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("k")
    assert page.evaluate(focused) == "GA-XK-2026-004217"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#matter$"))
    page.keyboard.press("/")
    page.keyboard.type("jk")
    expect(page.get_by_role("searchbox")).to_have_value("jk")


def test_tabs_are_sections_without_script(browser_page: OpenPage) -> None:
    bare = browser_page(javascript=False)
    bare.goto("/style/list/")
    expect(bare.locator("#materials")).to_be_visible()
    expect(bare.locator("#info")).to_be_visible()
    page = browser_page()
    page.goto("/style/list/")
    expect(page.locator("#materials")).to_be_hidden()
    page.get_by_role("tab", name="申请信息").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#materials")).to_be_visible()
    expect(page.locator("#info")).to_be_hidden()
    page.goto("/style/list/#papers")
    page.reload()
    expect(page.locator("#papers")).to_be_visible()


def test_a_dialog_opens_keeps_the_focus_and_closes(browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto("/style/list/")
    page.get_by_role("button", name="准予许可…").click()
    dialog = page.get_by_role("dialog", name="准予许可")
    expect(dialog).to_be_visible()
    check_page(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "bare"])
def test_a_withheld_button_tells_its_reason(browser_page: OpenPage, javascript: bool) -> None:
    page = browser_page(javascript=javascript)
    page.goto("/style/list/")
    reason = page.get_by_text("不予许可前须先送达陈述申辩告知书")
    expect(reason).to_be_hidden()
    page.locator("summary", has_text="不予许可").click()
    expect(reason).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "bare"])
def test_the_menu_of_the_desk_opens_on_a_phone(browser_page: OpenPage, javascript: bool) -> None:
    page = browser_page(360, javascript=javascript)
    page.goto("/style/desk/")
    duties = page.get_by_role("link", name="待受理")
    expect(duties).to_be_hidden()
    page.get_by_role("link", name="菜单").click()
    expect(duties).to_be_visible()
    page.get_by_role("link", name="关闭菜单").click()
    expect(duties).to_be_hidden()


def test_reading_aloud_speaks_the_main_part(browser_page: OpenPage) -> None:
    page = browser_page(360)
    page.add_init_script(
        "window.spoken = []; Object.defineProperty(window, 'speechSynthesis', {value: "
        "{speak: (words) => window.spoken.push(words.text), cancel() {}}});"
    )
    page.goto("/style/citizen/")
    page.get_by_role("button", name="读出来").click()
    spoken = "".join(page.evaluate("() => window.spoken"))
    assert "最迟 9月14日（周一）给您答复" in spoken
    assert "网站标识码" not in spoken
    expect(page.get_by_role("button", name="停止")).to_have_attribute("aria-pressed", "true")


def test_the_elder_switch_enlarges_the_letters(browser_page: OpenPage) -> None:
    page = browser_page(360)
    page.goto("/style/citizen/")
    size = "() => parseFloat(getComputedStyle(document.querySelector('.lead')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("link", name="长者版").click()
    assert page.evaluate(size) >= 1.2 * before
    expect(page).to_have_url(re.compile("/style/citizen/$"))
    page.get_by_role("link", name="标准版").click()
    assert page.evaluate(size) == before


def test_targets_are_large_enough(browser_page: OpenPage) -> None:
    page = browser_page(360)
    small = """() => [...document.querySelectorAll("a, button, input, select, summary")]
      .filter((one) => one.offsetParent && !one.closest("p, li, dd, td, [class$=-text]"))
      .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 80)])
      .filter(([box]) => box.width && (box.width < 24 || box.height < 24))
      .filter(([, html]) => !html.includes("radio") && !html.includes("checkbox"))
      .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""
    for address in ("/style/", "/style/citizen/", "/style/list/", "/style/desk/"):
        page.goto(address)
        assert page.evaluate(small) == []


def test_the_diagram_colours_where_the_matter_stands(browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto("/style/")
    expect(page.locator(".djs-element.zw-done")).to_have_count(3)
    expect(page.locator(".djs-element.zw-current")).to_have_count(1)
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    expect(page.locator(".zw-note", has_text="等待专家意见")).to_be_visible()


def test_a_refusal_inside_a_fragment_shows_among_the_messages(browser_page: OpenPage) -> None:
    page = browser_page()
    page.goto("/style/citizen/")
    page.evaluate("() => htmx.ajax('GET', '/refuse/', {target: '#content'})")
    expect(page.get_by_role("alert")).to_contain_text("须先送达告知书 2026-0183")
    expect(page.get_by_role("heading", level=1)).to_contain_text("最迟")


@pytest.mark.parametrize("status", ["nowhere", "refuse", "broken"])
def test_error_pages_are_finished_pages(
    browser_page: OpenPage, status: str, live_server: Any
) -> None:
    page = browser_page(360)
    page.goto(f"/{status}/")
    screenshot(page, f"error-{status}", (360,))
    foresee(page, {"nowhere": 404, "refuse": 409, "broken": 500}[status])
    check_page(page)


def test_an_upload_shows_its_progress_and_arrives(browser_page: OpenPage, tmp_path: Path) -> None:
    page = browser_page()
    page.goto("/upload/")
    large = tmp_path / "营业执照.pdf"
    large.write_bytes(b"%PDF-" + b"x" * 1_500_000)
    page.get_by_label("营业执照").set_input_files(large)
    page.get_by_role("button", name="上传").click()
    page.wait_for_url("**/done/**")
    assert urls.acts == [f"营业执照.pdf {large.stat().st_size}"]


def test_figures_follow_until_the_work_is_done(browser_page: OpenPage) -> None:
    page = browser_page()
    urls.polls.clear()
    page.goto("/job/")
    expect(page.get_by_text("已完成 878 行")).to_be_visible(timeout=15_000)
    assert 304 in urls.polls
