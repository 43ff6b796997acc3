"""网上监督: what anybody may know of how matters are handled."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.kernel.time import now
from zhengwu.org.models import Organ
from zhengwu.supervision import queries
from zhengwu.web.access import access, anyone
from zhengwu.web.paging import paged


@access(anyone)
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Late matters and cards by unit, confirmed cards without names, what was put right."""
    at = now()
    page = paged(queries.public_cards(), ["-judged_at", "matter_id"], request.GET, 20)
    context = {
        "at": at,
        "units": queries.public_units(at),
        "page": page,
        "names": dict(Organ.objects.values_list("pk", "short_name")),
    }
    return render(request, "supervision/citizen/public.html", context)
