"""A double click acts once, and both clicks see the same result."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from zhengwu.kernel.acting import entered
from zhengwu.kernel.time import now
from zhengwu.web import once
from zhengwu.web.models import Submission
from zhengwu.web.tests import urls

pytestmark = pytest.mark.urls("zhengwu.web.tests.urls")


@pytest.fixture(autouse=True)
def _no_acts() -> None:
    urls.acts.clear()


@pytest.mark.django_db
def test_the_second_submission_gets_the_first_ones_answer(client: Client) -> None:
    form = {"name": "a", "once": once.new_token()}
    first, second = client.post("/act/", form), client.post("/act/", form)
    assert urls.acts == ["a"]
    assert (second.status_code, second["Location"]) == (302, first["Location"])


@pytest.mark.django_db
def test_another_rendering_of_the_form_is_another_act(client: Client) -> None:
    for _ in range(2):
        client.post("/act/", {"name": "a", "once": once.new_token()})
    assert urls.acts == ["a", "a"]


@pytest.mark.django_db
def test_a_form_with_errors_may_be_sent_again(client: Client) -> None:
    token = once.new_token()
    assert client.post("/act/", {"name": "faulty", "once": token}).status_code == 422
    assert client.post("/act/", {"name": "right", "once": token}).status_code == 302
    assert urls.acts == ["right"]


@pytest.mark.django_db
def test_an_abandoned_submission_is_taken_over_after_a_minute(client: Client) -> None:
    token = once.new_token()
    client.post("/act/", {"name": "a", "once": token})
    with entered("web"):
        Submission.objects.update(location="", started_at=now() - timedelta(minutes=2))
    client.post("/act/", {"name": "b", "once": token})
    assert urls.acts == ["a", "b"]


@pytest.mark.django_db
def test_while_the_first_works_on_the_second_is_told_to_wait(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once, "_PATIENCE_SECONDS", 0.0)
    token = once.new_token()
    client.post("/act/", {"name": "a", "once": token})
    with entered("web"):
        Submission.objects.update(location="")
    answer = client.post("/act/", {"name": "a", "once": token})
    assert answer.status_code == 409
    assert "请不要重复提交" in answer.content.decode()


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_act_once() -> None:
    form = {"name": "same", "once": once.new_token()}
    places: list[str] = []

    def click() -> None:
        try:
            places.append(Client().post("/act/", form)["Location"])
        finally:
            connection.close()

    urls.gate.clear()
    clicks = [threading.Thread(target=click) for _ in range(4)]
    for thread in clicks:
        thread.start()
    urls.gate.set()
    for thread in clicks:
        thread.join()
    assert urls.acts == ["same"]
    assert len(places) == 4
    assert len(set(places)) == 1
