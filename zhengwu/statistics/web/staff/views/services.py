"""The light register: services at a window that are no cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.statistics import actions, policy, queries, registry
from zhengwu.statistics.models import ServiceRecord
from zhengwu.statistics.rules import periods
from zhengwu.statistics.rules.periods import Period
from zhengwu.statistics.web.staff.forms import ServiceForm
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import key_of, once
from zhengwu.web.tables import Column, Table


@access(policy.may_register_service)
@once
@require_http_methods(["GET", "POST"])
def services(request: HttpRequest) -> HttpResponse:
    """Write a line; this month by kind; the lines of the unit."""
    actor, at = actor_of(request), now()
    form = ServiceForm(
        request.POST or None, organ=actor.organ_code, initial={"served_on": local_day(at)}
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            try:
                actions.write_service(
                    kind=given["kind"], people=given["people"], on=given["served_on"],
                    window=given["window"], note=given["note"], key=key_of(request),
                    by=actor, at=at,
                )  # fmt: skip
            except Refusal as refused:
                for name, words in refused.fields.items():
                    form.add_error(name, words[0])
            else:
                zh = registry.service_kinds()[given["kind"]]["zh"]
                messages.success(request, f"已登记：{zh} {given['people']} 人次")
                return redirect("statistics_staff:services")
        status = 422
    return _page(request, form, status)


def _page(request: HttpRequest, form: ServiceForm, status: int) -> HttpResponse:
    actor, today = actor_of(request), local_day(now())
    kinds = registry.service_kinds()
    first = periods.start_of(Period.MONTH, today)
    ids = [registry.service_measure(kind) for kind in kinds]
    told = queries.figures(
        first, today + timedelta(days=1), only={"organ": actor.organ_code}, measures=ids
    ).get((), {})
    rows = ServiceRecord.objects.filter(organ=actor.organ_code).select_related("window")
    table = Table(
        request, rows,
        columns=[
            Column("served_on", "日期", kind="day", sort="served_on"),
            Column("kind", "种类", value=lambda row: kinds.get(row.kind, {"zh": row.kind})["zh"]),
            Column("people", "人次", kind="number"),
            Column("window", "窗口", value=lambda row: str(row.window or "—")),
            Column("note", "说明"),
            Column("written_by", "登记人", kind="short"),
            Column("struck", "", template="statistics/staff/_strike.html",
                   value=lambda row: row.struck_at),
        ],
        order="-served_on",
        empty_title="还没有登记",
        empty_text="在上面登记窗口做的、不属于办件的服务。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("窗口服务登记"))
    context: dict[str, Any] = {
        "form": form, "table": table, "first": first,
        "tiles": [(kinds[kind]["zh"], told.get(name, 0)) for kind, name in
                  zip(kinds, ids, strict=True)],
        "kinds": kinds,
    }  # fmt: skip
    return render(request, "statistics/staff/services.html", context, status=status)


@access(policy.may_register_service)
@once
@require_POST
def strike(request: HttpRequest, line: Any) -> HttpResponse:
    """Strike a wrong line out."""
    actor = actor_of(request)
    row = get_object_or_404(ServiceRecord, pk=line, organ=actor.organ_code)
    actions.strike_service(row, reason=request.POST.get("reason", ""), by=actor, at=now())
    messages.success(request, "已划掉，不再统计")
    return redirect("statistics_staff:services")
