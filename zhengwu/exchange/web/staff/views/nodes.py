"""节点: who we are, whom we know, how the roads are."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.exchange import actions, policy, queries, registry
from zhengwu.exchange.enums import ReceivedState, SentState, Standing, Way
from zhengwu.exchange.models import Carried, Channel, Fault, Node, OwnKey, Received, Sent
from zhengwu.exchange.web.staff.forms import ChangeForm, ChannelForm, NodeForm
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.parameters.queries import standing
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_SHOWN = 20


def beside(form: forms.Form, refused: Refusal) -> None:
    """Errors beside the fields a refusal names."""
    for name, texts in (refused.fields or {"": [refused.message]}).items():
        form.add_error(name if name in form.fields else None, list(texts))


def form_page(
    request: HttpRequest, form: forms.Form, *, title: str, back: str, button: str = "保存",
    note: str = "",
) -> HttpResponse:  # fmt: skip
    """One form on a page of its own; a refused one comes back with what was typed."""
    context = {"form": form, "title": title, "back": back, "button": button, "note": note}
    status = 422 if form.is_bound else 200
    return render(request, "exchange/staff/form.html", context, status=status)


@access(policy.may_see)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """This node, the others, what is wrong."""
    context = {
        "code": settings.NODE_CODE,
        "ways": [Way(one).chinese for one in settings.EXCHANGE_WAYS],
        "key": queries.self_key(),
        "old_keys": OwnKey.objects.filter(newest=False),
        "roads": queries.roads(),
        "faults": Fault.objects.filter(over_at=None).select_related("node")[:_SHOWN],
        "past": Fault.objects.exclude(over_at=None).select_related("node")[:_SHOWN],
        "may_act": policy.may_manage(actor_of(request)),
        "choices": standing("exchange", now()).values(),
    }
    return render(request, "exchange/staff/home.html", context)


@access(policy.may_see)
@require_safe
def node(request: HttpRequest, code: str) -> HttpResponse:
    """One node: keys, channels, what is on the way, what went wrong."""
    row = get_object_or_404(Node, code=code)
    sent = Sent.objects.filter(channel__node=row).select_related("channel")
    received = Received.objects.filter(channel__node=row).select_related("channel")
    context = {
        "node": row,
        "keys": row.keys.all(),
        "channels": queries.channels_of(row),
        "feeds": {one.code: one.title for one in registry.all_feeds()},
        "waiting": sent.exclude(state=SentState.ACKNOWLEDGED).order_by("-written_at")[:_SHOWN],
        "undone": received.exclude(state=ReceivedState.DONE).order_by("-stored_at")[:_SHOWN],
        "carried": Carried.objects.filter(node=row)[:_SHOWN],
        "faults": row.faults.all()[:_SHOWN],
        "may_act": policy.may_manage(actor_of(request)),
    }
    return render(request, "exchange/staff/node.html", context)


@access(policy.may_manage)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Register a node."""
    form = NodeForm(request.POST or None, initial={"way": Way.FERRY})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        given: dict[str, Any] = {**told, "standing": Standing(told["standing"])}
        given["way"] = Way(told["way"])
        try:
            made = actions.register_node(given.pop("code"), **given, by=actor_of(request), at=now())
            messages.success(request, "已登记。下一步：登记对方公钥并核对指纹。")
            return redirect("exchange_staff:node", code=made.code)
        except Refusal as refused:
            beside(form, refused)
    return form_page(request, form, title="登记节点", back="/desk/exchange/", button="登记")


@access(policy.may_manage)
@require_http_methods(["GET", "POST"])
@once
def change(request: HttpRequest, code: str) -> HttpResponse:
    """How the node is reached, and whether it is in use."""
    row = get_object_or_404(Node, code=code)
    names = ("name", "way", "address", "relays", "active")
    form = ChangeForm(request.POST or None, initial={one: getattr(row, one) for one in names})
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "way": Way(form.cleaned_data["way"])}
        try:
            actions.change_node(row, **told, by=actor_of(request), at=now())
            return redirect("exchange_staff:node", code=code)
        except Refusal as refused:
            beside(form, refused)
    back = f"/desk/exchange/nodes/{code}/"
    return form_page(request, form, title=f"修改节点：{row.name}", back=back)


@access(policy.may_manage)
@require_http_methods(["GET", "POST"])
@once
def channel(request: HttpRequest, code: str) -> HttpResponse:
    """Set up a channel, or change one (?channel=)."""
    row = get_object_or_404(Node, code=code)
    there = Channel.objects.filter(node=row, code=request.GET.get("channel", "")).first()
    form = ChannelForm(
        request.POST or None, channel=there, initial=ChannelForm.first(there) if there else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            _set_channel(row, form.cleaned_data, request)
            return redirect("exchange_staff:node", code=code)
        except Refusal as refused:
            beside(form, refused)
    title = f"通道：{there.code}" if there else "建立通道"
    return form_page(request, form, title=title, back=f"/desk/exchange/nodes/{code}/")


def _set_channel(row: Node, told: dict[str, Any], request: HttpRequest) -> None:
    by, at = actor_of(request), now()
    sends = sorted({*told["sends"], *told["feeds"]})
    made = actions.set_channel(
        row, told["channel"], sends=sends, takes=told["takes"], is_open=told["is_open"],
        by=by, at=at,
    )  # fmt: skip
    for feed in told["feeds"]:
        actions.subscribe(made, feed, relays=told["relays"], by=by, at=at)


@access(policy.may_manage)
@once
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A fault was dealt with."""
    fault = get_object_or_404(Fault, pk=pk)
    actions.settle(fault, by=actor_of(request), at=now())
    messages.success(request, "已记为处理完毕；再次发生会重新出现。")
    return redirect("exchange_staff:home")
