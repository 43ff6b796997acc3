"""集中率: every item of the catalogue and where it is handled; items taken over from it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.desks.queries import concentration as queries
from zhengwu.desks.web.staff.forms.concentration import TakeOverForm
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import day_in, end_of, local_day, midnight, now
from zhengwu.org.models import Organ
from zhengwu.supervision import actions, policy
from zhengwu.supervision.models import EntryDuty, Order
from zhengwu.supervision.queries import (
    STANDINGS,
    EntryLine,
    EntryWish,
    Located,
    Standing,
    entry_outcomes,
    rate,
)
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_SHOWN, _NAMED = 60, 5
_OUTCOMES = {"new": "新登记", "changed": "改登记", "same": "已这样登记"}


def _period(request: HttpRequest) -> tuple[date, date]:
    """The days asked for; else from a year ago to today."""
    today = local_day(now())
    since = day_in(request.GET.get("since", "")) or today.replace(year=today.year - 1, day=1)
    until = day_in(request.GET.get("until", "")) or today
    return (since, until) if since <= until else (until, since)


def _units(rows: list[Located]) -> list[dict[str, Any]]:
    names = dict(Organ.objects.values_list("pk", "short_name"))
    orders: dict[str, Order] = {}
    for order in Order.objects.filter(topic="entry").select_related("matter").order_by("issued_at"):
        orders[order.organ_code] = order
    grouped: dict[str, list[Located]] = defaultdict(list)
    for row in rows:
        grouped[row.organ].append(row)
    found = []
    for organ, own in grouped.items():
        defects = [one for one in own if one.defect or (one.ordered and not _inside(one))]
        found.append({
            "organ": organ, "name": names.get(organ, organ), "rate": rate(own),
            "ordered": sum(one.ordered for one in own), "defects": len(defects),
            "order": orders.get(organ), "write": _order_link(organ, defects),
        })  # fmt: skip
    return sorted(found, key=lambda one: (-one["defects"], one["rate"].percent or 0, one["organ"]))


def _inside(row: Located) -> bool:
    return row.standing in (Standing.HANDLED, Standing.ENTERED)


def _order_link(organ: str, defects: list[Located]) -> str:
    """A supervision order with its facts filled in from what was found."""
    if not defects:
        return ""
    named = "；".join(
        f"{one.name}（{one.outside} 件在中心以外决定）"
        if one.outside
        else f"{one.name}（没有进驻）"
        for one in defects[:5]
    )
    more = f"等 {len(defects)} 项" if len(defects) > 5 else ""
    told = {
        "organ": organ, "topic": "entry",
        "facts": f"要求进驻政务服务中心的事项没有在中心办理：{named}{more}。",
        "wanted": "说明原因，限期把上述事项进驻中心办理",
    }  # fmt: skip
    return f"{reverse('supervision_staff:order_new')}?{urlencode(told)}"


@access(policy.oversees)
@require_safe
def concentration(request: HttpRequest) -> HttpResponse:
    """The rate, by unit, and the items that are not concentrated."""
    since, until = _period(request)
    rows = queries.located(midnight(since), end_of(until))
    organ, only = request.GET.get("organ", ""), request.GET.get("standing", "")
    shown = [one for one in rows if not organ or one.organ == organ]
    if only == "defect":
        shown = [one for one in shown if one.ordered and not _inside(one)]
    elif only in STANDINGS:
        shown = [one for one in shown if one.standing == only]
    else:
        only = ""
        shown = [one for one in shown if not _inside(one)]
    shown.sort(key=lambda one: (not one.defect, not one.ordered, one.organ, one.code))
    with_cases = [one for one in rows if one.inside or one.outside]
    context = {
        "since": since, "until": until, "rate": rate(rows), "units": _units(rows),
        "counts": [(code, name, sum(one.standing == code for one in rows))
                   for code, name in STANDINGS.items()],
        "in_fact": rate(with_cases), "registered": EntryDuty.objects.count(),
        "defects": sum(one.ordered and not _inside(one) for one in rows),
        "immediate": sum(one.defect and one.immediate for one in rows),
        "without_unit": queries.items_without_unit(),
        "items": shown[:_SHOWN], "hidden": max(0, len(shown) - _SHOWN), "only": only,
        "organ": organ, "names": dict(Organ.objects.values_list("pk", "short_name")),
        "judges": policy.supervises(actor_of(request)), "oversees": True,
    }  # fmt: skip
    return render(request, "desks/staff/concentration.html", context)


@access(policy.oversees)
@require_http_methods(["GET", "POST"])
@once
def take_over(request: HttpRequest) -> HttpResponse:
    """Items of one unit taken over from the catalogue into the register: first tried, then done."""
    code = request.POST.get("organ") or request.GET.get("organ", "")
    units = sorted({*queries.items_of().values_list("organ_code", flat=True)})
    organs = list(Organ.objects.filter(pk__in=units).order_by("position", "code"))
    organ = next((one for one in organs if one.pk == code), None)
    if organ is None:
        if code:
            raise Http404
        return render(request, "desks/staff/take_over.html", {"organs": organs, "oversees": True})
    items = [
        EntryLine(*row)
        for row in queries.items_of(code).order_by("code").values_list("code", "name")
    ]
    wanted = set(request.POST.getlist("items")) if request.method == "POST" else {
        one.code for one in items}  # fmt: skip
    first = {"ordered": "yes", "valid_from": local_day(now()), "organ": code}
    form = TakeOverForm(request.POST or None, initial=first)
    chosen, tried, status = [one for one in items if one.code in wanted], None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _has(form, chosen):
            data = form.cleaned_data
            wish = EntryWish(code, data["ordered"] == "yes", data["basis"], data["valid_from"])
            if request.POST.get("act") == "apply":
                if done := _applied(request, form, chosen, wish):
                    messages.success(request, done)
                    return redirect(f"{reverse('desks_staff:concentration')}?organ={code}")
            else:
                tried, status = _tried(chosen, wish), 200
    known = dict(EntryDuty.objects.filter(organ_code=code).values_list("item_code", "ordered"))
    context = {
        "organs": organs, "organ": organ, "form": form, "tried": tried, "chosen": len(chosen),
        "items": [(one, one.code in wanted, known.get(one.code)) for one in items],
        "oversees": True,
    }  # fmt: skip
    return render(request, "desks/staff/take_over.html", context, status=status)


def _has(form: forms.Form, chosen: list[EntryLine]) -> bool:
    if not chosen:
        form.add_error(None, "请至少选一项")
    return bool(chosen)


def _tried(chosen: list[EntryLine], wish: EntryWish) -> dict[str, Any]:
    found = entry_outcomes(chosen, wish)
    lines = [(line, _OUTCOMES[outcome], row) for line, outcome, row in found if outcome != "same"]
    counts = {name: sum(one == code for _, one, _ in found) for code, name in _OUTCOMES.items()}
    return {"lines": lines, "counts": counts, "any": bool(lines)}


def _applied(
    request: HttpRequest, form: forms.Form, chosen: list[EntryLine], wish: EntryWish
) -> str:
    at: datetime = now()
    try:
        counts = actions.take_over_entries(chosen, wish=wish, by=actor_of(request), at=at)
    except Refusal as refused:
        for name, texts in (refused.fields or {"": [refused.message]}).items():
            form.add_error(name if name in form.fields else None, list(texts))
        return ""
    return f"已登记：新 {counts['new']} 项，改 {counts['changed']} 项，不变 {counts['same']} 项。"
