"""Nobody is led to a page that is not there for him: every link, for everybody of the cast."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import County
from tests.crawl import crawl
from zhengwu.identity.models import Account
from zhengwu.identity.tests.factories import sign_in

pytestmark = pytest.mark.django_db
VISITORS = ("", "liujianguo", "daiban", "wangqian")
DESKS = ("wangqian", "daiban", "zhongxin", "shenji")
TOO_MANY = 409  # a list too long to export says so, and how to narrow it


def visitor(county: County, username: str) -> Client:
    client = Client()
    if username:
        sign_in(client, Account.objects.get(username=username), at=county.clock())
    return client


def public(address: str) -> bool:
    return not address.startswith(("/desk/", "/api/"))


def test_every_link_of_the_public_pages_opens_for_whoever_sees_it(county: County) -> None:
    dead, seen = [], 0
    for username in VISITORS:
        client = visitor(county, username)
        for visit in crawl(client, "/", "/sitemap/", within=public, per_route=1, most=60):
            seen += 1
            if visit.status >= 400:
                dead.append((username, visit.came_from, visit.address, visit.status))
    assert not dead, "\n".join(map(str, dead))
    assert seen > 15 * len(VISITORS)


def test_staff_who_open_the_citizens_sign_in_stand_at_their_desk(county: County) -> None:
    answer = visitor(county, "wangqian").get("/sign-in/?next=/my/", follow=True)
    assert answer.redirect_chain[-1][0] == "/desk/"
    assert answer.status_code == 200


@pytest.mark.parametrize("username", DESKS)
def test_every_link_of_the_desk_opens_and_speaks_chinese(county: County, username: str) -> None:
    troubles, seen = [], 0
    for visit in crawl(visitor(county, username), "/desk/", per_route=1, most=120):
        seen += 1
        if visit.status >= 400 and not (visit.status == TOO_MANY and "export=" in visit.address):
            troubles.append(f"{visit.came_from} -> {visit.address} {visit.status}")
        troubles += [f"{visit.address}: {words}" for words in visit.english]
    assert not troubles, "\n".join(troubles)
    assert seen > 5
