"""The main pages of every face, for those who stand before them, on a telephone and at a desk.

Pages of single acts are checked where the journeys come through them.
"""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.browser import check_page
from tests.cast import FOUNDED, County
from tests.journeys.conftest import OpenPage
from tools.county.simulate import Simulator
from zhengwu.cases import queries
from zhengwu.cases.models import Case
from zhengwu.identity.models import Account
from zhengwu.identity.tests.factories import sign_in
from zhengwu.kernel.time import local_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NARROW, WIDE = 360, 1440
PUBLIC = (
    "/", "/services/", "/services/departments/", "/services/?q=许可", "/track/", "/sign-in/",
    "/register/", "/verify/", "/sitemap/", "/accessibility/",
)  # fmt: skip
OWN = ("/my/", "/my/drafts/", "/inbox/", "/account/")
# Two workers share the desks' pages: together they look at each of them.
PARTS = 2
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


def led_to(county: County, username: str) -> list[str]:
    """Where the navigation of this person's desk leads."""
    client = Client()
    sign_in(client, Account.objects.get(username=username), at=county.clock())
    page = client.get("/desk/").content.decode()
    nav = page[page.index('id="desk-nav"') :].partition("</nav>")[0]
    links = {unescape(link) for link in re.findall(r'<a[^>]* href="(/desk/[^"]*)"', nav)}
    return sorted(link for link in links if "export=" not in link)


def every_desk(county: County) -> list[tuple[str, str]]:
    """Who looks at which page: each kind of page once."""
    found: dict[str, tuple[str, str]] = {}
    for username in DESKS:
        for address in led_to(county, username):
            # Lists that differ in what they show, not in how.
            found.setdefault(address.partition("?")[0], (username, address))
    return list(found.values())


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


@pytest.mark.parametrize("part", range(PARTS))
def test_every_desk_its_tray_and_a_matter(
    county: County, browser_page: OpenPage, part: int
) -> None:
    case = accepted_case()
    county.work()
    looked_at = every_desk(county)
    assert len(looked_at) > 2 * len(DESKS)
    looked_at.append(("zhongxin", f"/desk/cases/{case.matter.number}/"))
    mine, who, page = looked_at[part::PARTS], "", None
    for username, address in mine:
        if page is None or username != who:
            who, page = username, county.signed_in(browser_page, username)
        both_widths(page, address)
