"""Papers of a case on the desk: a material, the undertaking form, the archive."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import policy, queries
from zhengwu.cases.models import Archive, CasePaper, Handover
from zhengwu.cases.web.staff.views.bars import faces
from zhengwu.cases.web.staff.views.scene import scene_of
from zhengwu.documents import queries as documents
from zhengwu.files import queries as files
from zhengwu.flow.models import TaskOpinion
from zhengwu.jobs.actions import enqueue
from zhengwu.jobs.enums import JobState
from zhengwu.jobs.models import Job
from zhengwu.kernel.errors import NotThere
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.polling import etagged, polled

ARCHIVE = "cases.archive"


@access(policy.may_use_desk)
@require_safe
def paper(request: HttpRequest, number: str, paper_id: UUID) -> HttpResponse:
    """One material's file, shown in the page or downloaded."""
    scene = scene_of(request, number)
    papers = CasePaper.objects.select_related("file")
    one = get_object_or_404(papers, pk=paper_id, case=scene.case, file__isnull=False)
    assert one.file is not None
    return cast("HttpResponse", files.response(one.file, inline="download" not in request.GET))


@access(policy.may_use_desk)
@require_safe
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """承办单, to print: the case, its days, what everybody said so far."""
    scene = scene_of(request, number)
    said = TaskOpinion.objects.filter(task__matter=scene.case.matter_id).exclude(opinion="")
    context = {
        "case": scene.case,
        "terms": scene.terms,
        "answers": queries.answers_of(scene.case),
        "opinions": said.select_related("task").order_by("at", "pk"),
        "faces": faces(scene.case, scene.today, scene.at),
        "organ": queries.names_of([scene.case.organ_code]).get(scene.case.organ_code, ""),
        "handover": Handover.objects.filter(case=scene.case).order_by("-given_at").first(),
        "issued": documents.of_matter(scene.case.matter_id),
        "printed_at": scene.at,
        "printed_by": actor_of(request).name,
    }
    return render(request, "cases/staff/sheet.html", context)


@access(policy.may_use_desk)
@once
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, number: str) -> HttpResponse:
    """The whole file of an ended case: build it as a job, watch it, download it."""
    scene = scene_of(request, number)
    if not scene.case.over:
        raise NotThere
    if request.method == "POST":
        params = {"case": str(scene.case.pk)}
        title = f"归档 {scene.case.matter.number}"
        enqueue(ARCHIVE, params, title=title, by=scene.actor, at=scene.at)
        messages.success(request, "已开始归档，可以离开本页，稍后再来")
        return redirect("cases_staff:archive", number=number)
    return render(request, "cases/staff/archive.html", _archive(request, number))


def _archive(request: HttpRequest, number: str) -> dict[str, object]:
    scene = scene_of(request, number)
    jobs = Job.objects.filter(kind=ARCHIVE, params__case=str(scene.case.pk))
    job = jobs.order_by("-pk").first()
    running = job is not None and job.state in (JobState.WAITING, JobState.RUNNING)
    found = Archive.objects.filter(case=scene.case).select_related("pdf", "bundle").first()
    return {"case": scene.case, "job": job, "running": running, "archive": found}


@access(policy.may_use_desk)
@require_safe
@polled
def archive_state(request: HttpRequest, number: str) -> HttpResponse:
    """How far the archive is: the part of the page that asks again."""
    context = _archive(request, number)
    job = context["job"]
    mark = [getattr(job, "state", ""), getattr(job, "done", 0)]
    return etagged(
        request, mark, lambda: render(request, "cases/staff/_archive_state.html", context)
    )


@access(policy.may_use_desk)
@require_safe
def archive_file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """The PDF or the bundle."""
    scene = scene_of(request, number)
    found = get_object_or_404(Archive.objects.select_related("pdf", "bundle"), case=scene.case)
    stored = found.pdf if kind == "pdf" else found.bundle
    return cast("HttpResponse", files.response(stored))
