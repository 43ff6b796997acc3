"""What keeps the house running: stuck deliveries and long work."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhengwu.desks import policy, queries
from zhengwu.jobs import actions as jobs
from zhengwu.jobs.enums import JobState
from zhengwu.jobs.models import Job, Recurring
from zhengwu.journal import actions as journal
from zhengwu.journal import queries as journal_queries
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.polling import etagged, polled
from zhengwu.web.tables import Column, Table

STATES = {
    JobState.WAITING: "等待", JobState.RUNNING: "进行中", JobState.DONE: "完成",
    JobState.FAILED: "失败", JobState.CANCELLED: "已停止",
}  # fmt: skip
_SHOWN = 100


@access(policy.may_see_stuck)
@require_safe
def stuck(request: HttpRequest) -> HttpResponse:
    """Consequences that failed again and again, each with its error."""
    rows = list(journal_queries.stuck()[:_SHOWN])
    entries = Entry.objects.in_bulk([row.entry_id for row in rows])
    lines = []
    for row in rows:
        entry = entries.get(row.entry_id)
        lines.append(
            {
                "delivery": row,
                "entry": entry,
                "name": queries.act_names().get(entry.code, entry.code) if entry else "—",
                "error": row.error.strip().splitlines()[-1] if row.error.strip() else "",
            }
        )
    context = {"lines": lines, "may_act": policy.may_keep_running(actor_of(request))}
    return render(request, "desks/staff/stuck.html", context)


@access(policy.may_keep_running)
@once
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a stuck delivery going again."""
    delivery = get_object_or_404(journal_queries.stuck(), pk=pk)
    journal.retry(delivery, by=actor_of(request), at=now())
    messages.success(request, "已重新投递")
    return redirect("desks_staff:stuck")


@access(policy.may_keep_running)
@once
@require_POST
def skip(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one up, with a reason, so that later ones of the same object can follow."""
    delivery: Delivery = get_object_or_404(journal_queries.stuck(), pk=pk)
    try:
        reason = request.POST.get("reason", "")[:500]
        journal.skip(delivery, reason=reason, by=actor_of(request), at=now())
        messages.success(request, "已放弃这次投递")
    except Refusal as refused:
        messages.error(request, refused.message)
    return redirect("desks_staff:stuck")


@access(policy.may_use_desk)
@require_safe
def works(request: HttpRequest) -> HttpResponse:
    """Long work: one's own; the administrator sees everybody's, and what recurs."""
    actor = actor_of(request)
    all_seen = policy.may_keep_running(actor)
    rows = Job.objects.all() if all_seen else Job.objects.filter(asked_by=actor.id)
    table = Table(
        request,
        rows,
        columns=[
            Column("title", "任务", url=lambda job: reverse("desks_staff:job", args=[job.pk])),
            Column("state", "状态", kind="short", value=lambda job: STATES[JobState(job.state)]),
            Column("percent", "进度", kind="short", value=_progress),
            Column("asked_by_name", "提交人", kind="short"),
            Column("asked_at", "提交时间", kind="instant"),
            Column("ended_at", "结束时间", kind="instant"),
        ],
        order="-pk",
        empty_title="没有任务",
        empty_text="导入、导出、归档等较长的工作会出现在这里，可以离开页面，稍后再来。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("任务"))
    recurring = Recurring.objects.order_by("name") if all_seen else Recurring.objects.none()
    return render(request, "desks/staff/jobs.html", {"table": table, "recurring": recurring})


def _progress(job: Job) -> str:
    return f"{job.done} / {job.total}" if job.total else ""


def _job(request: HttpRequest, job_id: UUID) -> Job:
    job = get_object_or_404(Job, pk=job_id)
    actor = actor_of(request)
    if job.asked_by != actor.id and not policy.may_keep_running(actor):
        raise NotThere
    return job


@access(policy.may_use_desk)
@require_safe
def work(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job: its progress, its report."""
    return render(request, "desks/staff/job.html", _shown(_job(request, job_id)))


def _shown(job: Job) -> dict[str, object]:
    running = job.state in (JobState.WAITING, JobState.RUNNING)
    mark = {JobState.DONE: "done", JobState.FAILED: "failed", JobState.CANCELLED: "failed"}
    return {
        "job": job,
        "running": running,
        "state": STATES[JobState(job.state)],
        "mark": mark.get(JobState(job.state), "running"),
    }


@access(policy.may_use_desk)
@require_safe
@polled
def work_state(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far a job is: the part of the page that asks again."""
    job = _job(request, job_id)
    return etagged(
        request,
        [job.state, job.done, job.note],
        lambda: render(request, "desks/staff/_job_state.html", _shown(job)),
    )


@access(policy.may_use_desk)
@require_safe
def report(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The file a job left."""
    job = _job(request, job_id)
    if not job.file_name or not job.file_path.exists():
        raise NotThere
    file = FileResponse(job.file_path.open("rb"), as_attachment=True, filename=job.file_name)
    return cast("HttpResponse", file)


@access(policy.may_use_desk)
@once
@require_POST
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Stop a job."""
    job = _job(request, job_id)
    try:
        jobs.cancel(job, by=actor_of(request), at=now())
        messages.success(request, "已要求停止")
    except Refusal as refused:
        messages.error(request, refused.message)
    return redirect("desks_staff:job", job_id=job.pk)
