"""Open to everybody: this year's figures by department."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.kernel.time import now
from zhengwu.statistics import queries, registry
from zhengwu.web.access import access, anyone

_SAID = ("received", "completed", "on_spot_rate", "on_time_rate", "good_rate")


@access(anyone)
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """This year so far, kept as it happens; three statements."""
    told = queries.this_year(now(), by=["organ"])
    names = queries.names_of_organs()
    rows = [
        {"organ": names.get(organ, organ), "values": values, "rates": queries.rated(values)}
        for (organ,), values in told["lines"].items()
        if values.get("received") or values.get("completed")
    ]
    said = [registry.measures().get(name) or registry.rates()[name] for name in _SAID]
    context = {
        "told": told,
        "rows": sorted(rows, key=lambda row: -row["values"].get("received", 0)),
        "said": said,
    }
    return render(request, "statistics/citizen/statistics.html", context)
