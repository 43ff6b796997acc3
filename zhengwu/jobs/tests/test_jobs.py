"""Long work: progress, cancelling, resuming after a crash, reports; recurring work."""

from __future__ import annotations

from datetime import timedelta

import pytest

from zhengwu.jobs.actions import cancel, enqueue, run_all, run_next, run_recurring
from zhengwu.jobs.enums import JobState
from zhengwu.jobs.models import Job, Recurring
from zhengwu.jobs.registry import job, periodic
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now

pytestmark = [pytest.mark.django_db, pytest.mark.pg]

turns: list[int] = []


@job("test.count")
def count(handle):
    for number in range(handle.state.get("from", 0), handle.params["to"]):
        turns.append(number)
        handle.state["from"] = number + 1
        handle.save_state()
        if number == handle.params.get("crash_at") and handle.job.attempts == 1:
            raise KeyboardInterrupt  # the process is killed: nothing is tidied up
        if number == handle.params.get("cancel_at"):
            cancel(handle.job, by=SYSTEM, at=now())
        handle.progress(number + 1, handle.params["to"])
    handle.finish(report={"rows": handle.params["to"]}, file_name="报告.txt", content=b"ok")


@periodic("test.tick", seconds=60)
def tick():
    turns.append(-1)


@pytest.fixture(autouse=True)
def _fresh():
    turns.clear()


def ask(**params) -> Job:
    return enqueue("test.count", params, by=SYSTEM, at=now())


@job("test.break")
def break_down(handle):
    raise ValueError("no such column")


def test_a_breakdown_is_told_in_a_sentence_and_traced_in_the_log_alone():
    asked = enqueue("test.break", {}, by=SYSTEM, at=now())
    run_next(at=now())
    asked.refresh_from_db()
    assert asked.state == JobState.FAILED
    assert asked.pk.hex[-8:].upper() in asked.note
    assert "系统出了问题" in asked.note
    assert "Traceback" not in asked.note
    assert "ValueError" not in asked.note


def test_job_runs_once_and_leaves_a_report():
    asked = ask(to=3)
    assert run_all() == 1
    asked.refresh_from_db()
    assert (asked.state, asked.percent, asked.report) == (JobState.DONE, 100, {"rows": 3})
    assert asked.file_path.read_bytes() == b"ok"
    assert run_all() == 0
    assert Entry.objects.filter(object_id=str(asked.pk)).count() == 2


def test_killed_job_is_taken_up_again_where_it_was():
    asked = ask(to=4, crash_at=1)
    with pytest.raises(KeyboardInterrupt):
        run_next(at=now())
    assert run_next(at=now()) is None, "its lease still holds"
    run_next(at=now() + timedelta(hours=1))
    asked.refresh_from_db()
    assert turns == [0, 1, 2, 3]
    assert asked.state == JobState.DONE


def test_cancelled_job_stops_at_its_next_sign_of_progress():
    asked = ask(to=10, cancel_at=2)
    run_all()
    asked.refresh_from_db()
    assert asked.state == JobState.CANCELLED
    assert turns == [0, 1, 2]
    with pytest.raises(Refusal):
        cancel(asked, by=SYSTEM, at=now())


def test_unknown_work_is_refused():
    with pytest.raises(Refusal, match="不认识"):
        enqueue("test.nothing", {}, by=SYSTEM, at=now())


def test_recurring_work_is_done_by_one_worker_when_due():
    instant = now()
    Recurring.objects.filter(name="test.tick").delete()
    assert "test.tick" in run_recurring(at=instant)
    assert "test.tick" not in run_recurring(at=instant)
    assert "test.tick" in run_recurring(at=instant + timedelta(seconds=61))
    assert turns.count(-1) == 2
