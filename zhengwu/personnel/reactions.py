"""What personnel does when others, or it itself, announced something: days are judged again."""

from __future__ import annotations

from datetime import date, timedelta

from zhengwu.jobs import actions as jobs
from zhengwu.journal.models import Entry
from zhengwu.journal.registry import reaction
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.org.events import LeaveBegan, LeaveEnded
from zhengwu.org.models import Leave
from zhengwu.personnel.events import AssignmentDecided, OutageWritten, SwipesImported
from zhengwu.personnel.jobs import JUDGE
from zhengwu.personnel.models import Round


def _again(days: list[str], title: str) -> None:
    """Ask for the judging of days that are over; asked twice, the second run changes nothing."""
    if days:
        jobs.enqueue(JUDGE, {"days": sorted(set(days))}, title=title, by=SYSTEM, at=now())


def _judged_between(first: str, last: str) -> list[str]:
    rows = Round.objects.filter(day__range=(first, last)).values_list("day", flat=True)
    return [one.isoformat() for one in rows]


@reaction(SwipesImported, name="personnel.judge_file")
def judge_file(entry: Entry) -> None:
    """The days of an imported file are judged."""
    today = local_day(now()).isoformat()
    _again([one for one in entry.payload["days"] if one < today], "判定考勤")


@reaction(AssignmentDecided, name="personnel.judge_assignment")
def judge_assignment(entry: Entry) -> None:
    """Work elsewhere that was agreed to afterwards."""
    if entry.payload["agreed"]:
        days = _judged_between(entry.payload["first_day"], entry.payload["last_day"])
        _again(days, "重新判定考勤（公出、下乡）")


@reaction(OutageWritten, name="personnel.judge_outage")
def judge_outage(entry: Entry) -> None:
    """A hall could take no swipes."""
    days = _judged_between(entry.payload["first_day"], entry.payload["last_day"])
    _again(days, "重新判定考勤（考勤停用）")


@reaction(LeaveBegan, name="personnel.judge_leave")
def judge_leave(entry: Entry) -> None:
    """Leave that was written down afterwards."""
    days = _judged_between(entry.payload["starts_on"], entry.payload["ends_on"])
    _again(days, "重新判定考勤（请假）")


@reaction(LeaveEnded, name="personnel.judge_return")
def judge_return(entry: Entry) -> None:
    """Somebody came back early: the rest of the leave counts as days of duty."""
    leave = Leave.objects.filter(pk=entry.payload["leave"]).first()
    if leave is not None:
        first = date.fromisoformat(entry.payload["returned_on"])
        days = _judged_between(first.isoformat(), (leave.ends_on + timedelta(days=1)).isoformat())
        _again(days, "重新判定考勤（销假）")
