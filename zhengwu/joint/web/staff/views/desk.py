"""The joint desk: what waits for my organ, and one matter with all organs in one picture."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.cases import queries as case_queries
from zhengwu.documents import queries as documents
from zhengwu.fees import policy as fee_policy
from zhengwu.fees import queries as fees
from zhengwu.files import queries as files
from zhengwu.forms import queries as form_queries
from zhengwu.forms.rules import Schema
from zhengwu.joint import policy, queries
from zhengwu.joint.enums import DONE, OPEN, TRAY
from zhengwu.joint.models import NO_LIMIT, Joint, Part
from zhengwu.joint.queries.matters import open_parts
from zhengwu.joint.rules.merge import LAST
from zhengwu.joint.web.citizen.views.mine import picture
from zhengwu.joint.web.staff.views.acts import may_remark, offers
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of

_SHOWN = 100


@access(policy.may_use_desk)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Matters my window leads, parts of my organ, questions and copies that wait for us."""
    actor, at = actor_of(request), now()
    rows = queries.visible_to(actor)
    led = actor.organs_with("window_clerk")
    view = request.GET.get("view", "open")
    if view == "open":
        rows = rows.filter(state__in=sorted(OPEN))
    if view == "lead":
        rows = rows.filter(state__in=sorted(OPEN), lead_code__in=led)
    if text := request.GET.get("q", "").strip()[:60]:
        rows = rows.filter(applicant_name__startswith=text) | rows.filter(
            matter__number=text.upper()
        )
    rows = rows.order_by("due_on", "matter")[:_SHOWN]
    mine = policy.handled(actor)
    context: dict[str, Any] = {
        "rows": rows,
        "may_receive": policy.may_receive_joint(actor),
        "view": view,
        "q": text,
        "names": case_queries.names_of({one.lead_code for one in rows}),
        "parts": open_parts(mine)[:_SHOWN],
        "asked": queries.waiting_answers(actor)[:_SHOWN],
        "copies": queries.unsigned_for(actor)[:_SHOWN],
        "stranded": _stranded(policy.may_manage(actor)),
        "today": local_day(at),
        "no_limit": NO_LIMIT,
    }
    return render(request, "joint/staff/desk.html", context)


def _stranded(manages: bool) -> list[Any]:
    if not manages:
        return []
    rows = (
        Part.objects.filter(stranded_on__isnull=False, joint__state__in=sorted(OPEN))
        .exclude(state__in=sorted(DONE))
        .select_related("joint__matter")
    )
    return list(rows.order_by("stranded_on", "id")[:_SHOWN])


def joint_of(request: HttpRequest, number: str) -> Joint:
    """The matter, if this member of staff may see it."""
    joint = queries.joint_for(actor_of(request), number)
    if joint is None:
        raise Http404
    return joint


@access(policy.may_use_desk)
@require_safe
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """Everything of one joint matter; only those buttons one may press now."""
    joint, at = joint_of(request, number), now()
    parts = queries.parts_of(joint)
    rows = picture(joint, parts, local_day(at))
    made = queries.outlook_of(joint)
    asked = list(joint.consultations.order_by("asked_at"))
    copies = list(joint.copies.order_by("sent_at", "pk"))
    codes = {one.organ_code for one in asked} | {one.organ_code for one in copies}
    codes.add(joint.lead_code)
    actor = actor_of(request)
    context = {
        "joint": joint,
        "document": made.document,
        "rows": rows,
        "charged": queries.charged(joint, parts),
        "pauses": queries.pauses(joint),
        "may_see_bill": _may_see_bill(actor, parts, joint),
        "lead": case_queries.names_of([joint.lead_code]).get(joint.lead_code, joint.lead_code),
        "offers": offers(actor, joint, parts),
        "more": _part_acts(actor, joint, parts),
        "answers": _answers(made.schema, joint),
        "outlook": made,
        "papers": list(joint.papers.select_related("file").order_by("received_at", "pk")),
        "remarks": {r.part_id: r for p in parts if (r := getattr(p, "remark", None))},
        "asked": asked,
        "copies": copies,
        "names": case_queries.names_of(codes),
        "documents": documents.of_matter(joint.matter_id),
        "meetings": joint.meetings.order_by("planned_at"),
        "happened": queries.happened(joint, parts),
        "may_manage": policy.may_manage(actor),
        "due": joint.due_on if joint.due_on != NO_LIMIT else None,
        "may_answer": {str(one.pk) for one in asked if policy.may_answer(actor, one)},
        "may_sign": {str(one.pk) for one in copies if policy.may_sign_copy(actor, one.organ_code)},
        "back": reverse("joint_staff:desk"),
        "stage": joint.stage,
    }
    return render(request, "joint/staff/matter.html", context)


def _part_acts(actor: Actor, joint: Joint, parts: list[Part]) -> dict[Any, list[tuple[str, str]]]:
    """Acts on single parts: (name, word) by part."""
    found: dict[Any, list[tuple[str, str]]] = {}
    for part in parts:
        if may_remark(actor, joint, part) or _leads(actor, joint, part):
            found.setdefault(part.pk, []).append(("remark", "补正意见"))
        if not joint.over and part.state not in DONE and policy.may_manage(actor):
            found.setdefault(part.pk, []).append(("reassign", "改由其他单位"))
    return found


def _leads(actor: Actor, joint: Joint, part: Part) -> bool:
    waiting = joint.state in TRAY and joint.told_at is None and part.case is not None
    return waiting and policy.may_lead(actor, joint)


def _answers(schema: Schema, joint: Joint) -> list[tuple[str, str]]:
    """What was answered; the declaration at the end says nothing here."""
    answers = {key: value for key, value in joint.answers.items() if key != LAST}
    rows = form_queries.answers(schema, answers) if schema.fields else []
    return [(label, words) for label, words in rows if words]


def _may_see_bill(actor: Actor, parts: list[Part], joint: Joint) -> bool:
    bill = fees.bill_of(joint.matter_id)
    return bill is not None and fee_policy.may_see_bill(
        actor, bill, {joint.lead_code, *(part.organ_code for part in parts)}
    )


@access(policy.may_use_desk)
@require_safe
def paper(request: HttpRequest, number: str, paper_id: UUID) -> HttpResponse:
    """Look at a paper: the lead sees all, an organ those its own part uses."""
    joint, actor = joint_of(request, number), actor_of(request)
    row = get_object_or_404(joint.papers.select_related("file"), pk=paper_id, file__isnull=False)
    if not policy.may_read_paper(actor, joint, row.code):
        raise Http404
    assert row.file is not None
    return cast("HttpResponse", files.response(row.file, inline=True))
