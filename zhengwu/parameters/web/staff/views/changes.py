"""One change: edited beside its preview, compared, submitted, approved or returned by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.jobs.enums import JobState
from zhengwu.jobs.models import Job
from zhengwu.kernel.errors import NotThere, Outdated, Refusal
from zhengwu.kernel.time import now
from zhengwu.parameters import actions, policy, queries
from zhengwu.parameters.enums import ChangeState
from zhengwu.parameters.models import Change
from zhengwu.parameters.registry import Kind, kind_named, uses_of
from zhengwu.parameters.rules.differences import compare
from zhengwu.parameters.web.staff.forms import DayForm
from zhengwu.web.access import access, actor_of
from zhengwu.web.forms import PlainForm
from zhengwu.web.once import once
from zhengwu.web.polling import etagged, polled

_OVER = {JobState.DONE: "done", JobState.FAILED: "failed", JobState.CANCELLED: "failed"}
_WORDS = {"done": "样张已经生成", "failed": "样张没有生成", "running": "正在生成样张"}


def _change(pk: UUID) -> tuple[Change, Kind]:
    row = get_object_or_404(Change.objects.select_related("version"), pk=pk)
    kind = kind_named(row.kind)
    if kind is None or not kind.title_of(row.key):
        raise NotThere
    return row, kind


@access(policy.may_draft)
@require_http_methods(["GET", "POST"])
@once
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The editor: fields beside the preview; saving keeps it, or says beside the field why not."""
    row, kind = _change(pk)
    if request.method != "POST":
        return _show(request, row, kind)
    form, day = _forms(row, kind, request.POST)
    refusal: Refusal | None = None
    if form.is_valid() and day.is_valid():
        try:
            actions.edit(
                row,
                form.values(),  # type: ignore[attr-defined]
                effective_on=day.day,
                running=bool(day.cleaned_data.get("running")),
                seen=request.POST.get("seen", ""),
                by=actor_of(request),
                at=now(),
            )
        except Refusal as refused:
            if refused.status == 403:
                raise
            refusal = refused
            _beside(form, day, refused)
        else:
            messages.success(request, "已保存，右边是修改后的效果。")
            return redirect("parameters_staff:change", pk=pk)
    status = refusal.status if refusal else 422
    return _show(request, row, kind, form=form, day=day, refusal=refusal, status=status)


def _forms(row: Change, kind: Kind, data: Any = None) -> tuple[PlainForm, DayForm]:
    start = {"effective_on": row.effective_on.isoformat(), "running": row.running}
    day = DayForm(data or None, initial=start, offers_running=kind.offers_running, holds=kind.holds)
    return kind.form(row.key, row.content, data), day


def _beside(form: PlainForm, day: DayForm, refused: Refusal) -> None:
    for name, texts in refused.fields.items():
        for one in (form, day):
            if name in one.fields:
                one.add_error(name, texts)


def _show(
    request: HttpRequest,
    row: Change,
    kind: Kind,
    *,
    form: PlainForm | None = None,
    day: DayForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    who = actor_of(request)
    fresh_form, fresh_day = _forms(row, kind)
    form, day = form or fresh_form, day or fresh_day
    old, new = (
        {fact.label: fact.text for fact in kind.words(row.key, values)}
        for values in (row.before, row.content)
    )
    shown = kind.preview(
        row.key, row.before, row.content, day=row.effective_on, asked=request.GET.dict()
    )
    job = queries.sample_of(row) if kind.makes_samples else None
    may_edit = row.state == ChangeState.DRAFT
    context = {
        "change": row,
        "kind": kind,
        "form": form,
        "day": day,
        # What a colleague saved in the meantime is told once; the next press is meant.
        "seen": row.mark if isinstance(refusal, Outdated) else request.POST.get("seen", row.mark),
        "layout": kind.layout(row.key, form),
        "lines": compare(old, new),
        "preview": shown,
        "uses": uses_of(kind, row.key),
        "hint": kind.hint(row.key),
        "refusal": refusal,
        "may_edit": may_edit,
        "may_submit": may_edit and row.content != row.before,
        "may_decide": row.state == ChangeState.SUBMITTED and policy.may_approve(who),
        "own": who.id in row.hands,
        **_sample(job),
        **shown.context,
    }
    return render(request, "parameters/staff/change.html", context, status=status)


def _sample(job: Job | None) -> dict[str, Any]:
    state = _OVER.get(JobState(job.state), "running") if job else ""
    return {"job": job, "job_state": state, "job_words": _WORDS.get(state, "")}


_VERBS: dict[str, Callable[[HttpRequest, Change], Change]] = {
    "submit": lambda r, c: actions.submit(
        c, reason=r.POST.get("reason", ""), by=actor_of(r), at=now()
    ),
    "return": lambda r, c: actions.send_back(
        c, opinion=r.POST.get("opinion", ""), by=actor_of(r), at=now()
    ),
    "approve": lambda r, c: actions.approve(
        c, opinion=r.POST.get("opinion", ""), by=actor_of(r), at=now()
    ),
    "discard": lambda r, c: actions.discard(c, by=actor_of(r), at=now()),
}


@access(policy.may_draft)
@require_POST
@once
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Submit, return, approve, give up."""
    row, kind = _change(pk)
    verb = _VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        row = verb(request, row)
    except Refusal as refused:
        if refused.status == 403:
            raise
        return _show(request, _change(pk)[0], kind, refusal=refused, status=refused.status)
    messages.success(request, f"“{row.title}”现在是：{row.word}。")
    if row.open:
        return redirect("parameters_staff:change", pk=pk)
    return redirect("parameters_staff:subject", kind=row.kind, key=row.key)


@access(policy.may_draft)
@require_http_methods(["GET", "POST"])
@once
def sample(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST: have a sample made of what is drafted; GET: the PDF."""
    row, _ = _change(pk)
    if request.method == "POST":
        actions.order_sample(row, by=actor_of(request), at=now())
        return redirect("parameters_staff:change", pk=pk)
    job = queries.sample_of(row)
    if job is None or job.state != JobState.DONE or not job.file_path.exists():
        raise NotThere
    file = job.file_path.open("rb")
    return FileResponse(file, filename=job.file_name, content_type="application/pdf")  # type: ignore[return-value]


@access(policy.may_draft)
@require_safe
@polled
def sample_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a sample is."""
    row, _ = _change(pk)
    job = queries.sample_of(row)
    context = {"change": row, **_sample(job)}
    mark = [str(job.pk), job.state] if job else []
    return etagged(request, mark, lambda: render(request, "parameters/staff/_sample.html", context))
