"""监控室: every window of a hall with who is there, who waits, open cards and the last still."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.hall import queries as halls
from zhengwu.hall.models import Seat
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Hall, Staff, Window
from zhengwu.supervision import policy, queries
from zhengwu.supervision.models import Camera, Still
from zhengwu.web.access import access, actor_of
from zhengwu.web.polling import etagged, polled


@dataclass(frozen=True, slots=True)
class Seen:
    """One camera, and its newest still where this person may see it."""

    camera: Camera
    still: Still | None


@dataclass(frozen=True, slots=True)
class Line:
    """One window as the room shows it. `tone` is good, warn, bad or quiet."""

    window: Window
    seat: Seat | None
    people: list[Staff]
    waiting: int
    cards: int
    cameras: list[Seen]
    tone: str


def _hall(request: HttpRequest) -> tuple[Hall | None, list[Hall]]:
    """The hall asked for; else the one with the most cameras, else the first with windows."""
    rows = list(Hall.objects.filter(closed_on=None, windows__isnull=False).distinct())
    watched = list(Camera.objects.exclude(window=None).values_list("window__hall", flat=True))
    rows.sort(key=lambda one: (-watched.count(one.pk), one.code))
    shown = [one for one in rows if one.pk in watched] or rows[:1]
    asked = request.GET.get("hall", "")
    return next((one for one in shown if one.code == asked), shown[0] if shown else None), shown


def _tone(seat: Seat | None) -> str:
    if seat is None:
        return "quiet"
    if seat.absent_since and seat.state != "open":
        return "bad"
    return {"open": "good", "paused": "warn"}.get(seat.state, "quiet")


def _lines(hall: Hall, request: HttpRequest, at: datetime) -> list[Line]:
    day, actor = local_day(at), actor_of(request)
    seats = {one.pk: one for one in halls.seats_of(hall)}
    waiting, people = halls.queue_counts(hall, day), halls.duty_of_hall(hall, day)
    cards, stills = queries.open_cards_at_windows(), queries.last_stills(actor)
    cameras: dict[Any, list[Seen]] = {}
    for camera in Camera.objects.filter(window__hall=hall):
        cameras.setdefault(camera.window_id, []).append(Seen(camera, stills.get(camera.pk)))
    found = []
    for window in Window.objects.filter(hall=hall, closed_on=None).select_related("organ"):
        seat = seats.get(window.pk)
        calls = [one.queue_id for one in seat.calls.all()] if seat else []
        found.append(
            Line(window, seat, people.get(window.pk, []), sum(waiting.get(one, 0) for one in calls),
                 cards.get(window.code, 0), cameras.get(window.pk, []), _tone(seat))
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.window.counter.zfill(4), one.window.code))


def _facts(request: HttpRequest, name: str) -> dict[str, Any]:
    at = now()
    hall, shown = _hall(request)
    lines = _lines(hall, request, at) if hall else []
    return {
        "at": at,
        "hall": hall,
        "halls": shown,
        "lines": lines,
        "others": Camera.objects.filter(window=None),
        "open": sum(one.tone == "good" for one in lines),
        "paused": sum(one.tone == "warn" for one in lines),
        "absent": sum(one.tone == "bad" for one in lines),
        "waiting": sum(halls.queue_counts(hall, local_day(at)).values()) if hall else 0,
        "cards": sum(one.cards for one in lines),
        "watched": sum(len(one.cameras) for one in lines),
        "judges": policy.supervises(actor_of(request)),
        "poll": f"{reverse(f'desks_staff:{name}')}?hall={hall.code if hall else ''}",
        "wall": name == "monitor_wall_now",
        "oversees": True,
    }


def _fingerprint(request: HttpRequest) -> list[Any]:
    at = now()
    hall, _ = _hall(request)
    cameras = Camera.objects.aggregate(n=Sum("journal_seq"))["n"]
    taken = Still.objects.aggregate(n=Max("captured_at"), m=Max("deleted_at"))
    who = actor_of(request).id
    cards = sorted(queries.open_cards_at_windows().items())
    moving = halls.version(hall, local_day(at)) if hall else []
    return [who, hall.code if hall else "", moving, cameras, str(taken), cards,
            *queries.fingerprint(at)]  # fmt: skip


@access(policy.oversees)
@require_safe
def monitor(request: HttpRequest) -> HttpResponse:
    """The room at a desk or on a phone."""
    return render(request, "desks/staff/monitor.html", _facts(request, "monitor_now"))


@access(policy.oversees)
@require_safe
@polled
def monitor_now(request: HttpRequest) -> HttpResponse:
    """What moves; 304 while nothing does."""
    return etagged(
        request, ["desk", *_fingerprint(request)],
        lambda: render(request, "desks/staff/_monitor.html", _facts(request, "monitor_now")),
    )  # fmt: skip


@access(policy.oversees)
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The same for the wall of the monitoring room."""
    return render(request, "desks/staff/monitor_wall.html", _facts(request, "monitor_wall_now"))


@access(policy.oversees)
@require_safe
def wall_now(request: HttpRequest) -> HttpResponse:
    """What moves on the wall."""
    return etagged(
        request, ["wall", *_fingerprint(request)],
        lambda: render(request, "desks/staff/_monitor.html", _facts(request, "monitor_wall_now")),
    )  # fmt: skip
