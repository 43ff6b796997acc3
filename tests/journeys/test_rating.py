"""From the ticket to the second satisfaction: served, not satisfied, called back, put right."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, screenshot
from tests.cast import County
from tests.journeys.conftest import OpenPage
from zhengwu.evaluation.models import FollowUp, Rating
from zhengwu.evaluation.queries import terminal_key
from zhengwu.hall.actions import add_terminal
from zhengwu.hall.models import Ticket
from zhengwu.kernel.actors import SYSTEM
from zhengwu.org.models import Staff, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def take(page: Page, hall_code: str) -> str:
    """A number by telephone; its code."""
    page.goto(f"/halls/{hall_code}/take/")
    page.get_by_label("综合受理").check()
    page.get_by_role("button", name="取号").click()
    expect(page).to_have_url(re.compile(r"/tickets/"))
    return str(Ticket.objects.order_by("-issued_at").first().code)


def at_the_machine(page: Page, window: Window, at: datetime) -> str:
    """A number from the machine in the hall, for whoever has no telephone; its code."""
    _, key = add_terminal(window.hall, name="东门", by=SYSTEM, at=at)
    page.goto(f"/wall/hall/{window.hall.code}/terminal/admit/{key}/")
    check_page(page)
    page.get_by_role("button", name="综合受理").click()
    expect(page).to_have_url(re.compile(r"/terminal/.+"))
    number = str(Ticket.objects.order_by("-issued_at", "-pk").first().code)
    expect(page.get_by_text(number).first).to_be_visible()
    return number


def look(page: Page, address: str) -> None:
    """A page that stands elsewhere without script must pass the checker, too."""
    page.goto(address)
    check_page(page)


def act(page: Page, label: str, **fields: str) -> None:
    """Fill one card of the follow-up and press its button."""
    card = page.locator(".card", has=page.get_by_role("heading", name=label, exact=True))
    for name, value in fields.items():
        field = card.locator(f"[name={name}]")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)
    card.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_text("已办理")).to_be_visible()


def test_a_ticket_is_served_rated_called_back_and_put_right(
    county: County, browser_page: OpenPage
) -> None:
    county.clock.at(2026, 9, 4, 9, 30)
    staff = Staff.objects.get(account__username="wangqian")
    window = Window.objects.get(posts__holdings__staff=staff)
    number = take(county.signed_in(browser_page, "liujianguo", width=360), window.hall.code)
    ticket = Ticket.objects.get(code=number)
    wall = browser_page(width=1440)
    after = at_the_machine(wall, window, county.clock())
    assert after > number

    clerk = county.signed_in(browser_page, "wangqian")
    clerk.goto(f"/desk/call/?window={window.code}")
    clerk.get_by_role("button", name="打开窗口").first.click()
    clerk.get_by_role("button", name="叫下一位").first.click()
    wall.goto(f"/wall/hall/{window.hall.code}/")
    expect(wall.get_by_text(number).first).to_be_visible()  # whoever came first is called
    clerk.get_by_role("button", name="人到了").first.click()
    county.clock.at(2026, 9, 4, 9, 50)
    clerk.get_by_role("button", name="办完", exact=False).last.click()
    expect(clerk.get_by_text("刚办完的")).to_be_visible()
    county.work()

    # At the window, on the tablet, without JavaScript and without typing.
    citizen = browser_page(width=768, javascript=False)
    watched = browser_page(width=768)  # the same pages with script: the checker needs it
    citizen.goto(f"/rate/at/{window.code}/{terminal_key(window.pk)}/")
    look(watched, citizen.url)
    citizen.get_by_role("link", name=number).click()
    look(watched, citizen.url)
    screenshot(citizen, "rating-terminal")
    assert citizen.locator("input:checked").count() == 0
    citizen.get_by_role("link", name="不满意", exact=True).click()
    citizen.get_by_label("没有一次讲清").check()
    citizen.get_by_label("想说的话").fill("第一次来没有告诉我要带合同")
    citizen.get_by_label("联系电话").fill("13812345678")
    look(watched, citizen.url)
    citizen.get_by_role("button", name="提交评价").click()
    expect(citizen.get_by_role("heading", name="谢谢您的评价")).to_be_visible()
    rating = Rating.objects.get(service__subject=str(ticket.pk))
    assert (rating.level, rating.channel) == (4, "terminal")
    row = FollowUp.objects.get(rating=rating)
    address = f"/desk/evaluation/followups/{row.matter.number}/"

    # The clerk reads nothing of it, the unit's head not before it is assigned.
    assert clerk.goto(address).status == 404
    head = county.signed_in(browser_page, "zhouzhengping")
    assert head.goto(address).status == 404

    county.clock.at(2026, 9, 4, 10, 30)
    quality = county.signed_in(browser_page, "haoping")
    quality.goto("/desk/evaluation/")
    check_page(quality)
    quality.get_by_role("link", name=row.matter.number).first.click()
    caller = Staff.objects.get(account__username="dating")
    act(quality, "分派", staff=caller.name, complexity="一般")
    called = county.signed_in(browser_page, "dating")
    called.goto(address)
    expect(called.get_by_text("13812345678")).to_be_visible()
    check_page(called)
    act(called, "登记联系", outcome="已联系上", text="本人说明了经过")
    act(called, "提交核实情况", facts="首次告知漏了合同", proposed="属实")
    quality.goto(address)
    act(quality, "认定", finding="属实", reason="告知单上确实没有")

    head.goto(address)
    expect(head.get_by_text("第一次来没有告诉我要带合同")).to_be_visible()
    assert "13812345678" not in head.content()
    screenshot(head, "rating-unit")
    act(head, "提交整改情况", text="告知单补上合同，向本人道歉")
    quality.goto(address)
    act(quality, "审核整改", good="整改到位", reason="看过新告知单")
    county.clock.at(2026, 9, 7, 9)  # sessions of Friday have ended
    county.sign_in(called, "dating")
    county.sign_in(quality, "haoping")
    called.goto(address)
    act(called, "登记回访", outcome="已联系上", level="满意", text="对整改满意")
    quality.goto(address)
    act(quality, "办结")
    check_page(quality)
    row.refresh_from_db()
    assert (row.state, row.second_level, row.late) == ("closed", 2, False)

    public = browser_page(width=360)
    public.goto("/")
    public.get_by_role("link", name="好差评").click()
    expect(public.get_by_role("heading", name="好差评", level=1)).to_be_visible()
    check_page(public)
