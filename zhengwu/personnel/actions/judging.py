"""Judging a day: everybody who had to be there, set-based; run again it changes what changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhengwu.clock.queries import known
from zhengwu.journal.actions import Record, action, record, record_many
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import end_of, format_day, local_day, midnight
from zhengwu.org.models import Cover, Leave, Staff
from zhengwu.org.queries import away_on, covers_on
from zhengwu.personnel import policy, queries, registry
from zhengwu.personnel.enums import Answer, DayState, Mode
from zhengwu.personnel.events import DayJudged, RoundJudged
from zhengwu.personnel.models import Assignment, AttendanceDay, Outage, Round, Shift, Swipe
from zhengwu.personnel.queries.attendance import Expected
from zhengwu.personnel.rules.judging import Facts, Hours, Judged, Span, clock_time, judge
from zhengwu.personnel.rules.refusals import NotOver

_AT_ONCE = 500
_FIELDS = (
    "judged", "state", "late_minutes", "early_minutes", "absent_parts", "first_at", "last_at",
    "note", "shift_id", "organ_id",
)  # fmt: skip


@action
def judge_day(day: date, *, by: Actor, at: datetime) -> Round | None:
    """Judge everybody's day from swipes, leave, cover and work elsewhere; None on a day off.

    A fixed number of statements for any number of people. Who is late, early, absent or away gets
    an entry of its own; those who were simply there are named in the entry of the round. A day
    that was corrected keeps what it was corrected to.
    """
    policy.require(policy.keeps(by))
    if day >= local_day(at):
        raise NotOver(day=format_day(day))
    Round.objects.bulk_create([Round(day=day, judged_at=at)], ignore_conflicts=True)
    row = Round.objects.select_for_update().get(pk=day)
    if not known().calendar().is_working(day):
        return None
    there = {one.staff_id: one for one in AttendanceDay.objects.filter(day=day)}
    fresh: list[AttendanceDay] = []
    changed: list[AttendanceDay] = []
    entries: list[Record] = []
    facts = _facts(day)
    for pk, (expected, one) in facts.items():
        judged = judge(_hours(expected.shift, day), day, one)
        old = there.get(pk)
        made = _row(day, expected, one, judged, old, at)
        if made is None:
            continue
        (changed if old else fresh).append(made)
        if made.state != DayState.PRESENT or (old and old.state != made.state):
            entries.append(Record(made, _event(made, expected.staff)))
    AttendanceDay.objects.bulk_create(fresh, batch_size=_AT_ONCE)
    AttendanceDay.objects.bulk_update(changed, [*_FIELDS, "judged_at"], batch_size=_AT_ONCE)
    record_many(entries, by=by, at=at)
    return _close(row, fresh, changed, by=by, at=at)


def _close(
    row: Round, fresh: list[AttendanceDay], changed: list[AttendanceDay], *, by: Actor, at: datetime
) -> Round:
    if not fresh and not changed and row.counts:
        return row
    days = AttendanceDay.objects.filter(day=row.day)
    row.judged_at, row.counts = at, dict(Counter(days.values_list("state", flat=True)))
    row.save(update_fields=["judged_at", "counts"])
    present = [str(one.staff_id) for one in fresh if one.state == DayState.PRESENT]
    event = RoundJudged(day=row.day.isoformat(), counts=row.counts, present=present)
    record(row, event, by=by, at=at)
    return row


def _event(row: AttendanceDay, staff: Staff) -> DayJudged:
    return DayJudged(
        staff=str(staff.pk), staff_name=staff.name, organ=row.organ_id, day=row.day.isoformat(),
        state=row.state, late_minutes=row.late_minutes, early_minutes=row.early_minutes,
    )  # fmt: skip


def _row(
    day: date, expected: Expected, facts: Facts, judged: Judged, old: AttendanceDay | None,
    at: datetime,
) -> AttendanceDay | None:  # fmt: skip
    """The row as it should be; None where it is so already."""
    state = old.state if old and old.corrected else judged.state.value
    values = {
        "judged": judged.state.value, "state": state, "late_minutes": judged.late,
        "early_minutes": judged.early, "absent_parts": judged.absent_parts,
        "first_at": min(facts.swipes, default=None), "last_at": max(facts.swipes, default=None),
        "note": judged.note, "shift_id": expected.shift.pk, "organ_id": expected.staff.organ_id,
    }  # fmt: skip
    if old is None:
        return AttendanceDay(staff=expected.staff, day=day, judged_at=at, **values)
    if all(getattr(old, name) == value for name, value in values.items()):
        return None
    made = copy(old)
    for name, value in values.items():
        setattr(made, name, value)
    made.judged_at = at
    return made


def _hours(shift: Shift, day: date) -> Hours:
    return Hours(
        tuple((clock_time(start), clock_time(end)) for start, end in shift.parts),
        Mode(shift.mode), shift.grace_late, shift.grace_early, shift.absent_after,
        registry.value("doubled_within", day),
    )  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """What was written down of a day, by staff or hall."""

    swipes: dict[UUID, list[datetime]]
    leaves: dict[UUID, str]
    excuses: dict[UUID, list[Span]]
    outages: dict[UUID, list[Span]]
    covering: dict[UUID, list[Cover]]


def _facts(day: date) -> dict[UUID, tuple[Expected, Facts]]:
    reading = _read(day)
    places = [
        (one.staff, _hall(one)) for rows in reading.covering.values() for one in rows if _hall(one)
    ]
    regular = queries.expected_on(day)
    expected = queries.expected_on(day, extra=places) if places else regular
    found = {}
    for pk, one in expected.items():
        covered = [row.leave.staff.name for row in reading.covering.get(pk, [])]
        facts = Facts(
            swipes=reading.swipes.get(pk, []),
            excuses=reading.excuses.get(pk, []),
            outages=reading.outages.get(one.hall_id, []),
            leave=reading.leaves.get(pk, ""),
            covering="、".join(dict.fromkeys(covered)),
            regular=pk in regular,
        )
        found[pk] = (one, facts)
    return found


def _hall(cover: Cover) -> Any:
    post = cover.post
    return post.window.hall_id if post.window else post.hall_id


def _read(day: date) -> _Reading:
    start, end = midnight(day), end_of(day)
    swipes: dict[UUID, list[datetime]] = defaultdict(list)
    for pk, when in Swipe.objects.filter(day=day).values_list("staff_id", "swiped_at"):
        swipes[pk].append(when)
    covers = covers_on(day).select_related("staff", "leave__staff", "post__window")
    covering: dict[UUID, list[Cover]] = defaultdict(list)
    covered: dict[UUID, list[str]] = defaultdict(list)
    for cover in covers:
        covering[cover.staff_id].append(cover)
        covered[cover.leave_id].append(cover.staff.name)
    leaves = {}
    for leave in Leave.objects.filter(away_on(day)):
        names = "、".join(dict.fromkeys(covered.get(leave.pk, [])))
        leaves[leave.staff_id] = leave.reason + (f"（由{names}代岗）" if names else "")
    excuses: dict[UUID, list[Span]] = defaultdict(list)
    rows = Assignment.objects.filter(state=Answer.AGREED, starts_at__lt=end, ends_at__gt=start)
    for row in rows:
        note = f"{row.kind_name}：{row.place}"
        excuses[row.staff_id].append(Span(row.starts_at, row.ends_at, DayState(row.kind), note))
    outages: dict[UUID, list[Span]] = defaultdict(list)
    for broken in Outage.objects.filter(starts_at__lt=end, ends_at__gt=start):
        outages[broken.hall_id].append(Span(broken.starts_at, broken.ends_at))
    return _Reading(swipes, leaves, excuses, outages, covering)
