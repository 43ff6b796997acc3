"""The lists behind the figures of the live face, and why a matter was late."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.matters.models import Matter
from zhengwu.supervision import actions, policy, queries, registry
from zhengwu.supervision.enums import CAUSE_NAMES, Cause
from zhengwu.supervision.models import OverdueCause
from zhengwu.supervision.web.staff.forms import CauseForm
from zhengwu.supervision.web.staff.views.cards import beside, units
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


def _cause_of(row: Matter) -> str:
    settled: OverdueCause | None = getattr(row, "overdue_cause", None)
    return settled.cause_name if settled else "未认定"


@access(policy.oversees)
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Open matters whose limit ran out: exactly those that the figure counted."""
    names = units()
    organ, cause = request.GET.get("organ", ""), request.GET.get("cause", "")
    table = Table(
        request, queries.late_rows(organ, cause, policy.beyond(actor_of(request))),
        columns=[
            Column("number", "编号", kind="short", value=lambda row: row.number,
                   url=lambda row: registry.page_of(row.kind, row.number)),
            Column("title", "事项"),
            Column("organ", "单位", value=lambda row: names.get(row.organ_code, row.organ_code)),
            Column("due_at", "最早到期", kind="instant"),
            Column("cause", "原因", kind="short", value=_cause_of,
                   url=lambda row: f"{row.number}/"),
        ],
        order="opened_at",
        empty_title="没有超期的办件",
        empty_text="法定时限和承诺时限都没有超过的。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("超期办件"))
    causes = [(str(code), name) for code, name in CAUSE_NAMES.items()]
    context = {
        "table": table,
        "unit": names.get(organ, organ),
        "organ": organ,
        "cause": cause,
        "causes": [*causes, (queries.UNDECIDED, "未认定")],
        "oversees": True,
    }
    return render(request, "supervision/staff/late.html", context)


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def cause(request: HttpRequest, number: str) -> HttpResponse:
    """Decide why a matter was late; decided anew, the old answer stays in the journal."""
    row = get_object_or_404(Matter, number=number)
    if not policy.oversees_organ(actor_of(request), row.organ_code):
        raise Http404
    settled = OverdueCause.objects.filter(matter=row).first()
    first = {"cause": settled.cause, "reason": settled.reason} if settled else {}
    form, status = CauseForm(request.POST or None, initial=first), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _decided(form, row, request):
            messages.success(request, "已认定超期原因。")
            return redirect("supervision_staff:late")
    context = {
        "row": row,
        "page": registry.page_of(row.kind, row.number),
        "unit": units().get(row.organ_code, row.organ_code),
        "settled": settled,
        "form": form,
        "may": policy.may_decide_cause(actor_of(request), row),
    }
    return render(request, "supervision/staff/cause.html", context, status=status)


def _decided(form: CauseForm, row: Matter, request: HttpRequest) -> bool:
    data = form.cleaned_data
    try:
        actions.decide_cause(
            row, cause=Cause(data["cause"]), reason=data["reason"], by=actor_of(request), at=now()
        )
    except Refusal as refused:
        beside(form, refused)
        return False
    return True


@access(policy.oversees)
@require_safe
def waits(request: HttpRequest) -> HttpResponse:
    """What waits at one step of one unit."""
    names = units()
    name, organ = request.GET.get("name", ""), request.GET.get("organ", "")
    table = Table(
        request, queries.waiting_at(name, organ).exclude(
            organ_code__in=policy.beyond(actor_of(request))
        ),
        columns=[
            Column("number", "编号", kind="short", value=lambda row: row.matter.number,
                   url=lambda row: registry.page_of(row.matter.kind, row.matter.number)),
            Column("title", "事项", value=lambda row: row.matter.title),
            Column("assignee_name", "经办人", kind="short"),
            Column("opened_at", "开始等待", kind="instant", sort="opened_at"),
        ],
        order="opened_at",
        empty_title="没有在等的办件",
        empty_text="这个环节现在没有办件在等。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("等待的办件"))
    context = {"table": table, "name": name, "unit": names.get(organ, organ), "oversees": True}
    return render(request, "supervision/staff/waits.html", context)
