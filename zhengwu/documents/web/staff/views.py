"""The papers' desk: one paper and its service, registers, local names, templates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhengwu.documents import actions, policy, queries
from zhengwu.documents.models import Document, Parameter, Register, Service
from zhengwu.documents.web.staff.forms import ParameterForm, ReceiptForm, ServiceForm
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_DIGITS = 10  # of a register's longest number
_WATCHERS = ("supervisor", "centre_manager", "auditor")
_DUTIES = (
    "window_clerk", "reviewer", "checker", "decider", "head", "inspector", "archivist",
)  # fmt: skip


def _readable(request: HttpRequest, document_id: UUID) -> Document:
    """The paper, for those of its organ; anybody else is told that there is none."""
    papers = Document.objects.select_related("matter", "corrects")
    document = get_object_or_404(papers, pk=document_id)
    if not policy.may_read_of(actor_of(request), document.organ_code):
        raise NotThere()
    return document


@access(policy.may_read_papers)
@once
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """One paper: what it says, its seal, its PDF, its service; POST records a service."""
    paper = _readable(request, document_id)
    actor = actor_of(request)
    may_serve = policy.may_use_acceptance_seal(actor, paper.organ_code)
    start = {"on": local_day(now()), "deliverer": actor.name}
    form = ServiceForm(request.POST or None, initial=start)
    status = 200
    if request.method == "POST":
        if not may_serve:
            raise NotThere()
        try:
            if form.is_valid():
                _serve(paper, form, actor)
                return redirect("documents_staff:document", document_id=paper.pk)
            status = 422
        except Refusal as refused:
            _show(form, refused)
            status = refused.status
    context = {
        "document": paper,
        "services": paper.services.select_related("receipt"),
        "newest": queries.newest_paper(paper),
        "form": form,
        "receipt_form": ReceiptForm(),
        "may_serve": may_serve,
    }
    return render(request, "documents/staff/document.html", context, status=status)


def _serve(paper: Document, form: ServiceForm, actor: Actor) -> None:
    actions.serve(
        paper,
        way=form.cleaned_data["way"],
        on=form.cleaned_data["on"],
        detail=form.detail(),
        by=actor,
        at=now(),
    )


def _show(form: ServiceForm, refused: Refusal) -> None:
    for name, texts in refused.fields.items():
        form.add_error(name if name in form.fields else None, texts)
    if not refused.fields:
        form.add_error(None, refused.message)


@access(policy.may_read_papers)
@once
@require_POST
def confirm(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The receipt of a posted paper came back."""
    service = get_object_or_404(Service.objects.select_related("document"), pk=service_id)
    actor = actor_of(request)
    if not policy.may_use_acceptance_seal(actor, service.document.organ_code):
        raise NotThere()
    form = ReceiptForm(request.POST)
    if form.is_valid():
        day = form.cleaned_data["receipt_on"]
        actions.confirm_receipt(service, receipt_on=day, by=actor, at=now())
    return redirect("documents_staff:document", document_id=service.document_id)


def _organs(actor: Actor) -> frozenset[str] | None:
    """Organs whose registers this actor sees; None means all."""
    if any(actor.has_anywhere(duty) for duty in _WATCHERS):
        return None
    return actor.organs_with(*_DUTIES)


@access(policy.may_read_papers)
@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Registers of numbers: how many papers, up to which number, gaps (none)."""
    rows = queries.registers(_organs(actor_of(request)))
    return render(request, "documents/staff/registers.html", {"rows": rows})


@access(policy.may_read_papers)
@require_safe
def register(request: HttpRequest, register_id: int) -> HttpResponse:
    """One register, number by number; can be printed."""
    book = get_object_or_404(Register, pk=register_id)
    if not policy.may_read_of(actor_of(request), book.organ_code):
        raise NotThere()
    after = request.GET.get("after", "0")
    start = int(after) if after.isascii() and after.isdigit() and len(after) < _DIGITS else 0
    papers = list(queries.of_register(book).select_related("matter").filter(serial__gt=start)[:201])
    context = {
        "book": book,
        "papers": papers[:200],
        "organ_name": papers[0].organ_name if papers else book.organ_code,
        "next": papers[199].serial if len(papers) > 200 else None,
    }
    return render(request, "documents/staff/register.html", context)


def _row(row: dict[str, Any], confirmed: Parameter | None) -> dict[str, Any]:
    value = confirmed.value if confirmed else str(row["value"])
    choices = row.get("choices") or {}
    shown = choices.get(value, value)
    return {**row, "confirmed": confirmed, "value": value, "shown": shown, "choices": choices}


@access(policy.may_confirm_parameters, hidden=False)
@once
@require_http_methods(["GET", "POST"])
def parameters(request: HttpRequest) -> HttpResponse:
    """Local names that papers print: confirmed or still a proposal."""
    form = ParameterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.confirm_parameter(
            form.cleaned_data["key"],
            value=form.cleaned_data["value"],
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=now(),
        )
        return redirect("documents_staff:parameters")
    confirmed = Parameter.objects.in_bulk()
    rows = [_row(row, confirmed.get(row["key"])) for row in queries.parameter_rows()]
    context = {"rows": rows, "form": form}
    status = 422 if form.errors else 200
    return render(request, "documents/staff/parameters.html", context, status=status)


@access(policy.may_read_papers)
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Every template with its legal basis, who approved it, and what it must carry."""
    shelf = [versions[-1] for versions in queries.shelf().values()]
    return render(request, "documents/staff/templates.html", {"shelf": shelf})
