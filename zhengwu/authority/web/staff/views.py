"""The register of letters: list, one letter, signing, renewing, revoking, warnings, board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, BinaryIO, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.authority import actions, policy, queries
from zhengwu.authority.enums import BActs, Representative, Standing
from zhengwu.authority.models import Letter
from zhengwu.authority.registry import parameter
from zhengwu.authority.rules import next_term, read_items
from zhengwu.files import queries as files
from zhengwu.files.actions import receive
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

from .forms import LetterForm, RenewForm, RevokeForm, ScanForm

Act = Callable[[dict[str, Any], Actor, datetime], Letter]
STATES = {"in_force": "有效", "future": "未生效", "expired": "已到期", "revoked": "已撤销"}


def _today() -> date:
    return local_day(now())


def _address(letter: Letter) -> str:
    return reverse("authority_staff:letter", args=[letter.pk])


def state_of(letter: Letter, day: date) -> str:
    """The letter's state on a day, in a word."""
    if letter.revoked_on is not None and letter.revoked_on <= day:
        return STATES["revoked"]
    if letter.valid_to < day:
        return STATES["expired"]
    return STATES["in_force"] if letter.valid_from <= day else STATES["future"]


def _scope(letter: Letter) -> str:
    return "全部事项" if letter.whole_organ else f"{len(letter.items.all())} 个事项"


@access(policy.may_see_letters)
def letters(request: HttpRequest) -> HttpResponse:
    """The register, filtered; as a sheet on request."""
    day = _today()
    chosen = {name: request.GET.get(name, "").strip() for name in ("organ", "holder", "state")}
    columns = [
        Column("number", "编号", url=_address, sort="number"),
        Column("organ", "单位", value=lambda row: row.organ.short_name),
        Column("holder", "首席代表", value=lambda row: row.holder.name),
        Column("role", "角色", value=lambda row: Representative.label_of(row.role), sort="role"),
        Column("verbs", "权限", value=lambda row: "、".join(verb.label for verb in row.verbs)),
        Column("scope", "范围", value=_scope),
        Column("valid_from", "自", kind="day", sort="valid_from"),
        Column("valid_to", "至", kind="day", sort="valid_to"),
        Column("state", "状态", value=lambda row: state_of(row, day)),
    ]
    table = Table(
        request,
        queries.letters(**chosen, day=day),
        columns=columns,
        order="-valid_from",
        empty_title="没有符合条件的授权委托书",
        empty_text="单位负责人签署、登记后，会出现在这里。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("授权委托书"))
    context = {
        "table": table,
        "chosen": chosen,
        "organs": Organ.objects.all(),
        "states": STATES.items(),
        "may_keep": policy.may_keep_register(actor_of(request)),
    }
    return render(request, "authority/staff/letters.html", context)


@access(policy.may_see_letters)
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One letter."""
    rows = Letter.objects.select_related("organ", "holder", "signed_by", "renews", "scan")
    row = get_object_or_404(rows.prefetch_related("items"), pk=pk)
    day, actor = _today(), actor_of(request)
    context = {
        "letter": row,
        "state": state_of(row, day),
        "items": row.items.all(),
        "may_scan": policy.may_revoke(actor, row.organ_id) and row.scan_id is None,
        "following": Letter.objects.filter(renews=row).first(),
        "may_revoke": policy.may_revoke(actor, row.organ_id)
        and row.revoked_on is None
        and row.valid_to >= day,
        "may_renew": policy.may_revoke(actor, row.organ_id) and row.revoked_on is None,
    }
    return render(request, "authority/staff/letter.html", context)


@access(policy.may_keep_register)
@once
def letter_new(request: HttpRequest) -> HttpResponse:
    """Enter a signed letter."""

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Letter:
        b_acts = BActs(data.pop("b_acts")) if data.get("b_acts") else None
        data.pop("b_acts", None)
        values = {**data, "items": read_items(data["items"]), "b_acts": b_acts}
        return actions.sign(values.pop("organ"), **values, by=by, at=at)

    day = _today()
    initial = {"signed_on": day, "valid_from": day, "valid_to": date(day.year, 12, 31)}
    form = LetterForm(request.POST or None, request.FILES or None, initial=initial | _own(request))
    intro = (
        "授权委托书由单位负责人签署。只有授权覆盖的事项，首席代表才能作出决定；"
        "同一事项同一时期只有一名 A 角、一名 B 角。"
    )
    return _form_page(request, form, act, title="登记授权委托书", submit="登记", intro=intro)


def _own(request: HttpRequest) -> dict[str, Any]:
    """A head signs for his own organ: filled in beforehand."""
    actor = actor_of(request)
    organs = sorted(actor.organs_with(*policy.HEADS))
    return {"organ": organs[0], "signed_by": actor.id} if organs else {}


@access(policy.may_keep_register)
@once
def letter_renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign the following letter."""
    row = get_object_or_404(Letter.objects.select_related("organ", "holder"), pk=pk)
    term = next_term(row.valid_to)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Letter:
        return actions.renew(row, **data, by=by, at=at)

    initial = {
        "signed_by": row.signed_by_id,
        "signed_on": _today(),
        "valid_from": max(term.first, _today()),
        "valid_to": term.last,
    }
    form = RenewForm(request.POST or None, request.FILES or None, initial=initial)
    title = f"续签：{row.holder.name}（{row.number}）"
    intro = "持有人、权限和事项范围与原授权委托书相同。"
    return _form_page(request, form, act, title=title, submit="续签", intro=intro)


@access(policy.may_keep_register)
@once
def letter_scan_new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add the scan of the signed paper."""
    row = get_object_or_404(Letter.objects.select_related("holder"), pk=pk)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Letter:
        return actions.add_scan(row, **data, by=by, at=at)

    form = ScanForm(request.POST or None, request.FILES or None)
    title = f"补传扫描件：{row.holder.name}（{row.number}）"
    return _form_page(request, form, act, title=title, submit="上传")


@access(policy.may_see_letters)
@require_safe
def letter_scan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The scan of the signed paper."""
    row = get_object_or_404(Letter.objects.select_related("scan"), pk=pk, scan__isnull=False)
    assert row.scan is not None
    return cast("HttpResponse", files.response(row.scan, inline=True))


@access(policy.may_keep_register)
@once
def letter_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a letter back."""
    row = get_object_or_404(Letter.objects.select_related("holder"), pk=pk)

    def act(data: dict[str, Any], by: Actor, at: datetime) -> Letter:
        return actions.revoke(row, **data, by=by, at=at)

    form = RevokeForm(request.POST or None, initial={"on": _today()})
    title = f"撤销：{row.holder.name}（{row.number}）"
    return _form_page(request, form, act, title=title, submit="撤销", danger=True)


@access(policy.may_see_letters)
def warnings(request: HttpRequest) -> HttpResponse:
    """Letters about to end, the list of the new year, organs without A or B."""
    day = _today()
    # From December on people think of the coming year.
    year = day.year + 1 if day.month == 12 else day.year
    context = {
        "expiring": queries.expiring(day),
        "days": parameter("expiry_warning_days", day),
        "year": year,
        "renewal": queries.renewal_list(year),
        "unrepresented": queries.unrepresented(day),
        "may_keep": policy.may_keep_register(actor_of(request)),
    }
    return render(request, "authority/staff/warnings.html", context)


@access(policy.may_see_letters)
def board(request: HttpRequest) -> HttpResponse:
    """Windows that only receive and hand on."""
    rows = queries.window_standings(_today())
    context = {
        "rows": rows,
        "day": _today(),
        "counts": [
            (standing, sum(row.standing is standing for row in rows)) for standing in Standing
        ],
    }
    return render(request, "authority/staff/board.html", context)


def _form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Act,
    *,
    title: str,
    submit: str,
    intro: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Show the form; a refusal stands in it with its article, and nothing typed is lost."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = act(_with_scan(form.cleaned_data), actor_of(request), now())
            except Refusal as refusal:
                _show(refusal, form)
                status = refusal.status
            else:
                messages.success(request, "已保存。")
                return redirect(_address(done))
    context = {"form": form, "title": title, "submit": submit, "intro": intro, "danger": danger}
    return render(request, "authority/staff/form.html", context, status=status)


def _with_scan(data: dict[str, Any]) -> dict[str, Any]:
    """What was typed, the upload checked and on disk; its row comes with the act."""
    upload = data.get("scan")
    if upload is None:
        return data
    try:
        received = receive(cast("BinaryIO", upload.file), name=upload.name or "授权委托书")
    except Refusal as refused:
        raise InvalidInput(fields={"scan": [refused.message]}) from refused
    return {**data, "scan": received}


def _show(refusal: Refusal, form: forms.Form) -> None:
    for name, problems in refusal.fields.items():
        form.add_error(name if name in form.fields else None, list(problems))
    if not refusal.fields:
        law = f"（依据：{refusal.article}）" if refusal.article else ""
        form.add_error(None, f"{refusal.message}{law}")
