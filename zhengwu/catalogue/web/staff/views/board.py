"""The completeness board: which department owes what."""

from __future__ import annotations

from io import BytesIO
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from zhengwu.catalogue import policy
from zhengwu.catalogue.models import Owed
from zhengwu.catalogue.queries import ELEMENT_NAMES, BoardRow
from zhengwu.catalogue.queries import board as board_rows
from zhengwu.web.access import access
from zhengwu.web.tables import Column, Table, write_xlsx


@access(policy.may_see_drafts)
def board(request: HttpRequest) -> HttpResponse:
    """Departments by elements, with counts; exportable."""
    rows = board_rows()
    used = [code for code in ELEMENT_NAMES if any(row.lacking.get(code) for row in rows)]
    if request.GET.get("export") == "xlsx":
        return _export(rows, used)
    context = {
        "rows": [(row, [(code, row.lacking.get(code, 0)) for code in used]) for row in rows],
        "heads": [ELEMENT_NAMES[code] for code in used],
        "items": sum(row.items for row in rows),
        "opened": sum(row.open for row in rows),
        "lacking": sum(row.total for row in rows),
    }
    return render(request, "catalogue/staff/board.html", context)


def _export(rows: list[BoardRow], used: list[str]) -> HttpResponse:
    columns = [
        Column("organ", "部门"),
        Column("items", "事项", kind="number"),
        Column("open", "可申请", kind="number"),
        *(_lacking(code) for code in used),
        Column("total", "合计缺项", kind="number"),
    ]
    file = BytesIO()
    write_xlsx(file, columns, rows, "完整度看板")
    file.seek(0)
    return cast("HttpResponse", FileResponse(file, as_attachment=True, filename="完整度看板.xlsx"))


def _lacking(code: str) -> Column:
    label = ELEMENT_NAMES[code]
    return Column(code, label, kind="number", value=lambda row: row.lacking.get(code, 0))


@access(policy.may_see_drafts)
def owed(request: HttpRequest) -> HttpResponse:
    """The items behind a figure of the board."""
    rows = Owed.objects.select_related("item")
    if organ := request.GET.get("organ"):
        rows = rows.filter(organ_name=organ)
    if element := request.GET.get("element"):
        rows = rows.filter(element=element)
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "item",
                "事项",
                value=lambda o: o.item.name,
                url=lambda o: reverse("catalogue_staff:item", args=[o.item.code]),
            ),
            Column("organ_name", "部门", sort="organ_name"),
            Column("element", "缺少", value=lambda o: ELEMENT_NAMES.get(o.element, o.element)),
        ],
        order="organ_name",
        empty_title="没有缺项",
        empty_text="这里的事项要素都齐了。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("缺项明细"))
    return render(request, "catalogue/staff/owed.html", {"table": table})
