"""A browser against the live program on the test database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import cast
from tests.browser import chromium, watched
from tools import databases

# Playwright runs an event loop in this thread; Django would refuse the tests' own queries.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

OpenPage = Callable[..., Page]

# They take longest and begin first (`--dist load --maxschedchunk 1`): whichever worker is free
# takes the next one, and at the end all are done at about the same time.
_LONGEST = (
    "test_every_desk", "test_a_new_flow_and_form", "test_through_the_agent_up", "test_licence.py",
    "test_a_karaoke_licence", "test_a_new_enterprise", "test_a_late_matter", "test_a_villager",
    "test_experts_are_drawn", "test_licences.py", "test_a_project_through",
    "test_sent_up_given_back", "test_returned_corrected", "test_a_ticket_is_served",
    "test_a_rule_is_written",
    "test_the_applicant_asks_for_a_hearing", "test_every_page_of_the_four",
    "test_the_other_pages_of_finance", "test_a_leader_sees", "test_catalogue_pages.py",
    "test_a_charged_immediate_item", "test_pages_for_everybody",
)  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where only browsers run, the longest journeys begin."""

    def place(item: pytest.Item) -> int:
        known = (at for at, name in enumerate(_LONGEST) if name in item.nodeid)
        return next(known, len(_LONGEST))

    if all(item.get_closest_marker("browser") for item in items):
        items.sort(key=place)
        # Each of two workers is given two at once: the first with the fourth, the second and third.
        items[1:4] = [*items[3:4], *items[1:3]]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One chromium for the session."""
    with chromium() as launched:
        yield launched


@pytest.fixture
def browser_page(browser: Browser, live_server: Any) -> Iterator[OpenPage]:
    """`browser_page(width=360, elder=True, javascript=False)` → a watched page of a fresh visitor.

    `context=page.context` opens a second page of the same visitor.
    """
    contexts: list[BrowserContext] = []

    def open_page(
        width: int = 1440,
        *,
        elder: bool = False,
        javascript: bool = True,
        context: BrowserContext | None = None,
    ) -> Page:
        if context is None:
            context = browser.new_context(
                base_url=live_server.url,
                viewport={"width": width, "height": 900},
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                java_script_enabled=javascript,
                reduced_motion="reduce",
            )
            contexts.append(context)
            if elder:
                context.add_cookies([{"name": "elder", "value": "1", "url": live_server.url}])
        return watched(context.new_page())

    yield open_page
    for opened in contexts:
        opened.close()


@pytest.fixture(scope="session")
def filled_county(django_db_setup: databases.Copies, django_db_blocker: Any) -> str:
    """The demonstration county's people, items and accounts: built once for this code."""
    with django_db_blocker.unblock():
        name = f"county_{databases.filled_digest('tools/county', 'tests/cast.py')}"
        return django_db_setup.fill(name, cast.build)


@pytest.fixture
def county(
    filled_county: str, django_db_setup: databases.Copies, live_server: Any
) -> Iterator[cast.County]:
    """A fresh copy of the county, its time standing still at the founding until it is set."""
    django_db_setup.restore(filled_county)
    clock = cast.TestClock(cast.FOUNDED)
    with cast.frozen(clock):
        yield cast.County(clock, live_server.url)
