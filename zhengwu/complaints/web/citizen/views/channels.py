"""Where and how one complains, what is not ours, and the figures of the years."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.clock.queries import rule_in_force
from zhengwu.complaints import queries, registry
from zhengwu.kernel.time import local_day, now
from zhengwu.org.enums import HallKind
from zhengwu.org.models import Hall
from zhengwu.parameters.queries import standing
from zhengwu.web.access import access, anyone

# What the limits mean to a citizen, and where each stands.
_LIMITS = (
    ("告诉您是否受理", "decide_rule"), ("受理以后答复", "complaint.finish"),
    ("情况复杂的答复", "complex_rule"), ("申请复核的答复", "review_rule"),
)  # fmt: skip


def _rule(code: str, day: date) -> str:
    return str(registry.value(code, day)) if code.endswith("_rule") else code


@access(anyone)
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """The public page: channels, limits, what belongs elsewhere, yearly figures."""
    today = local_day(now())
    halls = Hall.objects.filter(kind__in=(HallKind.CENTRE, HallKind.TOWN), closed_on=None)
    limits = [
        (words, rule.amount, rule.confidence in ("checked", "sure"))
        for words, code in _LIMITS
        if (rule := rule_in_force(_rule(code, today), today))
    ]
    kinds, chosen = registry.kinds(), standing("complaints", today)
    context = {
        "kinds": kinds.values(),
        "ways": registry.ways().values(),
        "halls": halls.select_related("organ").order_by("kind", "code"),
        "hotline": chosen["hotline"],
        "box": chosen["box_place"],
        "limits": limits,
        "years": [
            {**one, "kinds": [(kinds[code]["name"], number)
                              for code, number in one["kinds"].items() if code in kinds]}
            for one in queries.years()
        ],
    }  # fmt: skip
    return render(request, "complaints/citizen/channels.html", context)
