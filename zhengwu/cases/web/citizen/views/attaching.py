"""Files inside the application form: kept with the draft as soon as they are sent."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.http import HttpRequest
from django.urls import reverse

from zhengwu.cases import actions
from zhengwu.cases.enums import FORM_PAPER
from zhengwu.cases.models import DraftPaper
from zhengwu.cases.web.citizen.views.writing import Writing
from zhengwu.files import actions as files
from zhengwu.forms import rules as forms
from zhengwu.forms.enums import FieldType
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import actor_of


def has_files(schema: forms.Schema) -> bool:
    """Whether anything is handed up inside this form."""
    return any(leaf.kind is FieldType.FILE for leaf in schema.leaves())


def attached(
    request: HttpRequest, made: Writing, page: forms.Schema, typed: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers of a page with its files: those kept before, those just sent; and by path why a
    file cannot come in. Only files of this very draft count, whatever the page names."""
    if not has_files(page):
        return typed, {}
    own = {str(one.pk): one for one in _kept(made)}
    dropped = request.POST.get("_drop", "").rpartition("=")[2]
    if paper := own.pop(dropped, None):
        actions.detach(made.draft, paper_id=paper.pk, by=actor_of(request), at=now())
    wrong: dict[str, str] = {}
    for path, _, keys in forms.files_of(page, typed):
        if path not in request.POST and path not in request.FILES:
            continue
        papers = [own[key] for key in keys if key in own]
        sent, problems = _sent(request, made, path)
        rows = [_row(made, paper) for paper in [*papers, *sent]]
        typed = forms.put_in(typed, path, rows)
        if problems:
            wrong[path] = "；".join(problems)
    return typed, wrong


def _kept(made: Writing) -> list[DraftPaper]:
    return list(made.draft.papers.filter(code=FORM_PAPER).select_related("file"))


def _sent(request: HttpRequest, made: Writing, path: str) -> tuple[list[DraftPaper], list[str]]:
    actor, papers, problems = actor_of(request), [], []
    for upload in request.FILES.getlist(path):
        try:
            received = files.receive(cast("BinaryIO", upload.file), name=upload.name or "未命名")
            stored = files.keep(received, purpose="material", by=actor, at=now())
            papers.append(
                actions.attach(made.draft, code=FORM_PAPER, file=stored, by=actor, at=now())
            )
        except Refusal as refused:
            problems.append(refused.message)
    return papers, problems


def _row(made: Writing, paper: DraftPaper) -> dict[str, Any]:
    url = reverse("cases_citizen:draft_paper", args=[made.draft.pk, paper.pk])
    return {
        "key": str(paper.pk),
        "file": str(paper.file_id),
        "name": paper.file.name,
        "size": paper.file.size,
        "url": url,
    }
