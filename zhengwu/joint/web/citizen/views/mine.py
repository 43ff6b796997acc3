"""Following a joint matter: all organs in one picture; taking back, handing in what is asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases.models import Decision
from zhengwu.cases.queries import names_of
from zhengwu.documents import queries as documents
from zhengwu.documents.models import Document
from zhengwu.files import actions as files
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Task
from zhengwu.joint import actions, policy, queries
from zhengwu.joint.enums import DONE, JointState, PartState
from zhengwu.joint.models import NO_LIMIT, Joint, JointDraft, Part
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of, citizen
from zhengwu.web.once import once

_TONES = {
    PartState.DECIDED: "good", PartState.COMPLETED: "good", PartState.LAPSED: "bad",
    PartState.DECLINED: "bad", PartState.SUPPLEMENTING: "warn", PartState.WAITING: "info",
}  # fmt: skip


def _own(request: HttpRequest, number: str) -> Joint:
    joint = queries.joint_for(actor_of(request), number)
    if joint is None or not policy.may_act_for_applicant(actor_of(request), joint):
        raise Http404
    return joint


@access(citizen)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My joint matters and what I began to write."""
    actor = actor_of(request)
    rows = queries.visible_to(actor).order_by("-matter")[:50]
    drafts = JointDraft.objects.filter(owner=actor.id, submitted=None)
    context = {
        "rows": rows,
        "drafts": drafts.select_related("edition__service").order_by("-saved_at")[:20],
        "no_limit": NO_LIMIT,
    }
    return render(request, "joint/citizen/mine.html", context)


def picture(joint: Joint, parts: list[Part], today: date) -> list[dict[str, Any]]:
    """Each organ's part: who has it now, by when, what came of it. Four statements."""
    cases = [part.case_id for part in parts if part.case_id]
    tasks: dict[Any, Task] = {}
    for task in Task.objects.filter(matter__in=cases, state__in=PENDING).order_by("-pk"):
        tasks[task.matter_id] = task
    organs = {one.pk: one for one in Organ.objects.filter(pk__in={p.organ_code for p in parts})}
    papers = _results(cases)
    names = {part.item_code: part.name for part in parts}
    return [
        {
            "part": part,
            "organ": organs[part.organ_code].short_name or organs[part.organ_code].name,
            "tone": "bad" if part.verdict == "refused" else _TONES.get(PartState(part.state), ""),
            "task": tasks.get(part.case_id),
            "after": [names[item] for item in part.after if item in names],
            "due": part.due_on if part.due_on != NO_LIMIT and part.state not in DONE else None,
            "late": part.due_on < today and part.state not in DONE,
            "verdict": queries.verdict_of(part),
            "paper": papers.get(part.case_id),
        }
        for part in parts
    ]


def _results(cases: list[Any]) -> dict[Any, Document]:
    decisions = {d.case_id: d for d in Decision.objects.filter(case__in=cases)}
    keys = {d.result_document_id or d.document_id: case for case, d in decisions.items()}
    return {keys[str(one.pk)]: one for one in Document.objects.filter(pk__in=keys)}


@access(citizen)
@require_safe
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """The answer first; then every organ in one picture."""
    joint = _own(request, number)
    parts = queries.parts_of(joint)
    rows = picture(joint, parts, local_day(now()))
    done = sum(part.state in DONE for part in parts)
    ended = [part for part in parts if part.state in DONE]
    context = {
        "joint": joint,
        "document": joint.edition.document,
        "outlook": queries.outlook_of(joint),
        "happened": queries.happened(joint, parts),
        "good": sum(part.granted for part in ended),
        "bad": sum(not part.granted and part.state != PartState.WITHDRAWN for part in ended),
        "lead": names_of([joint.lead_code]).get(joint.lead_code, ""),
        "rows": rows,
        "charged": queries.charged(joint, parts),
        "pauses": queries.pauses(joint),
        "done": done,
        "percent": round(100 * done / len(parts)),
        "due": joint.due_on if joint.due_on != NO_LIMIT and not joint.over else None,
        "answered": joint.state in (JointState.COLLECTED, JointState.COMPLETED),
        "handed": joint.state == JointState.COMPLETED,
        "papers": documents.of_matter(joint.matter_id).exclude(template_code="copy_notice"),
        "asked": joint.state == JointState.SUPPLEMENTING,
        "may_withdraw": not joint.over and any(part.state not in DONE for part in parts),
    }
    return render(request, "joint/citizen/matter.html", context)


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Take back the whole, or some of it."""
    joint = _own(request, number)
    chosen = request.POST.getlist("items")
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            actions.withdraw(
                joint, items=chosen, reason=request.POST.get("reason", "")[:500],
                by=actor_of(request), at=now(),
            )  # fmt: skip
        except Refusal as refusal:
            refused = refusal
        else:
            messages.success(request, "已撤回。没有撤回的事项照常办理。")
            return redirect("joint_citizen:matter", number=number)
    context = {
        "joint": joint,
        "parts": [part for part in queries.parts_of(joint) if part.state not in DONE],
        "chosen": chosen,
        "reason": request.POST.get("reason", ""),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return render(request, "joint/citizen/withdraw.html", context, status=status)


@access(citizen)
@require_http_methods(["GET", "POST"])
@once
def supplement(request: HttpRequest, number: str) -> HttpResponse:
    """Hand in what was asked for, each paper once for all organs."""
    joint = _own(request, number)
    asked = _asked(joint)
    errors: dict[str, str] = {}
    if request.method == "POST" and asked:
        errors = _hand_in(request, joint, asked)
        if not errors:
            messages.success(request, "补正材料已提交，各部门共用。")
            return redirect("joint_citizen:matter", number=number)
        asked = _asked(joint)
    given: dict[str, list[str]] = {}
    for code, name in joint.papers.filter(supplement=True).values_list("code", "file__name"):
        given.setdefault(code, []).append(name)
    rows = [
        {**line, "code": code, "error": errors.get(code, ""), "given": given.get(code, [])}
        for code, line in asked.items()
    ]
    context = {"joint": joint, "rows": rows, "error": errors.get("", ""), "errors": errors}
    status = 422 if errors else 200
    return render(request, "joint/citizen/supplement.html", context, status=status)


def _hand_in(request: HttpRequest, joint: Joint, asked: Iterable[str]) -> dict[str, str]:
    """What is wrong, by merged code. A bad file keeps no good one away: that one is taken in."""
    sheets, errors = [], {}
    for code in asked:
        for one in request.FILES.getlist(f"file_{code}"):
            try:
                received = files.receive(cast("BinaryIO", one.file), name=one.name or "未命名")
            except Refusal as refusal:
                errors[code] = refusal.message
            else:
                sheets.append(actions.Sheet(code, received))
    if not sheets and not errors:
        return {"": "请先选择要补交的文件"}
    if sheets:
        try:
            actions.deliver_supplement(joint, papers=sheets, by=actor_of(request), at=now())
        except Refusal as refusal:
            errors[""] = refusal.message
    return errors


def _asked(joint: Joint) -> dict[str, dict[str, str]]:
    """Papers of the notice that some part still waits for: merged code → name, problem, demand."""
    document = joint.edition.document
    own = {(use.item, use.key): paper for paper in document.papers for use in paper.uses}
    found: dict[str, dict[str, str]] = {}
    for part in Part.objects.filter(joint=joint, state=PartState.SUPPLEMENTING):
        if part.case is None:
            continue
        for line in part.case.supplement.lines:
            paper = own.get((part.item_code, line["code"]))
            code = paper.code if paper else "form"
            name = paper.name if paper else "联办申请书"
            found.setdefault(code, {**line, "name": name})
    return found
