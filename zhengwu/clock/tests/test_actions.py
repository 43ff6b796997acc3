"""Clocks on matters: start, suspend, resume, extend, stop, refresh – and what is recorded."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhengwu.clock.actions import Start, extend, refresh, resume, start_many, stop, suspend
from zhengwu.clock.actions.extend import (
    ExtendedBefore,
    ExtensionIncomplete,
    ExtensionTooLate,
    ExtensionTooLong,
    NotExtendable,
)
from zhengwu.clock.actions.start import BasisMissing, PromiseTooLong, UnitNotKnown
from zhengwu.clock.actions.stop import ClockOver, FutureDay
from zhengwu.clock.actions.suspend import (
    AlreadyResumed,
    AlreadySuspended,
    ImpossibleDay,
    NothingRuns,
    NoticeNotServed,
    PlannedTimeMissing,
    SuspensionNotAllowed,
)
from zhengwu.clock.models import Clock, Interval
from zhengwu.clock.queries import UnknownRule, bar, bars, explanation, open_suspensions, running
from zhengwu.clock.tests.factories import CLERK, new_matter, noon, started
from zhengwu.journal.actions import action
from zhengwu.journal.models import Entry
from zhengwu.kernel.time import SHANGHAI, midnight
from zhengwu.matters.actions import lock

pytestmark = [pytest.mark.pg, pytest.mark.usefixtures("law")]


def entries(matter, code: str = "") -> list[Entry]:
    found = Entry.objects.filter(matter_id=matter.pk, code__startswith=f"clock.{code}")
    return list(found.order_by("seq"))


def pause(matter, **more):
    given = {
        "kind": "专家评审",
        "basis": "行政许可法 第四十五条",
        "notice_no": "特告〔2026〕1号",
        "served_on": date(2026, 8, 10),
        "planned_days": 10,
        "by": CLERK,
        "at": noon("2026-08-10"),
    }
    return suspend(matter, **{**given, **more})


def longer(clock, **more):
    given = {
        "amount": 10,
        "reason": "案情复杂",
        "approver": "王局长",
        "notice_no": "延告〔2026〕1号",
        "by": CLERK,
        "at": noon("2026-08-28"),
    }
    return extend(clock, **{**given, **more})


@action
def looked(matter, *, by=CLERK, at):
    return refresh(lock(matter.pk), at=at)


def fresh(clock) -> Clock:
    return Clock.objects.get(pk=clock.pk)


# start


def test_started_clock_has_its_last_day_and_its_entry():
    matter = new_matter()
    clock = fresh(started(matter))
    assert clock.due_on == date(2026, 8, 31)
    assert clock.due_at == midnight(date(2026, 9, 1))
    assert (clock.stage, clock.state, clock.provisional) == ("green", "running", False)
    assert clock.next_change_at == midnight(date(2026, 8, 28))
    (entry,) = entries(matter, "clock.started")
    assert entry.payload["due_on"] == "2026-08-31"
    assert entry.payload["basis"] == "行政许可法 42(1) 45 82"


def test_several_clocks_start_in_the_statements_of_one():
    matter = new_matter()
    started(new_matter())

    def begin(*labels):
        @action
        def go(*, by, at):
            what = [Start("step", label, date(2026, 8, 3), amount=3) for label in labels]
            return start_many(lock(matter.pk), what, by=by, at=at)

        with CaptureQueriesContext(
            connection,
        ) as seen:
            go(by=CLERK, at=noon("2026-08-03"))
        return len(seen)

    assert begin("step") == begin("step", "step", "step")


def test_item_statute_may_set_another_limit_only_with_its_basis():
    matter = new_matter()
    with pytest.raises(BasisMissing) as caught:
        started(matter, amount=60)
    assert caught.value.article == "行政许可法 42(1) 45 82"
    assert started(matter, amount=60, basis="城镇燃气管理条例 第15条").due_on == date(2026, 10, 30)


def test_promise_is_never_longer_than_the_law():
    with pytest.raises(PromiseTooLong):
        started(new_matter(), label="promised", amount=21)
    assert started(new_matter(), label="promised", amount=7).due_on == date(2026, 8, 12)


def test_unknown_rule_and_unit_are_refused():
    with pytest.raises(UnknownRule):
        started(new_matter(), "xk.nothing")
    with pytest.raises(UnitNotKnown):
        started(new_matter(), "step", unit="fortnight")
    with pytest.raises(UnitNotKnown):
        started(new_matter(), "step", amount=0)


def test_deemed_acceptance_starts_a_clock_in_the_past_which_is_found_overdue_at_once():
    matter = new_matter()
    clock = started(matter, on=date(2026, 6, 1), at=noon("2026-08-03"))
    assert clock.due_on == date(2026, 6, 30)
    assert clock.next_change_at == clock.due_at
    (seen,) = looked(matter, at=noon("2026-08-03"))
    assert seen.stage == "overdue"
    (entry,) = entries(matter, "clock.expired")
    assert entry.occurred_at == midnight(date(2026, 7, 1))


def test_hours_count_from_the_instant():
    begin = datetime(2026, 8, 3, 22, 0, tzinfo=SHANGHAI)
    clock = started(new_matter(), "goi.emergency_info", label="reply", starts_at=begin)
    assert clock.due_at == begin + timedelta(hours=5)


# suspend and resume


def test_art45_served_notice_suspends_and_result_resumes():
    matter = new_matter()
    clock = started(matter)
    interval = pause(matter)
    held = fresh(clock)
    assert (held.state, held.stage, held.provisional) == ("suspended", "paused", True)
    assert held.due_on == date(2026, 9, 14)
    assert list(open_suspensions(matter.pk)) == [interval]
    resume(interval, received_on=date(2026, 8, 26), by=CLERK, at=noon("2026-08-26"))
    back = fresh(clock)
    assert (back.state, back.stage, back.provisional) == ("running", "green", False)
    assert back.due_on == date(2026, 9, 16)
    assert [e.payload["cause"] for e in entries(matter, "clock.moved")] == ["suspended", "resumed"]
    assert entries(matter, "clock.moved")[1].changes["due_on"] == ["2026-09-14", "2026-09-16"]


@pytest.mark.parametrize("missing", [{"notice_no": "  "}, {"served_on": None}])
def test_art45_without_served_notice_is_refused_and_recorded(missing):
    matter = new_matter()
    clock = started(matter)
    with pytest.raises(NoticeNotServed):
        pause(matter, **missing)
    assert fresh(clock).state == "running"
    (attempt,) = Entry.objects.filter(object_id=str(matter.pk), refused=True)
    assert attempt.payload["refusal"] == "notice_not_served"
    assert attempt.payload["law"] == "行政许可法 第四十五条"


def test_art45_notice_must_tell_the_time_needed():
    matter = new_matter()
    started(matter)
    with pytest.raises(PlannedTimeMissing):
        pause(matter, planned_days=None)


@pytest.mark.parametrize("kind", ["现场踏勘", "公示", "领导外出", "补正"])
def test_art45_other_procedures_do_not_stop_a_licensing_clock(kind):
    matter = new_matter()
    started(matter)
    with pytest.raises(SuspensionNotAllowed) as caught:
        pause(matter, kind=kind)
    assert caught.value.article == "行政许可法 第四十五条"
    assert "专家评审" in caught.value.message
    assert Interval.objects.count() == 0


def test_procedure_of_the_items_own_statute_stops_its_clock():
    matter = new_matter()
    also = [{"kind": "公示", "basis": "某条例 第9条"}]
    clock = started(matter, also_suspended_by=also)
    pause(matter, kind="公示", basis="某条例 第9条")
    assert fresh(clock).state == "suspended"


def test_refusal_under_another_law_names_that_law():
    matter = new_matter()
    started(matter, "xf.finish", label="finish")
    with pytest.raises(SuspensionNotAllowed) as caught:
        pause(matter)
    assert caught.value.article == "信访工作条例 34"


def test_promised_and_step_clocks_stand_still_with_the_statutory_one():
    matter = new_matter()
    clocks = [
        started(matter),
        started(matter, "promised", label="promised", amount=15),
        started(matter, "step", label="step", amount=8, subject="t1"),
        started(matter, "xf.finish", label="other"),
    ]
    pause(matter)
    assert [fresh(one).state for one in clocks] == [
        "suspended", "suspended", "suspended", "running",
    ]  # fmt: skip


def test_overlapping_suspensions_count_once_and_only_the_last_end_resumes():
    matter = new_matter()
    clock = started(matter)
    first = pause(matter)
    second = pause(
        matter,
        kind="检测",
        notice_no="特告〔2026〕2号",
        served_on=date(2026, 8, 17),
        at=noon("2026-08-17"),
    )
    resume(first, received_on=date(2026, 8, 24), by=CLERK, at=noon("2026-08-24"))
    assert fresh(clock).state == "suspended"
    resume(second, received_on=date(2026, 8, 26), by=CLERK, at=noon("2026-08-26"))
    assert (fresh(clock).state, fresh(clock).due_on) == ("running", date(2026, 9, 16))


def test_suspension_entered_late_brings_an_overdue_clock_back():
    matter = new_matter()
    clock = started(matter)
    looked(matter, at=noon("2026-09-02"))
    assert fresh(clock).stage == "overdue"
    pause(matter, planned_days=20, at=noon("2026-09-02"))
    assert (fresh(clock).stage, fresh(clock).due_on) == ("paused", date(2026, 9, 28))


def test_procedure_begun_after_the_last_day_saves_nothing():
    matter = new_matter()
    clock = started(matter)
    with pytest.raises(NothingRuns):
        pause(matter, served_on=date(2026, 9, 1), at=noon("2026-09-01"))
    assert fresh(clock).stage == "green"


def test_days_before_the_notice_was_served_are_counted():
    matter = new_matter()
    started(matter)
    interval = pause(matter, started_on=date(2026, 8, 5))
    assert interval.started_on == date(2026, 8, 10)


def test_notice_served_tomorrow_is_impossible():
    matter = new_matter()
    started(matter)
    with pytest.raises(ImpossibleDay):
        pause(matter, served_on=date(2026, 8, 11))


def test_same_notice_does_not_suspend_twice():
    matter = new_matter()
    started(matter)
    pause(matter)
    with pytest.raises(AlreadySuspended):
        pause(matter)


def test_result_cannot_come_before_the_procedure_nor_tomorrow_nor_twice():
    matter = new_matter()
    started(matter)
    interval = pause(matter)
    for day in (date(2026, 8, 7), date(2026, 8, 13)):
        with pytest.raises(ImpossibleDay):
            resume(interval, received_on=day, by=CLERK, at=noon("2026-08-12"))
    resume(interval, received_on=date(2026, 8, 12), by=CLERK, at=noon("2026-08-12"))
    with pytest.raises(AlreadyResumed):
        resume(interval, received_on=date(2026, 8, 12), by=CLERK, at=noon("2026-08-12"))


def test_suspended_clock_does_not_expire_but_tells_that_the_plan_is_overrun():
    matter = new_matter()
    started(matter)
    pause(matter, planned_days=3)
    (clock,) = looked(matter, at=noon("2026-12-01"))
    assert (clock.stage, clock.state) == ("pause_overrun", "suspended")
    (entry,) = entries(matter, "clock.stage_changed")
    assert entry.occurred_at == midnight(date(2026, 8, 14))


# extend


def test_art42_extended_once_before_the_due_day():
    matter = new_matter()
    clock = longer(started(matter))
    assert clock.due_on == fresh(clock).due_on == date(2026, 9, 14)
    (interval,) = Interval.objects.all()
    assert (interval.approver, interval.approver_role) == ("王局长", "本行政机关负责人")
    with pytest.raises(ExtendedBefore):
        longer(clock)


def test_art42_joint_handling_is_extended_by_the_government_head():
    clock = longer(started(new_matter(), "xk.joint_decision"), amount=15)
    assert clock.intervals.get().approver_role == "本级人民政府负责人"


def test_extension_on_the_last_minute_counts_and_a_minute_later_not():
    matter = new_matter()
    clock = started(matter)
    with pytest.raises(ExtensionTooLate):
        longer(clock, at=midnight(date(2026, 9, 1)))
    assert longer(clock, at=midnight(date(2026, 9, 1)) - timedelta(seconds=1)).due_on == date(
        2026, 9, 14
    )


def test_extension_longer_than_the_law_is_refused():
    with pytest.raises(ExtensionTooLong) as caught:
        longer(started(new_matter()), amount=11)
    assert caught.value.article == "行政许可法 42(1) 45 82"


@pytest.mark.parametrize("blank", ["reason", "approver", "notice_no"])
def test_extension_needs_reason_approver_and_notice(blank):
    with pytest.raises(ExtensionIncomplete) as caught:
        longer(started(new_matter()), **{blank: " "})
    assert "本行政机关负责人" in caught.value.message


def test_art43_and_art44_know_no_extension():
    for rule in ("xk.lower_review", "xk.delivery"):
        with pytest.raises(NotExtendable):
            longer(started(new_matter(), rule), at=noon("2026-08-05"))


def test_extension_moves_no_other_clock():
    matter = new_matter()
    clock, promised = started(matter), started(matter, "promised", label="promised", amount=10)
    longer(clock, at=noon("2026-08-10"))
    assert fresh(promised).due_on == date(2026, 8, 17)


# stop


@pytest.mark.parametrize(("on", "kept"), [(date(2026, 8, 31), True), (date(2026, 9, 1), False)])
def test_stopped_on_the_last_day_is_in_time_the_day_after_is_late(on, kept):
    matter = new_matter()
    clock = stop(fresh(started(matter)), outcome="met", on=on, by=CLERK, at=noon("2026-09-02"))
    assert (clock.state, clock.in_time, clock.next_change_at) == ("met", kept, None)
    assert entries(matter, "clock.stopped")[0].payload["in_time"] is kept
    with pytest.raises(ClockOver):
        stop(fresh(clock), outcome="met", on=on, by=CLERK, at=noon("2026-09-02"))


def test_minimum_period_is_kept_only_after_its_last_day():
    for on, kept in ((date(2026, 8, 6), False), (date(2026, 8, 7), True)):
        clock = fresh(started(new_matter(), "zb.publicity", label="publicity"))
        assert stop(clock, outcome="met", on=on, by=CLERK, at=noon("2026-08-07")).in_time is kept


def test_clock_is_not_stopped_in_the_future():
    with pytest.raises(FutureDay):
        stop(started(new_matter()), outcome="met", on=date(2026, 8, 4), by=CLERK,
             at=noon("2026-08-03"))  # fmt: skip


def test_stopped_clock_is_not_suspended():
    matter = new_matter()
    stop(started(matter), outcome="met", on=date(2026, 8, 5), by=CLERK, at=noon("2026-08-05"))
    with pytest.raises(NothingRuns):
        pause(matter)


# refresh


def test_act_after_the_due_instant_but_before_the_sweep_finds_the_clock_overdue():
    matter = new_matter()
    clock = started(matter)
    before, after = midnight(date(2026, 9, 1)) - timedelta(seconds=1), midnight(date(2026, 9, 1))
    assert looked(matter, at=before)[0].stage == "due_today"
    assert looked(matter, at=after)[0].stage == "overdue"
    assert fresh(clock).state == "running"
    assert [entry.payload.get("stage") for entry in entries(matter)][1:] == ["due_today", None]
    (expired,) = entries(matter, "clock.expired")
    assert expired.payload["consequence"] == "card"


def test_art32_supplement_notice_not_given_is_deemed_accepted_a_second_after_midnight():
    matter = new_matter()
    started(matter, "xk.supplement.notice", label="supplement")
    (clock,) = looked(matter, at=midnight(date(2026, 8, 11)))
    assert (clock.state, clock.stage) == ("expired", "overdue")
    (entry,) = entries(matter, "clock.expired")
    assert entry.payload["consequence"] == "deemed_accepted"
    assert entry.payload["started_on"] == "2026-08-03"
    assert looked(matter, at=midnight(date(2026, 8, 12))) == []


def test_refresh_costs_one_statement_and_two_when_a_stage_changes():
    matter = new_matter()
    for _ in range(3):
        started(matter)

    def cost(at):
        @action
        def look(*, by, at):
            locked = lock(matter.pk)
            with CaptureQueriesContext(connection) as seen:
                refresh(locked, at=at)
            return [query["sql"] for query in seen]

        return look(by=CLERK, at=at)

    assert len(cost(noon("2026-08-04"))) == 1
    changed = cost(noon("2026-08-31"))
    assert len(changed) == (2 if connection.vendor == "postgresql" else 4)


# what people see


def test_explanation_of_a_stored_clock_adds_up():
    matter = new_matter()
    clock = started(matter)
    resume(pause(matter), received_on=date(2026, 8, 24), by=CLERK, at=noon("2026-08-24"))
    longer(clock)
    told = explanation(fresh(clock))
    assert told.counted == told.budget == 30
    assert told.due.on == fresh(clock).due_on == date(2026, 9, 28)
    assert any(line.notice == "特告〔2026〕1号" for line in told.lines)
    assert told.lines[-1].notice == "延告〔2026〕1号"


def test_bars_cost_the_same_for_one_and_for_three():
    matter = new_matter()
    for _ in range(3):
        started(matter)
    clocks = list(running(matter.pk))
    costs = []
    for some in (clocks[:1], clocks):
        with CaptureQueriesContext(connection) as seen:
            bars(some, noon("2026-08-10"))
        costs.append(len(seen))
    assert costs == [1, 1]


@pytest.mark.parametrize(
    ("at", "tone", "text"),
    [
        ("2026-08-10", "ok", "还有15个工作日，2026年8月31日（周一）届满"),
        ("2026-08-28", "warn", "还有1个工作日，2026年8月31日（周一）届满"),
        ("2026-08-31", "warn", "今天到期（2026年8月31日（周一））"),
        ("2026-09-03", "bad", "已超期3个工作日（期限2026年8月31日（周一））"),
    ],
)
def test_bar_speaks_plainly(at, tone, text):
    shown = bar(started(new_matter()), noon(at))
    assert (shown.label, shown.tone, shown.text) == ("法定时限", tone, text)


def test_bar_of_a_finished_clock():
    clock = started(new_matter())
    stop(clock, outcome="met", on=date(2026, 8, 5), by=CLERK, at=noon("2026-08-05"))
    shown = bar(fresh(clock), noon("2026-12-05"))
    assert (shown.tone, shown.stage) == ("done", "按期完成")
