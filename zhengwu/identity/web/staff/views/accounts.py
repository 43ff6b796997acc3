"""The officers: accounts of staff, and recoveries by two."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhengwu.identity import actions, policy, queries
from zhengwu.identity.actions import waiting
from zhengwu.identity.enums import RECOVERY_NAMES, AccountState, Face, RecoveryState
from zhengwu.identity.models import Account, Factor, Recovery
from zhengwu.identity.web.staff.views.sign_in import texts_of
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Staff
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.paging import paged

_FOLDER = "identity/staff"
_PAGE = 50
_ACTS = 30


def to_confirm(request: HttpRequest, back: str) -> HttpResponse:
    """Sensitive acts ask who one is once more; then back to the page that holds the form."""
    return redirect(f"/desk/confirm/?{urlencode({'next': back})}")


@access(policy.may_read_accounts)
def page(request: HttpRequest) -> HttpResponse:
    """Accounts of staff, and staff without one."""
    text = request.GET.get("q", "").strip()[:60]
    listed = paged(queries.staff_accounts(text), ["username", "id"], request.GET, _PAGE)
    context = {
        "page": listed,
        "without": queries.staff_without_account(text)[:_PAGE],
        "q": text,
        "may_administer": policy.may_administer_accounts(actor_of(request)),
    }
    return render(request, f"{_FOLDER}/accounts.html", context)


@access(policy.may_administer_accounts)
@once
def create(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """An account for one member of staff; the initial password is shown once."""
    staff = get_object_or_404(Staff.objects.select_related("organ"), pk=staff_id)
    if not actions.is_proved(request, at=now()):
        return to_confirm(request, request.path)
    page = f"{_FOLDER}/account_new.html"
    if request.method != "POST":
        return render(request, page, {"person": staff, "username": staff.number.casefold()})
    username = request.POST.get("username", "")
    try:
        made = actions.create_staff_account(
            staff, username=username, by=actor_of(request), at=now()
        )
    except Refusal as refusal:
        context = {"person": staff, "username": username, "errors": texts_of(refusal)}
        return render(request, page, context, status=refusal.status)
    waiting.show_once(
        request, title=f"{staff.name} 的初始密码", code=made.password, name=made.account.username
    )
    return redirect("identity_staff:shown")


@access(policy.may_recover)
@never_cache
def shown(request: HttpRequest) -> HttpResponse:
    """A one-time text, seen once."""
    return render(request, f"{_FOLDER}/shown.html", {"shown": waiting.shown(request)})


@access(policy.may_read_accounts)
def one(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account: state, factors, recoveries, acts."""
    account = _account(account_id)
    actor = actor_of(request)
    acts = Entry.objects.filter(object_id=str(account.pk), object_kind="identity.account")
    own = actor.account == str(account.pk)
    context: dict[str, Any] = {
        "account": account,
        "closed": account.state == AccountState.DISABLED,
        "factors": Factor.objects.filter(account=account),
        "seats": queries.open_seats(account),
        "acts": acts.order_by("-seq")[:_ACTS],
        "may_administer": policy.may_administer_accounts(actor) and not own,
        "may_recover": policy.may_recover(actor) and not own,
    }
    return render(request, f"{_FOLDER}/account.html", context)


def _account(account_id: UUID) -> Account:
    accounts = Account.objects.filter(face=Face.STAFF).select_related("staff__organ")
    return get_object_or_404(accounts, pk=account_id)


@access(policy.may_administer_accounts)
@require_POST
@once
def set_state(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Close or open an account, with a reason."""
    account, at = _account(account_id), now()
    if not actions.is_proved(request, at=at):
        return to_confirm(request, f"/desk/accounts/{account_id}/")
    act = actions.enable if request.POST.get("state") == AccountState.ACTIVE else actions.disable
    act(account, reason=request.POST.get("reason", ""), by=actor_of(request), at=at)
    messages.success(request, "账号状态已更新。")
    return redirect("identity_staff:account", account_id=account_id)


@access(policy.may_recover)
@require_POST
@once
def begin_recovery(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """The first officer: gets one half of the code."""
    account, at = _account(account_id), now()
    if not actions.is_proved(request, at=at):
        return to_confirm(request, f"/desk/accounts/{account_id}/")
    reason = request.POST.get("reason", "")
    half = actions.request_recovery(account, reason=reason, by=actor_of(request), at=at)
    name = account.username
    waiting.show_once(request, title="找回码（前一半）", code=half.code, name=name)
    return redirect("identity_staff:shown")


@access(policy.may_read_accounts)
def recoveries(request: HttpRequest) -> HttpResponse:
    """Recoveries, the open ones for a second officer to decide."""
    rows = Recovery.objects.select_related(
        "account__staff", "requested_by__staff", "decided_by__staff"
    ).order_by("-requested_at")
    actor, at = actor_of(request), now()
    listed = [(row, RECOVERY_NAMES[RecoveryState(row.state)], _may_decide(row, actor.account, at))
              for row in rows[:_PAGE]]  # fmt: skip
    context = {"rows": listed, "may_recover": policy.may_recover(actor)}
    return render(request, f"{_FOLDER}/recoveries.html", context)


def _may_decide(row: Recovery, account: str, at: Any) -> bool:
    """Open, and this officer is neither the first one nor the person."""
    others = account not in {str(row.requested_by_id), str(row.account_id)}
    return row.state == RecoveryState.REQUESTED and at < row.until and others


@access(policy.may_recover)
@require_POST
@once
def decide(request: HttpRequest, recovery_id: UUID) -> HttpResponse:
    """The second officer: approves and gets the other half, or refuses."""
    recovery, at = get_object_or_404(Recovery, pk=recovery_id), now()
    if not actions.is_proved(request, at=at):
        return to_confirm(request, "/desk/recoveries/")
    approve = request.POST.get("decision") == "approve"
    half = actions.decide_recovery(
        recovery,
        approve=approve,
        reason=request.POST.get("reason", ""),
        by=actor_of(request),
        at=at,
    )
    if not approve:
        messages.success(request, "已登记：不予核准。")
        return redirect("identity_staff:recoveries")
    name = recovery.account.username
    waiting.show_once(request, title="找回码（后一半）", code=half.code, name=name)
    return redirect("identity_staff:shown")
