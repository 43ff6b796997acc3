"""四登记: the four registers."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhengwu.cases.models import Case
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Organ, Region
from zhengwu.township import actions, policy, queries
from zhengwu.township.enums import REGISTER_NAMES, Register
from zhengwu.township.models import RegisterRow
from zhengwu.township.web.staff.forms import CloseForm, LineForm
from zhengwu.township.web.staff.views.home import beside, town_of, villages_of
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


def _address(row: RegisterRow) -> str:
    return reverse("township_staff:line", args=[row.pk])


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def register(request: HttpRequest, kind: str) -> HttpResponse:
    """One register with its lines, and the form for the next."""
    if kind not in REGISTER_NAMES:
        raise Http404
    actor, town, status = actor_of(request), town_of(request), 200
    form = LineForm(request.POST or None, villages=villages_of(town), initial=_known(request, town))
    if request.method == "POST":
        status = 422
        if form.is_valid() and _write(request, town, Register(kind), form):
            return redirect(f"{request.path}?town={town.pk}")
    table = Table(
        request,
        RegisterRow.objects.filter(town=town, register=kind).select_related(
            "village", "case__matter"
        ),
        columns=[
            Column("written_at", "登记时间", kind="instant", sort="written_at"),
            Column("name", "姓名", value=lambda row: row.who.get("name", "")),
            Column("phone", "电话", kind="short", value=lambda row: row.who.get("phone", "")),
            Column("village", "村（社区）", value=lambda row: str(row.village or "")),
            Column("text", "事由", url=_address),
            Column("case", "办件", kind="short",
                   value=lambda row: row.case.matter.number if row.case else ""),
            Column("planned_at", "约定时间", kind="instant"),
            Column("result", "结果"),
            Column("signed_by", "签收人", kind="short"),
            Column("written_by", "登记人", kind="short"),
        ],
        order="-written_at",
        empty_title="还没有登记",
        empty_text="发生以后随时登记，办完以后填写结果和签收人。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export(REGISTER_NAMES[Register(kind)]))
    context = {
        "town": town, "table": table, "kind": kind, "title": REGISTER_NAMES[Register(kind)],
        "registers": REGISTER_NAMES.items(),
        "form": form if policy.may_write(actor, town.pk) else None,
    }  # fmt: skip
    return render(request, "township/staff/register.html", context, status=status)


def _known(request: HttpRequest, town: Organ) -> dict[str, str]:
    """What stands in the case already is not asked again."""
    number = request.GET.get("number", "").strip().upper()
    case = number and queries.cases_of(town).filter(matter__number=number).first()
    if not case:
        return {}
    case = Case.objects.select_related("matter", "person").get(pk=case.pk)
    phone = case.person.phone if case.person else ""
    text = f"{case.matter.title}的代办结果"
    return {"number": number, "name": case.applicant_name, "phone": phone, "text": text}


def _write(request: HttpRequest, town: Organ, kind: Register, form: LineForm) -> bool:
    data = form.cleaned_data
    case = None
    if number := data["number"].strip().upper():
        case = queries.cases_of(town).filter(matter__number=number).first()
        case = case and Case.objects.select_related("matter").get(pk=case.pk)
        if case is None:
            form.add_error("number", "本乡镇没有这个编号的办件")
            return False
    village = Region.objects.filter(pk=data["village"]).first() if data["village"] else None
    line = actions.Line(
        town=town, register=kind, name=data["name"], phone=data["phone"], text=data["text"],
        village=village, case=case, planned_at=data["planned_at"],
    )  # fmt: skip
    try:
        actions.write_line(line, by=actor_of(request), at=now())
    except Refusal as refused:
        beside(form, refused)
        return False
    messages.success(request, "已登记。")
    return True


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def line(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One line: its result and who signed for it."""
    rows = RegisterRow.objects.filter(town__in=queries.towns(actor_of(request)))
    row = rows.select_related("town", "village", "case__matter").filter(pk=pk).first()
    if row is None:
        raise Http404
    form, status = CloseForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.close_line(row, **form.cleaned_data, by=actor_of(request), at=now())
                messages.success(request, "已填写结果。")
                return redirect("township_staff:register", kind=row.register)
            except Refusal as refused:
                beside(form, refused)
    may = row.closed_at is None and policy.may_write(actor_of(request), row.town_id)
    context = {
        "row": row, "who": row.who, "title": REGISTER_NAMES[Register(row.register)],
        "form": form if may else None,
    }  # fmt: skip
    return render(request, "township/staff/line.html", context, status=status)
