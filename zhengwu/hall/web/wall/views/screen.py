"""Screens of a hall: who is called, who waits, what every window did today. Public and masked."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.hall import queries
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Hall
from zhengwu.web.access import access, anyone
from zhengwu.web.polling import etagged


def hall_of(code: str) -> Hall:
    """A hall with queues."""
    found = queries.hall_by_code(code)
    if found is None:
        raise Http404
    return found


def _calls(hall: Hall) -> dict[str, Any]:
    at = now()
    day = local_day(at)
    return {
        "hall": hall,
        "at": at,
        "calls": queries.now_calling(hall, day),
        "lines": queries.queue_lines(hall, day),
        "seats": queries.seats_of(hall),
        "notices": queries.notices_on(hall, day),
    }


@access(anyone)
@require_safe
def screen(request: HttpRequest, code: str) -> HttpResponse:
    """The queue screen: now calling, waiting counts, states of windows, notices."""
    return render(request, "hall/wall/screen.html", _calls(hall_of(code)))


@access(anyone)
@require_safe
def now_fragment(request: HttpRequest, code: str) -> HttpResponse:
    """What moves of it; 304 while nothing happened."""
    hall = hall_of(code)
    return etagged(
        request,
        ["screen", queries.board_version(hall, local_day(now()))],
        lambda: render(request, "hall/wall/_screen.html", _calls(hall)),
    )


def _counts(hall: Hall) -> dict[str, Any]:
    at = now()
    day = local_day(at)
    return {
        "hall": hall,
        "at": at,
        "seats": queries.seat_lines(hall, day),
        "cases": queries.progress(hall, day),
    }


@access(anyone)
@require_safe
def windows(request: HttpRequest, code: str) -> HttpResponse:
    """办件公示: each window's counts of today and the progress of matters, rolling."""
    return render(request, "hall/wall/windows.html", _counts(hall_of(code)))


@access(anyone)
@require_safe
def windows_fragment(request: HttpRequest, code: str) -> HttpResponse:
    """What moves of it; 304 while nothing happened."""
    hall = hall_of(code)
    return etagged(
        request,
        ["windows", queries.counts_version(hall, local_day(now()))],
        lambda: render(request, "hall/wall/_windows.html", _counts(hall)),
    )
