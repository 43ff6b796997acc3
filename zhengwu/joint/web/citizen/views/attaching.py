"""Files inside the one form: kept with the draft as soon as they are sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.cases.enums import FORM_PAPER
from zhengwu.files import actions as files
from zhengwu.files import queries as file_queries
from zhengwu.forms import rules as forms
from zhengwu.forms.enums import FieldType
from zhengwu.joint import actions
from zhengwu.joint.models import JointDraft, JointDraftPaper
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of, citizen


def has_files(schema: forms.Schema) -> bool:
    """Whether anything is handed up inside this form."""
    return any(leaf.kind is FieldType.FILE for leaf in schema.leaves())


def attached(
    request: HttpRequest, draft: JointDraft, page: forms.Schema, typed: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers of a page with its files: those kept before, those just sent; and by path why a
    file cannot come in. Only files of this very draft count, whatever the page names."""
    if not has_files(page):
        return typed, {}
    rows = draft.papers.filter(code=FORM_PAPER).select_related("file")
    own = {str(one.pk): one for one in rows}
    dropped = request.POST.get("_drop", "").rpartition("=")[2]
    if paper := own.pop(dropped, None):
        actions.detach(draft, paper_id=paper.pk, by=actor_of(request), at=now())
    wrong: dict[str, str] = {}
    for path, _, keys in forms.files_of(page, typed):
        if path not in request.POST and path not in request.FILES:
            continue
        sent, problems = _sent(request, draft, path)
        kept = [own[key] for key in keys if key in own]
        typed = forms.put_in(typed, path, _rows(draft, [*kept, *sent]))
        if problems:
            wrong[path] = "；".join(problems)
    return typed, wrong


def _sent(
    request: HttpRequest, draft: JointDraft, path: str
) -> tuple[list[JointDraftPaper], list[str]]:
    actor, papers, problems = actor_of(request), [], []
    for upload in request.FILES.getlist(path):
        try:
            received = files.receive(cast("BinaryIO", upload.file), name=upload.name or "未命名")
            stored = files.keep(received, purpose="material", by=actor, at=now())
            papers.append(actions.attach(draft, code=FORM_PAPER, file=stored, by=actor, at=now()))
        except Refusal as refused:
            problems.append(refused.message)
    return papers, problems


def _rows(draft: JointDraft, papers: Iterable[JointDraftPaper]) -> list[dict[str, Any]]:
    return [
        {
            "key": str(one.pk),
            "file": str(one.file_id),
            "name": one.file.name,
            "size": one.file.size,
            "url": reverse("joint_citizen:draft_paper", args=[draft.pk, one.pk]),
        }
        for one in papers
    ]


@access(citizen)
@require_safe
def draft_paper(request: HttpRequest, draft_id: UUID, paper_id: int) -> HttpResponse:
    """Look at a file of one's own draft."""
    paper = get_object_or_404(
        JointDraftPaper.objects.select_related("file"),
        pk=paper_id, draft=draft_id, draft__owner=actor_of(request).id,
    )  # fmt: skip
    return cast("HttpResponse", file_queries.response(paper.file, inline=True))
