"""The acts on a finding or a register's row: answer, tell progress, look again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Outdated, Refusal
from zhengwu.kernel.time import now
from zhengwu.personnel import actions, policy
from zhengwu.personnel.enums import FollowState
from zhengwu.personnel.models import PatrolFinding, RegisterEntry
from zhengwu.personnel.models.follow import Followed
from zhengwu.personnel.web.staff.forms.follow import (
    AnswerForm,
    CheckForm,
    FindingAnswerForm,
    FindingCheckForm,
    VoidForm,
)
from zhengwu.personnel.web.staff.views.pages import beside

Acts = list[tuple[str, str, forms.Form]]
_STEPS = {
    "personnel.follow.reported": "进展",
    "personnel.follow.answered": "答复",
    "personnel.follow.checked": "复查",
    "personnel.follow.reminded": "催办",
    "personnel.register.voided": "作废",
}


def _answer(row: Any, data: dict[str, Any], by: Actor) -> None:
    upheld = data.get("upheld", "yes") == "yes"
    actions.answer(row, text=data["text"], upheld=upheld, by=by, at=now())


def _report(row: Any, data: dict[str, Any], by: Actor) -> None:
    actions.report(row, text=data["text"], by=by, at=now())


def _check(row: Any, data: dict[str, Any], by: Actor) -> None:
    actions.check(
        row, good=data["good"] != "no", text=data["text"], due_on=data["due_on"],
        upheld=data["good"] != "away", by=by, at=now(),
    )  # fmt: skip


def _void(row: Any, data: dict[str, Any], by: Actor) -> None:
    actions.void_register(row, reason=data["reason"], by=by, at=now())


_VERBS = {"answer": _answer, "report": _report, "check": _check, "void": _void}
_LABELS = {"answer": "答复落实情况", "report": "报进展", "check": "复查", "void": "作废这一条"}


def _offered(actor: Actor, row: Followed) -> list[str]:
    found = []
    if row.follow == FollowState.OPEN and policy.may_answer(actor, row):
        found += ["answer", "report"]
    if row.follow == FollowState.ANSWERED and policy.may_check(actor, row):
        found.append("check")
    kind = row.kind if isinstance(row, RegisterEntry) and not row.void_reason else ""
    if kind and policy.may_keep(actor, kind):
        found.append("void")
    return found


def _form(code: str, row: Followed, data: Any = None) -> forms.Form:
    finding = isinstance(row, PatrolFinding)
    kinds: dict[str, type[forms.Form]] = {
        "answer": FindingAnswerForm if finding else AnswerForm,
        "report": AnswerForm,
        "check": FindingCheckForm if finding else CheckForm,
        "void": VoidForm,
    }
    return kinds[code](data, auto_id=f"id_{code}_%s")


def acted(request: HttpRequest, row: Followed, actor: Actor) -> tuple[Acts, bool]:
    """Forms of what may be done now; True when the request did one of them."""
    offered, code = _offered(actor, row), request.POST.get("act", "")
    if request.method == "POST" and code not in offered:
        raise Outdated
    bound: dict[str, forms.Form] = {}
    if request.method == "POST" and code in offered:
        form = bound[code] = _form(code, row, request.POST)
        if form.is_valid():
            try:
                _VERBS[code](row, form.cleaned_data, actor)
            except Refusal as refused:
                beside(form, refused)
            else:
                messages.success(request, f"{_LABELS[code]}：已办理。")
                return [], True
    return [(one, _LABELS[one], bound.get(one) or _form(one, row)) for one in offered], False


def history(row: Followed) -> list[dict[str, Any]]:
    """What happened to it, from the journal."""
    rows = Entry.objects.filter(object_id=str(row.pk), code__in=list(_STEPS), refused=False)
    return [
        {"name": _STEPS[one.code], "entry": one, "text": one.reason} for one in rows.order_by("seq")
    ]
