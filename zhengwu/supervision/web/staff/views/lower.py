"""下级节点: what counties and towns deliver, by node, down to one record."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.exchange import queries as exchange
from zhengwu.exchange.models import Held, Node
from zhengwu.supervision import policy
from zhengwu.supervision.feeds import CODE, KINDS, RECORDS
from zhengwu.web.access import access
from zhengwu.web.tables import Column, Table


@access(policy.oversees)
@require_safe
def lower(request: HttpRequest) -> HttpResponse:
    """Figures by node; below, the records of the node and kind asked for."""
    names = dict(Node.objects.values_list("code", "name"))
    node, kind = request.GET.get("node", ""), request.GET.get("kind", "")
    table = Table(
        request, exchange.held_records(RECORDS, node=node, kind=kind),
        columns=[
            Column("key", "监察编号",
                   url=lambda row: reverse("supervision_staff:lower_record", args=[row.pk])),
            Column("node", "节点", value=lambda row: names.get(row.node, row.node)),
            Column("kind", "类型", kind="short", value=lambda row: KINDS.get(row.kind, row.kind)),
            Column("content", "责任部门", value=lambda row: row.content["responsible"]),
            Column("result", "结果", value=lambda row: row.content["result"]),
            Column("occurred_at", "发生时间", kind="instant"),
        ],
        order="-serial",
        empty_title="没有下级节点交来的监察记录",
        empty_text="下级节点由信息中心在“节点交换”登记；登记并订阅以后，记录自动送到这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("下级节点监察记录"))
    context = {
        "table": table,
        "delivered": exchange.delivered(RECORDS),
        "feed": RECORDS,
        "node": names.get(node, node),
        "kind": KINDS.get(kind, kind),
        "oversees": True,
    }
    return render(request, "supervision/staff/lower.html", context)


@access(policy.oversees)
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One card, reminder or order of a lower node as it was delivered, with all changes."""
    row = get_object_or_404(Held, feed=CODE, pk=pk)
    context = {
        "row": row,
        "feed": RECORDS,
        "fields": exchange.shown(RECORDS, row.content),
        "history": [(one, exchange.shown(RECORDS, one.content)) for one in exchange.history(row)],
        "node": Node.objects.filter(code=row.node).first(),
    }
    return render(request, "supervision/staff/lower_record.html", context)
