"""Every form that the cast can reach takes the naughty strings: answered, nothing typed lost."""

from __future__ import annotations

import json
import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from itertools import cycle
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.core.signals import got_request_exception
from django.test import Client
from django.urls import Resolver404, resolve

from tests.cast import County
from tests.crawl import crawl
from tests.forms import TYPED, WORDS, Form, forms_of
from tools.county.simulate import UNFINISHED, Simulator
from zhengwu.cases import queries as cases
from zhengwu.identity.models import Account
from zhengwu.identity.tests.factories import sign_in
from zhengwu.kernel.time import local_day
from zhengwu.matters.models import Matter

_SHARED = Path(os.environ.get("ZHENGWU_SHARED", Path(settings.BASE_DIR).parent / "shared"))
_LIST = _SHARED / "data" / "attack_strings" / "blns" / "blns.json"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not _LIST.is_file(), reason="the list of strings is not on this machine"),
]
VISITORS = (
    "wangqian", "zhaoming", "hezhiyuan", "zhongxin", "guansheng-ck", "xitong", "dating", "tousu",
    "liujianguo", "",
)  # fmt: skip
BUREAU, ORGAN = ("wangqian", "zhaoming", "hezhiyuan"), "GA-XZSP"
# What is behind them belongs to somebody else, or locks the visitor out.
_LEAVING = ("sign-out", "act-as", "password")
# Secrets are not sent back; a passkey's name belongs to a dialogue of the browser.
_SECRET = ("passkey", "authenticator", "recover", "code")


def _send_cases(county: County) -> None:
    """A case in every tray of the bureau whose people visit."""
    simulator = Simulator(today=local_day(county.clock()))
    simulator.editions = [
        one for one in simulator.editions if cases.terms_of(one.pk).organ_code == ORGAN
    ]
    for place, story in enumerate(UNFINISHED):
        simulator._send(story, simulator._promised(), simulator.days[-(3 + place % 5)])
    county.work()


def _route(address: str) -> str:
    try:
        found = resolve(address.partition("?")[0])
        return f"{found.route} {found.kwargs.get('code', '') if 'act/' in found.route else ''}"
    except Resolver404:
        return address


def _pages(client: Client, username: str) -> Iterator[tuple[str, str]]:
    """What this visitor finds by links; of the bureau's own cases every act that is offered."""
    start = "/" if username in ("", "liujianguo") else "/desk/"
    for visit in crawl(client, start, per_route=1, most=80):
        yield visit.address, visit.html
    own = Matter.objects.filter(kind="case", organ_code=ORGAN).values_list("number", flat=True)
    for number in own if username in BUREAU else ():
        page = client.get(f"/desk/cases/{number}/").content.decode()
        for address in set(re.findall(rf'href="(/desk/cases/{number}/[^"]+)"', page)):
            answer = client.get(unescape(address), follow=True)
            if answer.headers["Content-Type"].startswith("text/html"):
                yield unescape(address), answer.content.decode()


def _forms(client: Client, username: str) -> Iterator[tuple[str, Form]]:
    """Every form on the pages that this visitor finds, with the address it is sent to."""
    for address, page in list(_pages(client, username)):
        for form in forms_of(page) if "<form" in page else ():
            yield urljoin(address, form.action or address), form


@contextmanager
def _told(into: list[str]) -> Iterator[None]:
    """What went wrong inside a request, told with its place."""

    def tell(sender: object, request: object, **more: object) -> None:
        into.append(f"{getattr(request, 'path', '')}\n{traceback.format_exc()[-1500:]}")

    got_request_exception.connect(tell)
    try:
        yield
    finally:
        got_request_exception.disconnect(tell)


def _lost(form: Form, sorts: frozenset[str], values: dict[str, list[str]], page: str) -> list[str]:
    """Fields whose words are no more on the page that asks to correct them."""
    said = unescape(page)
    names = {one.name for one in form.fields if one.sort in sorts}
    return [name for name in names if any(word.strip() not in said for word in values[name])]


def test_every_reachable_form_answers_the_naughty_strings(county: County) -> None:
    _send_cases(county)
    strings = cycle(json.loads(_LIST.read_text("utf-8")))
    broken: list[str] = []
    lost: list[str] = []
    tried: set[str] = set()
    with _told(broken):
        for username in VISITORS:
            client = Client(raise_request_exception=False)
            if username:
                sign_in(client, Account.objects.get(username=username), at=county.clock())
            for address, form in _forms(client, username):
                names = ",".join(sorted({one.name for one in form.fields}))
                sort = f"{_route(address)} {names}"
                if sort in tried or not form.typed or any(word in address for word in _LEAVING):
                    continue
                tried.add(sort)
                # Words in every field, and words only where words belong: forms take turns.
                sorts = TYPED if len(tried) % 2 else WORDS
                values = form.filled(lambda: next(strings), sorts=sorts)
                answer = client.post(address, values)
                if answer.status_code >= 500:
                    broken.append(f"{username} {address} {answer.status_code}")
                secret = any(word in address + names for word in _SECRET)
                if answer.status_code == 422 and not secret:
                    page = answer.content.decode()
                    lost += [f"{address} {name}" for name in _lost(form, sorts, values, page)]
    assert not broken, "\n\n".join(broken)
    assert not lost, "\n".join(lost)
    assert len(tried) > 60
