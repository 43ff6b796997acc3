"""When a hall or window is open, and who sits there on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from zhengwu.clock.queries import known
from zhengwu.hall import registry
from zhengwu.hall.enums import SeatKind
from zhengwu.hall.models import OpenHours, RosterDay, Seat
from zhengwu.hall.rules.hours import Line, Span, span_at, spans, taking_at
from zhengwu.kernel.time import SHANGHAI, local_day
from zhengwu.org.enums import Duty, RoleAB
from zhengwu.org.models import Hall, Holding, Staff
from zhengwu.org.queries import absent, covers_on, in_office, on_day

_COUNTER = (Duty.WINDOW_CLERK, Duty.DECIDER)


def spans_of(hall: Hall, day: date, seat: Seat | None = None) -> list[Span]:
    """Spans in which the hall, or one of its windows, is open on a day. One statement.

    Workdays, make-up days and holidays come from the calendar of the hall's region.
    """
    rows = OpenHours.objects.filter(Q(on=None) | Q(on=day), hall=hall, ended_at=None)
    lines = [
        Line(row.kind, row.on, row.opens, row.closes, str(row.seat_id or ""), row.reason)
        for row in rows
    ]
    working = known().calendar(hall.region_id).is_working(day)
    return spans(lines, day, working, str(seat.pk) if seat else "")


def open_now(hall: Hall, at: datetime, seat: Seat | None = None) -> Span | None:
    """The span that holds this instant, or nothing."""
    found = spans_of(hall, local_day(at), seat)
    return span_at(found, at.astimezone(SHANGHAI).time())


def taking_now(hall: Hall, at: datetime) -> tuple[bool, list[Span]]:
    """Whether numbers are taken at this instant, and the day's spans."""
    found = spans_of(hall, local_day(at))
    moment = at.astimezone(SHANGHAI).time()
    before, stop = registry.value("take_before", at), registry.value("stop_before", at)
    return taking_at(found, moment, before=before, stop=stop), found


def on_duty(seat: Seat, day: date) -> list[Staff]:
    """Who mans a window on a day, the first asked first: A before B, the absent left out, who
    stands in for them last. A shared window: whom the roster names, else the unit's clerks."""
    if seat.kind == SeatKind.MOBILE:
        return _rostered(seat, day)
    held = _seated(day).filter(post__window_id=seat.pk)
    people = [row.staff for row in held]
    covers = covers_on(day).filter(post__window_id=seat.pk)
    return list(dict.fromkeys([*people, *(cover.staff for cover in covers)]))


def _seated(day: date) -> QuerySet[Holding]:
    letter = Case(
        When(role=RoleAB.A.value, then=Value(0)),
        When(role=RoleAB.B.value, then=Value(2)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = Holding.objects.filter(on_day(day), ~absent("staff_id", day), in_office(day, "staff__"))
    return rows.select_related("staff").order_by(letter, "staff__number")


def _rostered(seat: Seat, day: date) -> list[Staff]:
    row = RosterDay.objects.filter(seat=seat, on=day).select_related("staff").first()
    if row is None:
        return []
    clerks = _seated(day).filter(post__organ_id=row.organ_id, post__duties__duty__in=_COUNTER)
    people = [held.staff for held in clerks]
    away = row.staff is None or row.staff not in people
    first = [] if away or row.staff is None else [row.staff]
    return list(dict.fromkeys([*first, *people]))


def seats_for(staff_id: str, organ_code: str, day: date) -> list[Seat]:
    """Windows at which somebody may sit down today: by post, by cover, by roster, and where he
    sits already; that one first. Four statements."""
    held = Holding.objects.filter(on_day(day), staff_id=staff_id, post__window__isnull=False)
    windows = set(held.values_list("post__window", flat=True))
    covers = covers_on(day).filter(staff_id=staff_id, post__window__isnull=False)
    windows |= set(covers.values_list("post__window", flat=True))
    shared = RosterDay.objects.filter(on=day, organ_id=organ_code)
    windows |= set(shared.values_list("seat", flat=True))
    rows = Seat.objects.filter(Q(pk__in=windows) | Q(staff_id=staff_id)).select_related(
        "window__hall", "window__organ", "staff", "current__queue", "current__priority"
    )
    return sorted(rows, key=lambda seat: (str(seat.staff_id) != staff_id, seat.window.code))


def duty_of_hall(hall: Hall, day: date) -> dict[UUID | None, list[Staff]]:
    """Who should be at each window of a hall on a day, by the window's id: holders who are there,
    then those who stand in, for a shared window whom the roster names. Three statements."""
    found: dict[UUID | None, list[Staff]] = defaultdict(list)
    for held in _seated(day).filter(post__window__hall=hall).select_related("staff", "post"):
        found[held.post.window_id].append(held.staff)
    for cover in covers_on(day).filter(post__window__hall=hall).select_related("staff", "post"):
        found[cover.post.window_id].append(cover.staff)
    rostered = RosterDay.objects.filter(~absent("staff_id", day), seat__window__hall=hall, on=day)
    for row in rostered.select_related("staff"):
        found[row.seat_id] = [row.staff] if row.staff else []
    return {window: list(dict.fromkeys(people)) for window, people in found.items()}
