"""The last pages: how papers reach the applicant, a look over everything, sending, receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

import zhengwu.cases
from zhengwu.cases import actions, policy, queries, registry
from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Case, Draft
from zhengwu.cases.rules.terms import Limit, Terms
from zhengwu.cases.web.citizen.views.materials import cards
from zhengwu.cases.web.citizen.views.own import in_the_right_name
from zhengwu.cases.web.citizen.views.writing import (
    META,
    TRUTH,
    Submitted,
    Writing,
    keep,
    writing,
)
from zhengwu.clock import queries as clock
from zhengwu.documents import queries as documents
from zhengwu.forms import queries as form_queries
from zhengwu.identity.enums import Level
from zhengwu.journal import queries as journal
from zhengwu.kernel import yaml
from zhengwu.kernel.errors import Outdated, Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

ELECTRONIC, POST = "电子送达", "邮寄"
INBOX = "本系统“我的办件”"
_SAYINGS = Path(zhengwu.cases.__file__).parent / "data" / "sayings.yaml"
_TYPED = ("way", "electronic_address", "postal_address", "postal_name", "postal_phone")


@lru_cache(maxsize=1)
def sayings() -> dict[str, dict[str, str]]:
    """The words an applicant agrees to, with their source."""
    words: dict[str, dict[str, str]] = yaml.safe_load(_SAYINGS.read_text(encoding="utf-8"))
    return words


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """How the result shall come, and whether papers may be served electronically."""
    try:
        made = writing(request, draft_id)
    except Submitted as sent:
        return redirect("cases_citizen:receipt", number=sent.number)
    if request.method != "POST":
        return _delivery_page(request, made, {})
    chosen = made.sending | {name: clean(request.POST.get(name, ""))[:200] for name in _TYPED}
    chosen["consent"] = request.POST.get("consent") == "1"
    errors = _delivery_errors(made.terms, chosen)
    try:
        made = keep(request, made, {META: chosen}, at=now())
    except Outdated:
        errors["way"] = "这份申请刚才在另一台设备上改过，请核对后再点一次“下一步”"
        return _delivery_page(request, made, errors, chosen)
    if "_later" in request.POST:
        return redirect("cases_citizen:drafts")
    if errors:
        return _delivery_page(request, made, errors)
    return redirect(made.after("delivery"))


def _delivery_errors(terms: Terms, chosen: dict[str, Any]) -> dict[str, str]:
    errors = {}
    if chosen["way"] not in terms.delivery_ways:
        errors["way"] = "请选择怎样领取结果"
    if chosen["way"] == ELECTRONIC and not chosen["consent"]:
        errors["consent"] = "选择电子送达，需要勾选同意"
    if chosen["way"] == POST:
        words = {"postal_name": "收件人", "postal_phone": "收件电话", "postal_address": "收件地址"}
        errors |= {n: f"请填写{word}" for n, word in words.items() if not chosen[n].strip()}
    return errors


def _delivery_page(
    request: HttpRequest,
    made: Writing,
    errors: dict[str, str],
    chosen: dict[str, Any] | None = None,
) -> HttpResponse:
    chosen = chosen or made.sending
    person = made.draft.person
    context = {
        "made": made,
        "chosen": chosen,
        "errors": errors,
        "consent": sayings()["consent"],
        "ways": made.terms.delivery_ways,
        "electronic": ELECTRONIC,
        "post": POST,
        "inbox": INBOX,
        "name": made.applicant_name,
        "phone": person.phone if person else "",
        "steps": made.steps("delivery"),
        "before": made.before("delivery"),
    }
    return render(request, "cases/citizen/delivery.html", context, status=422 if errors else 200)


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the answer comes if the papers are complete and it is accepted today."""

    due: date | None
    promised: Limit | None
    statutory: date | None
    told_by: date | None
    provisional: bool
    immediate: bool
    procedures: tuple[str, ...]
    above: str = ""


def forecast(terms: Terms, day: date) -> Forecast:
    """Counted by the same rules as the clocks that will run."""
    dues = {}
    for name, limit in (("promised", terms.promised), ("statutory", terms.statutory)):
        if limit is not None:
            dues[name] = clock.due_if_started(
                limit.rule, day, amount=limit.amount, unit=limit.unit, region_code=terms.region_code
            )
    first = dues.get("promised") or dues.get("statutory")
    told = clock.end_of_period(terms.supplement_rule, day)[0] if terms.supplement_rule else None
    return Forecast(
        due=first.on if first else None,
        promised=terms.promised,
        statutory=dues["statutory"].on if "statutory" in dues else None,
        told_by=told,
        provisional=any(due.provisional for due in dues.values()),
        immediate=terms.immediate,
        procedures=tuple(one.kind for one in terms.procedures),
        above=terms.upward.organ_name if terms.upward else "",
    )


@access(policy.may_apply)
@require_http_methods(["GET", "POST"])
@once
def review(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Everything at a glance, by which day the answer comes, the declaration – and sending."""
    try:
        made = writing(request, draft_id)
    except Submitted as sent:
        return redirect("cases_citizen:receipt", number=sent.number)
    if request.method != "POST":
        return _review_page(request, made, {})
    errors = _review_errors(made, request.POST.get("truth") == "1", local_day(now()))
    if made.carried_now:
        errors["edition"] = "办事要求刚刚更新，请照新版本核对后再提交"
    if errors:
        return _review_page(request, made, errors)
    try:
        case = send(made, request, at=now())
    except Refusal as refused:
        texts = {name: "；".join(words) for name, words in refused.fields.items()}
        errors = texts or {"refused": refused.message}
        return _review_page(request, made, errors, refused=refused)
    return redirect("cases_citizen:receipt", number=case.matter.number)


def _review_errors(made: Writing, truth: bool, day: date) -> dict[str, str]:
    errors = {}
    if made.unsaid:
        errors["situation"] = "请先回答办理情形"
    for number, wrong in made.faults(day).items():
        errors[f"part-{number}"] = (
            f"申请表还有 {len(wrong)} 处没有填好：{'；'.join(wrong.values())}"
        )
    if _delivery_errors(made.terms, dict.fromkeys((*_TYPED, "consent"), "") | made.sending):
        errors["delivery"] = "请选择怎样领取结果"
    if not truth:
        errors["truth"] = "请勾选“我已核对以上内容”"
    return errors


def send(made: Writing, request: HttpRequest, *, at: datetime) -> Case:
    """Hand the draft in with what was chosen."""
    actor = actor_of(request)
    actions.save_draft(made.draft, answers={TRUTH: True}, version=None, by=actor, at=at)
    return actions.submit(
        made.draft,
        truth_declared=True,
        delivery_way=made.sending.get("way", ""),
        delivery_detail=detail_of(made.sending),
        mandate=made.mandate(),
        by=actor,
        at=at,
    )


def detail_of(chosen: dict[str, Any]) -> dict[str, str]:
    """What is kept with the case of the chosen delivery, the consent word for word."""
    detail = {}
    if chosen.get("consent"):
        detail["electronic_consent"] = sayings()["consent"]["text"]
        detail["electronic_address"] = chosen.get("electronic_address") or INBOX
    if chosen.get("way") == POST:
        for name in ("postal_name", "postal_phone", "postal_address"):
            detail[name] = str(chosen.get(name, ""))
    return detail


def _review_page(
    request: HttpRequest,
    made: Writing,
    errors: dict[str, str],
    *,
    refused: Refusal | None = None,
) -> HttpResponse:
    at = now()
    shown = cards(made)
    key = _applicant_key(made.draft)
    context = {
        "made": made,
        "errors": errors,
        "refused": refused,
        "parts": _answers(made),
        "faults": made.faults(local_day(at)),
        "cards": shown,
        "owed": [card.material.name for card in shown if card.required and not card.there],
        "chosen": made.sending,
        "forecast": forecast(made.terms, local_day(at)),
        "twins": queries.likely_duplicates(key, made.terms.item_code),
        "truth": sayings()["truth"],
        "too_low": not _level(made).reaches(made.terms.identity_level),
        "steps": made.steps("review"),
        "before": made.before("review"),
    }
    status = refused.status if refused else 422 if errors else 200
    return render(request, "cases/citizen/review.html", context, status=status)


def _answers(made: Writing) -> list[dict[str, Any]]:
    """Each page of the form with its answers in words and where to change them."""
    rows = []
    for number in made.visible_parts():
        part = made.parts[number - 1]
        answers = form_queries.answers(part, made.data, whole=made.schema)
        rows.append({"number": number, "url": made.url(f"form-{number}"), "answers": answers})
    return rows


def _level(made: Writing) -> Level:
    parties = [one.level for one in (made.draft.firm, made.draft.person) if one is not None]
    order = list(Level)
    return min((Level(level) for level in parties), key=order.index, default=Level.NONE)


def _applicant_key(draft: Draft) -> str:
    return f"firm:{draft.firm_id}" if draft.firm_id else f"person:{draft.person_id}"


@access(policy.may_apply)
@require_safe
@in_the_right_name
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """What the applicant keeps: number, time, digest, query code, the sealed paper."""
    case = queries.case_for(actor_of(request), number)
    if case is None:
        raise Http404
    terms = queries.terms_for(case)
    paper = next(
        (one for one in documents.of_matter(case.matter_id) if one.template_code == "receipt"), None
    )
    context = {
        "case": case,
        "paper": paper,
        "entry": received_entry(case),
        "forecast": forecast(terms, local_day(case.received_at)),
        "terms": terms,
        "by_agent": case.channel == Channel.AGENT,
        "track": reverse("cases_citizen:case", args=[number]),
        "sequels": registry.sequels_of(case),
    }
    return render(request, "cases/citizen/receipt.html", context)


def received_entry(case: Case) -> Any:
    """The journal's entry of the receipt: its digest is on the paper."""
    entries = journal.of_matter(case.matter_id)
    return entries.filter(code="cases.case.received", refused=False).first()
