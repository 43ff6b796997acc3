"""From a device's file to a month's sheet: import, judging, corrections, other ways to sign in."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import pytest
import xlsxwriter

from zhengwu.jobs.actions import run_all
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import SHANGHAI
from zhengwu.notices.models import Message
from zhengwu.org.actions import put_on_leave
from zhengwu.personnel import actions, queries
from zhengwu.personnel.enums import Away, DayState, FileState, RowState, Source
from zhengwu.personnel.models import AttendanceDay, Correction, DeviceFile, Round, Swipe
from zhengwu.personnel.rules import refusals

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 9)
HEAD = "工号,姓名,考勤机,打卡时间\n"


def t(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=SHANGHAI)


LATER = t(20, 9)


def csv(*rows: str) -> bytes:
    return (HEAD + "\n".join(rows)).encode()


def tried(world, content, *, name="打卡.csv", first=MONDAY, last=MONDAY, at=LATER) -> DeviceFile:
    return actions.import_file(
        content, name=name, hall=world.hall, first=first, last=last,
        by=world.actors["keeper"], at=at,
    )  # fmt: skip


def applied(world, content, **more) -> DeviceFile:
    row = tried(world, content, **more)
    return actions.apply_file(row, seen=True, by=world.actors["keeper"], at=LATER)


DAY = csv(
    "1001,张一,ZK01,2026-03-09 08:55:01",
    "1001,张一,ZK01,2026-03-09 17:31:00",
    "1002,李二,ZK01,2026-03-09 09:20:00",
    "1002,李二,ZK01,2026-03-09 17:31:00",
)


def states(day=MONDAY):
    return {one.staff.number: one.state for one in AttendanceDay.objects.filter(day=day)}


@pytest.mark.req("HALL-01")
def test_a_months_file_in_gb18030_is_tried_applied_once_and_its_days_judged(world):
    content = DAY.decode().encode("gb18030")
    row = tried(world, content)
    assert (row.encoding, row.counts["new"], row.left_out) == ("gb18030", 4, 0)
    assert not Swipe.objects.exists()
    row = actions.apply_file(row, by=world.actors["keeper"], at=LATER)
    assert row.state == FileState.APPLIED
    assert Swipe.objects.count() == 4
    deliver_all()
    run_all(at=LATER)
    assert states()["1001"] == DayState.PRESENT
    assert states()["1002"] == DayState.LATE
    assert states()["9101"] == DayState.ABSENT  # everybody of the hall, also without a swipe
    late = Entry.objects.get(code="personnel.day.judged", canonical__contains="李二")
    assert late.payload["state"] == "late"
    assert late.payload["late_minutes"] == 20
    assert late.payload["organ"] == "WJJ"
    told = Entry.objects.get(code="personnel.round.judged").payload
    assert told["present"] == [str(world.zhang.pk)]
    # The same bytes again, under another name: refused; judged again: nothing changes.
    with pytest.raises(refusals.ImportedAlready):
        tried(world, content, name="again.csv")
    entries = Entry.objects.count()
    actions.judge_day(MONDAY, by=SYSTEM, at=LATER)
    assert Entry.objects.count() == entries


def test_rows_that_are_not_taken_over_are_told_one_by_one(world):
    row = tried(world, csv(
        "1001,张一,ZK01,2026-03-09 08:55:01",
        "1001,张一,ZK01,2026-03-09 08:55:01",
        "7777,王五,ZK01,2026-03-09 08:55:01",
        "1001,李二,ZK01,2026-03-09 08:56:01",
        "1001,张一,ZK01,2026-03-08 08:55:01",
        "1001,张一,ZK99,2026-03-09 08:57:01",
        "1001,张一,ZK01,三月九日早上",
        "1001,张一,ZK01,2026-13-09 08:55:01",
    ))  # fmt: skip
    assert [one[5] for one in row.report] == [
        RowState.NEW, RowState.DOUBLED, RowState.UNKNOWN, RowState.UNKNOWN, RowState.OTHER_DAY,
        RowState.OTHER_DEVICE, RowState.FAULTY, RowState.FAULTY,
    ]  # fmt: skip
    assert [one[0] for one in row.report] == list(range(2, 10))
    with pytest.raises(refusals.LeftOutNotSeen):
        actions.apply_file(row, by=world.actors["keeper"], at=LATER)
    assert not Swipe.objects.exists()
    row = actions.apply_file(row, seen=True, by=world.actors["keeper"], at=LATER)
    assert Swipe.objects.count() == 1
    with pytest.raises(refusals.FileSettled):
        actions.apply_file(row, seen=True, by=world.actors["keeper"], at=LATER)


def test_two_files_that_overlap_store_each_swipe_once(world):
    first = tried(world, DAY)
    second = tried(world, csv("1001,张一,ZK01,2026/3/9 8:55:01", "1001,,ZK01,2026-03-09 12:00:00"))
    assert second.counts["new"] == 2
    actions.apply_file(first, by=world.actors["keeper"], at=LATER)
    actions.apply_file(second, by=world.actors["keeper"], at=LATER)
    assert Swipe.objects.filter(staff=world.zhang).count() == 3
    third = tried(world, csv("1001,张一,ZK01,2026-03-09 08:55:01"))
    assert third.counts["known"] == 1
    with pytest.raises(refusals.NothingNew):
        actions.apply_file(third, by=world.actors["keeper"], at=LATER)


def test_xlsx_with_date_and_time_in_two_columns_and_a_devices_own_numbers(world):
    actions.enrol(
        world.zhang, source=Source.FINGER, number="17", by=world.actors["keeper"], at=LATER
    )
    with pytest.raises(refusals.NumberTaken):
        actions.enrol(
            world.li, source=Source.FINGER, number="17", by=world.actors["keeper"], at=LATER
        )
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, ["登记号", "日期", "时间", "机器号"])
    page.write_row(1, 0, ["17", "2026-03-09", "08:50:00", "ZK01"])
    page.write(2, 0, 17)
    page.write_datetime(2, 1, datetime(2026, 3, 9), book.add_format({"num_format": "yyyy-mm-dd"}))
    page.write_datetime(
        2, 2, datetime(1899, 12, 31, 17, 31), book.add_format({"num_format": "hh:mm:ss"})
    )
    page.write(2, 3, "ZK01")
    book.close()
    row = tried(world, buffer.getvalue(), name="九日.xlsx")
    assert row.counts["new"] == 2, row.report
    with pytest.raises(refusals.ColumnsMissing):
        tried(world, "姓名,时间\n张一,2026-03-09 08:00\n".encode())


def test_only_keepers_import_and_a_head_does_not(world):
    with pytest.raises(NotPermitted):
        actions.import_file(
            DAY, name="x.csv", hall=world.hall, first=MONDAY, last=MONDAY,
            by=world.actors["head"], at=LATER,
        )  # fmt: skip


def test_leave_cover_work_elsewhere_and_an_outage_written_afterwards(world):
    applied(world, DAY)
    actions.judge_day(MONDAY, by=SYSTEM, at=LATER)
    put_on_leave(
        world.zhang, starts_on=MONDAY, ends_on=MONDAY, reason="病假", cover=world.li,
        by=world.actors["head"], at=LATER,
    )  # fmt: skip
    trip = actions.Trip(Away.TOWN, t(9, 8), t(9, 18), "官盛镇", "上门代办")
    asked = actions.ask_assignment(world.keeper, trip=trip, by=world.actors["keeper"], at=LATER)
    with pytest.raises(refusals.OwnDecision):
        actions.decide_assignment(asked, agreed=True, by=world.actors["keeper"], at=LATER)
    actions.decide_assignment(asked, agreed=True, by=world.actors["second"], at=LATER)
    actions.write_outage(
        world.hall, starts_at=t(9, 8, 30), ends_at=t(9, 9, 30), reason="停电",
        by=world.actors["keeper"], at=LATER,
    )  # fmt: skip
    deliver_all()
    run_all(at=LATER)
    found = states()
    assert found["1001"] == DayState.LEAVE
    assert found["1002"] == DayState.PRESENT  # 9:20 lies in the outage
    assert found["9101"] == DayState.TOWN
    covered = AttendanceDay.objects.get(staff=world.li, day=MONDAY)
    assert "代张一岗" in covered.note
    assert "由李二代岗" in AttendanceDay.objects.get(staff=world.zhang, day=MONDAY).note


def test_a_day_is_corrected_by_an_entry_and_a_second_person_and_stays_so(world):
    applied(world, DAY)
    actions.judge_day(MONDAY, by=SYSTEM, at=LATER)
    row = AttendanceDay.objects.get(staff=world.li, day=MONDAY)
    with pytest.raises(NotPermitted):
        actions.ask_correction(
            row, wanted=DayState.PRESENT, reason="在场", by=world.actors["zhang"], at=LATER
        )
    with pytest.raises(refusals.Missing):
        actions.ask_correction(
            row, wanted=DayState.PRESENT, reason=" ", by=world.actors["li"], at=LATER
        )
    asked = actions.ask_correction(
        row, wanted=DayState.PRESENT, reason="指纹没有识别，有监控", by=world.actors["li"], at=LATER
    )
    with pytest.raises(refusals.AskedAlready):
        actions.ask_correction(
            row, wanted=DayState.PRESENT, reason="补", by=world.actors["keeper"], at=LATER
        )
    assert AttendanceDay.objects.get(pk=row.pk).state == DayState.LATE
    actions.decide_correction(asked, agreed=True, by=world.actors["keeper"], at=LATER)
    row.refresh_from_db()
    assert (row.state, row.judged, row.corrected) == (DayState.PRESENT, DayState.LATE, True)
    last = Entry.objects.filter(code="personnel.day.judged", object_id=str(row.pk)).latest("seq")
    assert last.payload["state"] == "present"
    assert last.changes["state"] == ["late", "present"]
    assert Message.objects.filter(recipient=f"staff:{world.li.pk}").count() == 1
    with pytest.raises(refusals.DecidedAlready):
        actions.decide_correction(asked, agreed=False, by=world.actors["keeper"], at=LATER)
    # Judged again with one more swipe: what was decided stays, what the swipes say is kept beside.
    applied(world, csv("1002,李二,ZK01,2026-03-09 08:59:00"), name="more.csv")
    actions.judge_day(MONDAY, by=SYSTEM, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.judged) == (DayState.PRESENT, DayState.PRESENT)


def test_nobody_decides_his_own_correction_and_a_refusal_needs_words(world):
    applied(world, DAY)
    actions.judge_day(MONDAY, by=SYSTEM, at=LATER)
    row = AttendanceDay.objects.get(staff=world.keeper, day=MONDAY)
    asked = actions.ask_correction(
        row, wanted=DayState.ELSEWHERE, reason="开会", by=world.actors["second"], at=LATER
    )
    for actor in ("second", "keeper"):
        with pytest.raises(refusals.OwnDecision):
            actions.decide_correction(asked, agreed=True, by=world.actors[actor], at=LATER)
    with pytest.raises(refusals.Missing):
        actions.decide_correction(asked, agreed=False, by=world.actors["manager"], at=LATER)
    made = actions.decide_correction(
        asked, agreed=False, answer="没有会议通知", by=world.actors["manager"], at=LATER
    )
    assert made.state == "denied"
    assert Correction.objects.get(pk=made.pk).day.state == DayState.ABSENT


def test_signing_in_at_the_desk_and_by_card(world):
    swipe = actions.sign_in(by=world.actors["zhang"], at=t(20, 8, 50))
    assert (swipe.source, swipe.day) == (Source.DESK, date(2026, 3, 20))
    with pytest.raises(refusals.SwipedJustNow):
        actions.sign_in(by=world.actors["zhang"], at=t(20, 8, 52))
    with pytest.raises(refusals.NotExpected):
        actions.sign_in(by=world.actors["stranger"], at=t(20, 8, 52))
    keeper = world.actors["keeper"]
    actions.enrol(world.li, source=Source.CARD, number="C-88", by=keeper, at=LATER)
    card = actions.swipe_card("C-88", device=world.device, by=keeper, at=t(20, 8, 51))
    assert card.staff_id == world.li.pk
    with pytest.raises(refusals.CardUnknown):
        actions.swipe_card("C-99", device=world.device, by=keeper, at=t(20, 8, 51))
    hours = actions.Hours(
        "指纹", [["09:00", "17:00"]], date(2026, 3, 20), organ=world.health, desk_allowed=False,
        absent_after=60, reason="窗口一律指纹",
    )  # fmt: skip
    actions.set_shift(hours, by=world.actors["manager"], at=LATER)
    with pytest.raises(refusals.DeskSwipeOff):
        actions.sign_in(by=world.actors["li"], at=t(20, 10))
    with pytest.raises(NotPermitted):
        actions.set_shift(hours, by=keeper, at=LATER)


def test_hours_change_in_the_middle_of_a_month(world):
    monday, tuesday = MONDAY, MONDAY + timedelta(days=1)
    hours = actions.Hours(
        "夏令", [["08:30", "12:00"], ["14:30", "18:00"]], tuesday, absent_after=120,
        source="区政府办通知", reason="夏季作息",
    )  # fmt: skip
    actions.set_shift(hours, by=world.actors["manager"], at=LATER)
    applied(world, csv(
        "1001,张一,ZK01,2026-03-09 08:55:01", "1001,张一,ZK01,2026-03-09 17:31:00",
        "1001,张一,ZK01,2026-03-10 08:55:01", "1001,张一,ZK01,2026-03-10 18:31:00",
    ), last=tuesday)  # fmt: skip
    for day in (monday, tuesday):
        actions.judge_day(day, by=SYSTEM, at=LATER)
    assert states(monday)["1001"] == DayState.PRESENT
    assert states(tuesday)["1001"] == DayState.LATE
    sheet = queries.month_sheet(
        queries.days_seen(world.actors["manager"], monday, tuesday), monday, tuesday
    )
    line = next(one for one in sheet["lines"] if one["staff"].number == "1001")
    assert [cell["mark"] for cell in line["cells"]] == ["√", "迟"]
    assert line["minutes"] == 25
    found = {one.staff_name: one for one in queries.attendance_of(monday, tuesday)}
    assert (found["张一"].days, found["张一"].of("late"), found["张一"].late_minutes) == (2, 1, 25)
    own = queries.days_seen(world.actors["li"], monday, tuesday)
    assert {one.staff_id for one in own} == {world.li.pk}
    unit = queries.days_seen(world.actors["head"], monday, tuesday)
    assert {one.staff.number for one in unit} == {"1001", "1002"}


def test_days_off_are_not_judged_and_today_is_not_over(world):
    saturday = date(2026, 3, 14)
    assert actions.judge_day(saturday, by=SYSTEM, at=LATER) is None
    assert not AttendanceDay.objects.filter(day=saturday).exists()
    with pytest.raises(refusals.NotOver):
        actions.judge_day(date(2026, 3, 20), by=SYSTEM, at=LATER)


def test_judging_costs_the_same_statements_for_any_number_of_people(
    world, django_assert_max_num_queries
):
    applied(world, DAY)
    with django_assert_max_num_queries(40):
        actions.judge_day(MONDAY, by=SYSTEM, at=LATER)
    assert Round.objects.get(pk=MONDAY).counts["present"] == 1
