"""kill -9 at the worst instants, and two workers on one channel: nothing lost, nothing twice."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from zhengwu.exchange import actions
from zhengwu.exchange.actions import acting, receiving
from zhengwu.exchange.enums import SentState, Standing, Way
from zhengwu.exchange.models import Channel, Received, Sent
from zhengwu.exchange.rules import bundle_of, head_of
from zhengwu.exchange.tests.nodes import TYPE, Site
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now

HOUR = timedelta(hours=7)


def die(*_: object, **__: object) -> None:
    """Nobody gets to say goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(site: Site, work: Callable[[], object]) -> None:
    """Do it in a process of its own on the node's database, which dies in the middle."""
    site.connection.close()
    child = os.fork()
    if child == 0:
        try:
            with site.here():
                work()
        finally:
            os._exit(3)  # it should have been dead by now
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


def test_killed_between_storing_and_acknowledging(pair):
    county, city = pair
    county.say(_channel(county), 1, 2)
    content = county.packed(city)

    def work():
        actions.take(content, way=Way.FERRY, at=city.at())
        die()

    killed(city, work)
    with city.here():
        assert Received.objects.count() == 2  # stored, and nobody was told
    taken = city.take(county.packed(city, HOUR), HOUR)
    assert (taken.stored, taken.doubled) == (0, 2)
    assert city.done(county) == [1, 2]
    county.take(city.packed(county, HOUR), HOUR)
    with county.here():
        assert not Sent.objects.exclude(state=SentState.ACKNOWLEDGED).exists()


def test_killed_while_storing_and_while_acting(pair, monkeypatch):
    county, city = pair
    county.say(_channel(county), 1)
    content = county.packed(city)
    monkeypatch.setattr(receiving, "_gaps", die)  # rows are written, nothing is committed
    killed(city, lambda: actions.take(content, way=Way.FERRY, at=city.at()))
    monkeypatch.undo()
    with city.here():
        assert not Received.objects.exists()
        actions.take(content, way=Way.FERRY, at=city.at())
    real = acting._handled

    def handled(*arguments):
        real(*arguments)
        die()

    monkeypatch.setattr(acting, "_handled", handled)  # the handler's rows are written
    killed(city, lambda: actions.act_due(at=city.at()))
    monkeypatch.undo()
    assert city.done(county) == []
    with city.here():
        actions.act_due(at=city.at())
    assert city.done(county) == [1]


def test_killed_between_packing_and_writing_the_file(pair):
    county, city = pair
    county.say(_channel(county), 1)

    def work():
        actions.pack(county.node(city), way=Way.FERRY, at=county.at())
        die()

    killed(county, work)
    assert county.packed(city) is None  # as if it were on the road
    city.take(county.packed(city, HOUR), HOUR)
    assert city.done(county) == [1]


def _channel(site: Site) -> Channel:
    with site.here():
        return Channel.objects.get()


@pytest.mark.pg
@pytest.mark.django_db(transaction=True)
def test_two_workers_write_and_pack_one_channel():
    """Numbers without a hole or a double; no message leaves in two bundles at once."""
    at = now()
    actions.signing(at)
    node = actions.register_node(
        "city", name="市", standing=Standing.UPPER, way=Way.FERRY, by=SYSTEM, at=at
    )
    channel = actions.set_channel(node, "c", sends=[TYPE], takes=[], by=SYSTEM, at=at)
    packed: list[actions.Packed] = []
    start = threading.Barrier(2)

    def work(worker: int) -> None:
        try:
            start.wait()
            for number in range(1, 9):
                actions.post(
                    channel, TYPE, {"n": number}, key=f"{worker}/{number}", by=SYSTEM, at=at
                )
                actions.post(channel, TYPE, {"n": number}, key="same", by=SYSTEM, at=at)
                if found := actions.pack(node, way=Way.FERRY, at=at):
                    packed.append(found)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if found := actions.pack(node, way=Way.FERRY, at=at):
        packed.append(found)
    numbers = [
        head_of(line.text).sequence for one in packed for line in bundle_of(one.content).lines
    ]
    assert sorted(numbers) == list(range(1, 18))
    assert sorted(one.carried.number for one in packed) == list(range(1, len(packed) + 1))
    assert Sent.objects.filter(key="same").count() == 1
