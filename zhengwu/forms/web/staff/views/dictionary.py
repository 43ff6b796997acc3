"""The field dictionary at the desk: entries, one with its versions and its use, a proposal."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhengwu.forms import actions, policy, queries
from zhengwu.forms.enums import EntryKind, RuleState
from zhengwu.forms.models import DictionaryEntry, DictionaryVersion
from zhengwu.forms.rules import Bad, check_rule
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

from ..forms.dictionary import NewEntryForm, RuleForm, TryForm

_LEVELS = {"towns": "town", "villages": "village"}


@access(policy.may_see_forms)
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """Every entry with the version of today."""
    day = local_day(now())
    used = queries.used_by_code()
    context = {
        "rows": [(one, used.get(one.entry.code, 0)) for one in queries.standing_rules(day)],
        "waiting": DictionaryVersion.objects.filter(state=RuleState.WAITING).select_related(
            "entry"
        ),
        "may_draft": policy.may_draft(actor_of(request)),
    }
    return render(request, "forms/staff/dictionary.html", context)


def _current(entry: DictionaryEntry) -> DictionaryVersion | None:
    return queries.standing_rules(local_day(now())).filter(entry=entry).first()


@access(policy.may_see_forms)
@require_safe
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One entry: its rule, a try-out, which forms use which version, every version."""
    found = get_object_or_404(DictionaryEntry, code=code)
    who = actor_of(request)
    versions = list(found.versions.select_related("entry").order_by("-number", "-proposed_at"))
    waiting = next((one for one in versions if one.state == RuleState.WAITING), None)
    current = _current(found)
    shown = current or waiting
    context: dict[str, Any] = {
        "entry": found,
        "current": current,
        "waiting": waiting,
        "waiting_changes": _differences(current, waiting) if waiting else [],
        "versions": [one for one in versions if one.state != RuleState.WAITING],
        "title": shown.name if shown else code,
        "rule": current.standing.rule if current else None,
        "options": current.standing.options if current else (),
        "uses": queries.forms_using(code),
        "trials": _trials(request, current, waiting),
        "form": TryForm(request.GET if "value" in request.GET else None),
        "may_draft": policy.may_draft(who),
        "may_decide": waiting is not None and policy.may_approve(who),
        "own": waiting is not None and waiting.proposed_by_id == who.id,
    }
    return render(request, "forms/staff/entry.html", context)


def _trials(
    request: HttpRequest, current: DictionaryVersion | None, waiting: DictionaryVersion | None
) -> list[tuple[str, bool, str]]:
    """What today's rule and the proposed one say to the value that is tried."""
    value = request.GET.get("value", "").strip()
    said = []
    for word, version in (("现行规则", current), ("待批准的规则", waiting)):
        rule = version.standing.rule if version else None
        if not value or rule is None:
            continue
        try:
            said.append((word, True, f"可以，保存为：{check_rule(rule, value)}"))
        except Bad as bad:
            said.append((word, False, str(bad)))
    return said


_WORDS = {
    "check": "核对办法", "formats": "格式", "least": "最少字数", "most": "最多字数",
    "message": "填错时怎么说", "help": "填写提示", "example": "例子",
}  # fmt: skip


def _differences(old: DictionaryVersion | None, new: DictionaryVersion) -> list[str]:
    """What a proposal changes, in sentences."""
    before: dict[str, Any] = old.content if old else {}
    after = new.content
    if "options" in after:
        had, has = dict(before.get("options") or ()), dict(after["options"])
        said = [f"新增选项“{has[one]}”" for one in has if one not in had]
        said += [f"取消选项“{had[one]}”" for one in had if one not in has]
        both = [one for one in has if one in had and had[one] != has[one]]
        return said + [f"“{had[one]}”改为“{has[one]}”" for one in both]
    said = [f"名称：{old.name}→{new.name}"] if old and old.name != new.name else []
    for key, word in _WORDS.items():
        one, other = before.get(key), after.get(key)
        if one != other:
            said.append(f"{word}：{_shown(one)}→{_shown(other)}")
    return said


def _shown(value: Any) -> str:
    return "、".join(value) or "无" if isinstance(value, list) else str(value or "无")


@access(policy.may_draft)
@once
def new_entry(request: HttpRequest) -> HttpResponse:
    """A code and a kind; the rule itself is asked on the next page."""
    form = NewEntryForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            if DictionaryEntry.objects.filter(code=data["code"]).exists():
                form.add_error("code", "这个编码已经有了，请到它的页面上修改")
            else:
                return redirect("forms_staff:new_rule", code=data["code"], kind=data["kind"])
    return render(request, "forms/staff/new_entry.html", {"form": form}, status=status)


@access(policy.may_draft)
@once
def new_rule(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The first rule of a new entry."""
    if kind not in list(EntryKind) or DictionaryEntry.objects.filter(code=code).exists():
        raise Http404
    return _proposal(request, code, EntryKind(kind), None)


@access(policy.may_draft)
@once
def propose(request: HttpRequest, code: str) -> HttpResponse:
    """Another rule for an entry."""
    found = get_object_or_404(DictionaryEntry, code=code)
    return _proposal(request, code, EntryKind(found.kind), _current(found))


def _proposal(
    request: HttpRequest, code: str, kind: EntryKind, current: DictionaryVersion | None
) -> HttpResponse:
    before: dict[str, Any] = current.content if current else {}
    if current:
        before |= {"name": current.name, "source": current.source}
    if request.GET.get("from") == "regions" and code in _LEVELS:
        day = local_day(now())
        before["options"] = queries.divisions(settings.REGION_CODE, _LEVELS[code], day)
    form = RuleForm(kind, before, request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _proposed(request, code, kind, form):
            return redirect("forms_staff:entry", code=code)
    context = {
        "form": form,
        "code": code,
        "kind": kind,
        "current": current,
        "regions": code in _LEVELS,
    }
    return render(request, "forms/staff/rule.html", context, status=status)


def _proposed(request: HttpRequest, code: str, kind: EntryKind, form: RuleForm) -> bool:
    data = form.cleaned_data
    try:
        actions.propose_rule(
            code,
            name=data["name"],
            kind=kind,
            content=form.content,
            reason=data["reason"],
            source=data["source"],
            effective_on=data["effective_on"],
            by=actor_of(request),
            at=now(),
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        for name, words in refusal.fields.items():
            form.add_error(name if name in form.fields else None, words[0])
        if not refusal.fields:
            form.add_error(None, refusal.message)
        return False
    messages.success(request, "已提交，等待另一人批准。")
    return True


@access(policy.may_draft)
@require_POST
@once
def decide_rule(request: HttpRequest, code: str) -> HttpResponse:
    """Approve or decline what was proposed."""
    waiting = get_object_or_404(DictionaryVersion, entry__code=code, state=RuleState.WAITING)
    opinion, by = request.POST.get("opinion", ""), actor_of(request)
    try:
        if request.POST.get("verb") == "approve":
            waiting = actions.approve_rule(waiting, opinion=opinion, by=by, at=now())
        else:
            waiting = actions.decline_rule(waiting, opinion=opinion, by=by, at=now())
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, next((w[0] for w in refusal.fields.values()), refusal.message))
    else:
        messages.success(request, f"“{waiting.name}”{waiting.word}。")
    return redirect("forms_staff:entry", code=code)
