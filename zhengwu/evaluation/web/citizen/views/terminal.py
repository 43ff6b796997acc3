"""The terminal at a window: big buttons, what was just served here, no keyboard needed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.evaluation import queries
from zhengwu.evaluation.enums import Channel
from zhengwu.evaluation.models import Rating, Service
from zhengwu.evaluation.web.citizen.views.rating import asked, found
from zhengwu.kernel.text import masked_name
from zhengwu.kernel.time import now
from zhengwu.org.models import Window
from zhengwu.web.access import access, anyone
from zhengwu.web.once import once
from zhengwu.web.polling import etagged

_SHOWN = 4


def _window(window: str, key: str) -> Window:
    row = queries.window_of(window, key)
    if row is None:
        raise Http404
    return row


def _context(window: Window, key: str) -> dict[str, object]:
    rows = list(queries.at_window(window, now())[:_SHOWN])
    return {
        "window": window,
        "key": key,
        "services": [(row, masked_name(row.staff_name)) for row in rows],
        "waiting_url": reverse("evaluation_citizen:waiting", args=[window.code, key]),
    }


@access(anyone)
@never_cache
@require_safe
def terminal(request: HttpRequest, window: str, key: str) -> HttpResponse:
    """Choose the own number among those just served here."""
    context = _context(_window(window, key), key)
    return render(request, "evaluation/citizen/terminal.html", context)


@access(anyone)
@require_safe
def waiting(request: HttpRequest, window: str, key: str) -> HttpResponse:
    """The list alone; unchanged it costs a 304."""
    context = _context(_window(window, key), key)
    marks = [str(row.pk) for row, _ in context["services"]]  # type: ignore[attr-defined]
    return etagged(
        request,
        marks or ["none"],
        lambda: render(request, "evaluation/citizen/_waiting.html", context),
    )


@access(anyone)
@never_cache
@require_http_methods(["GET", "POST"])
@once
def rate_here(request: HttpRequest, window: str, key: str, token: str) -> HttpResponse:
    """Rate one service at this window's terminal; thanks, and back to the list."""
    place = _window(window, key)
    service: Service = found(request, token)
    if service.window_id not in (str(place.pk), place.code):
        raise Http404
    row = Rating.objects.filter(service=service).first()
    if row is not None:
        home = reverse("evaluation_citizen:terminal", args=[place.code, key])
        return render(request, "evaluation/citizen/terminal_done.html", {"row": row, "home": home})
    return asked(request, service, Channel.TERMINAL, request.path)
