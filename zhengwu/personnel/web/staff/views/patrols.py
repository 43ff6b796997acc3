"""Patrols: what was found, the proposed tour, writing one down, one finding."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases.models import FirstAsked
from zhengwu.files import actions as files
from zhengwu.files import queries as stored
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.enums import HallKind
from zhengwu.org.models import Hall, Staff, Window
from zhengwu.org.queries import open_windows
from zhengwu.personnel import actions, policy, queries, registry
from zhengwu.personnel.models import Patrol, PatrolFinding
from zhengwu.personnel.web.staff.forms.follow import PatrolForm
from zhengwu.personnel.web.staff.views.follow import acted, history
from zhengwu.personnel.web.staff.views.pages import beside, halls, people
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

_RECENT = 10


def _finding_url(row: PatrolFinding) -> str:
    return reverse("personnel_staff:finding", args=[row.pk])


def _text(row: PatrolFinding) -> str:
    return registry.item_name(row.group, row.item)


@access(policy.may_use)
@require_safe
def patrols(request: HttpRequest) -> HttpResponse:
    """Findings this person may see; tours and today's proposal for those who make them."""
    actor, today = actor_of(request), local_day(now())
    rows = queries.findings_seen(actor)
    view = request.GET.get("view", "")
    if view == "open":
        rows = rows.filter(follow__in=["open", "answered"])
    table = Table(
        request, rows,
        columns=[
            Column("on", "日期", kind="day", sort="on", url=_finding_url),
            Column("item", "问题", value=_text),
            Column("window", "窗口", value=lambda row: row.window.name if row.window else "—"),
            Column("staff", "人员", kind="short",
                   value=lambda row: row.staff.name if row.staff else "—"),
            Column("organ", "单位", kind="short",
                   value=lambda row: row.organ.short_name if row.organ else "—"),
            Column("follow", "情况", kind="short", template="personnel/staff/_follow_cell.html",
                   value=lambda row: row.follow_name),
            Column("due_on", "期限", kind="day"),
        ],
        order="-on", empty_title="没有巡查发现的问题",
        empty_text="大厅管理巡查时发现的问题会列在这里，由窗口答复、整改。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("巡查发现"))
    keeps = policy.keeps(actor)
    hall = Hall.objects.filter(kind=HallKind.CENTRE).first()
    context = {
        "table": table, "view": view, "keeps": keeps,
        "tour": queries.proposed_tour(hall, today) if keeps and hall else [],
        "patrols": Patrol.objects.select_related("hall").order_by("-on", "-pk")[:_RECENT]
        if policy.oversees(actor) else [],
        "groups": [(one, list(one["items"].values())) for one in registry.checklists().values()],
        "first_asked": queries.first_asked_open(now())[:_RECENT] if keeps else [],
    }  # fmt: skip
    return render(request, "personnel/staff/patrols.html", context)


@access(policy.keeps)
@require_http_methods(["GET", "POST"])
@once
def patrol_new(request: HttpRequest) -> HttpResponse:
    """Write down a tour."""
    actor, today = actor_of(request), local_day(now())
    hall = Hall.objects.filter(kind=HallKind.CENTRE).first()
    tour = queries.proposed_tour(hall, today) if hall else []
    start = {
        "on": today, "groups": list(registry.checklists())[:5],
        "hall": str(hall.pk) if hall else "",
        "windows": [one["window"].code for one in tour] if "random" in request.GET else [],
        "random": "random" in request.GET,
    }  # fmt: skip
    form = PatrolForm(
        request.POST or None, request.FILES or None, options=_options(actor), initial=start
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.record_patrol(_tour(form), by=actor, at=now())
            except Refusal as refused:
                beside(form, _shown(refused, form))
                status = refused.status
            else:
                messages.success(request, "巡查已记录，发现的问题已交窗口答复。")
                return redirect("personnel_staff:patrols")
    context = {"form": form, "tour": tour}
    return render(request, "personnel/staff/patrol_new.html", context, status=status)


def _windows(today: date) -> Any:
    """The centre's windows first; the towns' carry the name of their hall."""
    rows = open_windows(today).select_related("hall")
    return sorted(rows, key=lambda one: (one.hall.kind != HallKind.CENTRE, one.hall.name, one.code))


def _window_name(window: Any) -> str:
    return window.name if window.hall.kind == HallKind.CENTRE else f"{window.hall}：{window.name}"


def _options(actor: Any) -> dict[str, Any]:
    today = local_day(now())
    return {
        "hall": halls(),
        "staff": people(queries.people_seen(actor, today).exclude(kind="village")),
        "window": [(one.code, _window_name(one)) for one in _windows(today)],
        "first_asked": [
            (str(one.pk), f"{one.staff_name}：{one.question[:20]}")
            for one in queries.first_asked_open(now())[:_RECENT]
        ],
    }


def _tour(form: PatrolForm) -> actions.Tour:
    data = form.cleaned_data
    return actions.Tour(
        Hall.objects.get(pk=data["hall"]), data["on"], data["groups"], data["windows"],
        [_seen(one) for one in form.findings()], random=data["random"], note=data["note"],
        due_on=data["due_on"],
    )  # fmt: skip


def _seen(row: dict[str, Any]) -> actions.Seen:
    group, _, item = (row["item"] or "/").partition("/")
    picture = row["picture"]
    return actions.Seen(
        group, item,
        Window.objects.filter(code=row["window"]).first() if row["window"] else None,
        Staff.objects.get(pk=row["staff"]) if row["staff"] else None, row["text"] or "",
        files.receive(picture, name=picture.name) if picture else None,
        FirstAsked.objects.get(pk=row["first_asked"]) if row["first_asked"] else None,
    )  # fmt: skip


def _shown(refused: Refusal, form: PatrolForm) -> Refusal:
    """Faults of findings by their place in the form, not among those that were filled in."""
    places = [one["place"] for one in form.findings()]
    fields = {}
    for name, texts in refused.fields.items():
        head, _, number = name.rpartition("_")
        shifted = head in ("item", "window") and number.isdecimal()
        fields[f"{head}_{places[int(number)]}" if shifted else name] = texts
    refused.fields = fields
    return refused


def _finding(request: HttpRequest, pk: UUID) -> PatrolFinding:
    row = queries.findings_seen(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One finding: answered by the window, looked at again by a keeper."""
    row = _finding(request, pk)
    acts, done = acted(request, row, actor_of(request))
    if done:
        return redirect("personnel_staff:finding", pk=pk)
    group = registry.checklists().get(row.group, {})
    context = {
        "row": row, "item": _text(row), "group": group, "acts": acts, "history": history(row),
        "late": row.overdue(local_day(now())),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "personnel/staff/finding.html", context, status=status)


@access(policy.may_use)
@require_safe
def picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The photo of a finding."""
    row = _finding(request, pk)
    if row.picture is None:
        raise Http404
    return cast("HttpResponse", stored.response(row.picture, inline=True))
