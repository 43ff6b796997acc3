"""A citizen takes a number at the terminal, follows it on the phone, is called and served."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from zhengwu.hall import actions
from zhengwu.hall.models import Ticket
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.org.models import Hall

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCREEN = "/wall/hall/GA-HALL/"
KEEPER = (
    "/desk/hall/", "/desk/hall/settings/", "/desk/hall/roster/", "/desk/hall/register/",
    "/desk/hall/parameters/", "/desk/hall/take/",
)  # fmt: skip


def test_a_number_is_taken_called_and_served(county: County, browser_page: OpenPage) -> None:
    hall = Hall.objects.get(code="GA-HALL")
    _, key = actions.add_terminal(hall, name="一楼", by=SYSTEM, at=county.clock())
    terminal = browser_page()
    terminal.goto(f"{SCREEN}terminal/admit/{key}/")
    check_page(terminal)
    terminal.get_by_role("button", name="综合受理").click()
    expect(terminal.get_by_text("A001").first).to_be_visible()
    check_page(terminal)
    ticket = Ticket.objects.get()

    phone = browser_page(width=360)
    phone.goto(f"/tickets/{ticket.secret}/")
    expect(phone.get_by_text("前面还有 0 人")).to_be_visible()
    check_page(phone)

    desk = county.signed_in(browser_page, "wangqian")
    desk.goto("/desk/window/")
    desk.get_by_role("button", name="打开窗口").click()
    desk.keyboard.press("Alt+j")
    expect(desk.get_by_text("已叫 1 遍")).to_be_visible()
    check_page(desk)
    expect(phone.get_by_text("请A001号到1号窗口办理")).to_be_visible(timeout=15_000)
    screen = browser_page()
    for address in (SCREEN, f"{SCREEN}windows/", f"{SCREEN}guide/?q=卫生", f"{SCREEN}reading/"):
        screen.goto(address)
        check_page(screen)
    screenshot(screen, "hall-reading")
    desk.get_by_role("button", name="人到了，开始").click()
    desk.goto("/desk/call/")
    check_page(desk)
    desk.get_by_role("button", name="办完，叫下一位").click()
    expect(desk.get_by_text("现在没有人在等。").first).to_be_visible()
    served = Entry.objects.get(code="hall.ticket.served", object_id=str(ticket.pk))
    assert served.payload["staff_name"] == "王倩"

    keeper = county.signed_in(browser_page, "dating")
    for address in KEEPER:
        keeper.goto(address)
        check_page(keeper)
