"""Materials: one card each, what it must look like, files sent, seen and taken off again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions, policy, queries, registry
from zhengwu.cases.models import DraftPaper, Verification
from zhengwu.cases.web.citizen.views.writing import Submitted, Writing, writing
from zhengwu.catalogue.enums import Need
from zhengwu.catalogue.rules.document import Material
from zhengwu.files import actions as files
from zhengwu.files import queries as file_queries
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of


@dataclass(frozen=True, slots=True)
class Card:
    """One material with what was handed in of it."""

    material: Material
    files: list[dict[str, object]]
    error: str = ""
    look: Verification | None = None

    @property
    def required(self) -> bool:
        """Whether nobody can do without."""
        return self.material.required is Need.REQUIRED

    @property
    def verified(self) -> bool:
        """Looked up, and it stands for the paper."""
        return self.look is not None and self.look.found

    @property
    def there(self) -> bool:
        """Handed in or verified."""
        return bool(self.files) or self.verified

    @property
    def name(self) -> str:
        """The posted name of its files."""
        return f"file_{self.material.code}"


def cards(made: Writing, errors: dict[str, str] | None = None) -> list[Card]:
    """Every material asked for, in the order of the list."""
    papers: dict[str, list[dict[str, object]]] = {}
    for paper in made.draft.papers.select_related("file").order_by("pk"):
        url = reverse("cases_citizen:draft_paper", args=[made.draft.pk, paper.pk])
        row = {"id": paper.pk, "name": paper.file.name, "size": paper.file.size, "url": url}
        papers.setdefault(paper.code, []).append(row)
    wrong = errors or {}
    looks: dict[str, Verification] = {}
    if any(one.free_by for one in made.materials):
        since = queries.fresh_since(now(), registry.parameters(now()).hours)
        looks = queries.looks_for(made.draft.owner, made.draft.pk, since)
    return [
        Card(one, papers.get(one.code, []), wrong.get(one.code, ""), looks.get(one.code))
        for one in made.materials
    ]


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """All materials; a file is kept as soon as it is sent, whatever happens to the others."""
    try:
        made = writing(request, draft_id)
    except Submitted as sent:
        return redirect("cases_citizen:receipt", number=sent.number)
    if request.method != "POST":
        return _page(request, made)
    if removed := _removed(request):
        actions.detach(made.draft, paper_id=removed, by=actor_of(request), at=now())
    errors = {
        one.code: error for one in made.materials if (error := _taken(request, made, one.code))
    }
    if errors:
        return _page(request, made, errors)
    if "_next" in request.POST:
        return redirect(made.after("materials"))
    if "_later" in request.POST:
        return redirect("cases_citizen:drafts")
    anchor = next((f"#{n}" for n in request.FILES), "") or request.POST.get("_at", "")[:80]
    return redirect(made.url("materials") + (f"?sent=1{anchor}" if anchor.startswith("#") else ""))


def _removed(request: HttpRequest) -> int | None:
    for name, value in request.POST.items():
        text = str(value)
        if name.endswith("_remove") and text.isdecimal() and len(text) < 18:
            return int(text)
    return None


def _taken(request: HttpRequest, made: Writing, code: str) -> str:
    """Receive what was sent for one material; the reason where a file cannot come in."""
    actor, errors = actor_of(request), []
    for upload in request.FILES.getlist(f"file_{code}"):
        try:
            received = files.receive(cast("BinaryIO", upload.file), name=upload.name or "未命名")
            stored = files.keep(received, purpose="material", by=actor, at=now())
            actions.attach(made.draft, code=code, file=stored, by=actor, at=now())
        except Refusal as refused:
            errors.append(refused.message)
    return "；".join(errors)


def _page(
    request: HttpRequest, made: Writing, errors: dict[str, str] | None = None
) -> HttpResponse:
    shown = cards(made, errors)
    context = {
        "made": made,
        "cards": shown,
        "errors": {card.name: card.error for card in shown if card.error},
        "owed": [card.material.name for card in shown if card.required and not card.there],
        "free": registry.parameters(now()),
        "steps": made.steps("materials"),
        "before": made.before("materials"),
    }
    return render(request, "cases/citizen/materials.html", context, status=422 if errors else 200)


@access(policy.may_apply)
@require_safe
def draft_paper(request: HttpRequest, draft_id: UUID, paper_id: int) -> HttpResponse:
    """Look at a file handed in."""
    paper = get_object_or_404(
        DraftPaper.objects.select_related("file"),
        pk=paper_id, draft=draft_id, draft__owner=actor_of(request).id,
    )  # fmt: skip
    return cast("HttpResponse", file_queries.response(paper.file, inline=True))
