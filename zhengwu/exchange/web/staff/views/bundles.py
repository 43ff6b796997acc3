"""摆渡包 by hand, messages that stopped, numbers after a restored backup."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from zhengwu.exchange import actions, policy
from zhengwu.exchange.enums import Way
from zhengwu.exchange.models import Channel, Node, Received
from zhengwu.exchange.web.staff.forms import BundleForm, ContinueForm
from zhengwu.exchange.web.staff.views.nodes import beside, form_page
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once


@access(policy.may_manage)
@require_POST
def export(request: HttpRequest, code: str) -> HttpResponse:
    """All that the node has not confirmed yet, as a file to carry there."""
    row = get_object_or_404(Node, code=code)
    packed = actions.pack(row, way=Way.FERRY, everything=True, by=actor_of(request), at=now())
    if packed is None:
        messages.info(request, "没有要送给对方的报文和回执。")
        return redirect("exchange_staff:node", code=code)
    response = HttpResponse(packed.content, content_type="application/octet-stream")
    name = content_disposition_header(True, actions.name_of(packed))
    response["Content-Disposition"] = name or "attachment"
    return response


@access(policy.may_manage)
@require_http_methods(["GET", "POST"])
@once
def bring(request: HttpRequest) -> HttpResponse:
    """A bundle brought by hand: checked, stored, acted on."""
    form = BundleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, at = form.cleaned_data["file"], now()
        try:
            taken = actions.take(
                file.read(), way=Way.FERRY, name=file.name, by=actor_of(request), at=at
            )
        except Refusal as refused:
            form.add_error("file", refused.message)
        else:
            words = (
                f"第 {taken.number} 号包：收存 {taken.stored} 份报文，重复 {taken.doubled} 份，"
                f"回执 {taken.receipts} 份。"
            )
            messages.success(request, words)
            for one in taken.found:
                messages.warning(request, f"{one.kind.chinese}：{one.words}")
            return redirect("exchange_staff:node", code=taken.node.code)
    return form_page(
        request, form, title="导入摆渡包", back="/desk/exchange/", button="导入",
        note="先核对签名、收件节点和完整性，再收存；不合的整包不收，并记为异常。",
    )  # fmt: skip


@access(policy.may_manage)
@once
@require_POST
def free(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Try a stuck message again, or leave it out with a reason."""
    row = get_object_or_404(Received.objects.select_related("channel__node"), pk=pk)
    why = request.POST.get("why", "")[:300]
    skip = request.POST.get("how") == "skip"
    try:
        actions.free(row, skip=skip, why=why, by=actor_of(request), at=now())
        messages.success(request, "已跳过。" if skip else "已重新排队。")
    except Refusal as refused:
        texts = [text for those in refused.fields.values() for text in those]
        messages.error(request, "；".join(texts) or refused.message)
    return redirect("exchange_staff:node", code=row.channel.node.code)


@access(policy.may_manage)
@require_http_methods(["GET", "POST"])
@once
def go_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """After a restored backup: number on behind what the other side holds."""
    row = get_object_or_404(Channel.objects.select_related("node"), pk=pk)
    form = ContinueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.continue_numbers(
                row, told["number"], why=told["why"], by=actor_of(request), at=now()
            )
            return redirect("exchange_staff:node", code=row.node.code)
        except Refusal as refused:
            beside(form, refused)
    note = (
        f"本节点在通道“{row.code}”只发到第 {row.out_last} 号。从备份恢复以后，"
        "对方可能已经收到更大的号：请按对方页面上“已收到”的号填写，等待中的报文会重新编号。"
    )
    back = f"/desk/exchange/nodes/{row.node.code}/"
    return form_page(request, form, title="接续编号", back=back, button="接续", note=note)
