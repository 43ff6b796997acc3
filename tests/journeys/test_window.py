"""The service window: an immediate item by the keyboard alone, in under a minute."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, foresee, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from tools.county.names import Names
from zhengwu.cases.models import Case, Decision
from zhengwu.documents.models import Document
from zhengwu.files.tests.factories import pdf_bytes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NUMBER = Names(99).id_number(1980)


class Keyboard:
    """Hands that never touch the mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def type(self, text: str) -> None:
        """Type as the reader or the clerk does."""
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press one key after another."""
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def send(self, key: str = "Enter") -> None:
        """A key that sends the page; goes on when the next one stands."""
        self.keys += 1
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press(key)

    @property
    def at(self) -> str:
        """The element that has the focus."""
        return str(self.page.evaluate("document.activeElement.id || document.activeElement.name"))


@pytest.mark.req("ORG-18")
def test_an_immediate_item_by_keyboard_in_under_a_minute(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    page = county.signed_in(browser_page, "renshe-a")
    page.goto("/desk/window/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("窗口受理")
    begun = time.monotonic()
    hands = Keyboard(page)
    assert hands.at == "id_number"
    hands.type(NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"))
    expect(page.get_by_text("校验位不对")).to_be_visible()
    assert hands.at == "id_number", "told while the card is in the hand"
    hands.press("Backspace")
    hands.type(NUMBER[-1])
    expect(page.get_by_text("校验位不对")).to_have_count(0)
    hands.press("Tab")
    hands.type("邓小满")
    hands.press("Tab")
    hands.type("13900001111")
    hands.send()
    assert hands.at == "id_present"
    hands.press("Space")
    hands.press("Alt+s")
    assert hands.at == "id_q"
    hands.type("bsbk")
    hands.send()
    expect(page.get_by_text("社会保障卡补领、换领、换发").first).to_be_visible()
    check_page(page)
    assert hands.at == "f-form-applicant-address"
    hands.type("广安区浓洄街道演示路8号")
    hands.press("Tab", "Space", "Tab", "ArrowDown", "ArrowDown")
    hands.press("Alt+t")
    hands.send("Alt+g")
    elapsed = time.monotonic() - begun
    done = page.get_by_role("heading", name="已办结：社会保障卡补领、换领、换发")
    expect(done).to_be_visible()
    assert hands.at == "id_number", "the next person can be served at once"
    assert elapsed < 60
    # A practised clerk types three keys a second; the pages' own time comes on top.
    assert hands.keys / 3 + elapsed < 60, (hands.keys, elapsed)
    check_page(page)
    case = Case.objects.select_related("matter").latest("received_at")
    assert case.matter.number in page.locator(".window-done").inner_text()
    assert (case.state, case.verdict, case.applicant_name) == ("completed", "granted", "邓小满")
    assert case.answers["truth_said"] == "当面口头声明"
    assert Decision.objects.get(case=case).letter_number.endswith("-A")
    titles = page.locator(".window-papers a").all_inner_texts()
    assert titles[0] == "收件凭证", titles
    assert len(titles) == Document.objects.filter(matter=case.matter_id).count() > 1
    paper = page.request.get(page.locator(".window-papers a").first.get_attribute("href") or "")
    assert paper.body().startswith(b"%PDF"), paper.status
    screenshot(page, "window-done", (360, 1440))


def test_nothing_typed_is_lost_when_the_window_refuses(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 1, 9)
    before = Case.objects.count()
    page = county.signed_in(browser_page, "wangqian")
    page.goto("/desk/window/")
    page.get_by_label("单位", exact=True).check()
    page.wait_for_url("**/desk/window/")
    hands = Keyboard(page)
    page.get_by_label("统一社会信用代码").fill(Names(98).credit_code())
    page.get_by_label("单位名称").fill("广安演示医院")
    page.get_by_label("法定代表人（负责人）").fill("马文")
    page.get_by_label("经办人身份证").fill(NUMBER)
    page.get_by_label("姓名", exact=True).fill("邓小满")
    page.get_by_label("手机", exact=True).fill("13900001111")
    page.get_by_label("要办什么").fill("预评价报告")
    hands.send()
    expect(page.get_by_text("医疗机构放射性职业病危害建设项目预评价报告审核").first).to_be_visible()
    page.get_by_label("建设项目名称").fill("CT 机房")
    page.locator("#id_file_M02").evaluate("e => e.closest('details').open = true")
    page.locator("#id_file_M02").set_input_files(
        [{"name": "报告.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}]
    )
    # Accepting waits for the materials and says for which; receiving does not.
    page.locator("details.withheld summary", has_text="收件并受理").click()
    expect(page.get_by_text("还缺必要材料", exact=False).first).to_be_visible()
    page.get_by_role("button", name="只收件").click()
    summary = page.locator("#error-summary")
    expect(summary).to_contain_text("请当面核对本人与证件一致")
    expect(summary).to_contain_text("真实有效")
    assert page.get_by_label("建设项目名称").input_value() == "CT 机房"
    assert page.get_by_label("单位名称").input_value() == "广安演示医院"
    expect(page.get_by_text("报告.pdf")).to_be_visible()
    assert Case.objects.count() == before
    foresee(page)
    check_page(page)
    screenshot(page, "window-refused", (360, 1440))
