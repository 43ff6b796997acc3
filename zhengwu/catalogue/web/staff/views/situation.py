"""The situation guide's editor: questions and effects without code, tried out, every way shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.catalogue import actions, policy
from zhengwu.catalogue.enums import EditionState, Verb
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.rules import codec
from zhengwu.catalogue.rules import situation_editing as editing
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.catalogue.rules.situation import GuideEffect, GuideQuestion
from zhengwu.catalogue.rules.situation_form import from_lists, sheet
from zhengwu.catalogue.rules.situation_lint import guide_problems
from zhengwu.catalogue.rules.situation_paths import TooManyPaths, paths
from zhengwu.catalogue.rules.situations import dropped, reduced, walked
from zhengwu.catalogue.web.staff.forms import EffectForm, QuestionForm
from zhengwu.flow.models import Version
from zhengwu.forms.models import FormVersion
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


def _edition(pk: UUID) -> Edition:
    return get_object_or_404(Edition.objects.select_related("item"), pk=pk)


def _open(actor: Actor, edition: Edition) -> bool:
    draft = edition.state == EditionState.DRAFT
    return draft and policy.may_edit(actor, edition.item.organ_code)


@access(policy.may_see_drafts)
@require_safe
def overview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What is asked, what follows, what is wrong, every way through – and a try-out."""
    edition = _edition(pk)
    document = edition.document
    raw = from_lists(dict(request.GET.lists()))
    walk = walked(document, raw)
    names = {one.code: one.name for one in document.materials}
    context = {
        "edition": edition,
        "item": edition.item,
        "document": document,
        "editable": _open(actor_of(request), edition),
        "problems": guide_problems(document),
        "questions": [
            {"one": one, "when": editing.condition_words(one.when, document.questions)}
            for one in document.questions
        ],
        "effects": [
            {
                "one": one,
                "when": editing.condition_words(one.when, document.questions),
                "target": names.get(one.target, one.target),
            }
            for one in document.effects
        ],
        "sheet": sheet(walk, raw),
        "walk": walk,
        "needed": [m for m in reduced(document, walk.codes).materials if m.to_bring],
        "dropped": dropped(document, walk.codes),
        **_coverage(document),
    }
    return render(request, "catalogue/staff/situation.html", context)


def _coverage(document: EditionDocument) -> dict[str, Any]:
    """Every way through the guide, and what follows."""
    try:
        ways = paths(document.questions, document.effects) if document.questions else []
    except TooManyPaths:
        return {"ways": [], "too_many": True}
    rows = []
    for way in ways:
        after = reduced(document, way.walk.codes)
        rows.append(
            {
                "cells": [dict(way.said).get(one.text, "") for one in document.questions],
                "away": "；".join(one.say for one in way.walk.away),
                "stuck": way.walk.next,
                "needed": [one for one in after.materials if one.to_bring],
                "gone": [one.name for one in dropped(document, way.walk.codes)],
                "variants": _variants(way.walk.effects),
            }
        )
    return {"ways": rows, "too_many": False}


def _variants(effects: Sequence[GuideEffect]) -> list[str]:
    verbs = (Verb.FORM, Verb.FLOW, Verb.NO_FEE, Verb.FEE)
    return [f"{one.verb.label}：{one.target}" for one in effects if one.verb in verbs]


@access(policy.may_edit_somewhere)
@require_http_methods(["GET", "POST"])
@once
def question(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Write or change one question."""
    edition = _edition(pk)
    document = edition.document
    one = _named(document.questions, code)
    others = tuple(other for other in document.questions if other.code != code)
    form = QuestionForm(
        request.POST or None, question=one, others=others,
        code=one.code if one else editing.new_code("q", document.questions),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        changed = {"questions": codec.plain(editing.put(document.questions, form.made()))}
        if _kept(request, edition, changed):
            return redirect("catalogue_staff:situation", pk=pk)
    return _form(request, edition, form, "问题", "catalogue/staff/situation_question.html")


@access(policy.may_edit_somewhere)
@require_http_methods(["GET", "POST"])
@once
def effect(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Choose or change one effect."""
    edition = _edition(pk)
    document = edition.document
    one = _named(document.effects, code)
    titles = FormVersion.objects.order_by("code", "-version").values_list("code", "title")
    flows = Version.objects.order_by().values_list("definition__code", flat=True).distinct()
    form = EffectForm(
        request.POST or None, effect=one, document=document,
        code=one.code if one else editing.new_code("R", document.effects),
        flows=sorted(flows), variants=sorted(dict(titles).items()),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        changed = {"effects": codec.plain(editing.put(document.effects, form.made()))}
        if _kept(request, edition, changed):
            return redirect("catalogue_staff:situation", pk=pk)
    return _form(request, edition, form, "结果", "catalogue/staff/situation_effect.html")


@access(policy.may_edit_somewhere)
@require_POST
@once
def rows(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a row or take it out."""
    edition = _edition(pk)
    document = edition.document
    verb, _, what = request.POST.get("do", "").partition(":")
    kind, _, code = what.partition(":")
    if kind not in ("questions", "effects") or verb not in ("up", "down", "drop"):
        raise Http404
    standing: Any = getattr(document, kind)
    if verb == "drop":
        made = editing.without(standing, code)
    else:
        made = editing.moved(standing, code, -1 if verb == "up" else 1)
    _kept(request, edition, {kind: codec.plain(made)})
    return redirect("catalogue_staff:situation", pk=pk)


def _named(rows: Sequence[Any], code: str) -> Any:
    found = next((one for one in rows if one.code == code), None)
    if found is None and code != "new":
        raise Http404
    return found


def _kept(request: HttpRequest, edition: Edition, elements: dict[str, Any]) -> bool:
    seen = request.POST.get("seen", "")
    try:
        actions.edit(edition, elements, seen=seen, by=actor_of(request), at=now())
    except Refusal as refused:
        messages.error(request, refused.message)
        return False
    messages.success(request, "已保存。")
    return True


def _form(
    request: HttpRequest,
    edition: Edition,
    form: QuestionForm | EffectForm,
    word: str,
    template: str,
) -> HttpResponse:
    one: GuideQuestion | GuideEffect | None = (
        form.question if isinstance(form, QuestionForm) else form.effect
    )
    context = {
        "edition": edition,
        "item": edition.item,
        "form": form,
        "heading": f"改{word} {one.code}" if one else f"加一个{word}",
        "seen": request.POST.get("seen") or edition.digest,
    }
    return render(request, template, context, status=422 if form.errors else 200)
