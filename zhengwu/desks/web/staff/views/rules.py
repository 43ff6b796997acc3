"""时限规则: the table of clocks in force, its sources, what waits for confirmation, its history."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.clock import actions, policy, queries
from zhengwu.clock.enums import UNIT_ZH
from zhengwu.clock.models import Rule
from zhengwu.clock.queries import UnknownRule
from zhengwu.desks.web.staff.forms.law import CONFIDENCE, ConfirmForm, RuleForm
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


@access(policy.may_see_rules)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The whole table of today, by words or only what nobody has confirmed."""
    text = request.GET.get("q", "")[:60]
    unconfirmed = request.GET.get("unconfirmed") == "1"
    found = queries.rules_in_force(local_day(now()), text=text, unconfirmed=unconfirmed)
    context = {
        "rules": found,
        "q": text,
        "unconfirmed": unconfirmed,
        "units": UNIT_ZH,
        "confidence": CONFIDENCE,
        "open": sum(one.to_be_confirmed for one in found),
    }
    return render(request, "desks/staff/rules.html", context)


@access(policy.may_see_rules)
@once
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: what it counts, where it comes from, its versions; POST sets a local value."""
    one, today = _rule(code), local_day(now())
    form = RuleForm(request.POST or None, rule=one, today=today)
    refusal, status = None, 200
    if request.method == "POST":
        if not policy.may_change_rules(actor_of(request)):
            raise NotThere
        status = 422
        if form.is_valid():
            try:
                _change(code, form, request)
            except Refusal as refused:
                refusal, status = refused, refused.status
                _beside(form, refused)
            else:
                messages.success(request, "已设置本地期限")
                return redirect("desks_staff:rule", code=code)
    context = {
        "rule": one,
        "starts": queries.start_in_words(one.starts_on),
        "history": queries.rule_history(code),
        "units": UNIT_ZH,
        "confidence": CONFIDENCE,
        "form": form,
        "confirm": ConfirmForm(),
        "refusal": refusal,
        "may_change": policy.may_change_rules(actor_of(request)),
    }
    return render(request, "desks/staff/rule.html", context, status=status)


def _change(code: str, form: RuleForm, request: HttpRequest) -> None:
    data = form.cleaned_data
    actions.change_rule(
        code,
        form.values(),
        reason=data["reason"],
        effective_from=data["effective_from"],
        by=actor_of(request),
        at=now(),
    )


@access(policy.may_change_rules)
@once
@require_POST
def confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody answers for an unconfirmed value, naming the paper seen."""
    _rule(code)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明核对所依据的文件")
        return redirect("desks_staff:rule", code=code)
    try:
        evidence = form.cleaned_data["evidence"]
        actions.confirm_rule(code, evidence=evidence, by=actor_of(request), at=now())
        messages.success(request, "已确认")
    except Refusal as refused:
        messages.error(request, refused.message)
    return redirect("desks_staff:rule", code=code)


def _rule(code: str) -> Rule:
    try:
        return queries.rule_in_force(code, local_day(now()))
    except UnknownRule as error:
        raise NotThere from error


def _beside(form: RuleForm, refused: Refusal) -> None:
    for name, texts in refused.fields.items():
        form.add_error(name if name in form.fields else None, texts)
