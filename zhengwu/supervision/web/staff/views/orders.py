"""Supervision orders: issue, answer, close, follow with a rectification notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.clock import queries as clock
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.matters.models import Matter
from zhengwu.org.models import Organ
from zhengwu.supervision import actions, policy, queries
from zhengwu.supervision.enums import OrderState, OrderTopic
from zhengwu.supervision.models import Order
from zhengwu.supervision.web.staff.forms import OrderForm, TextForm
from zhengwu.supervision.web.staff.views.cards import beside, units
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


def _url(row: Order) -> str:
    return reverse("supervision_staff:order", args=[row.matter.number])


@access(policy.may_use)
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """All orders, or those of the own unit."""
    names = units()
    table = Table(
        request, queries.orders_of(actor_of(request)),
        columns=[
            Column("number", "编号", kind="short", value=lambda row: row.matter.number, url=_url),
            Column("kind", "文书", kind="short", value=lambda row: row.kind_name),
            Column("organ", "单位", value=lambda row: names.get(row.organ_code, row.organ_code)),
            Column("wanted", "要求"),
            Column("state", "情况", kind="short", value=lambda row: row.state_name),
            Column("due_on", "回复期限", kind="day", sort="due_on"),
            Column("issued_at", "发出", kind="instant", sort="issued_at"),
        ],
        order="-issued_at",
        empty_title="没有督办",
        empty_text="督办单和整改通知书会列在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("督办"))
    context = {
        "table": table,
        "may_issue": policy.supervises(actor_of(request)),
        "oversees": policy.oversees(actor_of(request)),
    }
    return render(request, "supervision/staff/orders.html", context)


@access(policy.supervises)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Write an order."""
    below = Organ.objects.exclude(pk__in=policy.beyond(actor_of(request)))
    organs = list(below.order_by("code").values_list("pk", "short_name"))
    first = {name: request.GET.get(name, "") for name in ("organ", "facts", "wanted", "topic")}
    first["number"] = request.GET.get("about", "")
    form = OrderForm(request.POST or None, organs=organs, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (row := _issued(form, actor_of(request))):
            messages.success(request, f"已发出 {row.matter.number}。")
            return redirect(_url(row))
    return render(request, "supervision/staff/order_new.html", {"form": form}, status=status)


def _issued(form: OrderForm, by: Actor) -> Order | None:
    data, about = form.cleaned_data, None
    if data["number"]:
        about = Matter.objects.filter(number=data["number"]).first()
        if about is None:
            form.add_error("number", "没有这个编号的办件")
            return None
    organ = Organ.objects.get(pk=data["organ"])
    try:
        return actions.issue(
            organ,
            facts=data["facts"],
            wanted=data["wanted"],
            about=about,
            by=by,
            at=now(),
            topic=OrderTopic.ENTRY if data["topic"] == OrderTopic.ENTRY else OrderTopic.NONE,
        )
    except Refusal as refused:
        beside(form, refused)
        return None


_ACTS: dict[str, tuple[str, Callable[[Order, str, Actor], Order], str, bool]] = {
    "answer": ("回复", lambda row, text, by: actions.answer(row, text=text, by=by, at=now()),
               "issued", False),
    "close": ("同意，办结", lambda row, text, by: actions.close_order(row, by=by, at=now()),
              "answered", True),
    "escalate": ("发整改通知书",
                 lambda row, text, by: actions.escalate(row, reason=text, by=by, at=now()),
                 "issued answered", True),
}  # fmt: skip


class _NoText(forms.Form):
    """Nothing is asked."""


def _offered(actor: Actor, row: Order) -> list[str]:
    return [
        code
        for code, (_, _, states, by_supervision) in _ACTS.items()
        if row.state in states.split()
        and (
            policy.supervises_organ(actor, row.organ_code)
            if by_supervision
            else policy.may_answer_order(actor, row)
        )
    ]


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order and its answer."""
    actor = actor_of(request)
    row = queries.orders_of(actor).filter(matter__number=number).first()
    if row is None:
        raise Http404
    offered, status, bound = _offered(actor, row), 200, {}
    code = request.POST.get("act", "")
    if request.method == "POST" and code in offered:
        label, verb, _, _ = _ACTS[code]
        form, status = _form(code, request.POST), 422
        bound[code] = form
        if form.is_valid():
            try:
                result = verb(row, form.cleaned_data.get("text", ""), actor)
            except Refusal as refused:
                beside(form, refused)
            else:
                messages.success(request, f"{label}：已办理。")
                return redirect(_url(result))
    context: dict[str, Any] = {
        "row": row,
        "unit": units().get(row.organ_code, row.organ_code),
        "acts": [(one, _ACTS[one][0], bound.get(one) or _form(one)) for one in offered],
        "bars": clock.bars(list(clock.of_matter(row.pk)), now()),
        "successor": getattr(row, "successor", None),
        "open": row.state in (OrderState.ISSUED, OrderState.ANSWERED),
    }
    return render(request, "supervision/staff/order.html", context, status=status)


def _form(code: str, data: Any = None) -> forms.Form:
    return _NoText(data) if code == "close" else TextForm(data)
