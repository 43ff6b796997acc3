"""时限规则: the table of clocks in force, its sources, what waits for confirmation, its history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhengwu.clock import policy, queries
from zhengwu.clock.enums import UNIT_ZH
from zhengwu.clock.models import Rule
from zhengwu.clock.queries import UnknownRule
from zhengwu.desks.web.staff.forms.law import CONFIDENCE
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.time import local_day, now
from zhengwu.parameters import policy as parameters
from zhengwu.web.access import access, actor_of


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
@require_safe
def rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: what it counts, where it comes from, its versions. It is changed with approval."""
    one, today = _rule(code), local_day(now())
    context = {
        "rule": one,
        "starts": queries.start_in_words(one.starts_on),
        "history": queries.rule_history(code),
        "units": UNIT_ZH,
        "confidence": CONFIDENCE,
        "nature": queries.nature_of(one, today),
        "given": queries.is_given(one),
        "may_change": parameters.may_draft(actor_of(request)),
    }
    return render(request, "desks/staff/rule.html", context)


def _rule(code: str) -> Rule:
    try:
        return queries.rule_in_force(code, local_day(now()))
    except UnknownRule as error:
        raise NotThere from error
