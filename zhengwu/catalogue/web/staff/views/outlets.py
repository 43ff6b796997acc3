"""公开站点: other sites that must carry the guides, and which item is not there yet (ITM-32)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.catalogue import actions, policy
from zhengwu.catalogue.enums import ItemState, OutletKind, OutletState
from zhengwu.catalogue.models import Item, Outlet, OutletCopy
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

_LISTING = "catalogue/staff/outlets.html"


def _published() -> QuerySet[Item]:
    return Item.objects.filter(live__isnull=False).exclude(state=ItemState.CANCELLED)


def _context() -> dict[str, Any]:
    counted = {
        f"n_{state}": Count("copies", filter=Q(copies__state=state)) for state in OutletState
    }
    return {
        "outlets": Outlet.objects.annotate(**counted),
        "published": _published().count(),
        "unpublished": Item.objects.filter(live=None).exclude(state=ItemState.CANCELLED).count(),
        "kinds": [(str(kind), kind.label) for kind in OutletKind],
        "key": actions.outlet_key_hex(),
    }


@access(policy.may_see_outlets)
@once
@require_http_methods(["GET", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """All sites with their counts; the centre registers a further one."""
    actor = actor_of(request)
    typed = {name: request.POST.get(name, "") for name in ("name", "kind", "address", "public_key")}
    status, errors = 200, {}
    if request.method == "POST":
        if not policy.may_keep_outlets(actor):
            raise NotThere
        try:
            outlet = actions.add_outlet(**typed, by=actor, at=now())
        except Refusal as refused:
            status = refused.status
            errors = {name: found[0] for name, found in refused.fields.items()}
        else:
            messages.success(request, "已登记。已发布的办事指南会陆续报送。")
            return redirect("catalogue_staff:outlet", pk=outlet.pk)
    may_keep = policy.may_keep_outlets(actor)
    context = _context() | {"typed": typed, "errors": errors, "may_keep": may_keep}
    return render(request, _LISTING, context, status=status)


@access(policy.may_see_outlets)
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One site: every item with its state there; the ones not there yet are the report."""
    outlet = get_object_or_404(Outlet, pk=pk)
    rows = OutletCopy.objects.filter(outlet=outlet).select_related("item", "edition")
    missing = ~Q(state__in=[OutletState.THERE, OutletState.GONE])
    chosen = request.GET.get("state", "")
    if chosen == "missing":
        rows = rows.filter(missing)
    elif chosen in list(OutletState):
        rows = rows.filter(state=chosen)
    table = Table(
        request, rows, columns=_columns(), order="trouble",
        empty_title="没有这样的报送件", empty_text="换一个状态看看。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export(f"{outlet.name}报送情况"))
    counts = OutletCopy.objects.filter(outlet=outlet).aggregate(
        total=Count("pk"), missing=Count("pk", filter=missing),
        **{str(state): Count("pk", filter=Q(state=state)) for state in OutletState},
    )  # fmt: skip
    context = {
        "outlet": outlet, "table": table, "chosen": chosen, "counts": counts,
        "states": [(str(s), s.label, counts[str(s)]) for s in OutletState if counts[str(s)]],
        "unqueued": _published().exclude(copies__outlet=outlet).count(),
        "may_keep": policy.may_keep_outlets(actor_of(request)),
    }  # fmt: skip
    return render(request, "catalogue/staff/outlet.html", context)


def _columns() -> list[Column]:
    return [
        Column("item", "事项", value=lambda c: c.item.name,
               url=lambda c: reverse("catalogue_staff:item", args=[c.item.code])),
        Column("organ", "部门", value=lambda c: c.item.organ_name),
        Column("edition", "版本", value=lambda c: f"第{c.edition.number}版"),
        Column("wish", "要求", value=lambda c: c.get_wish_display()),
        Column("state", "状态", value=lambda c: c.get_state_display(), sort="state"),
        Column("trouble", "说明", sort="trouble",
               value=lambda c: c.trouble + (f"（已试 {c.attempts} 次）" if c.attempts else "")),
        Column("there_at", "确认时间", "instant"),
    ]  # fmt: skip


@access(policy.may_keep_outlets)
@require_POST
@once
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Pause, take up again, or send once more what was refused or never confirmed."""
    outlet, by, at = get_object_or_404(Outlet, pk=pk), actor_of(request), now()
    asked = request.POST.get("act", "")
    if asked in ("pause", "resume"):
        actions.set_outlet_active(outlet, active=asked == "resume", by=by, at=at)
        messages.success(request, "已暂停报送" if asked == "pause" else "已恢复报送")
    elif asked == "again":
        open_states = [OutletState.REFUSED, OutletState.CARRIED, OutletState.WAITING]
        copies = list(OutletCopy.objects.filter(outlet=outlet, state__in=open_states))
        for copy in copies:
            actions.send_again(copy, by=by, at=at)
        messages.success(request, f"{len(copies)} 件将再次报送")
    else:
        raise NotThere
    return redirect("catalogue_staff:outlet", pk=pk)
