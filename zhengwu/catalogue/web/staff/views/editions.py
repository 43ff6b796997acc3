"""Editions at the desk: read, compare, edit by section, send on and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from zhengwu.catalogue import actions, policy
from zhengwu.catalogue.enums import EditionState, Subject
from zhengwu.catalogue.models import Edition, Item
from zhengwu.catalogue.queries import ELEMENT_NAMES, Published, owed
from zhengwu.catalogue.rules import editor
from zhengwu.catalogue.rules.diff import diff
from zhengwu.catalogue.rules.guide import eight
from zhengwu.forms.queries import render as render_form
from zhengwu.forms.rules import edit_rows, from_flat, validate
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


def _edition(pk: UUID) -> Edition:
    return get_object_or_404(Edition.objects.select_related("item__live"), pk=pk)


@access(policy.may_edit_somewhere)
@require_POST
@once
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the next edition of an item."""
    item = get_object_or_404(Item, code=code)
    edition = actions.draft(item, by=actor_of(request), at=now())
    return redirect("catalogue_staff:edition", pk=edition.pk)


@access(policy.may_see_drafts)
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An edition: what it says, what it changes, what was said about it, what may be done."""
    return _show(request, _edition(pk))


def _show(
    request: HttpRequest, edition: Edition, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    document, item = edition.document, edition.item
    before = item.live if item.live_id != edition.pk else _before(edition)
    context = {
        "edition": edition,
        "item": item,
        "document": document,
        "eight": eight(document),
        "kind": document.kind.label,
        "subjects": "、".join(Subject(one).label for one in document.subjects),
        "before": before,
        "changes": diff(before.document, document) if before else [],
        "missing": [ELEMENT_NAMES[code] for code in owed(document, Published.now())],
        "opinions": edition.opinions.order_by("-at", "-id"),
        "sections": [(name, title) for name, (title, _) in editor.SECTIONS.items()],
        "may": _may(actor_of(request), edition),
        "posted": request.POST,
        "errors": errors or {},
    }
    return render(request, "catalogue/staff/edition.html", context, status=status)


def _before(edition: Edition) -> Edition | None:
    older = edition.item.editions.filter(number__lt=edition.number)
    return older.filter(published_at__isnull=False).order_by("-number").first()


def _may(actor: Actor, edition: Edition) -> dict[str, bool]:
    """Which buttons mean something to this person now."""
    state, organ = edition.state, edition.item.organ_code
    mine = edition.drafted_by_id == actor.id
    return {
        "edit": state == EditionState.DRAFT and policy.may_edit(actor, organ),
        "review": state == EditionState.DEPARTMENT and policy.may_review(actor, organ) and not mine,
        "approve": state == EditionState.CENTRE and policy.may_approve(actor) and not mine,
    }


@access(policy.may_see_drafts)
@require_POST
@once
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send an edition on, or back."""
    edition = _edition(pk)
    verb = _VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        edition = verb(request, edition)
    except InvalidInput as refusal:
        return _show(request, edition, _messages(refusal), refusal.status)
    except Refusal as refusal:
        return _show(request, _edition(pk), {"": refusal.message}, refusal.status)
    messages.success(request, f"现在是“{EditionState(edition.state).label}”。")
    return redirect("catalogue_staff:edition", pk=edition.pk)


def _messages(refusal: Refusal) -> dict[str, str]:
    return {name: words[0] for name, words in refusal.fields.items()} or {"": refusal.message}


def _approve(request: HttpRequest, edition: Edition) -> Edition:
    text = request.POST.get("effective_on", "").strip()
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise InvalidInput(
            fields={"effective_on": ["日期请写成 2026-09-17 这样的形式。"]}
        ) from None
    opinion = request.POST.get("opinion", "")
    return actions.approve(
        edition, opinion=opinion, effective_on=day, by=actor_of(request), at=now()
    )


_VERBS: dict[str, Callable[[HttpRequest, Edition], Edition]] = {
    "submit": lambda r, e: actions.submit(e, by=actor_of(r), at=now()),
    "review": lambda r, e: actions.review(
        e, opinion=r.POST.get("opinion", ""), by=actor_of(r), at=now()
    ),
    "give_back": lambda r, e: actions.give_back(
        e, opinion=r.POST.get("opinion", ""), by=actor_of(r), at=now()
    ),
    "approve": _approve,
    "discard": lambda r, e: actions.discard(e, by=actor_of(r), at=now()),
}


@access(policy.may_edit_somewhere)
@once
def section(request: HttpRequest, pk: UUID, section: str) -> HttpResponse:
    """Edit one section of a draft; rows of lists are added and taken away without JavaScript."""
    if section not in editor.SECTIONS:
        raise Http404
    edition = _edition(pk)
    schema = editor.schema(section)
    if request.method != "POST":
        data = editor.values(edition.document, section)
        return _form(request, edition, section, data, {})
    raw = from_flat(schema, dict(request.POST.lists()))
    if request.POST.get("_add") or request.POST.get("_remove"):
        data = edit_rows(
            raw, add=request.POST.get("_add", ""), remove=request.POST.get("_remove", "")
        )
        return _form(request, edition, section, data, {})
    done = validate(schema, raw)
    if not done.ok:
        return _form(request, edition, section, raw, done.errors, 422)
    try:
        actions.edit(
            edition,
            editor.elements(done.cleaned, section),
            seen=request.POST.get("seen", ""),
            by=actor_of(request),
            at=now(),
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return _form(request, edition, section, raw, {}, refusal.status)
    messages.success(request, "已保存。")
    return redirect("catalogue_staff:edition", pk=pk)


def _form(
    request: HttpRequest,
    edition: Edition,
    section: str,
    data: dict[str, Any],
    errors: dict[str, str],
    status: int = 200,
) -> HttpResponse:
    context = {
        "edition": edition,
        "item": edition.item,
        "heading": editor.SECTIONS[section][0],
        "section": section,
        "form": render_form(editor.schema(section), data, errors),
        "seen": request.POST.get("seen") or edition.digest,
        "sections": [(name, title) for name, (title, _) in editor.SECTIONS.items()],
    }
    return render(request, "catalogue/staff/section.html", context, status=status)
