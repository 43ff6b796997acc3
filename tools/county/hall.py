"""The hall of the demonstration county: queues, windows, roster, and a day that is running."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from zhengwu.hall import actions, policy, queries
from zhengwu.hall.enums import BookedBy, Channel, HoursKind, QueueKind, SeatKind
from zhengwu.hall.models import Queue, Seat
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind
from zhengwu.kernel.time import local_day
from zhengwu.org import actions as org
from zhengwu.org.enums import Duty, WindowKind
from zhengwu.org.models import Hall, Staff, Window

from .joint import as_actor
from .people import People
from .places import Places

# The windows that call from the hall's common queue.
_COMMON = ("GA-XZSP", "GA-SJJ", "GA-WJJ")
# Units with few matters share one window in turns.
_SHARED = ("GA-NYJ", "GA-LYJ", "GA-YJJ", "GA-WLJ", "GA-TYJ", "GA-ZFJ", "GA-SWU", "GA-TJJ")
_TERMINAL = Actor(kind=ActorKind.MACHINE, id="demo-terminal", name="一楼取号机（演示）")
# Minutes of the demonstration's day at which a number is taken, with the queue and the priority.
_TAKEN = (
    (2, "A", ""), (3, "A", "elder"), (4, "B", ""), (6, "A", ""), (8, "C", ""), (9, "A", ""),
    (11, "A", ""), (13, "B", "soldier"), (15, "A", ""), (16, "A", "disabled"), (18, "Z", ""),
    (20, "A", ""), (22, "B", ""), (23, "A", ""), (25, "A", ""),
)  # fmt: skip
_NAMES = ("周大强", "吴秀兰", "郑小红", "冯国庆", "褚玉梅", "卫长江")


def establish(founded: Places, people: People, *, at: datetime, since: date) -> None:
    """Queues, windows of four kinds, hours, priorities, roster, a terminal and a notice."""
    acts: dict[str, Any] = {"by": SYSTEM, "at": at}
    hall, organs = founded.hall, founded.departments
    plans = {
        "A": actions.QueuePlan("A", "综合受理", organs=[organs[code] for code in _COMMON],
                               slot_capacity=4),
        "B": actions.QueuePlan("B", "社会保障和民政", organs=[organs["GA-RSJ"], organs["GA-MZJ"]],
                               slot_capacity=3, position=20),
        "C": actions.QueuePlan("C", "工程建设", organs=[organs["GA-ZJJ"], organs["GA-FGJ"]],
                               slot_capacity=2, position=30),
        "D": actions.QueuePlan("D", "流动窗口", organs=[organs[code] for code in _SHARED],
                               position=40),
        "Z": actions.QueuePlan("Z", "咨询", kind=QueueKind.CONSULTATION, position=50),
        "T": actions.QueuePlan("T", "投诉", kind=QueueKind.COMPLAINT, position=60),
    }  # fmt: skip
    queues = {code: actions.set_queue(hall, plan, **acts) for code, plan in plans.items()}
    actions.load_shipped(hall, **acts)
    for code in _COMMON:
        _seat(founded.windows[code], SeatKind.INDEPENDENT, [(queues["A"], 0)], at)
    for code in ("GA-RSJ", "GA-MZJ"):
        calls = [(queues["B"], 0), (queues["A"], 15)]
        _seat(founded.windows[code], SeatKind.INDEPENDENT, calls, at)
    for code in ("GA-ZJJ", "GA-FGJ"):
        _seat(founded.windows[code], SeatKind.INDEPENDENT, [(queues["C"], 0)], at)
    shared = _window(founded, "GA-WLD", "流动窗口", "25", since, at)
    seat = _seat(shared, SeatKind.MOBILE, [(queues["D"], 0)], at)
    today = local_day(at)
    first, last = today - timedelta(days=1), today + timedelta(days=1)
    last += timedelta(weeks=1) * 3
    actions.draw_roster(
        seat, organs=[organs[code] for code in _SHARED], first=first, last=last, **acts
    )
    for code, name, counter, kind, letter, key, duty in (
        ("GA-WZX", "咨询窗口", "26", SeatKind.CONSULTATION, "Z", "hall", Duty.HALL_MANAGER),
        ("GA-WTS", "投诉窗口", "27", SeatKind.COMPLAINT, "T", "complaints", Duty.COMPLAINT_OFFICER),
    ):
        window = _window(founded, code, name, counter, since, at)
        post = org.found_post(
            f"{code}-G",
            name=f"{name}岗",
            organ=founded.centre,
            window=window,
            duties=[duty],
            **acts,
        )
        org.appoint(people.centre[key], post, valid_from=since, **acts)
        _seat(window, kind, [(queues[letter], 0)], at)
    actions.put_notice(
        hall, text="（演示）企业开办实行一件事联办，请取 A 号。", from_on=today,
        until_on=today + timedelta(weeks=4), **acts,
    )  # fmt: skip


def _window(
    founded: Places, code: str, name: str, counter: str, since: date, at: datetime
) -> Window:
    return org.found_window(
        code, name=name, hall=founded.hall, organ=founded.centre, kind=WindowKind.PERMANENT,
        counter=counter, opened_on=since, by=SYSTEM, at=at,
    )  # fmt: skip


def _seat(window: Window, kind: SeatKind, calls: list[tuple[Queue, int]], at: datetime) -> Seat:
    return actions.set_seat(window, kind=kind, queues=calls, by=SYSTEM, at=at)


def run(*, at: datetime) -> None:
    """A day that is running: numbers taken, called, served; appointments of the next days.

    The demonstration is built at any hour: where the hall would be closed, this one day is open,
    and says so.
    """
    first = Queue.objects.select_related("hall").order_by("position").first()
    if first is None:
        return
    hall, begin = first.hall, at - timedelta(minutes=30)
    if not _open_day(hall, begin, at):
        return
    queues = {one.code: one for one in queries.queues_of(hall)}
    seats = _open(hall, begin)
    for place, (minute, code, priority) in enumerate(_TAKEN):
        how = actions.Taken(Channel.TERMINAL, f"demo/{local_day(at)}/{place}", priority=priority)
        actions.take(queues[code], how, by=_TERMINAL, at=begin + timedelta(minutes=minute))
    for place, (seat, clerk) in enumerate(seats):
        _serve(seat, clerk, begin + timedelta(minutes=5 + place))
    for place, (seat, clerk) in enumerate(seats[:-2]):
        actions.call_next(seat, key=f"demo/{seat.pk}/2", by=clerk, at=at - timedelta(minutes=place))
    _book(hall, at)


def _open_day(hall: Hall, begin: datetime, at: datetime) -> bool:
    """Whether the half hour lies in one day and in its hours, opened for it where it must be."""
    if local_day(begin) != local_day(at):
        return False
    if queries.open_now(hall, begin) and queries.taking_now(hall, at)[0]:
        return True
    plan = actions.HoursPlan(
        HoursKind.DAY, time(0, 0), time(23, 59), on=local_day(at), reason="演示：今天全天开放"
    )
    actions.add_hours(hall, plan, by=SYSTEM, at=begin)
    return queries.taking_now(hall, at)[0]


def _open(hall: Hall, at: datetime) -> list[tuple[Seat, Actor]]:
    """Windows with somebody on duty; one is left for a visitor to open."""
    opened = []
    for seat in queries.seats_of(hall):
        people = queries.on_duty(seat, local_day(at))
        actors = [as_actor(one, local_day(at)) for one in people]
        clerk = next(
            (one for one in actors if one.has_anywhere(Duty.WINDOW_CLERK)),
            actors[0] if actors else None,
        )
        visitor = seat.kind == SeatKind.COMPLAINT
        if clerk is not None and not visitor and policy.works_at_counter(clerk):
            opened.append((actions.open_seat(seat, by=clerk, at=at), clerk))
    return opened


def _serve(seat: Seat, clerk: Actor, at: datetime) -> None:
    key = f"demo/{seat.pk}"
    if actions.call_next(seat, key=f"{key}/call", by=clerk, at=at):
        actions.begin(seat, key=f"{key}/begin", by=clerk, at=at + timedelta(minutes=1))
        actions.finish(seat, key=f"{key}/finish", by=clerk, at=at + timedelta(minutes=7))


def _book(hall: Hall, at: datetime) -> None:
    """Appointments of the next open day, by telephone."""
    keeper = next(iter(_managers(at)), None)
    days = [day for day in queries.bookable_days(hall, at) if day > local_day(at)]
    if keeper is None or not days:
        return
    queues = list(queries.queues_of(hall).filter(slot_capacity__gt=0))
    for place, name in enumerate(_NAMES):
        queue = queues[place % len(queues)]
        slots = queries.free_slots(queue, days[0], at)
        wish = actions.Wish(
            key=f"demo/{name}", starts_at=slots[place].starts_at, booked_by=BookedBy.PHONE,
            name=name, phone=f"1380000010{place}", item_name="（演示）咨询办理",
        )  # fmt: skip
        actions.book(queue, wish, by=keeper, at=at)


def _managers(at: datetime) -> list[Actor]:
    rows = Staff.objects.filter(holdings__post__duties__duty=Duty.HALL_MANAGER).distinct()
    return [as_actor(one, local_day(at)) for one in rows]
