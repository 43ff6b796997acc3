"""请假: applied for by the member, decided by the head of the unit or the centre."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.clock.queries import known
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org import queries as people
from zhengwu.org.models import Staff
from zhengwu.personnel import actions, policy, queries
from zhengwu.personnel.enums import LeaveState
from zhengwu.personnel.models import LeaveApplication
from zhengwu.personnel.web.staff.forms.leave import BackForm, GrantForm, LeaveForm
from zhengwu.personnel.web.staff.views.pages import beside, form_page
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_RECENT = 30


def _me(request: HttpRequest) -> Staff:
    return get_object_or_404(Staff.objects.select_related("organ"), pk=actor_of(request).id)


def working_days(first: date, last: date) -> int:
    """Working days of a span, both ends included."""
    calendar = known().calendar()
    span = range(first.toordinal(), last.toordinal() + 1)
    return sum(calendar.is_working(date.fromordinal(one)) for one in span)


@access(policy.may_use)
@require_safe
def leaves(request: HttpRequest) -> HttpResponse:
    """Own applications; for who grants leave also those of the others."""
    actor = actor_of(request)
    rows = LeaveApplication.objects.filter(staff_id=actor.id).select_related("cover", "leave")
    theirs = queries.leaves_to_decide(actor)
    grants = policy.grants_any_leave(actor)
    context = {
        "mine": rows.order_by("-asked_at"),
        "grants": grants,
        "waiting": theirs.filter(state=LeaveState.ASKED).order_by("starts_on") if grants else [],
        "decided": theirs.exclude(state=LeaveState.ASKED).order_by("-asked_at")[:_RECENT]
        if grants
        else [],
    }
    return render(request, "personnel/staff/leaves.html", context)


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def leave_new(request: HttpRequest) -> HttpResponse:
    """Apply for own leave."""
    me = _me(request)
    colleagues = Staff.objects.filter(people.in_office(local_day(now())), organ=me.organ)
    named = [(str(one.pk), one.name) for one in colleagues.exclude(pk=me.pk).order_by("number")]
    form = LeaveForm(request.POST or None, options={"cover": named})

    def run(form: LeaveForm) -> str:
        data = form.cleaned_data
        wanted = actions.Wanted(
            data["kind"], data["starts_on"], data["ends_on"], data["reason"],
            colleagues.filter(pk=data["cover"]).first() if data["cover"] else None,
        )  # fmt: skip
        row = actions.ask_leave(me, wanted=wanted, by=actor_of(request), at=now())
        return reverse("personnel_staff:leave", args=[row.pk])

    return form_page(
        request, form, run, title="申请请假", submit="提交审批",
        back=reverse("personnel_staff:leaves"), done="已提交，等待批准。批准以前要照常上班。",
    )  # fmt: skip


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One application: decided by who may, taken back or ended by the applicant."""
    actor, at = actor_of(request), now()
    rows = LeaveApplication.objects.select_related("staff__organ", "cover", "leave")
    row = get_object_or_404(rows, pk=pk)
    if not policy.may_see_leave(actor, row.staff):
        raise Http404
    own, open_ = policy.is_self(actor, row.staff), row.state == LeaveState.ASKED
    decides = open_ and not own and policy.grants_leave(actor, row.staff)
    away = row.leave is not None and row.leave.returned_on is None
    back = away and row.ends_on >= local_day(at)
    act, status = request.POST.get("act", ""), 200
    covers = people.cover_candidates(row.staff, row.starts_on, row.ends_on) if decides else []
    named = [(str(one.pk), one.name) for one in covers]
    first = {"cover": str(row.cover_id) if row.cover_id else ""}
    grant = GrantForm(request.POST if act == "decide" else None, covers=named, initial=first)
    ends = BackForm(
        request.POST if act == "back" else None, initial={"on": max(local_day(at), row.starts_on)}
    )
    if request.method == "POST":
        forms: dict[str, GrantForm | BackForm] = {"decide": grant, "back": ends}
        form = forms.get(act)
        if act == "withdraw" or (form is not None and form.is_valid()):
            try:
                messages.success(request, _done(request, row, act, form))
                return redirect("personnel_staff:leave", pk=pk)
            except Refusal as refused:
                status = refused.status
                if form is None:
                    messages.error(request, refused.message)
                else:
                    beside(form, refused)
        else:
            status = 422
    context = {
        "row": row, "own": own, "open": open_, "decides": decides, "back": back,
        "grant": grant, "ends": ends, "working": working_days(row.starts_on, row.ends_on),
        "posts": people.window_posts(row.staff, row.starts_on, row.ends_on),
        "covers": covers,
    }  # fmt: skip
    return render(request, "personnel/staff/leave.html", context, status=status)


def _done(
    request: HttpRequest, row: LeaveApplication, act: str, form: GrantForm | BackForm | None
) -> str:
    by, at = actor_of(request), now()
    if form is None:
        actions.withdraw_leave(row, by=by, at=at)
        return "已撤回。"
    data = form.cleaned_data
    if act == "back":
        actions.come_back(row, on=data["on"], by=by, at=at)
        return "已销假。"
    cover = Staff.objects.filter(pk=data["cover"]).first() if data["cover"] else None
    actions.decide_leave(
        row, agreed=data["agreed"] == "yes", answer=data["answer"], cover=cover, by=by, at=at
    )
    return "已审批，申请人会收到通知。"
