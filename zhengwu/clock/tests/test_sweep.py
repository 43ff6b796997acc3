"""The sweep: nothing missed, nothing doubled, nothing held up by one bad row."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection, connections

from zhengwu.clock.actions import sweep
from zhengwu.clock.actions import sweep as sweep_action
from zhengwu.clock.actions.derive import swap
from zhengwu.clock.jobs import sweep_now
from zhengwu.clock.models import Clock
from zhengwu.clock.tests.factories import load_law, new_matter, noon, started
from zhengwu.journal.models import Entry
from zhengwu.kernel.acting import entered
from zhengwu.kernel.time import midnight
from zhengwu.matters.actions import lock

pytestmark = pytest.mark.pg
MIDNIGHT = midnight(date(2026, 9, 1))


def changes() -> list[tuple[str, str]]:
    found = Entry.objects.filter(code__in=["clock.clock.stage_changed", "clock.clock.expired"])
    return [(entry.payload["clock"], entry.code.rpartition(".")[2]) for entry in found]


@pytest.mark.usefixtures("law")
class TestSweep:
    def test_nothing_changes_before_the_instant(self):
        started(new_matter())
        assert sweep(midnight(date(2026, 8, 28)) - timedelta(microseconds=1)).changed == 0
        assert sweep(midnight(date(2026, 8, 28))).changed == 1
        assert sweep(midnight(date(2026, 8, 28))).changed == 0

    def test_each_stage_is_recorded_once_at_the_instant_it_began(self):
        clock = started(new_matter())
        for day in range(3, 30):
            sweep(midnight(date(2026, 8, 3) + timedelta(days=day)))
        found = Entry.objects.filter(matter_id=clock.matter_id).order_by("seq")
        assert [(entry.code, entry.occurred_at) for entry in found][2:] == [
            ("clock.clock.stage_changed", midnight(date(2026, 8, 28))),
            ("clock.clock.stage_changed", midnight(date(2026, 8, 31))),
            ("clock.clock.expired", MIDNIGHT),
        ]

    def test_sweep_that_comes_days_late_records_only_where_it_stands(self):
        started(new_matter())
        sweep(noon("2026-09-09"))
        assert [kind for _, kind in changes()] == ["expired"]
        assert Clock.objects.get().next_change_at is None

    def test_batches_cover_everything(self):
        clocks = [started(new_matter()) for _ in range(7)]
        swept = sweep_action(MIDNIGHT, batch=3)
        assert (swept.changed, swept.batches, swept.failed) == (7, 3, 0)
        assert sorted(changes()) == sorted((str(clock.pk), "expired") for clock in clocks)

    def test_several_clocks_of_one_matter_form_one_chain(self):
        matter = new_matter()
        for _ in range(3):
            started(matter)
        assert sweep(MIDNIGHT).changed == 3
        found = list(Entry.objects.filter(matter_id=matter.pk).order_by("seq"))
        assert [entry.seq for entry in found] == list(range(1, 8))
        assert all(b.previous == a.digest for a, b in pairwise(found))

    def test_one_failing_row_is_postponed_and_the_others_go_on(self, monkeypatch):
        clocks = [started(new_matter()) for _ in range(5)]
        bad = clocks[2].pk
        advance = Clock.timeline.fget

        def failing(self):
            if self.pk == bad:
                raise ValueError("broken row")
            return advance(self)

        monkeypatch.setattr(Clock, "timeline", property(failing))
        swept = sweep(MIDNIGHT)
        assert (swept.changed, swept.failed) == (4, 1)
        assert str(bad) not in {pk for pk, _ in changes()}
        assert sweep(MIDNIGHT).failed == 0
        monkeypatch.undo()
        assert sweep(MIDNIGHT + timedelta(minutes=5)).changed == 0
        assert sweep(MIDNIGHT + timedelta(minutes=11)).changed == 1
        assert len(changes()) == 5

    def test_row_changed_since_it_was_read_is_not_written(self):
        started(new_matter())
        mine, theirs = Clock.objects.get(), Clock.objects.get()
        theirs.stage = "warning"
        mine.stage = "overdue"
        with entered("clock"):
            assert swap([theirs]) == {theirs.pk}
            assert swap([mine]) == set()
            assert swap([mine, mine]) == set()
        assert Clock.objects.get().stage == "warning"

    def test_art50_licence_not_renewed_in_time_is_deemed_renewed(self):
        started(new_matter(), "xk.renewal.decide", on=date(2026, 8, 31), at=noon("2026-08-03"))
        sweep(MIDNIGHT)
        entry = Entry.objects.get(code="clock.clock.expired")
        assert entry.payload["consequence"] == "deemed_renewed"
        assert Clock.objects.get().state == "expired"

    def test_recurring_work_sweeps_up_to_now(self, monkeypatch):
        started(new_matter())
        monkeypatch.setattr("zhengwu.clock.jobs.now", lambda: MIDNIGHT)
        sweep_now()
        assert [kind for _, kind in changes()] == ["expired"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.pg_only
class TestSweepers:
    """Several at once: real transactions."""

    def test_four_sweepers_at_once_miss_nothing_and_double_nothing(self):
        load_law()
        clocks = [started(new_matter()) for _ in range(60)]
        gate = threading.Barrier(4)
        faults: list[BaseException] = []

        def go():
            try:
                gate.wait()
                sweep_action(MIDNIGHT, batch=7)
            except BaseException as fault:
                faults.append(fault)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=go) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sweep(MIDNIGHT)
        assert faults == []
        assert sorted(changes()) == sorted((str(clock.pk), "expired") for clock in clocks)

    def test_matter_held_by_an_act_is_left_alone_and_found_later(self):
        load_law()
        held, free = started(new_matter()), started(new_matter())
        locked, done = threading.Event(), threading.Event()

        def act():
            from django.db import transaction

            with transaction.atomic():
                lock(held.matter_id)
                locked.set()
                done.wait(20)
            connections.close_all()

        thread = threading.Thread(target=act)
        thread.start()
        locked.wait(20)
        sweep(MIDNIGHT)
        first = changes()
        done.set()
        thread.join()
        sweep(MIDNIGHT)
        assert first == [(str(free.pk), "expired")]
        assert len(changes()) == 2

    def test_sweep_uses_the_index_of_the_next_change(self):
        load_law()
        for _ in range(3):
            started(new_matter())
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
            cursor.execute(
                "EXPLAIN SELECT id FROM clock_clock WHERE next_change_at <= now() "
                "ORDER BY next_change_at LIMIT 10"
            )
            plan = "\n".join(row[0] for row in cursor.fetchall())
            cursor.execute("SET enable_seqscan = on")
        assert "clock_next_change" in plan
