"""The demonstration county for browser tests: built once for this code, copied for every test.

    def test_something(county, browser_page): …
        page = county.signed_in(browser_page, "wangqian")
        county.clock.at(2026, 9, 4, 14)      the county's time, for every thread
        county.work()                        what the worker would do by now

The people are those of tools/county (README); everything they are is invented.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from zhengwu.kernel import time as kernel_time
from zhengwu.kernel.time import SHANGHAI

SINCE = date(2026, 1, 1)
FOUNDED = datetime(2026, 8, 3, 9, 0, tzinfo=SHANGHAI)
_REAL = kernel_time.now


class TestClock:
    """The county's time while a test runs: stands still until it is set."""

    __test__ = False

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def at(self, year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
        """Set the time; it may only go on."""
        instant = datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
        assert instant >= self.instant, f"{instant} lies before {self.instant}"
        self.instant = instant
        return instant

    def __call__(self) -> datetime:
        return self.instant


@contextmanager
def frozen(clock: TestClock) -> Iterator[None]:
    """Every module that reads the time reads this clock, in all threads of this process."""

    def holders(function: object) -> Iterator[Any]:
        for name, module in list(sys.modules.items()):
            known = name.startswith(("zhengwu", "tools", "tests", "config"))
            if known and vars(module).get("now") is function:
                yield module

    # Modules are replaced by name, not by reference: views import `now` into their own names.
    def now() -> datetime:
        return clock()

    for module in holders(_REAL):
        module.now = now
    try:
        yield
    finally:
        for module in holders(now):
            module.now = _REAL


def build() -> None:
    """The whole county without cases."""
    from tools.county.build import build as build_county

    with frozen(TestClock(FOUNDED)):
        build_county(at=FOUNDED, since=SINCE, tell=lambda text: None)


class County:
    """What a journey needs of the county: its people, its time, its worker."""

    def __init__(self, clock: TestClock, address: str) -> None:
        self.clock, self.address = clock, address

    def sign_in(self, page: Page, username: str, *, firm: bool = False) -> None:
        """Give a page's visitor the session of one of the cast, as of now; `firm`: for his firm."""
        from zhengwu.identity.models import Account, FirmMember
        from zhengwu.identity.tests.factories import sign_in

        client = Client()
        account = Account.objects.get(username=username)
        member = FirmMember.objects.filter(person=account.person).first() if firm else None
        behalf = f"firm:{member.firm_id}" if member else ""
        sign_in(client, account, behalf=behalf, at=self.clock())
        name = settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": self.address}])

    def signed_in(
        self, open_page: Callable[..., Page], username: str, *, firm: bool = False, **more: Any
    ) -> Page:
        """A fresh visitor who is one of the cast."""
        page = open_page(**more)
        self.sign_in(page, username, firm=firm)
        return page

    def work(self) -> None:
        """Everything the worker would have done by now: reactions, clocks, jobs."""
        from zhengwu.clock.actions import sweep
        from zhengwu.jobs.actions import run_all
        from zhengwu.journal.actions import deliver_all

        sweep(self.clock())
        deliver_all()
        run_all()
        deliver_all()
