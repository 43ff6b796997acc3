"""来访办理: register, solve at once, pass on, put to the director."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhengwu.clock import queries as clock
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Region
from zhengwu.township import actions, policy, queries
from zhengwu.township.enums import RECEPTION_NAMES, ReceptionKind, ReceptionState, Section
from zhengwu.township.models import Reception
from zhengwu.township.web.staff.forms import (
    AssignForm,
    DirectForm,
    FinishForm,
    OpinionForm,
    VisitForm,
)
from zhengwu.township.web.staff.views.home import beside, town_of, villages_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

_BRIEF = 40


def _address(row: Reception) -> str:
    return reverse("township_staff:visit", args=[row.matter.number])


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def visits(request: HttpRequest) -> HttpResponse:
    """Who came, what for, how it stands; and the form to write a visit down."""
    actor, town, status = actor_of(request), town_of(request), 200
    form = VisitForm(request.POST or None, villages=villages_of(town))
    if request.method == "POST":
        status = 422
        if form.is_valid() and (row := _register(request, form)):
            messages.success(request, f"已登记，编号 {row.matter.number}。")
            return redirect(_address(row))
    rows = Reception.objects.filter(town=town).select_related("matter", "village")
    if (kind := request.GET.get("kind", "")) in RECEPTION_NAMES:
        rows = rows.filter(kind=kind)
    table = Table(
        request,
        rows,
        columns=[
            Column("number", "编号", kind="short", value=lambda row: row.matter.number,
                   url=_address),
            Column("kind", "类别", kind="short", value=lambda row: row.kind_name),
            Column("text", "要办什么", value=lambda row: row.text[:_BRIEF]),
            Column("village", "村（社区）", value=lambda row: str(row.village or "")),
            Column("section", "部门", kind="short", value=lambda row: row.section_name),
            Column("state", "情况", kind="short", value=lambda row: row.state_name),
            Column("registered_at", "登记", kind="instant", sort="registered_at"),
            Column("done_at", "办结", kind="instant"),
        ],
        order="-registered_at",
        empty_title="还没有登记",
        empty_text="群众来访、来电，先在这里登记，再办理。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("来访办理登记"))
    context = {
        "town": town, "table": table, "kind": kind, "kinds": RECEPTION_NAMES.items(),
        "form": form if policy.may_write(actor, town.pk) else None,
    }  # fmt: skip
    return render(request, "township/staff/visits.html", context, status=status)


def _register(request: HttpRequest, form: VisitForm) -> Reception | None:
    data = form.cleaned_data
    visit = actions.Visit(
        town=town_of(request),
        kind=ReceptionKind(data["kind"]),
        text=data["text"],
        name=data["name"],
        phone=data["phone"],
        village=Region.objects.filter(pk=data["village"]).first() if data["village"] else None,
    )
    try:
        return actions.register_visit(visit, by=actor_of(request), at=now())
    except Refusal as refused:
        beside(form, refused)
        return None


_ACTS: dict[str, tuple[str, type[Any], Callable[..., Any]]] = {
    "finish": ("办结", FinishForm, actions.finish),
    "assign": ("转服务部门", AssignForm, actions.assign),
    "director": ("报中心主任", OpinionForm, actions.put_to_director),
    "direct": ("主任处理", DirectForm, actions.direct),
}


def _offered(request: HttpRequest, row: Reception) -> list[str]:
    actor = actor_of(request)
    if row.state == ReceptionState.DONE:
        return []
    found = []
    if policy.may_handle(actor, row.town_id):
        found = ["finish", "assign"]
        if row.state != ReceptionState.TO_DIRECTOR:
            found.append("director")
    if row.state == ReceptionState.TO_DIRECTOR and policy.may_direct(actor, row.town_id):
        found.insert(0, "direct")
    return found


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def visit(request: HttpRequest, number: str) -> HttpResponse:
    """One visit and what may be done with it now."""
    rows = Reception.objects.filter(town__in=queries.towns(actor_of(request)))
    row = rows.select_related("matter", "town", "village").filter(matter__number=number).first()
    if row is None:
        raise Http404
    offered, status = _offered(request, row), 200
    code = request.POST.get("act", "")
    bound: dict[str, Any] = {}
    if request.method == "POST" and code in offered:
        form, status = _ACTS[code][1](request.POST), 422
        bound[code] = form
        if form.is_valid() and _act(request, row, code, form):
            return redirect(_address(row))
    context = {
        "row": row,
        "who": row.who,
        "acts": [(one, _ACTS[one][0], bound.get(one) or _ACTS[one][1]()) for one in offered],
        "bars": clock.bars(list(clock.of_matter(row.pk)), now()),
    }
    return render(request, "township/staff/visit.html", context, status=status)


def _act(request: HttpRequest, row: Reception, code: str, form: Any) -> bool:
    data = dict(form.cleaned_data)
    if "section" in data:
        data["section"] = Section(data["section"])
    try:
        _ACTS[code][2](row, **data, by=actor_of(request), at=now())
    except Refusal as refused:
        beside(form, refused)
        return False
    messages.success(request, "已办理。")
    return True
