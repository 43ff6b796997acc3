"""Findings and cards: lists, and one card with what may be done with it now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.clock import queries as clock
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import day_in, midnight, now
from zhengwu.org.models import Organ
from zhengwu.supervision import actions, policy, queries, registry
from zhengwu.supervision.enums import (
    CARD_STATES,
    LEVEL_NAMES,
    OPEN_CARDS,
    CardState,
    Cause,
    StillState,
    Verdict,
)
from zhengwu.supervision.models import Card, Finding
from zhengwu.supervision.web.staff.forms import AcceptForm, HearForm, JudgeForm, TextForm
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


def units() -> dict[str, str]:
    """Short names of organs by code."""
    return dict(Organ.objects.values_list("pk", "short_name"))


def beside(form: forms.Form, refused: Refusal) -> None:
    """Errors beside the fields a refusal names."""
    for name, texts in (refused.fields or {"": [refused.message]}).items():
        form.add_error(name if name in form.fields else None, list(texts))


def _card_url(row: Any) -> str:
    return reverse("supervision_staff:card", args=[row.matter.number])


def _of_finding(row: Finding) -> str:
    card = getattr(row, "card", None)
    return _card_url(card) if card else reverse("supervision_staff:finding", args=[row.pk])


@access(policy.may_use)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Everything a probe found, warnings included."""
    names = units()
    rows = queries.findings_of(actor_of(request))
    if (level := request.GET.get("level", "")) in LEVEL_NAMES:
        rows = rows.filter(level=level)
    if organ := request.GET.get("organ", ""):
        rows = rows.filter(organ_code=organ)
    if probe := request.GET.get("probe", ""):
        rows = rows.filter(probe_code=probe)
    if since := day_in(request.GET.get("since", "")):
        rows = rows.filter(occurred_at__gte=midnight(since))
    table = Table(
        request, rows,
        columns=[
            Column("level", "等级", kind="short", value=lambda row: row.level_name,
                   template="supervision/staff/_level.html"),
            Column("name", "发现", value=lambda row: row.version.name, url=_of_finding),
            Column("watched", "涉及的事",
                   value=lambda row: row.watched.number if row.watched else row.subject_name,
                   url=lambda row: row.page),
            Column("organ", "单位", value=lambda row: names.get(row.organ_code, row.organ_code)),
            Column("staff_name", "人员", kind="short"),
            Column("task", "环节", kind="short"),
            Column("occurred_at", "发生", kind="instant", sort="occurred_at"),
        ],
        order="-occurred_at",
        empty_title="没有监察发现",
        empty_text="规则查到的预警和牌会列在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("监察发现"))
    context = {
        "table": table,
        "levels": LEVEL_NAMES.items(),
        "level": level,
        "oversees": policy.oversees(actor_of(request)),
    }
    return render(request, "supervision/staff/findings.html", context)


def _facts(row: Finding) -> list[tuple[str, str]]:
    return registry.in_words(row.facts)


@access(policy.may_use)
@require_safe
def finding(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One finding, also about a person, a unit or a window: what was seen, on which entries."""
    row = queries.findings_of(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    context = {
        "row": row,
        "unit": units().get(row.organ_code, row.organ_code),
        "facts": _facts(row),
        "evidence": queries.evidence_of(row.evidence),
        "said": registry.triggers(),
        "reads_journal": policy.oversees(actor_of(request)),
    }
    return render(request, "supervision/staff/finding.html", context)


@access(policy.may_use)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Cards by state."""
    names = units()
    rows = queries.cards_of(actor_of(request))
    if (state := request.GET.get("state", "")) == "open":
        rows = rows.filter(state__in=OPEN_CARDS)
    elif state in CARD_STATES:
        rows = rows.filter(state=state)
    if window := request.GET.get("window", ""):
        rows = rows.filter(window=window)
    table = Table(
        request, rows,
        columns=[
            Column("number", "编号", kind="short", value=lambda row: row.matter.number,
                   url=_card_url),
            Column("level", "等级", kind="short", value=lambda row: row.level_name,
                   template="supervision/staff/_level.html"),
            Column("name", "规则", value=lambda row: row.finding.version.name),
            Column("watched", "涉及的事",
                   value=lambda row: row.subject),
            Column("organ", "单位", value=lambda row: names.get(row.organ_code, row.organ_code)),
            Column("staff_name", "人员", kind="short"),
            Column("points", "扣分", kind="number"),
            Column("state", "情况", kind="short", value=lambda row: row.state_name),
            Column("dealt_at", "发出", kind="instant", sort="dealt_at"),
        ],
        order="-dealt_at",
        empty_title="没有黄牌、红牌",
        empty_text="规则查到违规时，会在这里发出黄牌或者红牌。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("黄牌红牌"))
    context = {
        "table": table,
        "states": [("open", "没有办结的"), *CARD_STATES.items()],
        "state": state,
        "oversees": policy.oversees(actor_of(request)),
    }
    return render(request, "supervision/staff/cards.html", context)


def _judge(row: Card, data: dict[str, Any], by: Actor) -> None:
    cause = Cause(data["cause"]) if data["cause"] else None
    actions.judge_card(
        row, verdict=Verdict(data["verdict"]), cause=cause, reason=data["reason"], by=by, at=now()
    )


def _accept(row: Card, data: dict[str, Any], by: Actor) -> None:
    actions.accept(row, good=data["good"] == "yes", reason=data["reason"], by=by, at=now())


# A card's own limits; which row of the table gives the days is a local parameter.
_LIMITS = {"explain": "说明期限"}

# code: (label, form, verb, states in which it is offered, whether supervision or the unit does it)
_ACTS: dict[str, tuple[str, type[forms.Form], Callable[[Card, Any, Actor], Any], str, bool]] = {
    "explain": ("说明", TextForm,
                lambda row, data, by: actions.explain(row, text=data["text"], by=by, at=now()),
                "dealt", False),
    "review": ("提出中心意见", TextForm,
               lambda row, data, by: actions.review(row, text=data["text"], by=by, at=now()),
               "dealt explained", True),
    "hear": ("记录当面陈述", HearForm,
             lambda row, data, by: actions.hear(row, **data, by=by, at=now()),
             "explained appealed", True),
    "rectify": ("提交整改", TextForm,
                lambda row, data, by: actions.rectify(row, text=data["text"], by=by, at=now()),
                "judged", False),
    "appeal": ("申诉", TextForm,
               lambda row, data, by: actions.appeal(row, text=data["text"], by=by, at=now()),
               "judged", False),
    "judge": ("审议", JudgeForm, _judge, "dealt explained appealed", True),
    "accept": ("验收整改", AcceptForm, _accept, "rectified", True),
}  # fmt: skip


def _offered(actor: Actor, row: Card, at: datetime) -> list[str]:
    found = []
    waits = row.matter.clocks.filter(label="explain", state="running", due_at__gt=at).exists()
    for code, (_, _, _, states, by_supervision) in _ACTS.items():
        may = policy.may_answer(actor, row)
        if by_supervision:
            may = policy.supervises_organ(actor, row.organ_code) and not policy.is_concerned(
                actor, row
            )
        if code == "review":
            may = policy.may_review(actor, row) and not row.opinion
        if code == "judge" and row.state == CardState.DEALT and waits:
            continue
        if row.state in states.split() and may:
            found.append(code)
    if row.appealed_at is not None and "appeal" in found:
        found.remove("appeal")
    return found


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def card(request: HttpRequest, number: str) -> HttpResponse:
    """One card: what was found, on what evidence, and what may be done."""
    actor = actor_of(request)
    row = queries.cards_of(actor).filter(matter__number=number).first()
    if row is None:
        raise Http404
    offered, status = _offered(actor, row, now()), 200
    code = request.POST.get("act", "")
    bound: dict[str, forms.Form] = {}
    if request.method == "POST" and code in offered:
        label, made, verb, _, _ = _ACTS[code]
        form, status = made(request.POST), 422
        bound[code] = form
        if form.is_valid() and _acted(form, row, verb, actor):
            row.refresh_from_db()
            waits = row.waits_for(units().get(row.organ_code, row.organ_code))
            messages.success(request, f"“{label}”已经记入。{waits or '这张牌已经办结。'}")
            return redirect(_card_url(row))
    unit = units().get(row.organ_code, row.organ_code)
    context = {
        **_stills(row, actor),
        "row": row,
        "unit": unit,
        "waits": row.waits_for(unit),
        "entry": Entry.objects.filter(pk=row.finding.entry_id).first(),
        "facts": _facts(row.finding),
        "evidence": queries.evidence_of(row.finding.evidence),
        "said": registry.triggers(),
        "acts": [(one, _ACTS[one][0], bound.get(one) or _ACTS[one][1]()) for one in offered],
        "bars": [
            (_LIMITS.get(one.clock.label, one.label), one)
            for one in clock.bars(list(clock.of_matter(row.pk)), now())
        ],
        "history": Entry.objects.filter(matter_id=row.pk, code__startswith="supervision.")
        .order_by("seq"),
        "closed": row.state in (CardState.CLOSED, CardState.WITHDRAWN),
        "reads_journal": policy.oversees(actor),
    }  # fmt: skip
    return render(request, "supervision/staff/card.html", context, status=status)


def _stills(row: Card, actor: Actor) -> dict[str, Any]:
    """Pictures of the window for those who judge; for others only that there are some."""
    found = list(queries.stills_of(row))
    sees = policy.may_see_still(actor, row)
    return {
        "stills": found,
        "taken": sum(one.state == StillState.TAKEN for one in found),
        "sees_stills": sees,
        "looked": queries.lookers(found) if sees and found else [],
    }


def _acted(
    form: forms.Form, row: Card, verb: Callable[[Card, Any, Actor], Any], actor: Actor
) -> bool:
    try:
        verb(row, form.cleaned_data, actor)
    except Refusal as refused:
        beside(form, refused)
        return False
    return True
