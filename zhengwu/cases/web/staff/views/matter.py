"""The page of one case: what it is, until when, where it stands, what may be done now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.authority import queries as authority
from zhengwu.cases import policy, queries, registry
from zhengwu.cases.enums import (
    CHANNEL_NAMES,
    DECLINE_NAMES,
    CaseState,
    Channel,
    Decline,
    TaskKind,
    Verdict,
    verdict_name,
)
from zhengwu.cases.models import Archive, Case, CasePaper, Decision, Note, Question
from zhengwu.cases.web.staff.tables import Days, row_of, with_step
from zhengwu.cases.web.staff.views.acting import offers
from zhengwu.cases.web.staff.views.bars import faces
from zhengwu.cases.web.staff.views.listing import TITLES
from zhengwu.cases.web.staff.views.scene import Scene, scene_of
from zhengwu.cases.web.staff.views.timeline import happenings
from zhengwu.cases.web.staff.views.upward import between
from zhengwu.documents import queries as documents
from zhengwu.fees.queries import charged
from zhengwu.flow import queries as flow
from zhengwu.flow.enums import TaskState
from zhengwu.flow.models import Instance
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.paging import capped_count

_BESIDE = 40


@access(policy.may_use_desk)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """One case: a fixed number of statements, whatever has happened to it."""
    scene = scene_of(request, number)
    view = request.GET.get("view", "")
    days = Days(scene.at)
    happened, sealed = happenings(scene.case)
    context: dict[str, Any] = {
        "scene": scene,
        "case": scene.case,
        "view": view,
        "stage": days.stage(scene.case),
        "faces": faces(scene.case, scene.today, scene.at),
        "happenings": happened,
        "sealed": sealed,
        **_buttons(scene, view),
        **_flow(scene),
        **_contents(scene),
        **_beside(actor_of(request), view, scene.case, days),
    }
    return render(request, "cases/staff/case.html", context)


def _buttons(scene: Scene, view: str) -> dict[str, Any]:
    found = offers(scene, view)
    return {
        "main_acts": [one for one in found if one.main],
        "primary_act": next(
            (one for one in found if one.main and one.kind == "primary" and not one.withheld), None
        ),
        "more_acts": [one for one in found if not one.main],
    }


def _flow(scene: Scene) -> dict[str, Any]:
    instance: Instance | None = flow.running_of(scene.case.matter_id)
    if instance is None:
        return {"instance": None, "line": [], "opinions": []}
    stages = flow.progress(instance)
    people = [one for one in stages if instance.graph.nodes[one.node].kind.by_people]
    opinions: list[dict[str, Any]] = [
        {"doing": doing, "opinion": opinion, "stage": stage}
        for stage in people
        for doing in stage.doings
        for opinion in doing.opinions
        if opinion.opinion or opinion.outcome
    ]
    opinions.sort(key=lambda one: one["opinion"].at)
    over = instance.ended_at is not None
    return {
        "instance": instance,
        "line": [
            {"title": one.name, "note": one.note, "state": one.state}
            for one in people
            if not (over and one.state == "next")
        ],
        "diagram": flow.viewer(instance),
        "opinions": opinions,
        "waiting": [_waiting(task) for task in scene.tasks],
    }


def _waiting(task: Any) -> dict[str, Any]:
    state = TaskState(task.state)
    return {
        "task": task,
        "who": task.assignee_name or "未签收",
        "state": state.chinese,
        "due_on": task.clock.due_on if task.clock else None,
    }


def _contents(scene: Scene) -> dict[str, Any]:
    one, terms = scene.case, scene.terms
    papers = list(
        CasePaper.objects.filter(case=one)
        .select_related("file", "verification")
        .order_by("received_at", "pk")
    )
    questions = list(Question.objects.filter(case=one).order_by("written_at"))
    notes = list(Note.objects.filter(case=one).order_by("written_at"))
    issued = list(documents.of_matter(one.matter_id))
    twins = [
        twin
        for twin in queries.likely_duplicates(one.applicant_key, one.item_code)
        if twin.pk != one.pk
    ]
    return {
        "answers": queries.answers_of(one),
        "situation": queries.told_of(one),
        "channel": CHANNEL_NAMES[Channel(one.channel)],
        "organ": queries.names_of([one.organ_code]).get(one.organ_code, one.organ_code),
        "route": one.route_name,
        "system": registry.system_of(one.route),
        "papers": papers,
        "owed": scene.missing if one.in_tray else [],
        "criteria": {material.code: material for material in terms.materials},
        "documents": issued,
        "notes": notes,
        "questions": questions,
        "decision": Decision.objects.filter(case=one).first(),
        "verdict": verdict_name(terms.law, Verdict(one.verdict)) if one.verdict else "",
        "decline": DECLINE_NAMES[Decline(one.decline)] if one.decline else "",
        "archive": Archive.objects.filter(case=one).select_related("pdf", "bundle").first(),
        "twins": twins,
        **between(scene),
        "authority": _authority(scene),
        "charged": charged(one.matter_id) if terms.charges else None,
        "tabs": _tabs(scene, papers, issued, notes, questions),
    }


def _tabs(
    scene: Scene, papers: list[Any], issued: list[Any], notes: list[Any], questions: list[Any]
) -> list[dict[str, Any]]:
    tabs: list[dict[str, Any]] = [
        {"id": "info", "label": "申请信息"},
        {"id": "materials", "label": "材料", "count": len(papers)},
        {"id": "opinions", "label": "意见"},
        {"id": "papers", "label": "文书", "count": len(issued)},
    ]
    if scene.supplement is not None:
        tabs.append({"id": "supplement", "label": "补正"})
    if scene.checks or scene.terms.inspection:
        tabs.append({"id": "checks", "label": "核查", "count": len(scene.checks)})
    if scene.procedures or scene.terms.procedures:
        tabs.append({"id": "procedures", "label": "特别程序", "count": len(scene.procedures)})
    tabs.append({"id": "notes", "label": "备注", "count": len(notes)})
    tabs.append({"id": "questions", "label": "留言", "count": len(questions)})
    return tabs


def _authority(scene: Scene) -> dict[str, Any] | None:
    """Beside the decision: by which letter this person may decide, or why not; who else may."""
    deciding = any(task.kind == TaskKind.DECIDE for task in scene.tasks)
    if scene.case.state != CaseState.ACCEPTED or not deciding:
        return None
    one = scene.case
    letters = authority.entitled(
        one.item_code, one.organ_code, "decide", scene.today, barred=scene.barred
    )
    return {
        "letter": scene.letter,
        "mine": policy.may_decide_here(scene.actor, one),
        "why": "" if scene.letter else scene.why_no_letter,
        "others": [
            row.holder.name
            for row in letters
            if str(row.holder_id) not in {scene.actor.id, *scene.barred}
        ],
    }


def _beside(actor: Actor, view: str, current: Case, days: Days) -> dict[str, Any]:
    """The list from which the case was opened, so that one goes on to the next."""
    if view not in TITLES:
        return {"beside": []}
    cases = queries.desk_view(actor, view, now())
    order = ("-pk",) if view in ("all", "today") else ("due_on", "pk")
    rows = list(with_step(cases).defer("form").order_by(*order)[:_BESIDE])
    if current.pk not in {row.pk for row in rows}:
        rows.insert(0, current)
    return {
        "beside": [row_of(row, days, view, current.matter.number) for row in rows],
        "beside_title": TITLES[view],
        "beside_count": capped_count(cases),
    }
