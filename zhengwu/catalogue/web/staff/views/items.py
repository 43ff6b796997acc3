"""The staff catalogue: the list of items and the page of one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhengwu.catalogue import policy
from zhengwu.catalogue.actions import set_state
from zhengwu.catalogue.enums import OPEN_STATES, ItemState, Kind
from zhengwu.catalogue.models import Item
from zhengwu.catalogue.queries import find, missing_names
from zhengwu.catalogue.registry import regime_of
from zhengwu.catalogue.rules.rows import FAULT_NAMES
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

_FOUND = 200


def _address(item: Item) -> str:
    return reverse("catalogue_staff:item", args=[item.code])


def _live(item: Item) -> str:
    return f"第{item.live.number}版" if item.live else "无"


def _open(item: Item) -> str:
    return "可申请" if item.open_for_application else "未开放"


_COLUMNS = (
    Column("name", "事项", sort="name", url=_address),
    Column("organ_name", "部门", sort="organ_name"),
    Column("kind", "类型", kind="short", sort="kind", value=lambda i: i.get_kind_display()),
    Column("handling", "办件", kind="short", value=lambda i: i.get_handling_display()),
    Column("live", "现行版本", kind="short", value=_live),
    Column("open", "申请", kind="short", value=_open),
    Column("state", "状态", kind="short", value=lambda i: i.get_state_display()),
    Column("code", "编码", sort="code"),
)


def _filtered(request: HttpRequest) -> QuerySet[Item]:
    rows: QuerySet[Item] = Item.objects.select_related("live")
    for name, field in (("organ", "organ_name"), ("kind", "kind"), ("state", "state")):
        if value := request.GET.get(name):
            rows = rows.filter(**{field: value})
    if opened := request.GET.get("open"):
        rows = rows.filter(open_for_application=opened == "1")
    if request.GET.get("draft"):
        rows = rows.filter(editions__state__in=[str(one) for one in OPEN_STATES])
    if text := request.GET.get("q", "").strip():
        rows = rows.filter(pk__in=[item.pk for item in find(text[:100], limit=_FOUND).items])
    return rows


@access(policy.may_see_drafts)
def listing(request: HttpRequest) -> HttpResponse:
    """All items with filters, sortable, exportable."""
    table = Table(
        request,
        _filtered(request),
        columns=_COLUMNS,
        order="name",
        empty_title="没有符合条件的事项",
        empty_text="换个条件，或者从导入开始。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("事项目录"))
    organs = Item.objects.order_by("organ_name").values_list("organ_name", flat=True).distinct()
    context = {
        "table": table,
        "organs": list(organs),
        "kinds": [(str(kind), kind.label) for kind in Kind],
        "states": [(str(state), state.label) for state in ItemState],
        "may_import": policy.may_import(actor_of(request)),
    }
    return render(request, "catalogue/staff/list.html", context)


@access(policy.may_see_drafts)
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: what stands, what is drafted, what is owed."""
    return _show(request, code)


def _show(request: HttpRequest, code: str, error: str = "", status: int = 200) -> HttpResponse:
    one = get_object_or_404(Item.objects.select_related("live"), code=code)
    actor = actor_of(request)
    editions = list(one.editions.order_by("-number"))
    context = {
        "item": one,
        "editions": editions,
        "open_edition": next((e for e in editions if e.state in OPEN_STATES), None),
        "flags": [FAULT_NAMES.get(flag, flag) for flag in one.flags],
        "missing": missing_names(one),
        "regime": regime_of(Kind(one.kind), one.area_code or ""),
        "may_edit": policy.may_edit(actor, one.organ_code),
        "may_approve": policy.may_approve(actor),
        "states": [
            (str(state), state.label)
            for state in ItemState
            if state != one.state and one.state != ItemState.CANCELLED
        ],
        "error": error,
    }
    return render(request, "catalogue/staff/item.html", context, status=status)


@access(policy.may_approve)
@require_POST
@once
def state(request: HttpRequest, code: str) -> HttpResponse:
    """Suspend, take up, cancel."""
    one = get_object_or_404(Item, code=code)
    wanted = request.POST.get("state", "")
    if wanted not in {str(state) for state in ItemState}:
        return _show(request, code, "请选择要改成的状态。", 422)
    try:
        reason = request.POST.get("reason", "")
        set_state(one, ItemState(wanted), reason=reason, by=actor_of(request), at=now())
    except InvalidInput as refusal:
        words = refusal.fields.get("reason", [refusal.message])
        return _show(request, code, words[0], refusal.status)
    messages.success(request, f"已改为“{ItemState(wanted).label}”。")
    return redirect("catalogue_staff:item", code=code)
