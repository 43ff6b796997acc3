"""The security officer: parameters and machine clients."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from zhengwu.identity import actions, policy
from zhengwu.identity.actions import waiting
from zhengwu.identity.models import MachineClient, Parameter
from zhengwu.identity.registry import scopes
from zhengwu.identity.rules.parameters import figures
from zhengwu.identity.web.staff.views.accounts import to_confirm
from zhengwu.identity.web.staff.views.sign_in import texts_of
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_FOLDER = "identity/staff"


@access(policy.may_read_accounts)
@once
def parameters(request: HttpRequest) -> HttpResponse:
    """How often and how long, with sources; the security officer may set local values."""
    if request.method == "POST":
        return _set(request)
    return _show(request, {})


def _show(request: HttpRequest, more: dict[str, Any], status: int = 200) -> HttpResponse:
    local = {row.code: row for row in Parameter.objects.all()}
    rows = [(figure, local.get(code)) for code, figure in sorted(figures().items())]
    may_set = policy.may_set_parameters(actor_of(request))
    context = {"rows": rows, "may_set": may_set, **more}
    return render(request, f"{_FOLDER}/parameters.html", context, status=status)


def _set(request: HttpRequest) -> HttpResponse:
    at, value = now(), request.POST.get("value", "")
    if not actions.is_proved(request, at=at):
        return to_confirm(request, request.path)
    try:
        actions.set_parameter(
            request.POST.get("code", ""),
            value=int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0,
            reason=request.POST.get("reason", ""),
            by=actor_of(request),
            at=at,
        )
    except Refusal as refusal:
        more = {"errors": texts_of(refusal), "typed": request.POST}
        return _show(request, more, status=refusal.status)
    messages.success(request, "参数已更新，从下一次登录起生效。")
    return redirect("identity_staff:parameters")


@access(policy.may_read_accounts)
@once
def page(request: HttpRequest) -> HttpResponse:
    """Machine clients with their tokens; a new client by the security officer."""
    more: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        at = now()
        if not actions.is_proved(request, at=at):
            return to_confirm(request, request.path)
        try:
            client = actions.add_client(
                name=request.POST.get("name", ""),
                organ_code=request.POST.get("organ_code", "") or actor_of(request).organ_code,
                responsible=request.POST.get("responsible", ""),
                scopes=request.POST.getlist("scopes"),
                by=actor_of(request),
                at=at,
            )
        except Refusal as refusal:
            more = {"errors": texts_of(refusal), "typed": request.POST}
            status = refusal.status
        else:
            messages.success(request, f"已登记调用方“{client.name}”，请发放令牌。")
            return redirect("identity_staff:clients")
    clients = MachineClient.objects.prefetch_related("tokens").order_by("name")
    context = {
        "clients": clients,
        "scopes": sorted(scopes().items()),
        "may_set": policy.may_set_parameters(actor_of(request)),
        "at": now(),
        **more,
    }
    return render(request, f"{_FOLDER}/clients.html", context, status=status)


@access(policy.may_set_parameters)
@require_POST
@once
def token(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A new token, shown once; older ones run out after the overlap."""
    client, at = get_object_or_404(MachineClient, pk=client_id), now()
    if not actions.is_proved(request, at=at):
        return to_confirm(request, "/desk/clients/")
    issued = actions.issue_token(client, by=actor_of(request), at=at)
    waiting.show_once(request, title="接口令牌", code=issued.token, name=client.name)
    return redirect("identity_staff:shown")


@access(policy.may_set_parameters)
@require_POST
@once
def stop(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Stop a client: all its tokens are void at once."""
    client, at = get_object_or_404(MachineClient, pk=client_id), now()
    if not actions.is_proved(request, at=at):
        return to_confirm(request, "/desk/clients/")
    actions.stop_client(client, reason=request.POST.get("reason", ""), by=actor_of(request), at=at)
    messages.success(request, f"“{client.name}”的令牌已全部作废。")
    return redirect("identity_staff:clients")
