"""Rules and notices: versions, local values, days off, and what they do to running clocks."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import Error, transaction

from zhengwu.clock.actions import (
    add_regional_days,
    change_rule,
    clear_late,
    confirm_rule,
    load_notice,
    load_table,
    rederive,
    stop,
)
from zhengwu.clock.actions.notices import NoticeFaulty
from zhengwu.clock.actions.rules import NothingChanged, ReasonMissing, RetroactiveRule
from zhengwu.clock.enums import DayKind, LineKind
from zhengwu.clock.jobs import stragglers
from zhengwu.clock.models import Clock, Day, DayNotice, Rule
from zhengwu.clock.policy import may_change_rules, may_load_notices, may_see_rules
from zhengwu.clock.queries import (
    calendar_year,
    explanation,
    known,
    notice_history,
    preview_notice,
    rule_history,
    rule_in_force,
    rules_in_force,
)
from zhengwu.clock.rules import NoticeDay, NoticeText, parse_table
from zhengwu.clock.tests.calendars import DATA, notice
from zhengwu.clock.tests.factories import CLERK, MANAGER, load_law, new_matter, noon, started
from zhengwu.jobs.actions import run_all
from zhengwu.jobs.models import Job
from zhengwu.journal.models import Entry
from zhengwu.kernel.acting import entered
from zhengwu.kernel.actors import ANONYMOUS, SYSTEM
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.kernel.time import midnight

pytestmark = [pytest.mark.pg, pytest.mark.usefixtures("law")]
TODAY = date(2026, 8, 3)
AT = noon("2026-08-03")
NEXT_YEAR = NoticeText(
    year=2027,
    title="国务院办公厅关于2027年部分节假日安排的通知（演示）",
    number="演示〔2026〕1号",
    days=(
        NoticeDay(date(2027, 1, 1), DayKind.OFF, "元旦"),
        NoticeDay(date(2027, 1, 3), DayKind.OFF, "元旦"),
        NoticeDay(date(2026, 12, 26), DayKind.MAKEUP, "元旦"),
    ),
)


def load(text=NEXT_YEAR, by=MANAGER):
    return load_notice(text, by=by, at=noon("2026-12-22"))


def change(code="box.forward", values=None, **more):
    given = {"reason": "县政府令第3号", "effective_from": TODAY, "by": MANAGER, "at": AT, **more}
    return change_rule(code, values if values is not None else {"amount": 2}, **given)


# the table


def test_loading_the_table_again_adds_nothing():
    before = Rule.objects.count()
    load_law()
    assert Rule.objects.count() == before
    assert Entry.objects.filter(code="clock.rule.changed").count() == before


def test_row_of_the_table_that_changed_becomes_a_version_and_the_old_one_stays():
    _, rows = parse_table((DATA / "own.yaml").read_text())
    changed = [replace(row, source="新法 1") if row.code == "same_day" else row for row in rows]
    (rule,) = load_table(changed, date(2026, 9, 1), by=SYSTEM, at=AT)
    assert (rule.version, rule.effective_from) == (2, date(2026, 9, 1))
    assert rule_in_force("same_day", TODAY).version == 1
    assert rule_in_force("same_day", date(2026, 9, 1)).source == "新法 1"


def test_rule_row_can_neither_be_changed_nor_deleted():
    for act in (
        lambda: Rule.objects.filter(code="xk.decision").update(amount=99),
        lambda: Rule.objects.filter(code="xk.decision").delete(),
        lambda: Day.objects.all().delete(),
        lambda: DayNotice.objects.update(number="x"),
    ):
        with pytest.raises(Error), transaction.atomic(), entered("clock"):
            act()
    assert rule_in_force("xk.decision", TODAY).amount == 20


def test_local_change_adds_a_version_with_reason_and_day():
    rule = change(effective_from=TODAY + timedelta(days=7))
    assert (rule.version, rule.origin, rule.amount, rule.changed_by) == (2, "local", 2, "周主任")
    assert rule_in_force("box.forward", TODAY).amount == 1
    assert rule_in_force("box.forward", TODAY + timedelta(days=7)).amount == 2
    assert [one.version for one in rule_history("box.forward")] == [2, 1]
    entry = Entry.objects.get(object_id=str(rule.pk))
    assert entry.changes["amount"] == [1, 2]
    assert entry.reason == "县政府令第3号"


def test_running_clock_keeps_the_rule_of_its_first_day():
    clock = started(new_matter(), "box.forward", label="reply")
    change()
    assert started(new_matter(), "box.forward", label="reply").amount == 2
    kept = Clock.objects.get(pk=clock.pk)
    assert (kept.amount, kept.rule.version) == (1, 1)


def test_changed_figure_is_to_be_confirmed_until_somebody_does():
    rule = change("xk.delivery", {"amount": 5})
    assert rule.confidence == "design"
    assert rule.to_be_confirmed
    confirmed = confirm_rule("xk.delivery", evidence="司法局复函〔2026〕5号", by=MANAGER, at=AT)
    assert not confirmed.to_be_confirmed
    assert [one.version for one in rule_history("xk.delivery")] == [3, 2, 1]


@pytest.mark.parametrize(
    ("refusal", "given"),
    [
        (ReasonMissing, {"reason": " "}),
        (RetroactiveRule, {"effective_from": TODAY - timedelta(days=1)}),
        (NotPermitted, {"by": CLERK}),
        (NothingChanged, {"values": {"amount": 1}}),
        (InvalidInput, {"values": {"amount": -1}}),
        (InvalidInput, {"values": {"amount": 0}}),
        (InvalidInput, {"values": {"unit": "fortnight"}}),
        (InvalidInput, {"values": {"code": "x"}}),
        (InvalidInput, {"values": {"confidence": "maybe"}}),
    ],
)
def test_rule_change_is_refused(refusal, given):
    with pytest.raises(refusal):
        change(**given)
    assert rule_history("box.forward").count() == 1


def test_list_of_rules_shows_what_somebody_must_confirm():
    views = {view.rule.code: view for view in rules_in_force(TODAY)}
    assert len(views) >= 151
    assert views["jc.explain"].to_be_confirmed
    assert views["hn.single"].to_be_confirmed
    assert views["hot.gd.help"].to_be_confirmed
    assert not views["xk.decision"].to_be_confirmed
    unconfirmed = rules_in_force(TODAY, unconfirmed=True)
    assert 0 < len(unconfirmed) < len(views)
    assert [view.rule.code for view in rules_in_force(TODAY, text="XK.Decision")] == ["xk.decision"]


def test_list_of_rules_tells_that_the_table_moved_beneath_a_local_value():
    change("same_day", {"unit": "working_day", "amount": 1})
    _, rows = parse_table((DATA / "own.yaml").read_text())
    changed = [replace(row, source="新法 1") if row.code == "same_day" else row for row in rows]
    load_table(changed, TODAY, by=SYSTEM, at=AT)
    (view,) = rules_in_force(TODAY, text="same_day")
    assert (view.local, view.review, view.versions) == (True, True, 3)
    assert view.rule.amount == 1


def test_changed_reminder_moves_the_warning_of_running_clocks(monkeypatch):
    monkeypatch.setattr("zhengwu.clock.jobs.now", lambda: AT)
    clock = started(new_matter())
    change("jc.reminder", {"amount": 3})
    run_all()
    assert Clock.objects.get(pk=clock.pk).next_change_at == midnight(date(2026, 8, 26))


# notices


def test_notice_of_2027_makes_provisional_days_certain_and_each_clock_says_why():
    moved, certain, before = (
        started(new_matter(), on=date(2026, 12, 21)),
        started(new_matter(), on=date(2026, 12, 11)),
        started(new_matter(), on=date(2026, 11, 2)),
    )
    assert moved.provisional
    assert certain.provisional
    assert not before.provisional
    notice_row = load()
    run_all()
    after = {clock.pk: clock for clock in Clock.objects.all()}
    # 26 December became a working day, 1 January an off day: the same day in the end.
    assert after[moved.pk].due_on == moved.due_on
    assert not after[moved.pk].provisional
    assert after[before.pk].revision == 0
    entries = Entry.objects.filter(code="clock.clock.moved")
    assert {entry.payload["clock"] for entry in entries} == {str(moved.pk), str(certain.pk)}
    assert all(entry.reason == "演示〔2026〕1号载入后重新计算" for entry in entries)
    assert all(entry.payload["cause"] == "notice" for entry in entries)
    assert after[moved.pk].calendar_serial == notice_row.pk


def test_notice_that_moves_the_last_day_tells_old_and_new():
    clock = started(new_matter(), "xk.supplement.notice", label="x", on=date(2026, 12, 28))
    assert clock.due_on == date(2027, 1, 4)
    load()
    run_all()
    assert Clock.objects.get().due_on == date(2027, 1, 5)
    entry = Entry.objects.get(code="clock.clock.moved")
    assert entry.changes["due_on"] == ["2027-01-04", "2027-01-05"]


def test_backward_clock_is_moved_too():
    clock = started(
        new_matter(), "xk.hearing.notice", label="x", on=date(2027, 1, 6), at=noon("2026-12-21")
    )
    assert clock.due_on == date(2026, 12, 28)
    load()
    run_all()
    assert Clock.objects.get().due_on == date(2026, 12, 26)


def test_loading_the_same_notice_again_changes_nothing():
    first = load()
    assert load(replace(NEXT_YEAR, title="另一个标题", number="")) == first
    assert DayNotice.objects.filter(year=2027).count() == 1


def test_changed_notice_supersedes_the_earlier_one_and_both_are_kept():
    load()
    days = (*NEXT_YEAR.days, NoticeDay(date(2027, 1, 4), DayKind.OFF, "元旦"))
    second = load(replace(NEXT_YEAR, days=days, number="演示〔2027〕1号"))
    assert [one.superseded for one in notice_history().filter(year=2027)] == [False, True]
    assert not known().calendar().is_working(date(2027, 1, 4))
    assert Entry.objects.get(object_id=str(second.pk)).payload["superseded"] < second.pk


def test_interrupted_re_derivation_goes_on_where_it_stopped():
    clocks = [started(new_matter(), on=date(2026, 12, 21)) for _ in range(5)]
    row = load()
    at = noon("2026-12-22")
    run = rederive(row, at=at, batch=2)
    assert next(run) == (2, 5, 2)
    run.close()
    assert list(rederive(row, at=at, batch=2)) == [(2, 3, 2), (3, 3, 3)]
    assert list(rederive(row, at=at)) == []
    assert Entry.objects.filter(code="clock.clock.moved").count() == len(clocks)


def test_clock_counted_with_the_old_calendar_is_found_by_the_recurring_work(monkeypatch):
    row = load()
    run_all()
    clock = started(new_matter(), on=date(2026, 12, 28))
    with entered("clock"):
        Clock.objects.update(calendar_serial=row.pk - 1, provisional=True)
    monkeypatch.setattr("zhengwu.clock.jobs.now", lambda: noon("2026-12-22"))
    stragglers()
    assert not Clock.objects.get(pk=clock.pk).provisional


def test_closed_clock_is_not_touched_by_a_notice():
    clock = started(new_matter(), on=date(2026, 12, 21))
    stop(clock, outcome="met", on=date(2026, 12, 22), by=CLERK, at=noon("2026-12-22"))
    load()
    assert Job.objects.count() == 0


def test_dry_run_tells_what_would_happen_and_writes_nothing():
    clock = started(new_matter(), "xk.supplement.notice", label="x", on=date(2026, 12, 28))
    before = DayNotice.objects.count(), Entry.objects.count()
    shown = preview_notice(NEXT_YEAR)
    assert (DayNotice.objects.count(), Entry.objects.count()) == before
    assert shown.faults == ()
    assert len(shown.difference.added) == 3
    assert (shown.touched, shown.replaces) == (1, None)
    (moved,) = shown.sample
    assert (moved.clock, moved.old_due_on, moved.due_on) == (
        clock, date(2027, 1, 4), date(2027, 1, 5),
    )  # fmt: skip
    again = preview_notice(notice(2026))
    assert again.difference.nothing
    assert again.replaces is not None


def test_faulty_notice_and_stranger_are_refused():
    with pytest.raises(NoticeFaulty):
        load(replace(NEXT_YEAR, days=()))
    with pytest.raises(NotPermitted):
        load(by=CLERK)
    assert not DayNotice.objects.filter(year=2027).exists()


def test_regional_feast_is_a_day_off_there_and_below_and_nowhere_else():
    days = [(date(2026, 8, 7), "州庆")]
    given = {"number": "州政发〔2026〕1号", "title": "关于州庆放假的通知", "by": MANAGER, "at": AT}
    here = started(new_matter("433127000000"), "xk.supplement.notice", label="x")
    there = started(new_matter("511602000000"), "xk.supplement.notice", label="x")
    add_regional_days("433100000000", days, **given)
    run_all()
    assert Clock.objects.get(pk=here.pk).due_on == date(2026, 8, 11)
    assert Clock.objects.get(pk=there.pk).due_on == date(2026, 8, 10)
    assert not known().calendar("433100000000").is_working(date(2026, 8, 7))
    assert known().calendar("430000000000").is_working(date(2026, 8, 7))
    told = explanation(Clock.objects.get(pk=here.pk))
    line = next(line for line in told.lines if line.day == date(2026, 8, 7))
    assert (line.text, line.notice) == ("州庆放假，不计", "州政发〔2026〕1号")
    with pytest.raises(NoticeFaulty):
        add_regional_days("433100000000", days, **{**given, "number": ""})


def test_a_notice_loaded_late_clears_who_was_late_only_without_it_and_makes_nobody_late():
    days = [(date(2026, 8, 7), "州庆")]
    given = {"number": "州政发〔2026〕1号", "title": "关于州庆放假的通知", "by": MANAGER, "at": AT}
    rows = {}
    for day, region in ((10, 433127000000), (11, 433127000000), (12, 433127000000),
                        (11, 511602000000)):  # fmt: skip
        clock = started(new_matter(str(region)), "xk.supplement.notice", label="x")
        at = noon(f"2026-08-{day}")
        rows[day, region] = stop(clock, outcome="met", on=at.date(), by=CLERK, at=at)
    assert [one.in_time for one in rows.values()] == [True, False, False, False]
    add_regional_days("433100000000", days, **given)
    run_all()
    for one in rows.values():
        one.refresh_from_db()
    assert [one.in_time for one in rows.values()] == [True, True, False, False]
    cleared = rows[11, 433127000000]
    assert (cleared.due_on, cleared.state) == (date(2026, 8, 11), "met")
    entry = Entry.objects.get(matter_id=cleared.matter_id, code="clock.clock.moved")
    assert entry.changes["in_time"] == [False, True]
    assert clear_late(DayNotice.objects.get(number=given["number"]), at=AT) == 0


def test_year_view_shows_days_off_make_up_days_and_the_notice():
    view = calendar_year(2026)
    assert (view.known, view.working_days, len(view.months)) == (True, 248, 12)
    assert [one.label for one in view.notices] == ["国办发明电〔2025〕7号"]
    cells = {cell.day: cell for m in view.months for week in m.weeks for cell in week}
    assert cells[date(2026, 10, 1)].kind == LineKind.HOLIDAY
    assert cells[date(2026, 10, 10)].kind == LineKind.MAKEUP
    assert cells[date(2026, 8, 8)].kind == LineKind.WEEKEND
    assert cells[date(2026, 8, 3)].kind is None
    assert all(len(week) == 7 for m in view.months for week in m.weeks)
    assert not calendar_year(2027).known


def test_load_law_is_idempotent(capsys):
    call_command("load_law")
    counts = Rule.objects.count(), DayNotice.objects.count(), Day.objects.count()
    call_command("load_law")
    assert (Rule.objects.count(), DayNotice.objects.count(), Day.objects.count()) == counts
    assert counts[1] == 20
    assert counts[2] == sum(
        len(json.loads(path.read_text())["days"]) for path in (DATA / "notices").glob("*.json")
    )
    assert "20个年份" in capsys.readouterr().out


def test_who_may_change_what():
    assert may_change_rules(MANAGER)
    assert may_load_notices(MANAGER)
    assert not may_change_rules(CLERK)
    assert not may_load_notices(CLERK)
    assert may_see_rules(CLERK)
    assert not may_see_rules(ANONYMOUS)


def test_a_version_committed_late_by_somebody_else_is_seen_although_a_newer_one_is_known():
    newest = known().rule("jc.reminder", date(2026, 3, 2))
    late = copy(newest)
    late.pk, late.version, late.amount = UUID(int=1), newest.version + 1, newest.amount + 4
    late._state.adding = True
    late.save()
    assert known().rule("jc.reminder", date(2026, 3, 2)).amount == newest.amount + 4
