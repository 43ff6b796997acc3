"""Lists: complaints one may read, and those one was asked about."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.complaints import policy, queries, registry
from zhengwu.complaints.enums import CHANNEL_NAMES, STATE_NAMES
from zhengwu.complaints.models import Complaint
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of
from zhengwu.web.tables import Column, Table


def units() -> dict[str, str]:
    """Short names of organs by code."""
    return dict(Organ.objects.values_list("pk", "short_name"))


def chosen(request: HttpRequest, rows: QuerySet[Complaint]) -> tuple[QuerySet[Complaint], Any]:
    """The list narrowed by what the address asks; what was asked."""
    asked = {name: request.GET.get(name, "") for name in ("state", "kind", "channel", "organ")}
    if asked["state"] in STATE_NAMES:
        rows = rows.filter(state=asked["state"])
    if asked["kind"] in registry.kinds():
        rows = rows.filter(kind=asked["kind"])
    if asked["channel"] in CHANNEL_NAMES:
        rows = rows.filter(channel=asked["channel"])
    if asked["organ"]:
        rows = rows.filter(about_organ=asked["organ"])
    return rows, asked


def _columns(names: dict[str, str], page: str) -> list[Column]:
    return [
        Column("number", "编号", kind="short", value=lambda row: row.matter.number,
               url=lambda row: reverse(page, args=[row.matter.number])),
        Column("kind", "类别", kind="short", value=lambda row: row.kind_name),
        Column("channel", "渠道", kind="short", value=lambda row: row.channel_name),
        Column("naming", "署名", kind="short", value=lambda row: row.naming_name),
        Column("about", "被投诉单位",
               value=lambda row: names.get(row.about_organ, row.about_organ)),
        Column("staff_name", "人员", kind="short",
               value=lambda row: row.staff_name or row.about_name),
        Column("state", "情况", kind="short", value=lambda row: row.state_name),
        Column("finding", "认定", kind="short", value=lambda row: row.finding_name),
        Column("received_at", "收到", kind="instant", sort="received_at"),
    ]  # fmt: skip


@access(policy.may_use)
@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """Complaints this person may read."""
    actor = actor_of(request)
    rows, asked = chosen(request, queries.complaints_of(actor))
    table = Table(
        request, rows, columns=_columns(units(), "complaints_staff:complaint"),
        order="-received_at", empty_title="没有投诉",
        empty_text="网上提交的和登记的投诉会列在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("效能投诉"))
    context = {
        "table": table, "asked": asked, "states": STATE_NAMES.items(),
        "kinds": registry.kinds().items(), "channels": CHANNEL_NAMES.items(),
        "may_register": policy.may_register(actor), "may_count": policy.may_count(actor),
    }  # fmt: skip
    return render(request, "complaints/staff/list.html", context)


@access(policy.may_use)
@require_safe
def asked_list(request: HttpRequest) -> HttpResponse:
    """Complaints about which this person or unit was asked; nothing says who complains."""
    table = Table(
        request, queries.asked_of(actor_of(request)),
        columns=[
            Column("number", "编号", kind="short", value=lambda row: row.matter.number,
                   url=lambda row: reverse("complaints_staff:asked", args=[row.matter.number])),
            Column("kind", "类别", kind="short", value=lambda row: row.kind_name),
            Column("gist", "事项概要"),
            Column("staff_name", "涉及人员", kind="short"),
            Column("state", "情况", kind="short", value=lambda row: row.state_name),
            Column("opinion_asked_at", "请说明的时间", kind="instant", sort="opinion_asked_at"),
        ],
        order="-opinion_asked_at", empty_title="没有请您或者您的单位说明的投诉",
        empty_text="受理人员请您说明情况时，会列在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("请说明的投诉"))
    actor = actor_of(request)
    context = {
        "table": table,
        "may_register": policy.may_register(actor),
        "may_count": policy.may_count(actor),
    }
    return render(request, "complaints/staff/asked_list.html", context)
