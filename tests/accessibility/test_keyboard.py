"""Without a mouse: the way of the Tab key over main pages of every face.

The first stop leads past the head of the page; then every stop is seen, follows the order in which
the page is read, and none holds the one who came there.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.cast import County
from tests.journeys.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_STOPS = 50
# Year, month, day and the calendar of one field of a date are stops of their own.
_PARTS = 4
PUBLIC = ("/halls/GA-HALL/", "/complaints/", "/sign-in/")
DESKS = {
    "liujianguo": ("/my/", "/halls/GA-HALL/take/", "/account/"),
    "dating": ("/desk/", "/desk/hall/", "/desk/patrols/", "/desk/attendance/mine/"),
    "haoping": ("/desk/evaluation/", "/desk/evaluation/ratings/"),
    "tousu": ("/desk/complaints/new/",),
    "fuquzhang": ("/desk/cockpit/", "/desk/cockpit/wall/"),
}

# Number in the document, place on the page, whether it shows that it has the focus.
_HERE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
  return { at: [...document.querySelectorAll("*")].indexOf(one), fixed: !!one.closest(".desk-nav"),
    left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY, shown,
    date: one.type === "date",
    name: (one.outerHTML || "").slice(0, 90) };
}"""


def walk(page: Page) -> list[dict[str, Any]]:
    """Where the Tab key stops from here on, until the page ends."""
    stops: list[dict[str, Any]] = []
    for _ in range(_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE)
        if here is None or (stops and here["at"] < stops[0]["at"]):
            break
        stops.append(here)
    held = Counter(one["at"] for one in stops)
    dates = {one["at"] for one in stops if one["date"]}
    assert all(times <= (_PARTS if at in dates else 1) for at, times in held.items()), stops
    return [
        one for place, one in enumerate(stops) if not place or one["at"] != stops[place - 1]["at"]
    ]


def check_walk(page: Page, address: str, *, whole: bool = False) -> None:
    """The walk of one page: past its head by the first stop, or `whole`, head and all."""
    page.goto(address)
    # A page that puts the cursor into its first field begins there; the walk begins at the top.
    page.evaluate("() => { document.body.tabIndex = -1; document.body.focus(); }")
    page.evaluate("() => document.body.removeAttribute('tabindex')")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    if not whole:
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()
    stops = walk(page)
    assert stops, address
    for one in stops:
        assert one["shown"], (address, one["name"])
    for before, after in pairwise(stops):
        assert after["at"] > before["at"], (address, before, after)
        if not (before["fixed"] or after["fixed"]):
            back = after["bottom"] <= before["top"] and after["left"] < before["left"] + 1
            assert not back, (address, before, after)


def test_tab_skips_the_head_and_follows_reading(county: County, browser_page: OpenPage) -> None:
    page = browser_page()
    check_walk(page, "/", whole=True)
    for address in PUBLIC:
        check_walk(page, address)
    for username, addresses in DESKS.items():
        page = county.signed_in(browser_page, username)
        for address in addresses:
            check_walk(page, address)
    check_walk(page, "/desk/", whole=True)
