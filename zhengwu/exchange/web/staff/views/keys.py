"""公钥: ours, theirs, and comparing fingerprints."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from zhengwu.exchange import actions, policy
from zhengwu.exchange.models import Node, PeerKey
from zhengwu.exchange.web.staff.forms import ConfirmForm, KeyForm, WhyForm, moment
from zhengwu.exchange.web.staff.views.nodes import beside, form_page
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


@access(policy.may_manage)
@once
@require_POST
def own(request: HttpRequest) -> HttpResponse:
    """A new key of ours, from now on."""
    at = now()
    actions.new_key(valid_from=at, by=actor_of(request), at=at)
    messages.success(request, "已换用新公钥。请马上把新公钥告诉各节点，并请他们核对指纹。")
    return redirect("exchange_staff:home")


@access(policy.may_manage)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Register a key of a node."""
    row = get_object_or_404(Node, code=code)
    form = KeyForm(request.POST or None, initial={"valid_from": f"{now():%Y-%m-%d %H:%M}"})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            key = actions.register_key(
                row, told["public"], valid_from=moment(told["valid_from"]),
                by=actor_of(request), at=now(),
            )  # fmt: skip
            return redirect("exchange_staff:confirm", pk=key.pk)
        except Refusal as refused:
            beside(form, refused)
    back = f"/desk/exchange/nodes/{code}/"
    return form_page(request, form, title=f"登记公钥：{row.name}", back=back, button="下一步：核对")


@access(policy.may_manage)
@require_http_methods(["GET", "POST"])
@once
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Type the fingerprint the other side reads out; until then the key does not count."""
    key = get_object_or_404(PeerKey.objects.select_related("node"), pk=pk)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_key(key, form.cleaned_data["told"], by=actor_of(request), at=now())
            messages.success(request, "指纹一致，公钥已启用。")
            return redirect("exchange_staff:node", code=key.node.code)
        except Refusal as refused:
            beside(form, refused)
    note = "核对是为了确认公钥在路上没有被换过。没有核对的公钥，用它签名的一概不收。"
    back = f"/desk/exchange/nodes/{key.node.code}/"
    title = f"核对指纹：{key.node.name}"
    return form_page(request, form, title=title, back=back, button="核对", note=note)


@access(policy.may_manage)
@require_http_methods(["GET", "POST"])
@once
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The key counts no more, whenever something was signed."""
    key = get_object_or_404(PeerKey.objects.select_related("node"), pk=pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_key(key, why=form.cleaned_data["why"], by=actor_of(request), at=now())
            return redirect("exchange_staff:node", code=key.node.code)
        except Refusal as refused:
            beside(form, refused)
    note = "吊销以后，用这把公钥签名的无论什么时候签的都不再收。对方正常换钥不用吊销。"
    back = f"/desk/exchange/nodes/{key.node.code}/"
    title = f"吊销公钥 {key.grouped}"
    return form_page(request, form, title=title, back=back, button="吊销", note=note)
