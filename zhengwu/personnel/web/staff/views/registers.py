"""Registers: all of them, one of them, one row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.files import actions as files
from zhengwu.files import queries as stored
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ, Staff, Window
from zhengwu.org.queries import open_windows
from zhengwu.personnel import actions, policy, queries, registry
from zhengwu.personnel.models import RegisterEntry
from zhengwu.personnel.web.staff.forms.follow import RegisterForm
from zhengwu.personnel.web.staff.views.follow import acted, history
from zhengwu.personnel.web.staff.views.pages import beside, organs, people
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

_LACKING = 12


def _kind(code: str, allowed: Callable[[str], bool]) -> dict[str, Any]:
    if code not in registry.registers() or not allowed(code):
        raise Http404
    return registry.registers()[code]


@access(policy.may_use)
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """The registers this person may read; what is open, what is late, what is owed."""
    actor, today = actor_of(request), local_day(now())
    rows = queries.registers_seen(actor)
    for one in rows:
        one["late"] = sum(due is not None and due < today for due in one["open"])
    context = {
        "rows": rows,
        "today": today,
        "owed": queries.talks_owed() if policy.oversees(actor) else {},
        "links": {code: registry.registers()[code]["name"] for code in registry.registers()},
    }
    return render(request, "personnel/staff/registers.html", context)


@access(policy.may_use)
@require_safe
def register(request: HttpRequest, code: str) -> HttpResponse:
    """One register: its rows, what it lacks."""
    actor, today = actor_of(request), local_day(now())
    kind = _kind(code, lambda one: policy.may_read_register(actor, one))
    rows = RegisterEntry.objects.filter(kind=code).select_related("staff", "organ")
    view = request.GET.get("view", "")
    if view == "open":
        rows = rows.filter(follow__in=["open", "answered"], void_reason="")
    table = Table(
        request, rows, columns=_columns(kind), order="-on",
        empty_title=f"还没有{kind['name']}记录", empty_text="登记以后会列在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export(kind["name"]))
    lacking = queries.lacking(code, today)
    context = {
        "code": code, "kind": kind, "table": table, "view": view,
        "lacking": lacking[:_LACKING], "more": max(0, len(lacking) - _LACKING),
        "keeps": policy.may_keep(actor, code),
    }  # fmt: skip
    return render(request, "personnel/staff/register.html", context)


def _columns(kind: dict[str, Any]) -> list[Column]:
    names = [one["name"] for one in kind["fields"]]
    found = [
        Column("on", "日期", kind="day", sort="on",
               url=lambda row: reverse("personnel_staff:register_row", args=[row.pk])),
        Column("title", "内容",
               value=lambda row: f"（作废）{row.title}" if row.void_reason else row.title),
    ]  # fmt: skip
    if "organ" in names:
        found.append(
            Column(
                "organ",
                "单位",
                kind="short",
                value=lambda row: row.organ.short_name if row.organ else "—",
            )
        )
    if "staff" in names:
        found.append(
            Column(
                "staff",
                "人员",
                kind="short",
                value=lambda row: row.staff.name if row.staff else "—",
            )
        )
    if kind.get("follow"):
        found.append(
            Column(
                "follow",
                kind["follow"]["name"],
                kind="short",
                template="personnel/staff/_follow_cell.html",
                value=lambda row: row.follow_name,
            )
        )
        found.append(Column("due_on", "期限", kind="day"))
    return [*found, Column("written_by", "登记人", kind="short")]


def _options(kind: dict[str, Any], actor: Any) -> dict[str, Any]:
    kinds, today = {one["kind"] for one in kind["fields"]}, local_day(now())
    found: dict[str, Any] = {"staff": [], "organ": [], "window": []}
    if "staff" in kinds:
        found["staff"] = people(queries.people_seen(actor, today))
    if "organ" in kinds:
        found["organ"] = organs()
    if "window" in kinds:
        found["window"] = [(str(one.pk), one.name) for one in open_windows(today)]
    return found


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def register_new(request: HttpRequest, code: str) -> HttpResponse:
    """Write a row."""
    actor = actor_of(request)
    kind = _kind(code, lambda one: policy.may_keep(actor, one))
    start = {"on": local_day(now()), "organ": request.GET.get("organ", "")}
    form = RegisterForm(
        request.POST or None, request.FILES or None, kind=kind, options=_options(kind, actor),
        initial=start,
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = actions.write_register(_line(code, kind, form), by=actor, at=now())
            except Refusal as refused:
                beside(form, refused)
                status = refused.status
            else:
                messages.success(request, "已登记。")
                return redirect("personnel_staff:register_row", pk=row.pk)
    context = {
        "title": f"登记{kind['name']}", "form": form, "submit": "登记",
        "back": reverse("personnel_staff:register", args=[code]), "note": kind["source"],
        "upload": any(one["kind"] == "file" for one in kind["fields"]),
    }  # fmt: skip
    return render(request, "personnel/staff/register_new.html", context, status=status)


def _line(code: str, kind: dict[str, Any], form: RegisterForm) -> actions.Line:
    data = form.cleaned_data
    found: dict[str, Any] = {}
    for one in kind["fields"]:
        value = data.get(one["name"])
        if one["kind"] == "staff" and value:
            found["staff"] = Staff.objects.get(pk=value)
        elif one["kind"] == "organ" and value:
            found["organ"] = Organ.objects.get(pk=value)
        elif one["kind"] == "window" and value:
            found["window"] = Window.objects.get(pk=value)
        elif one["kind"] == "file" and value:
            found["file"] = files.receive(value, name=value.name)
    own = {
        one["name"]: data.get(one["name"])
        for one in kind["fields"]
        if one["kind"] not in ("staff", "organ", "window", "file")
    }
    return actions.Line(code, data["on"], own, due_on=data.get("due_on"), **found)


def _row(request: HttpRequest, pk: UUID) -> RegisterEntry:
    rows = RegisterEntry.objects.select_related("staff", "organ", "window", "file", "parent")
    row = get_object_or_404(rows, pk=pk)
    actor = actor_of(request)
    concerned = bool(row.staff_id and str(row.staff_id) == actor.id) or (
        row.organ_id in policy.headed(actor)
    )
    private = registry.registers()[row.kind].get("private")
    if not policy.may_read_register(actor, row.kind) and (private or not concerned):
        raise Http404
    return row


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def register_row(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One row with what followed from it, and what may be done now."""
    row, actor = _row(request, pk), actor_of(request)
    acts, done = acted(request, row, actor)
    if done:
        return redirect("personnel_staff:register_row", pk=pk)
    kind, content = registry.registers()[row.kind], row.content
    context = {
        "row": row, "kind": kind, "acts": acts, "history": history(row),
        "late": row.overdue(local_day(now())),
        "fields": [(one["label"], content[one["name"]])
                   for one in kind["fields"] if one["name"] in content],
        "children": row.children.order_by("written_at") if kind.get("bookable")
        and policy.may_read_register(actor, kind["bookable"]) else [],
        "reads": policy.may_read_register(actor, row.kind),
    }  # fmt: skip
    status = 422 if request.method == "POST" else 200
    return render(request, "personnel/staff/register_row.html", context, status=status)


@access(policy.may_use)
@require_safe
def register_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The paper or picture of a row."""
    row = _row(request, pk)
    if row.file is None:
        raise Http404
    return cast("HttpResponse", stored.response(row.file, inline=True))
