"""An act, its record and its refusal; chains, deliveries and seals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import pytest
from django.db import Error, connection, transaction

from zhengwu.journal.actions import (
    Record,
    action,
    deliver_all,
    deliver_batch,
    record,
    record_many,
    seal_period,
    skip,
)
from zhengwu.journal.enums import DeliveryState
from zhengwu.journal.events import Event
from zhengwu.journal.models import Delivery, Entry, Sealed, Stream, Unsealed
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


@dataclass(frozen=True, kw_only=True)
class Rung(Event):
    """A bell was rung."""

    code: ClassVar[str] = "test.bell.rung"
    times: int


class BellBroken(Refusal):
    """钟坏了，不能敲{times}下。"""

    law = "钟表条例 第1条"


heard: list[int] = []


@reaction(Rung, name="test.hear")
def hear(entry: Entry) -> None:
    if entry.payload["times"] == 13:
        raise ValueError("unlucky")
    heard.append(entry.payload["times"])


@action
def ring(stream: Stream, *, times: int, by, at) -> Stream:
    stream = Stream.objects.select_for_update().get(pk=stream.pk)
    if times > 20:
        raise BellBroken(times=times)
    record(stream, Rung(times=times), by=by, at=at, reason="钟点", changes={"times": (0, times)})
    return stream


@action
def ring_twice(stream: Stream, *, times: int, by, at) -> None:
    ring(stream, times=times, by=by, at=at)
    ring(stream, times=times + 1, by=by, at=at)


@action
def ring_all(streams: list[Stream], *, by, at) -> None:
    record_many([Record(one, Rung(times=1)) for one in streams], by=by, at=at)


@pytest.fixture
def bell() -> Stream:
    heard.clear()
    return Stream.objects.create(key="bell")


def test_entries_of_one_object_form_a_chain(bell):
    ring(bell, times=1, by=SYSTEM, at=now())
    ring_twice(bell, times=2, by=SYSTEM, at=now())
    entries = list(Entry.objects.filter(object_id="bell").order_by("seq"))
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.payload["times"] for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == ["", entries[0].digest, entries[1].digest]
    assert all(entry.digest == digest(entry.canonical) for entry in entries)
    bell.refresh_from_db()
    assert (bell.journal_seq, bell.journal_head) == (3, entries[2].digest)


def test_refused_attempt_is_rolled_back_and_recorded_with_its_article(bell):
    with pytest.raises(BellBroken) as caught:
        ring_twice(bell, times=20, by=SYSTEM, at=now())
    assert caught.value.message == "钟坏了，不能敲21下。"
    (entry,) = Entry.objects.filter(object_id="bell")
    assert entry.refused
    assert entry.payload["refusal"] == "bell_broken"
    assert entry.payload["law"] == "钟表条例 第1条"
    assert heard == []


def test_reactions_are_delivered_in_order_and_once(bell):
    for times in (1, 2, 3):
        ring(bell, times=times, by=SYSTEM, at=now())
    assert deliver_all() == 3
    assert heard == [1, 2, 3]
    assert deliver_all() == 0


def test_failing_reaction_waits_blocks_its_lane_and_ends_as_stuck(bell, settings):
    settings.DELIVERY_ATTEMPTS = 2
    ring(bell, times=13, by=SYSTEM, at=now())
    ring(bell, times=4, by=SYSTEM, at=now())
    for _ in range(3):
        deliver_batch(at=now() + timedelta(hours=1))
    stuck = Delivery.objects.get(state=DeliveryState.STUCK)
    assert "unlucky" in stuck.error
    assert heard == []
    skip(stuck, reason="坏数", by=SYSTEM, at=now())
    deliver_all(at=now() + timedelta(hours=2))
    assert heard == [4]


def test_lease_of_a_dead_worker_returns(bell):
    ring(bell, times=5, by=SYSTEM, at=now())
    Delivery.objects.update(state=DeliveryState.LEASED, leased_until=now() + timedelta(seconds=60))
    assert deliver_batch(at=now()) == 0
    assert deliver_batch(at=now() + timedelta(seconds=61)) == 1
    assert heard == [5]


def test_entry_can_neither_be_changed_nor_deleted(bell):
    ring(bell, times=1, by=SYSTEM, at=now())
    for change in (
        lambda: Entry.objects.update(code="x"),
        lambda: Entry.objects.all().delete(),
        lambda: connection.cursor().execute("DELETE FROM journal_entry"),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
    assert Entry.objects.filter(object_id="bell").count() == 1


def test_sealing_gives_each_entry_one_place(bell):
    ring_twice(bell, times=2, by=SYSTEM, at=now())
    period = seal_period(at=now())
    assert period is not None
    assert (period.number, period.count) == (1, 2)
    assert seal_period(at=now()) is None
    ring(bell, times=1, by=SYSTEM, at=now())
    second = seal_period(at=now())
    assert second is not None
    assert second.previous == period.mark
    assert Unsealed.objects.count() == 0
    assert Sealed.objects.count() == 3


@pytest.mark.parametrize("size", [3, 450])
def test_bulk_act_records_one_entry_an_object(size):
    streams = [Stream(key=f"bell-{n}") for n in range(size)]
    Stream.objects.bulk_create(streams)
    ring_all(streams, by=SYSTEM, at=now())
    assert Entry.objects.filter(code="test.bell.rung").count() == size
    assert Stream.objects.filter(journal_seq=1).exclude(journal_head="").count() == size
    assert Unsealed.objects.count() == size


def test_personal_data_is_not_readable_in_the_entry(bell):
    @action
    def tell(stream: Stream, *, by, at) -> None:
        record(
            stream, Rung(times=1), by=by, at=at,
            personal={"id_number": "11010519491231002X"}, personal_subject="person/1",
        )  # fmt: skip

    tell(bell, by=SYSTEM, at=now())
    entry = Entry.objects.get(object_id="bell")
    assert "110105" not in entry.canonical
    assert entry.content["personal"] == digest(bytes(entry.personal))
