"""Standards: what is charged, by which law, how it is worked out – and trying it out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhengwu.fees import actions, policy, queries
from zhengwu.fees.enums import BasisLevel, VersionState
from zhengwu.fees.models import Standard, StandardVersion
from zhengwu.fees.rules.formula import check_method, plain, work_out
from zhengwu.fees.web.staff.forms.finance import StandardForm, VersionActForm
from zhengwu.fees.web.staff.views.pages import show
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


def _address(code: str) -> str:
    return reverse("fees_staff:standard", args=[code])


@access(policy.may_see_standards)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every version in force or in work."""
    state = request.GET.get("state", VersionState.PUBLISHED.value)
    rows = (
        queries.public_standards(local_day(now()))
        if state == VersionState.PUBLISHED
        else StandardVersion.objects.select_related("standard__organ").filter(state=state)
    )
    table = Table(
        request,
        rows,
        columns=[
            Column(
                "name",
                "收费项目",
                value=lambda r: r.standard.name,
                url=lambda r: _address(r.standard_id),
            ),
            Column("standard_id", "编码", sort="standard"),
            Column("organ", "执收单位", value=lambda r: r.standard.organ.short_name),
            Column("rate_words", "标准"),
            Column("basis", "依据"),
            Column("level", "层级", value=lambda r: BasisLevel.label_of(r.basis_level)),
            Column("effective_from", "自", kind="day"),
        ],
        order="standard",
        empty_title="没有收费标准",
        empty_text="起草、批准并公布以后才能收费；没有公布的一律不收。",
    )
    if table.exports:
        return cast("HttpResponse", table.export("收费标准"))
    context = {
        "table": table,
        "state": state,
        "states": VersionState.choices(),
        "may_draft": policy.may_draft_standards(actor_of(request)),
        "may_import": policy.may_import_standards(actor_of(request)),
    }
    return render(request, "fees/staff/standards.html", context)


@access(policy.may_see_standards)
@require_safe
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """One standard with all its versions."""
    row = get_object_or_404(Standard.objects.select_related("organ", "account"), pk=code)
    versions = list(row.versions.order_by("-number"))
    actor = actor_of(request)
    context = {
        "standard": row,
        "versions": versions,
        "today": local_day(now()),
        "act_form": VersionActForm(),
        "may_draft": policy.may_draft_standards(actor),
        "may_publish": policy.may_publish_standards(actor),
    }
    return render(request, "fees/staff/standard.html", context)


@access(policy.may_draft_standards)
@once
def new(request: HttpRequest) -> HttpResponse:
    """A standard that did not exist."""
    return _editor(request, None, StandardForm(request.POST or None))


@access(policy.may_draft_standards)
@once
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The version in work, or the next one beginning from the newest."""
    row = get_object_or_404(Standard, pk=code)
    newest = row.versions.order_by("-number").first()
    form = StandardForm(request.POST or None, initial=_initial(row, newest), known=True)
    return _editor(request, row, form)


def _initial(row: Standard, version: StandardVersion | None) -> dict[str, Any]:
    start: dict[str, Any] = {"code": row.pk, "name": row.name, "organ": row.organ_id}
    if version is None:
        return start
    same = (
        "licence", "basis_level", "basis_law", "basis_article", "basis_document_no",
        "revenue_code", "formula", "expression", "least", "most", "rounding", "rate_words",
        "effective_from", "to_confirm",
    )  # fmt: skip
    facts = [f"{one['name']} {one['label']} {one['unit']}".strip() for one in version.facts]
    grades = [f"{one['upto'] or '以上'} {one['rate']}" for one in version.brackets]
    return {
        **start,
        **{name: getattr(version, name) for name in same},
        "rate": plain(Decimal(version.rate)).replace(",", ""),
        "fact_name": "\n".join(facts),
        "brackets": "\n".join(grades),
    }


def _editor(request: HttpRequest, row: Standard | None, form: StandardForm) -> HttpResponse:
    actor, status, tried = actor_of(request), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if request.POST.get("act") == "try":
                    tried, status = _try_out(request, form), 200
                else:
                    return _save(request, form, actor)
            except Refusal as refusal:
                show(refusal, form)
                status = refusal.status
    facts = form.cleaned_data.get("fact_name") if form.is_bound and form.is_valid() else None
    context = {
        "form": form,
        "standard": row,
        "tried": tried,
        "facts": [
            {**one, "value": request.POST.get(f"try_{one['name']}", "")}
            for one in facts or _known_facts(row)
        ],
    }
    return render(request, "fees/staff/standard_edit.html", context, status=status)


def _known_facts(row: Standard | None) -> list[dict[str, str]]:
    newest = row.versions.order_by("-number").first() if row else None
    return list(newest.facts) if newest else []


def _try_out(request: HttpRequest, form: StandardForm) -> str:
    """What these numbers would cost by what stands in the form; nothing is saved."""
    version = StandardVersion(**form.terms())
    method = version.method
    check_method(method)
    numbers = {one.name: request.POST.get(f"try_{one.name}", "") for one in method.facts}
    worked = work_out(form.cleaned_data["name"], method, numbers)
    return f"{worked.words} = {worked.amount:,} 元"


def _save(request: HttpRequest, form: StandardForm, actor: Actor) -> HttpResponse:
    data, at = form.cleaned_data, now()
    version = actions.draft(
        data["code"], name=data["name"], organ=data["organ"], terms=form.terms(), by=actor, at=at
    )
    if request.POST.get("act") == "submit":
        actions.submit(version, by=actor, at=at)
        messages.success(request, "已提交审批")
    else:
        messages.success(request, "草稿已保存")
    return redirect(_address(version.standard_id))


@access(policy.may_publish_standards)
@once
@require_POST
def act(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Publish, send back, or withdraw a version."""
    version = get_object_or_404(StandardVersion.objects.select_related("standard"), pk=pk)
    form = VersionActForm(request.POST)
    actor, at, verb = actor_of(request), now(), request.POST.get("act")
    try:
        if not form.is_valid():
            raise forms.ValidationError("日期或者理由填写有误")
        reason = form.cleaned_data["reason"]
        if verb == "publish":
            actions.publish(version, by=actor, at=at)
        elif verb == "back":
            actions.send_standard_back(version, reason=reason, by=actor, at=at)
        else:
            last = form.cleaned_data["last_day"] or local_day(at)
            actions.withdraw(version, last_day=last, reason=reason, by=actor, at=at)
        messages.success(request, "已处理")
    except forms.ValidationError as error:
        messages.error(request, "；".join(error.messages))
    except Refusal as refusal:
        law = f"（依据：{refusal.article}）" if refusal.article else ""
        beside = "；".join(text for texts in refusal.fields.values() for text in texts)
        messages.error(request, (beside or refusal.message) + law)
    return redirect(_address(version.standard_id))
