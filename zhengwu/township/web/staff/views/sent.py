"""宣传单、抄送、同一编码各级: what goes to other places, and who handles a code at which level."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import queries as cases
from zhengwu.catalogue import registry as catalogue
from zhengwu.catalogue.models import Item
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Organ
from zhengwu.township import actions, policy, queries
from zhengwu.township.models import CaseCopy, Leaflet, LeafletCopy
from zhengwu.township.web.staff.forms import CopyForm, CopyReadForm, LeafletForm
from zhengwu.township.web.staff.views.home import beside, town_of
from zhengwu.web.access import access, actor_of, staff
from zhengwu.web.once import once

_SHOWN = 30


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def leaflets(request: HttpRequest) -> HttpResponse:
    """Leaflets and which position has put them up."""
    actor, town, status = actor_of(request), town_of(request), 200
    may_publish = policy.may_inspect(actor)
    form = LeafletForm(request.POST if "title" in request.POST else None)
    if request.method == "POST":
        status = 422
        if "copy" in request.POST:
            _put_up(request)
            return redirect(f"{request.path}?town={town.pk}")
        if may_publish and form.is_valid() and _publish(request, form):
            return redirect(f"{request.path}?town={town.pk}")
    rows = [_leaflet(one, actor) for one in Leaflet.objects.order_by("-published_at")[:_SHOWN]]
    context = {"town": town, "rows": rows, "form": form if may_publish else None}
    return render(request, "township/staff/leaflets.html", context, status=status)


def _publish(request: HttpRequest, form: LeafletForm) -> bool:
    try:
        actions.publish_leaflet(**form.cleaned_data, by=actor_of(request), at=now())
    except Refusal as refused:
        beside(form, refused)
        return False
    messages.success(request, "已发到各中心和服务站。")
    return True


def _put_up(request: HttpRequest) -> None:
    copy = get_object_or_404(
        LeafletCopy.objects.select_related("leaflet"), pk=request.POST["copy"][:20]
        if request.POST["copy"].isdecimal() else 0,
    )  # fmt: skip
    actions.read_leaflet(copy.leaflet, copy_id=copy.pk, by=actor_of(request), at=now())
    messages.success(request, "已登记张贴。")


def _leaflet(row: Leaflet, actor: Actor) -> dict[str, Any]:
    copies = list(row.copies.select_related("organ", "village").order_by("organ", "village"))
    return {
        "row": row,
        "up": sum(one.read_at is not None for one in copies),
        "all": len(copies),
        "missing": [one for one in copies if one.read_at is None],
        "mine": [
            one for one in copies if one.read_at is None
            and (policy.may_write(actor, one.organ_id) or actor.organ_code == one.organ_id)
        ],
    }  # fmt: skip


@access(policy.may_receive_copies)
@require_http_methods(["GET", "POST"])
@once
def copies(request: HttpRequest) -> HttpResponse:
    """What this organ was shown and what it showed to others."""
    actor, status = actor_of(request), 200
    organs = Organ.objects.exclude(pk=actor.organ_code).order_by("position", "code")
    form = CopyForm(
        request.POST if "number" in request.POST else None,
        initial={"number": request.GET.get("number", "")},
        organs=[(one.pk, one.name) for one in organs],
    )
    if request.method == "POST":
        status = 422
        if "read" in request.POST and _read(request):
            return redirect(request.path)
        if "number" in request.POST and form.is_valid() and _send(request, form):
            return redirect(request.path)
    rows = CaseCopy.objects.select_related("case__matter", "from_organ", "to_organ")
    context = {
        "received": rows.filter(to_organ=actor.organ_code).order_by("-sent_at", "-pk")[:_SHOWN],
        "sent": rows.filter(from_organ=actor.organ_code).order_by("-sent_at", "-pk")[:_SHOWN],
        "form": form,
        "read_form": CopyReadForm(),
    }
    return render(request, "township/staff/copies.html", context, status=status)


def _send(request: HttpRequest, form: CopyForm) -> bool:
    data, actor = form.cleaned_data, actor_of(request)
    number = data["number"].strip().upper()
    case = cases.visible_to(actor).filter(matter__number=number).first()
    if case is None:
        form.add_error("number", "没有这个编号的办件，或者不是本单位的办件")
        return False
    try:
        actions.send_copy(
            case, to=Organ.objects.get(pk=data["to"]), note=data["note"], by=actor, at=now()
        )
    except Refusal as refused:
        beside(form, refused)
        return False
    messages.success(request, "已抄送。")
    return True


def _read(request: HttpRequest) -> bool:
    try:
        row = CaseCopy.objects.get(pk=UUID(request.POST["read"]))
    except (ValueError, CaseCopy.DoesNotExist):
        return False
    answer = request.POST.get("answer", "")[:500]
    actions.read_copy(row, answer=answer, by=actor_of(request), at=now())
    messages.success(request, "已签收。")
    return True


@access(staff)
@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    """One code, all levels: who handles it where, to whom it goes up, what contradicts."""
    code = request.GET.get("code", "").strip()[:100]
    context = {
        "code": code,
        "groups": _groups(code),
        "carried": queries.carried(),
        "standards": catalogue.standards().values(),
    }
    return render(request, "township/staff/codes.html", context)


def _groups(code: str) -> list[dict[str, Any]]:
    live = Item.objects.filter(live__isnull=False).select_related("live")
    if code:
        seen = queries.linked(code) or [
            one for one in live.filter(live__canonical__contains=f'"{code}"') if one.live
        ]
        return [_group(seen)] if seen else []
    upward = live.filter(live__canonical__contains='"basic_code":"').exclude(
        live__canonical__contains='"basic_code":""'
    )
    found: dict[str, list[Item]] = {}
    for item in upward:
        found.setdefault(item.live.document.basic_code if item.live else "", []).append(item)
    return [_group(items) for key, items in sorted(found.items()) if key][:_SHOWN]


def _group(items: list[Item]) -> dict[str, Any]:
    rows = [_level(item, item.live.document) for item in items if item.live]
    rows.sort(key=lambda one: (str(one["document"].level or "9"), one["item"].code))
    return {"code": rows[0]["document"].basic_code or rows[0]["item"].code, "rows": rows}


def _level(item: Item, document: EditionDocument) -> dict[str, Any]:
    organ = Organ.objects.filter(pk=document.organ_code).first()
    return {
        "item": item,
        "document": document,
        "level": document.level.label if document.level else "未填写",
        "organ": organ.name if organ else document.organ_name,
        "against": queries.contradictions(document),
    }
