"""进驻要求: the register of items ordered into the centre, and the rate of concentration."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.supervision import actions, policy
from zhengwu.supervision.models import EntryDuty, Finding
from zhengwu.supervision.web.staff.forms import EntryForm
from zhengwu.supervision.web.staff.views.cards import beside, units
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def entry(request: HttpRequest) -> HttpResponse:
    """All registered items; one more, or one changed (same code), below."""
    organs = list(Organ.objects.order_by("code").values_list("pk", "short_name"))
    first = {"valid_from": local_day(now()), "ordered": "yes"}
    form, status = EntryForm(request.POST or None, organs=organs, initial=first), 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _registered(form, request):
            messages.success(request, "已登记。")
            return redirect("supervision_staff:entry")
    names = units()
    table = Table(
        request, EntryDuty.objects.all(),
        columns=[
            Column("item_code", "事项编码", kind="short"),
            Column("item_name", "事项名称"),
            Column("organ", "单位", value=lambda row: names.get(row.organ_code, row.organ_code)),
            Column("ordered", "要求进驻", kind="short",
                   value=lambda row: "是" if row.ordered else "否"),
            Column("basis", "文件依据"),
            Column("valid_from", "自", kind="day"),
        ],
        order="item_code",
        empty_title="没有登记",
        empty_text="登记以后，在中心以外办理会被查出来。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("进驻要求"))
    total = EntryDuty.objects.count()
    ordered = EntryDuty.objects.filter(ordered=True).count()
    context = {
        "table": table,
        "form": form,
        "total": total,
        "ordered": ordered,
        "outside": Finding.objects.filter(probe_code="outside_centre").count(),
        "oversees": True,
    }
    return render(request, "supervision/staff/entry.html", context, status=status)


def _registered(form: EntryForm, request: HttpRequest) -> bool:
    data = form.cleaned_data
    try:
        actions.order_entry(
            data["item_code"], name=data["item_name"], organ_code=data["organ"],
            ordered=data["ordered"] == "yes", basis=data["basis"], valid_from=data["valid_from"],
            by=actor_of(request), at=now(),
        )  # fmt: skip
    except Refusal as refused:
        beside(form, refused)
        return False
    return True
