"""The month's sheet, a person's month, one day; one's own days and the button to sign in."""

from __future__ import annotations

import io
from datetime import date
from typing import Any, cast
from uuid import UUID

import xlsxwriter
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Staff
from zhengwu.personnel import actions, policy, queries
from zhengwu.personnel.enums import DAY_MARKS, DAY_NAMES, DayState
from zhengwu.personnel.models import Assignment, AttendanceDay, Swipe
from zhengwu.personnel.web.staff.forms.attendance import CorrectionForm
from zhengwu.personnel.web.staff.views.pages import form_page, month_of, months, organs
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import escaped

_TRIPS = 20


@access(policy.may_read)
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """A line a person, a square a day, of all units or one; also as xlsx."""
    first, last = month_of(request)
    rows = queries.days_seen(actor_of(request), first, last)
    organ = request.GET.get("organ", "")
    if organ:
        rows = rows.filter(organ_id=organ)
    sheet = queries.month_sheet(rows, first, last)
    if "export" in request.GET:
        return _export(sheet, first)
    seen = {line["organ"].pk for line in sheet["lines"]}
    totals = [
        (DAY_NAMES[state], sum(line["counts"][place] for line in sheet["lines"]))
        for place, state in enumerate(DayState)
    ]
    context = {
        **months(first),
        "sheet": sheet,
        "totals": totals,
        "organ": organ,
        "organs": [one for one in organs() if policy.oversees(actor_of(request)) or one[0] in seen],
        "marks": [(mark, DAY_NAMES[state]) for state, mark in DAY_MARKS.items()],
        "keeps": policy.keeps(actor_of(request)),
    }
    return render(request, "personnel/staff/month.html", context)


def _export(sheet: dict[str, Any], first: date) -> HttpResponse:
    """The monthly sheet as offices keep it: days across, counts at the end, place to sign."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(f"{first.year}年{first.month}月")
        title = book.add_format({"bold": True, "align": "center", "font_size": 14})
        head = book.add_format({"bold": True, "align": "center", "border": 1})
        cell = book.add_format({"align": "center", "border": 1})
        days, wide = sheet["days"], 3 + len(sheet["days"]) + len(DAY_NAMES) + 1
        text = f"{first.year}年{first.month}月窗口人员考勤表"
        page.merge_range(0, 0, 0, wide - 1, text, title)
        heads = [
            "单位",
            "姓名",
            "工号",
            *[str(one.day) for one in days],
            *DAY_NAMES.values(),
            "分钟",
        ]
        for place, one in enumerate(heads):
            page.write_string(1, place, one, head)
        for line, row in enumerate(sheet["lines"], start=2):
            texts = [row["organ"].short_name, row["staff"].name, row["staff"].number]
            texts += [one["mark"] for one in row["cells"]]
            for place, one in enumerate(texts):
                page.write_string(line, place, escaped(one), cell)
            for place, count in enumerate([*row["counts"], row["minutes"]], start=len(texts)):
                page.write_number(line, place, count, cell)
        legend = "　".join(f"{mark} {DAY_NAMES[state]}" for state, mark in DAY_MARKS.items())
        page.write_string(len(sheet["lines"]) + 3, 0, f"{legend}　休 休息日")
        page.write_string(
            len(sheet["lines"]) + 4, 0, "制表：　　　　　　审核：　　　　　　负责人："
        )
        page.set_column(0, 2, 12)
        page.set_column(3, 2 + len(days), 3.2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(1)
        page.freeze_panes(2, 3)
    stream.seek(0)
    name = f"考勤表{first:%Y-%m}.xlsx"
    return cast("HttpResponse", FileResponse(stream, as_attachment=True, filename=name))


def _month_of(staff: Staff, request: HttpRequest) -> dict[str, Any]:
    first, last = month_of(request)
    days = AttendanceDay.objects.filter(staff=staff, day__range=(first, last))
    today = local_day(now())
    return {
        **months(first),
        "person": staff,
        "days": days.order_by("-day"),
        "today": today,
        "swipes": Swipe.objects.filter(staff=staff, day=today).order_by("swiped_at"),
        "expected": queries.expected_on(today, staff=staff.pk).get(staff.pk),
        "leaves": staff.leave_applications.select_related("leave").order_by("-asked_at")[:_TRIPS],
        "trips": Assignment.objects.filter(staff=staff).order_by("-starts_at")[:_TRIPS],
    }


@access(policy.may_use)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own month, with the button to sign in and the way to object."""
    staff = Staff.objects.select_related("organ").filter(pk=actor_of(request).id).first()
    if staff is None:
        raise Http404
    context = {**_month_of(staff, request), "own": True}
    return render(request, "personnel/staff/person.html", context)


@access(policy.may_use)
@require_POST
@once
def sign(request: HttpRequest) -> HttpResponse:
    """Sign in or out at one's desk."""
    try:
        swipe = actions.sign_in(by=actor_of(request), at=now())
    except Refusal as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"已签到，{swipe.swiped_at:%H:%M}。")
    return redirect("personnel_staff:mine")


@access(policy.may_read)
@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A person's month, for the keepers and the head of the unit."""
    staff = get_object_or_404(Staff.objects.select_related("organ"), pk=pk)
    if not policy.may_see(actor_of(request), staff):
        raise Http404
    return render(request, "personnel/staff/person.html", _month_of(staff, request))


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def day(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One day: hours, swipes, why it was judged so, and what was asked about it."""
    actor = actor_of(request)
    row = get_object_or_404(
        AttendanceDay.objects.select_related("staff", "organ", "shift__hall", "shift__organ"),
        pk=pk,
    )
    if not policy.may_see(actor, row.staff):
        raise Http404
    own = policy.is_self(actor, row.staff)
    here = reverse("personnel_staff:day", args=[row.pk])

    def run(form: CorrectionForm) -> str:
        data = form.cleaned_data
        actions.ask_correction(
            row, wanted=DayState(data["wanted"]), reason=data["reason"], by=actor, at=now()
        )
        return here

    back = "personnel_staff:mine" if own else "personnel_staff:person"
    return form_page(
        request, CorrectionForm(request.POST or None), run,
        title=f"{row.staff.name} {row.day.month}月{row.day.day}日",
        submit="提出异议" if own else "申请更正",
        back=reverse(back, args=[] if own else [row.staff_id]),
        done="已提出，等待另一人审核。",
        template="personnel/staff/day.html",
        row=row,
        swipes=Swipe.objects.filter(staff=row.staff, day=row.day).order_by("swiped_at"),
        corrections=row.corrections.order_by("asked_at"),
        may_ask=policy.may_ask(actor, row.staff)
        and not row.corrections.filter(state="asked").exists(),
    )  # fmt: skip
