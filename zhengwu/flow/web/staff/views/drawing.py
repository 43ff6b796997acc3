"""Drawing a draft: bpmn-js with a panel in the county's words; the server checks as one draws."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhengwu.flow import actions, policy
from zhengwu.flow.enums import DraftState
from zhengwu.flow.rules import compile_diagram
from zhengwu.flow.rules.subset import MAX_BYTES
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.enums import POST_DUTIES
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

from ..forms import DAYS, KINDS, OPINIONS, RULES
from .drafts import draft_of, organs_by_name


@access(policy.may_draft)
@once
def draw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The drawing board; saving keeps the drawing, faults and all."""
    draft = draft_of(pk)
    if request.method == "POST":
        try:
            actions.change_draft(
                draft,
                request.POST.get("xml", ""),
                seen=request.POST.get("seen", ""),
                by=actor_of(request),
                at=now(),
            )
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return _board(request, pk, request.POST.get("xml", ""), refusal.status)
        messages.success(request, "已保存。")
        return redirect("flow_staff:draw", pk=pk)
    return _board(request, pk, draft.xml, 200)


def _board(request: HttpRequest, pk: UUID, xml: str, status: int) -> HttpResponse:
    draft = draft_of(pk)
    words = {
        "duties": [[one.value, one.label] for one in POST_DUTIES],
        "kinds": KINDS,
        "units": DAYS,
        "opinions": OPINIONS,
        "rules": RULES,
        "organs": list(organs_by_name().items()),
    }
    context = {
        "draft": draft,
        "xml": xml,
        "words": words,
        "editable": draft.state == DraftState.DRAFT,
        "findings": compile_diagram(xml).findings(),
    }
    return render(request, "flow/staff/draw.html", context, status=status)


@access(policy.may_draft)
@require_POST
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the lint says to a drawing that is not saved yet."""
    draft_of(pk)
    text = request.POST.get("xml", "")[: MAX_BYTES + 1]
    found = compile_diagram(text).findings()
    return JsonResponse(
        {
            "findings": [
                {
                    "id": one.id,
                    "severity": one.severity.value,
                    "word": one.severity.chinese,
                    "text": one.plain,
                }
                for one in found
            ]
        }
    )
