"""Identifiers sort by the order in which they were made."""

from __future__ import annotations

import threading
import time

from zhengwu.kernel.ids import new_id


def test_ids_of_one_millisecond_keep_their_order() -> None:
    made = [new_id() for _ in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}


def test_an_id_tells_when_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id().int >> 80
    assert before <= made <= time.time_ns() // 1_000_000 + 10


def test_threads_never_share_a_tick() -> None:
    made: list[int] = []

    def make() -> None:
        made.extend(new_id().int >> 64 for _ in range(2_000))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 8_000
