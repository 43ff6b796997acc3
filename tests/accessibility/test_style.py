"""The living style page: every component, at three widths, in both modes, without a finding."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser import WIDTHS, check_page, screenshot
from tests.journeys.conftest import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

FACES = ("citizen", "list", "desk", "wall", "print")
PAGES = ["/style/", "/accessibility/", *(f"/style/{face}/" for face in FACES)]


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMO = True


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_face_is_accessible(browser_page: OpenPage, width: int, elder: bool) -> None:
    page = browser_page(width, elder=elder)
    for address in PAGES:
        page.goto(address)
        name = address.strip("/").replace("/", "-") + ("-elder" if elder else "")
        screenshot(page, name, (width,))
        check_page(page)
