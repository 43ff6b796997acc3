"""The main pages of every face, for those who stand before them, on a telephone and at a desk.

Pages of single acts are checked where the journeys come through them.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from tests.browser import check_page
from tests.cast import FOUNDED, County
from tests.journeys.conftest import OpenPage
from tools.county.simulate import Simulator
from zhengwu.cases import queries
from zhengwu.cases.models import Case
from zhengwu.kernel.time import local_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW, WIDE = 360, 1440
PUBLIC = (
    "/", "/services/", "/services/departments/", "/services/?q=许可", "/track/", "/sign-in/",
    "/register/", "/verify/", "/sitemap/", "/accessibility/",
)  # fmt: skip
OWN = ("/my/", "/my/drafts/", "/inbox/", "/account/")
DESKS = ("wangqian", "zhaoming", "zhongxin", "daiban", "fagui", "jiandu", "xitong", "shenji")


def both_widths(page: Page, address: str) -> None:
    """The page on a desk's screen, then turned over to a telephone's."""
    page.set_viewport_size({"width": WIDE, "height": 900})
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address
    check_page(page)
    page.set_viewport_size({"width": NARROW, "height": 800})
    check_page(page)


def led_to(page: Page) -> list[str]:
    """Where the navigation of this person's desk leads."""
    page.goto("/desk/")
    links: list[str] = page.eval_on_selector_all(
        "#desk-nav a[href^='/desk/']", "found => found.map(one => one.getAttribute('href'))"
    )
    return sorted({link for link in links if "export=" not in link})


def accepted_case() -> Case:
    """One case that was accepted a day before."""
    simulator = Simulator(today=local_day(FOUNDED))
    promised = [one for one in simulator.editions if not queries.terms_of(one.pk).immediate]
    return simulator.accepted(promised[0], FOUNDED - timedelta(days=4))


def test_pages_for_everybody(county: County, browser_page: OpenPage) -> None:
    page = browser_page()
    for address in PUBLIC:
        both_widths(page, address)


def test_pages_of_ones_own(county: County, browser_page: OpenPage) -> None:
    page = county.signed_in(browser_page, "liujianguo")
    for address in OWN:
        both_widths(page, address)


def test_every_desk_its_tray_and_a_matter(county: County, browser_page: OpenPage) -> None:
    case = accepted_case()
    county.work()
    seen: set[str] = set()
    for username in DESKS:
        page = county.signed_in(browser_page, username)
        for address in led_to(page):
            # Lists that differ in what they show, not in how.
            kind = address.partition("?")[0]
            if kind not in seen:
                seen.add(kind)
                both_widths(page, address)
    assert len(seen) > 2 * len(DESKS)
    page = county.signed_in(browser_page, "zhongxin")
    both_widths(page, f"/desk/cases/{case.matter.number}/")
