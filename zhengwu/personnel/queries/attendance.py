"""Who has to be there by which hours, and how days were judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from zhengwu.clock.queries import known
from zhengwu.kernel.actors import Actor
from zhengwu.org.enums import HallKind, StaffKind
from zhengwu.org.models import Hall, Holding, Staff
from zhengwu.org.queries import in_office, on_day
from zhengwu.personnel import policy
from zhengwu.personnel.enums import DAY_MARKS, FAULTS, DayState
from zhengwu.personnel.models import AttendanceDay, Shift
from zhengwu.township.models import Station

_VILLAGE = StaffKind.VILLAGE.value


@dataclass(slots=True)
class Expected:
    """A person who has to be in a hall on a day, and the hours that hold for him."""

    staff: Staff
    hall_id: UUID
    shift: Shift


def shifts_on(day: date) -> list[Shift]:
    """Hours in force on a day, the narrowest first: an organ's, a hall's, everybody's."""
    rows = Shift.objects.filter(on_day(day)).select_related("hall", "organ")
    newest = sorted(rows, key=lambda one: one.valid_from, reverse=True)
    return sorted(newest, key=lambda one: (one.organ_id is None, one.hall_id is None))


def shift_of(staff: Staff, hall_id: UUID, shifts: Iterable[Shift]) -> Shift | None:
    """The hours that hold for a person at a hall."""
    for one in shifts:
        if one.organ_id not in (None, staff.organ_id) or one.hall_id not in (None, hall_id):
            continue
        if not one.kinds or staff.kind in one.kinds:
            return one
    return None


def expected_on(
    day: date, *, staff: UUID | None = None, extra: Iterable[tuple[Staff, UUID]] = ()
) -> dict[UUID, Expected]:
    """Everybody with a post in a hall on the day and every agent of a village's station, by staff
    id. `extra`: who stands in there."""
    held = Holding.objects.filter(on_day(day), in_office(day, "staff__")).filter(
        Q(post__hall__isnull=False) | Q(post__window__isnull=False),
        Q(post__abolished_on__isnull=True) | Q(post__abolished_on__gte=day),
    )
    if staff is not None:
        held = held.filter(staff_id=staff)
    shifts, found = shifts_on(day), {}
    rows = held.select_related("staff", "post__window").order_by("staff__number", "post__code")
    places = [(one.staff, _hall(one)) for one in rows]
    for person, town_hall in _agents(day, staff, shifts):
        hours = shift_of(person, town_hall, [one for one in shifts if _VILLAGE in one.kinds])
        if hours:
            found[person.pk] = Expected(person, town_hall, hours)
    for person, hall in [*places, *extra]:
        if person.pk in found or hall is None:
            continue
        shift = shift_of(person, hall, shifts)
        if shift:
            found[person.pk] = Expected(person, hall, shift)
    return found


def _agents(day: date, staff: UUID | None, shifts: Iterable[Shift]) -> Iterator[tuple[Staff, UUID]]:
    """Agents of open village stations with their town's hall, where hours of duty name village
    agents: nobody is late by hours that were never set for him."""
    if not any(_VILLAGE in one.kinds for one in shifts):
        return
    rows = Station.objects.filter(in_office(day, "agent__"), state="open", opened_on__lte=day)
    if staff is not None:
        rows = rows.filter(agent=staff)
    halls = dict(Hall.objects.filter(kind=HallKind.TOWN).values_list("organ_id", "pk"))
    for row in rows.select_related("agent").order_by("village"):
        if row.agent is not None and row.town_id in halls:
            yield row.agent, halls[row.town_id]


def _hall(holding: Holding) -> UUID | None:
    post = holding.post
    return post.window.hall_id if post.window else post.hall_id


@dataclass(slots=True)
class Attendance:
    """A person's days of a period, counted by state; minutes late and early."""

    staff: str
    staff_name: str
    organ: str
    days: int = 0
    states: dict[str, int] = field(default_factory=dict)
    late_minutes: int = 0
    early_minutes: int = 0
    absent_parts: int = 0

    def of(self, state: str) -> int:
        """How many days are of a state."""
        return self.states.get(state, 0)


def attendance_of(first: date, last: date, *, organ: str = "") -> list[Attendance]:
    """Everybody's judged days from `first` to `last`, both included. One statement."""
    rows = AttendanceDay.objects.filter(day__range=(first, last)).order_by()
    if organ:
        rows = rows.filter(organ_id=organ)
    grouped = rows.values("staff_id", "staff__name", "staff__number", "organ_id", "state").annotate(
        days=Count("pk"), late=Sum("late_minutes"), early=Sum("early_minutes"),
        absent=Sum("absent_parts"),
    ).order_by("organ_id", "staff__number", "state")  # fmt: skip
    found: dict[tuple[str, str], Attendance] = {}
    for row in grouped:
        key = (str(row["staff_id"]), row["organ_id"])
        one = found.setdefault(key, Attendance(key[0], row["staff__name"], key[1]))
        one.days += row["days"]
        one.states[row["state"]] = row["days"]
        # A corrected day counts as it was corrected: its minutes are no longer a fault.
        if row["state"] in FAULTS:
            one.late_minutes += row["late"]
            one.early_minutes += row["early"]
            one.absent_parts += row["absent"]
    return list(found.values())


def faulty_days(first: date, last: date, *, organ: str = "") -> QuerySet[AttendanceDay]:
    """Days that count as late, early or absent: the facts behind a point of an assessment."""
    rows = AttendanceDay.objects.filter(day__range=(first, last), state__in=FAULTS)
    rows = rows.filter(organ_id=organ) if organ else rows
    return rows.select_related("staff", "organ").order_by("day", "staff__number")


def days_seen(actor: Actor, first: date, last: date) -> QuerySet[AttendanceDay]:
    """Judged days this person may see."""
    rows = AttendanceDay.objects.filter(day__range=(first, last)).select_related("staff", "organ")
    if policy.oversees(actor):
        return rows
    own = Q(staff_id=actor.id) if actor.is_staff and actor.id else Q(pk__isnull=True)
    return rows.filter(own | Q(organ_id__in=policy.headed(actor)))


def people_seen(actor: Actor, day: date) -> QuerySet[Staff]:
    """People in office this person may look at."""
    rows = Staff.objects.filter(in_office(day)).select_related("organ")
    if policy.oversees(actor):
        return rows
    return rows.filter(Q(pk=actor.id) | Q(organ_id__in=policy.headed(actor)))


def month_sheet(days: Iterable[AttendanceDay], first: date, last: date) -> dict[str, Any]:
    """The monthly sheet: a line a person, a square a day; days off are told by the calendar."""
    calendar = known().calendar()
    heads = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    people: dict[UUID, dict[str, Any]] = {}
    for row in days:
        line = people.setdefault(
            row.staff_id, {"staff": row.staff, "organ": row.organ, "squares": {}, "states": {}}
        )
        line["squares"][row.day] = row
        line["states"][row.state] = line["states"].get(row.state, 0) + 1
    lines = sorted(
        people.values(),
        key=lambda one: (one["organ"].position, one["organ"].pk, one["staff"].number),
    )
    for line in lines:
        line["cells"] = [_square(line["squares"].get(day), day, calendar) for day in heads]
        line["counts"] = [line["states"].get(state.value, 0) for state in DayState]
        line["minutes"] = sum(
            row.minutes for row in line["squares"].values() if row.state in FAULTS
        )
    return {"days": heads, "lines": lines}


def _square(row: AttendanceDay | None, day: date, calendar: Any) -> dict[str, Any]:
    if row is None:
        return {"row": None, "mark": "" if calendar.is_working(day) else "休"}
    return {"row": row, "mark": DAY_MARKS[DayState(row.state)]}
