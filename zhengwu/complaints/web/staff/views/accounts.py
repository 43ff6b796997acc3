"""责任追究: the list, a proposal, one record and what may be done with it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.clock import queries as clock
from zhengwu.complaints import actions, policy, queries, registry
from zhengwu.complaints.enums import CauseKind, RecordState
from zhengwu.complaints.models import Accountability
from zhengwu.complaints.web.citizen.views.write import beside
from zhengwu.complaints.web.staff.forms import ProposalForm, RulingForm, TextForm
from zhengwu.complaints.web.staff.views.acts import staff_of
from zhengwu.complaints.web.staff.views.listing import units
from zhengwu.documents import queries as papers
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Staff
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table


def _url(row: Accountability) -> str:
    return reverse("complaints_staff:account", args=[row.matter.number])


@access(policy.may_use)
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """All for the overseers, a unit's for its head, one's own."""
    actor, names = actor_of(request), units()
    table = Table(
        request, queries.accounts_of(actor),
        columns=[
            Column("number", "编号", kind="short", value=lambda row: row.matter.number, url=_url),
            Column("staff_name", "人员", kind="short"),
            Column("organ", "单位", value=lambda row: names.get(row.organ_code, row.organ_code)),
            Column("cause", "原因", value=lambda row: f"{row.cause_name} {row.reference}"),
            Column("measure", "方式", kind="short", value=lambda row: row.measure_name),
            Column("state", "情况", kind="short", value=lambda row: row.state_name),
            Column("effective_until", "影响期至", kind="day"),
            Column("proposed_at", "提出", kind="instant", sort="proposed_at"),
        ],
        order="-proposed_at", empty_title="没有责任追究",
        empty_text="投诉查实、巡查或者监察发现后追究责任的，会列在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("责任追究"))
    context = {
        "table": table, "may_propose": policy.may_propose(actor),
        "may_count": policy.may_count(actor), "measures": registry.measures().values(),
    }  # fmt: skip
    return render(request, "complaints/staff/accounts.html", context)


@access(policy.may_propose)
@require_http_methods(["GET", "POST"])
@once
def new(request: HttpRequest) -> HttpResponse:
    """Propose a measure; `?complaint=` fills in the cause."""
    number = request.GET.get("complaint", "")[:60]
    first = {"cause": CauseKind.COMPLAINT, "reference": number}
    found = queries.complaints_of(actor_of(request)).filter(matter__number=number).first()
    if found is not None:
        first |= {"text": found.found, "number": _badge(found.staff_id)}
    form = ProposalForm(request.POST or None, initial=first)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and (row := _proposed(form, actor_of(request))):
            messages.success(request, f"已提出 {row.matter.number}，请听取本人的陈述申辩。")
            return redirect(_url(row))
    return render(request, "complaints/staff/account_new.html", {"form": form}, status=status)


def _badge(staff_id: str) -> str:
    row = Staff.objects.filter(pk=staff_id).first() if staff_id else None
    return row.number if row else ""


def _proposed(form: ProposalForm, by: Actor) -> Accountability | None:
    data, at = form.cleaned_data, now()
    try:
        proposal = actions.Proposal(
            staff=staff_of(data["number"], at), cause=CauseKind(data["cause"]),
            reference=data["reference"].strip(), measure=data["measure"], facts=data["text"],
        )  # fmt: skip
        return actions.propose(proposal, by=by, at=at)
    except Refusal as refused:
        beside(form, refused)
        return None


class Act(NamedTuple):
    """One act of a record of accountability."""

    label: str
    form: type[forms.Form]
    do: Callable[[Accountability, dict[str, Any], Actor], Any]
    when: Callable[[Actor, Accountability], bool]


def _own(actor: Actor, row: Accountability) -> bool:
    return bool(actor.id) and actor.id == row.staff_id


def _decides(actor: Actor, row: Accountability) -> bool:
    by = list(registry.measures()[row.measure]["by"])
    return (
        row.state == RecordState.HEARD and not _own(actor, row) and policy.competent(actor, row, by)
    )


_ACTS: dict[str, Act] = {
    "hear": Act(
        "陈述申辩", TextForm,
        lambda row, data, by: actions.hear(row, statement=data["text"], by=by, at=now()),
        lambda actor, row: row.state == RecordState.PROPOSED
        and (_own(actor, row) or policy.may_propose(actor)
             or row.organ_code in policy.heads(actor)),
    ),
    "record": Act(
        "决定追究", TextForm,
        lambda row, data, by: actions.record_measure(row, decision=data["text"], by=by, at=now()),
        _decides,
    ),
    "drop": Act(
        "不予追究", TextForm,
        lambda row, data, by: actions.drop(row, reason=data["text"], by=by, at=now()), _decides,
    ),
    "object": Act(
        "提出异议", TextForm,
        lambda row, data, by: actions.object_to(row, text=data["text"], by=by, at=now()),
        lambda actor, row: row.state == RecordState.DECIDED and row.objected_at is None
        and _own(actor, row),
    ),
    "rule": Act(
        "处理异议", RulingForm,
        lambda row, data, by: actions.rule_on(
            row, upheld=data["upheld"] == "yes", text=data["text"], by=by, at=now()
        ),
        lambda actor, row: row.state == RecordState.OBJECTED and policy.oversees(actor)
        and not _own(actor, row) and actor.id != row.decided_by_id,
    ),
}  # fmt: skip


@access(policy.may_use)
@require_http_methods(["GET", "POST"])
@once
def account(request: HttpRequest, number: str) -> HttpResponse:
    """One record: cause, hearing, decision, objection."""
    actor = actor_of(request)
    row = queries.accounts_of(actor).filter(matter__number=number).first()
    if row is None:
        raise Http404
    codes = [code for code, act in _ACTS.items() if act.when(actor, row)]
    bound, status = {}, 200
    code = request.POST.get("act", "")
    if request.method == "POST" and code in codes:
        form, status = _ACTS[code].form(request.POST), 422
        bound[code] = form
        if form.is_valid():
            try:
                _ACTS[code].do(row, form.cleaned_data, actor)
            except Refusal as refused:
                beside(form, refused)
            else:
                messages.success(request, f"{_ACTS[code].label}：已办理。")
                return redirect(_url(row))
    reads_complaint = row.complaint is not None and (
        queries.complaints_of(actor).filter(pk=row.complaint_id).exists()
    )
    context = {
        "row": row,
        "unit": units().get(row.organ_code, row.organ_code),
        "known": registry.measures().get(row.measure, {}),
        "reads_complaint": reads_complaint,
        "acts": [(one, _ACTS[one].label, bound.get(one) or _ACTS[one].form()) for one in codes],
        "bars": clock.bars(list(clock.of_matter(row.pk)), now()),
        "papers": papers.of_matter(row.matter_id),
    }
    return render(request, "complaints/staff/account.html", context, status=status)
