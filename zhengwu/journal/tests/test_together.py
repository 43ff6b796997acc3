"""Handlers that take many entries at once: in order, in one go, alone where that fails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from typing import ClassVar

import pytest

from zhengwu.journal.actions import action, deliver_batch, record, skip
from zhengwu.journal.enums import DeliveryState
from zhengwu.journal.events import Event
from zhengwu.journal.models import Delivery, Stream
from zhengwu.journal.registry import OneByOne, listener_of_many
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
UNLUCKY, SLOW = 13, 100


@dataclass(frozen=True, kw_only=True)
class Tolled(Event):
    """A bell tolled."""

    code: ClassVar[str] = "test.bell.tolled"
    times: int


calls: list[list[int]] = []


@listener_of_many([Tolled.code], name="test.hear_many")
def hear(entries) -> None:
    times = [entry.payload["times"] for entry in entries]
    if UNLUCKY in times:
        raise ValueError("unlucky")
    if max(times) >= SLOW and len(times) > 1:
        raise OneByOne
    calls.append(times)


@action
def toll(key: str, *, times: int, by, at) -> None:
    Stream.objects.bulk_create([Stream(key=key)], ignore_conflicts=True)
    stream = Stream.objects.select_for_update().get(key=key)
    record(stream, Tolled(times=times), by=by, at=at)


@pytest.fixture(autouse=True)
def _silence():
    calls.clear()


def _toll(key: str, *times: int) -> None:
    for one in times:
        toll(key, times=one, by=SYSTEM, at=now())


def test_all_that_is_owed_of_one_object_comes_at_once_and_in_order():
    _toll("bell", *range(1, 9))
    _toll("gong", 20, 21)
    assert deliver_batch(at=now(), limit=4) == 10
    assert calls == [[1, 2, 3, 4, 5, 6, 7, 8, 20, 21]]
    assert not Delivery.objects.exists()


def test_a_batch_has_an_end_and_the_next_goes_on_where_it_was():
    _toll("bell", *range(1, 9))
    while deliver_batch(at=now(), limit=1):
        pass
    assert list(chain(*calls)) == list(range(1, 9))
    assert len(calls) == 2  # one and five that follow; two more


def test_what_fails_holds_up_its_own_object_only():
    _toll("bell", 1, UNLUCKY, 2)
    _toll("gong", 3)
    deliver_batch(at=now())
    assert calls == [[1], [3]]
    failed, behind = Delivery.objects.order_by("pk")
    assert ("unlucky" in failed.error, failed.attempts) == (True, 1)
    assert (behind.state, behind.attempts) == (DeliveryState.WAITING, 0)
    assert deliver_batch(at=now()) == 0  # the failed one rests, and nothing overtakes it
    skip(failed, reason="坏数", by=SYSTEM, at=now())
    deliver_batch(at=now() + timedelta(seconds=1))
    assert calls == [[1], [3], [2]]


def test_slow_work_is_given_alone_and_no_more_of_it_than_a_batch():
    for place in range(4):
        _toll(f"bell{place}", SLOW + place)
    assert deliver_batch(at=now(), limit=2) == 2
    assert calls == [[100], [101]]
    assert deliver_batch(at=now(), limit=2) == 2
    assert list(chain(*calls)) == [100, 101, 102, 103]
