"""One meeting: who was asked, the minutes, the signatures."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.documents.models import Document
from zhengwu.joint import actions, policy, queries
from zhengwu.joint.enums import MeetingState
from zhengwu.joint.models import Meeting
from zhengwu.joint.web.staff import forms
from zhengwu.joint.web.staff.views.acts import blame
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


def _meeting(request: HttpRequest, meeting_id: UUID) -> Meeting:
    """A meeting about something this person may read; any other is not there."""
    found = queries.meetings_for(actor_of(request)).filter(pk=meeting_id).first()
    if found is None:
        raise Http404
    return found


@access(policy.may_see_projects)
@require_safe
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What was met about, by whom, with what conclusion, signed by whom."""
    row, actor = _meeting(request, meeting_id), actor_of(request)
    seats = list(row.participants.order_by("organ_name"))
    open_now = row.state == MeetingState.HELD
    context = {
        "meeting": row,
        "seats": [
            {
                "row": one,
                "may_sign": open_now and one.came and one.signed_at is None
                and policy.may_sign(actor, one.organ_code),
            }
            for one in seats
        ],
        "paper": Document.objects.filter(pk=row.document_id).first()
        if row.document_id else None,
        "may_keep": row.state == MeetingState.CALLED and policy.may_keep_minutes(actor, row),
    }  # fmt: skip
    return render(request, "joint/staff/meeting.html", context)


@access(policy.may_see_projects)
@require_http_methods(["GET", "POST"])
@once
def minutes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Write down who came and what was concluded."""
    row = _meeting(request, meeting_id)
    seats = [(one.organ_code, one.organ_name) for one in row.participants.order_by("organ_name")]
    posted = request.POST if request.method == "POST" else None
    form = forms.MinutesForm(posted, seats=seats, initial={"held_at": row.planned_at})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                actions.keep_minutes(
                    row,
                    held_at=data["held_at"],
                    minutes=data["minutes"],
                    conclusion=data["conclusion"],
                    passed=data["passed"] == "yes",
                    seats=[
                        actions.Seat(code, data[f"name_{code}"], opinion=data[f"opinion_{code}"])
                        for code, _ in seats
                    ],
                    by=actor_of(request),
                    at=now(),
                )
            except Refusal as refusal:
                status = refusal.status
                blame(form, refusal)
            else:
                messages.success(request, "纪要已生成，请到会单位签字。")
                return redirect("joint_staff:meeting", meeting_id=meeting_id)
    context = {"form": form, "title": f"会议纪要：{row.subject}", "word": "生成纪要",
               "back": f"/desk/meetings/{meeting_id}/"}  # fmt: skip
    return render(request, "joint/staff/form.html", context, status=status)


@access(policy.may_see_projects)
@require_POST
@once
def sign(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Sign for one's organ."""
    actions.sign_minutes(
        _meeting(request, meeting_id), organ_code=request.POST.get("organ", ""),
        by=actor_of(request), at=now(),
    )  # fmt: skip
    messages.success(request, "已签字。")
    return redirect("joint_staff:meeting", meeting_id=meeting_id)
