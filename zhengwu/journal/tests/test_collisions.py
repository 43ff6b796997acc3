"""Two acts that wait for each other: the database ends one, which is told so and leaves nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from zhengwu.journal.actions import action, record
from zhengwu.journal.events import AttemptRefused
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import Collided
from zhengwu.kernel.time import now
from zhengwu.matters.actions import lock, open_matter
from zhengwu.matters.models import Matter

pytestmark = [pytest.mark.pg_only, pytest.mark.django_db(transaction=True)]


def matter(number: str) -> Matter:
    more: dict[str, Any] = {"organ_code": "X", "region_code": "511602000000"}
    return open_matter(kind="test", number=number, title=number, by=SYSTEM, at=now(), **more)


@action
def both(first: Matter, second: Matter, meet: threading.Barrier, *, by: Actor, at: Any) -> None:
    """Lock one, wait until the other act holds the other, then want that one, too."""
    lock(first.pk)
    meet.wait()
    record(lock(second.pk), AttemptRefused(verb="", refusal="", message="", law="", facts={}),
           by=by, at=at)  # fmt: skip


def test_of_two_acts_that_wait_for_each_other_one_goes_on_and_one_is_told() -> None:
    one, two = matter("A-1"), matter("A-2")
    before = Entry.objects.count()
    meet, ended = threading.Barrier(2), []

    def act(first: Matter, second: Matter) -> None:
        try:
            both(first, second, meet, by=SYSTEM, at=now())
            ended.append("done")
        except Collided as refused:
            ended.append(refused.code)
        finally:
            connections.close_all()

    pairs = ((one, two), (two, one))
    threads = [threading.Thread(target=act, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["collided", "done"]
    assert Entry.objects.count() == before + 1
