"""Projects: the list, the file over years, its acts, the figures of a year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import queries as case_queries
from zhengwu.documents import queries as documents
from zhengwu.identity.models import Firm
from zhengwu.joint import actions, policy, queries
from zhengwu.joint.enums import MeetingKind, ProjectKind, StageCode, StageState
from zhengwu.joint.models import Project
from zhengwu.joint.web.staff import forms
from zhengwu.joint.web.staff.views.acts import blame, organs
from zhengwu.journal import queries as journal
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Staff
from zhengwu.web.access import access, actor_of
from zhengwu.web.forms import PlainForm
from zhengwu.web.once import once
from zhengwu.web.paging import paged


@access(policy.may_see_projects)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Project files, newest first; by agency window, kind and state."""
    rows = queries.projects_for(actor_of(request)).select_related("matter")
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip()[:60]
    if kind in {one.value for one in ProjectKind}:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(name__contains=text) | rows.filter(code__startswith=text)
    page = paged(rows, ["opened_on", "matter"], request.GET, 50)
    context = {
        "page": page,
        "names": case_queries.names_of({one.agency_code for one in page.rows}),
        "kind": kind,
        "q": text,
        "may_open": policy.may_open_projects(actor_of(request)),
    }
    return render(request, "joint/staff/projects.html", context)


@access(policy.may_open_projects)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Open a file; the agency window follows from the kind."""
    form = forms.ProjectForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = dict(form.cleaned_data)
            uscc = data.pop("uscc")
            data["firm"] = Firm.objects.filter(uscc=uscc).first() if uscc else None
            data["kind"] = ProjectKind(data["kind"])
            try:
                made = actions.open_project(
                    actions.Particulars(**data), by=actor_of(request), at=now()
                )
            except Refusal as refusal:
                status = refusal.status
                blame(form, refusal)
            else:
                messages.success(request, "项目档案已建立。")
                return redirect("joint_staff:project", number=made.matter.number)
    return render(
        request, "joint/staff/form.html",
        {"form": form, "title": "建立项目档案", "back": "/desk/projects/", "word": "建立档案"},
        status=status,
    )  # fmt: skip


def _project(request: HttpRequest, number: str) -> Project:
    rows = queries.projects_for(actor_of(request)).select_related("matter", "firm")
    found = rows.filter(matter__number=number).first()
    if found is None:
        raise Http404
    return found


@access(policy.may_see_projects)
@require_safe
def project(request: HttpRequest, number: str) -> HttpResponse:
    """The file: agent, four stages, joint matters, meetings, what was done, papers."""
    row, actor = _project(request, number), actor_of(request)
    stages = list(row.stages.prefetch_related("matters__matter", "meetings"))
    context = {
        "project": row,
        "agency": case_queries.names_of([row.agency_code]).get(row.agency_code, row.agency_code),
        "agents": row.agents.order_by("-since", "-pk"),
        "stages": stages,
        "steps": row.steps.order_by("-on", "-written_at"),
        "meetings": row.meetings.order_by("-planned_at"),
        "papers": documents.of_matter(row.matter_id),
        "entries": journal.of_matter(row.matter_id).filter(code__startswith="joint.")[:80],
        "may_carry": policy.may_carry(actor, row) and row.state == "running",
        "may_name": policy.may_name_agent(actor, row) and row.state == "running",
        "may_meet": policy.may_call_meeting(actor, MeetingKind.PROOF) and row.state == "running",
        "proof_open": any(
            one.code == StageCode.PROOF and one.state != StageState.DONE for one in stages
        ),
    }
    return render(request, "joint/staff/project.html", context)


def _people(row: Project) -> list[tuple[str, str]]:
    people = Staff.objects.filter(holdings__post__organ_id=row.agency_code).distinct()
    return [("", "请选择"), *((str(one.pk), one.name) for one in people.order_by("number"))]


def _name_agent(request: HttpRequest, row: Project, data: dict[str, Any]) -> object:
    staff = Staff.objects.get(pk=data["staff"])
    return actions.name_agent(row, staff=staff, by=actor_of(request), at=now())


def _write_step(request: HttpRequest, row: Project, data: dict[str, Any]) -> object:
    return actions.write_step(row, **data, by=actor_of(request), at=now())


def _call(request: HttpRequest, row: Project, data: dict[str, Any]) -> object:
    kind = MeetingKind(data.pop("kind"))
    stage = StageCode.PROOF if kind is MeetingKind.PROOF else None
    return actions.call_meeting(
        about=row, kind=kind, stage=stage, **data, by=actor_of(request), at=now()
    )


_Run = Callable[[HttpRequest, Project, dict[str, Any]], object]
_ACTS: dict[str, tuple[str, Callable[[Project, Any], PlainForm], _Run, str]] = {
    "agent": ("指定代办员", lambda p, d: forms.AgentForm(d, people=_people(p)), _name_agent,
              "代办员已指定，全程代办，不收取费用。"),
    "step": ("记录代办情况", lambda p, d: forms.StepForm(d, initial={"on": local_day(now())}),
             _write_step, "已记入项目档案。"),
    "meeting": ("通知开会", lambda p, d: forms.MeetingForm(d, organs=organs()[1:]), _call,
                "会议通知已发出。"),
}  # fmt: skip


@access(policy.may_see_projects)
@require_http_methods(["GET", "POST"])
@once
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One act on a project."""
    row = _project(request, number)
    if name not in _ACTS:
        raise Http404
    title, build, run, done = _ACTS[name]
    form = build(row, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                run(request, row, dict(form.cleaned_data))
            except Refusal as refusal:
                status = refusal.status
                blame(form, refusal)
            else:
                messages.success(request, done)
                return redirect("joint_staff:project", number=number)
    context = {"form": form, "title": f"{title}：{row.name}", "word": title,
               "back": f"/desk/projects/{number}/"}  # fmt: skip
    return render(request, "joint/staff/form.html", context, status=status)


@access(policy.may_count)
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Projects by kind and joint matters by service, of one year."""
    today = local_day(now())
    typed = request.GET.get("year", "")
    year = int(typed) if typed.isdecimal() and 2000 <= int(typed[:4]) <= today.year else today.year
    context = {"counted": queries.yearly(year), "years": range(today.year, today.year - 5, -1)}
    return render(request, "joint/staff/statistics.html", context)
