"""Halls for the public: open or not, who waits, which window is where."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.catalogue.queries import item_by_code
from zhengwu.forms.queries import by_digest, latest
from zhengwu.hall import queries
from zhengwu.hall.rules.hours import in_words
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Hall
from zhengwu.web.access import access, actor_of, anyone


def hall_or_404(code: str) -> Hall:
    """A hall with queues."""
    found = queries.hall_by_code(code)
    if found is None:
        raise Http404
    return found


@access(anyone)
@require_safe
def halls(request: HttpRequest) -> HttpResponse:
    """All halls that take numbers."""
    at = now()
    rows = []
    for one in Hall.objects.filter(queues__isnull=False).distinct().order_by("kind", "code"):
        spans = queries.spans_of(one, local_day(at))
        waiting = sum(queries.queue_counts(one, local_day(at)).values())
        rows.append({"hall": one, "hours": in_words(spans), "waiting": waiting,
                     "open": queries.open_now(one, at) is not None})  # fmt: skip
    return render(request, "hall/citizen/halls.html", {"rows": rows})


@access(anyone)
@require_safe
def hall(request: HttpRequest, code: str) -> HttpResponse:
    """One hall: hours, queues with the time to wait, windows."""
    place, at = hall_or_404(code), now()
    day = local_day(at)
    taking, spans = queries.taking_now(place, at)
    context: dict[str, Any] = {
        "hall": place, "at": at, "hours": in_words(spans), "taking": taking,
        "open": queries.open_now(place, at) is not None,
        "lines": queries.queue_lines(place, day), "seats": queries.seats_of(place),
        "notices": queries.notices_on(place, day), "citizen": not actor_of(request).is_staff,
    }  # fmt: skip
    return render(request, "hall/citizen/hall.html", context)


@access(anyone)
@require_safe
def signs(request: HttpRequest, code: str) -> HttpResponse:
    """标识牌: windows by zone and what each takes in, for printing; always as the data stand."""
    place = hall_or_404(code)
    seats = list(queries.seats_of(place))
    zones: dict[str, list[Any]] = {}
    for seat in seats:
        zones.setdefault(seat.window.zone or "大厅", []).append(seat)
    context = {"hall": place, "zones": zones, "seats": seats, "at": now()}
    return render(request, "hall/citizen/signs_print.html", context)


@access(anyone)
@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """空白表格: the form of an item, to print and fill in by hand, with its materials."""
    item = item_by_code(code)
    if item is None or item.live is None:
        raise Http404
    document = item.live.document
    version = by_digest(document.form.code, document.form.digest) or latest(document.form.code)
    rows = blank_rows(version.schema) if version else []
    context = {"item": item, "document": document, "rows": rows}
    return render(request, "hall/citizen/form_print.html", context)


def blank_rows(schema: dict[str, Any]) -> list[tuple[str, str]]:
    """Label and what may be ticked, of every field one fills in."""
    rows = []
    for one in _fields(schema.get("components", [])):
        options = "　".join(f"□ {option.get('label', '')}" for option in one.get("values") or [])
        rows.append((str(one.get("label") or ""), options))
    return rows


def _fields(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for one in components:
        if one.get("components"):
            found += _fields(one["components"])
        elif one.get("key") and one.get("label") and one.get("type") != "filepicker":
            found.append(one)
    return found
