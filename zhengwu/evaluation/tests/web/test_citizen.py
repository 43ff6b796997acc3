"""Rating by link and at the terminal: two steps without JavaScript, once, by the citizen alone."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.test import Client

from zhengwu.cases.tests.factories import at
from zhengwu.evaluation import actions, queries
from zhengwu.evaluation.enums import Channel, Finding, Reached
from zhengwu.evaluation.models import FollowUp, Rating
from zhengwu.evaluation.tests.factories import assigned, rated, served
from zhengwu.kernel.actors import ANONYMOUS
from zhengwu.kernel.time import now
from zhengwu.org.models import Window
from zhengwu.org.tests.web.acting import acting

pytestmark = pytest.mark.django_db


def ask(actor, address, **data):
    with acting(actor):
        return Client().get(address, data)


def give(actor, address, client=None, **data):
    with acting(actor):
        return (client or Client()).post(address, data)


def test_two_steps_and_nothing_is_chosen_for_you(world):
    one = served(world, now())
    address = f"/rate/{one.token}/"
    first = ask(ANONYMOUS, address).content.decode()
    assert "checked" not in first
    assert "非常不满意" in first
    second = ask(ANONYMOUS, address, level="4")
    assert "没有一次讲清" in second.content.decode()
    assert second.cookies["zw_device"]["httponly"]
    nothing = give(ANONYMOUS, address, text="没选")
    assert nothing.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    wrong = give(ANONYMOUS, address, level="4", text="没人", phone="abc", reasons="absent")
    page = wrong.content.decode()
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "联系电话只能填数字" in page
    assert "没人" in page
    done = give(
        ANONYMOUS, f"{address}?from=message", level="4", text="没人", phone="13812345678",
        reasons=["absent"],
    )  # fmt: skip
    assert done.status_code == HTTPStatus.FOUND
    row = Rating.objects.get(service=one)
    assert (row.level, row.channel, row.reasons) == (4, Channel.MESSAGE, ["absent"])
    after = ask(ANONYMOUS, address).content.decode()
    assert FollowUp.objects.get(rating=row).matter.number in after
    assert "追加" in after
    again = give(ANONYMOUS, address, level="1")
    assert again.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Rating.objects.filter(service=one).count() == 1
    assert give(ANONYMOUS, address, act="append", text="又去一趟").status_code == HTTPStatus.FOUND
    assert "又去一趟" in ask(ANONYMOUS, address).content.decode()


def test_staff_is_refused_with_the_reason(world):
    one = served(world, now())
    page = give(world.clerk, f"/rate/{one.token}/", level="1")
    assert page.status_code == HTTPStatus.FORBIDDEN
    assert "不能代替群众评价" in page.content.decode()
    assert not Rating.objects.filter(service=one).exists()


def test_a_wrong_token_is_nothing_and_guessing_is_stopped(world):
    for _ in range(20):
        assert ask(ANONYMOUS, "/rate/0000/").status_code == HTTPStatus.NOT_FOUND
    assert ask(ANONYMOUS, "/rate/0000/").status_code == HTTPStatus.TOO_MANY_REQUESTS
    one = served(world, now())
    assert ask(ANONYMOUS, f"/rate/{one.token}/").status_code == HTTPStatus.OK


def test_the_terminal_shows_what_was_just_served_there_and_only_that(world):
    window, other = Window.objects.all()[:2]
    one = served(world, now(), window_id=str(window.pk), number="A077")
    elsewhere = served(world, now(), window_id=str(other.pk), number="B001")
    home = f"/rate/at/{window.code}/{queries.terminal_key(window.pk)}/"
    page = ask(ANONYMOUS, home).content.decode()
    assert "A077" in page
    assert "B001" not in page
    assert ask(ANONYMOUS, f"/rate/at/{window.code}/wrong/").status_code == HTTPStatus.NOT_FOUND
    assert ask(ANONYMOUS, f"{home}{elsewhere.token}/").status_code == HTTPStatus.NOT_FOUND
    done = give(ANONYMOUS, f"{home}{one.token}/", level="5", reasons="absent")
    assert done.status_code == HTTPStatus.FOUND
    assert Rating.objects.get(service=one).channel == Channel.TERMINAL
    assert "谢谢您的评价" in ask(ANONYMOUS, f"{home}{one.token}/").content.decode()
    assert "A077" not in ask(ANONYMOUS, home).content.decode()


def test_the_code_is_an_image_and_the_evaluator_appeals_by_the_same_link(world):
    one = served(world, now())
    image = ask(ANONYMOUS, f"/rate/{one.token}/qr/")
    assert image["Content-Type"] == "image/svg+xml"
    row = FollowUp.objects.get(rating=rated(one, 4, now(), phone="13812345678"))
    row = assigned(world, row, now())
    row = actions.contact(row, outcome=Reached.REACHED, text="问过", by=world.hall, at=now())
    row = actions.verify(
        row, facts="点错", proposed=Finding.MISTAKEN, evidence="录音一段", by=world.hall, at=now()
    )
    actions.judge(row, finding=Finding.MISTAKEN, reason="有录音", by=world.quality, at=now())
    page = ask(ANONYMOUS, f"/rate/{one.token}/").content.decode()
    assert "录音一段" in page
    empty = give(ANONYMOUS, f"/rate/{one.token}/", act="appeal", text=" ")
    assert empty.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    sent = give(ANONYMOUS, f"/rate/{one.token}/", act="appeal", text="我没有点错")
    assert sent.status_code == HTTPStatus.FOUND
    assert FollowUp.objects.get(pk=row.pk).state == "appealed"


def test_two_clicks_rate_once(world):
    one = served(world, now())
    client = Client()
    data = {"level": "2", "once": "k1"}
    first = give(ANONYMOUS, f"/rate/{one.token}/", client, **data)
    second = give(ANONYMOUS, f"/rate/{one.token}/", client, **data)
    assert (first.status_code, second.status_code) == (HTTPStatus.FOUND, HTTPStatus.FOUND)
    assert Rating.objects.filter(service=one).count() == 1


def test_an_invitation_that_ended_says_so(world):
    one = served(world, at(1, month=1))
    assert "有效期已过" in ask(ANONYMOUS, f"/rate/{one.token}/").content.decode()
