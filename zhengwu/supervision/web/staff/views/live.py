"""The live face of supervision: what is late, where matters wait, what was found last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.kernel.time import local_day, now
from zhengwu.supervision import policy, queries
from zhengwu.web.access import access, actor_of
from zhengwu.web.polling import etagged, polled

_LAST = 10


def _facts(request: HttpRequest) -> dict[str, Any]:
    at, hidden = now(), policy.beyond(actor_of(request))
    return {
        "at": at,
        "today": local_day(at),
        "counts": queries.counts(at, hidden),
        "open_cards": queries.open_cards(hidden),
        "late": queries.late_matters(hidden),
        "places": queries.bottlenecks(at, hidden),
        "latest": queries.findings_of(actor_of(request)).order_by("-occurred_at")[:_LAST],
        "oversees": policy.oversees(actor_of(request)),
    }


@access(policy.oversees)
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    return render(request, "supervision/staff/live.html", _facts(request))


@access(policy.oversees)
@require_safe
@polled
def now_fragment(request: HttpRequest) -> HttpResponse:
    """The part that moves; 304 while nothing was found or judged."""
    return etagged(
        request,
        queries.fingerprint(now()),
        lambda: render(request, "supervision/staff/_now.html", _facts(request)),
    )
