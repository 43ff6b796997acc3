"""月报、季报: hand in, see who has, sign for them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhengwu.cases.enums import ROUTE_NAMES
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.township import actions, policy, queries, registry, rules
from zhengwu.township.enums import RECEPTION_NAMES, REGISTER_NAMES, REPORT_NAMES, ReportKind
from zhengwu.township.models import TownReport
from zhengwu.township.web.staff.forms import ReportForm
from zhengwu.township.web.staff.views.home import beside, town_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_SHOWN = 24


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def reports(request: HttpRequest) -> HttpResponse:
    """The reports of the towns one sees; the form to hand one in, the button to sign for one."""
    actor, town, status = actor_of(request), town_of(request), 200
    form = ReportForm(request.POST if "kind" in request.POST else None)
    if request.method == "POST":
        status = 422
        if (done := _read(request)) or ("kind" in request.POST and _hand_in(request, form)):
            messages.success(request, "已签收。" if done else "已报送区政务服务中心。")
            return redirect(f"{request.path}?town={town.pk}")
    towns = list(queries.towns(actor))
    rows = TownReport.objects.filter(town__in=towns).select_related("town")
    context = {
        "town": town,
        "rows": [_shown(row) for row in rows.order_by("-first_day", "town", "kind")[:_SHOWN]],
        "owed": _owed(towns),
        "day": registry.value("report_day", now()),
        "form": form if policy.may_handle(actor, town.pk) else None,
        "may_read": policy.may_read_reports(actor),
    }
    return render(request, "township/staff/reports.html", context, status=status)


def _read(request: HttpRequest) -> bool:
    try:
        row = TownReport.objects.get(pk=UUID(request.POST.get("read", "")))
    except (ValueError, TownReport.DoesNotExist):
        return False
    actions.read_report(row, by=actor_of(request), at=now())
    return True


def _hand_in(request: HttpRequest, form: ReportForm) -> bool:
    if not form.is_valid():
        return False
    kind = ReportKind(form.cleaned_data["kind"])
    at = now()
    try:
        actions.hand_in(
            town_of(request), kind=kind, first=rules.period_of(kind, local_day(at)),
            practice=form.cleaned_data["practice"], by=actor_of(request), at=at,
        )  # fmt: skip
    except Refusal as refused:
        beside(form, refused)
        return False
    return True


def _owed(towns: list[Any]) -> list[dict[str, Any]]:
    """Which towns have not handed in the last month's report."""
    first = rules.period_of(ReportKind.MONTH, local_day(now()))
    handed = TownReport.objects.filter(
        kind=ReportKind.MONTH, first_day=first, handed_in_at__isnull=False
    ).values_list("town", flat=True)
    name = rules.period_name(ReportKind.MONTH, first)
    return [{"town": one, "period": name} for one in towns if one.pk not in set(handed)]


def _shown(row: TownReport) -> dict[str, Any]:
    counts = row.figures
    words = [(name, counts.get("routes", {}).get(code, 0)) for code, name in ROUTE_NAMES.items()]
    words += [(n, counts.get("receptions", {}).get(c, 0)) for c, n in RECEPTION_NAMES.items()]
    words += [(n, counts.get("registers", {}).get(c, 0)) for c, n in REGISTER_NAMES.items()]
    return {
        "row": row,
        "period": rules.period_name(ReportKind(row.kind), row.first_day),
        "kind": REPORT_NAMES[ReportKind(row.kind)],
        "words": [(name, count) for name, count in words if count],
    }
