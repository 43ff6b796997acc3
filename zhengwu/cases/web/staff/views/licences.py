"""The register of licences: search, one licence, what may be done with it; the queue of 57."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import LicenceAct, LicenceState
from zhengwu.cases.models import Licence, LicenceRequest, Quota
from zhengwu.cases.queries.licences import licence_for, licences_for, queue_of, search
from zhengwu.cases.web.staff.forms import deciding
from zhengwu.cases.web.staff.forms import licences as forms
from zhengwu.documents import queries as documents
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once
from zhengwu.web.tables import Column, Table

SEAL = "决定书加盖单位公章，由本机关负责人或者有用印权限的首席代表办理。"


def _address(row: Licence) -> str:
    return reverse("cases_staff:licence", args=[row.matter.number])


@access(policy.may_use_desk)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register, searched and filtered; as a sheet on request."""
    form = forms.FilterForm(request.GET)
    rows = licences_for(actor_of(request))
    if form.is_valid():
        rows = search(rows, form.cleaned_data["q"])
        if state := form.cleaned_data["state"]:
            rows = _of_state(rows, state)
    columns = [
        Column("number", "证件编号", url=_address),
        Column("name", "证件名称"),
        Column("holder_name", "持证人"),
        Column("valid_from", "有效期起", kind="day"),
        Column("valid_to", "有效期至", kind="day"),
        Column("state_name", "状态", kind="short"),
    ]
    table = Table(
        request, rows, columns=columns, order="-matter", empty_title="没有许可证件",
        empty_text="准予许可并颁发的证件会出现在这里。",
    )  # fmt: skip
    if table.exports:
        return cast("HttpResponse", table.export("许可证件登记簿"))
    return render(request, "cases/staff/licences.html", {"table": table, "form": form})


def _of_state(rows: QuerySet[Licence], state: str) -> QuerySet[Licence]:
    """Of a state, or such as are due for renewal."""
    if state != forms.DUE:
        return rows.filter(state=state)
    return rows.filter(state=LicenceState.VALID, warn_on__lte=local_day(now()))


def _found(request: HttpRequest, number: str) -> Licence:
    licence = licence_for(actor_of(request), number)
    if licence is None:
        raise Http404
    return licence


@access(policy.may_use_desk)
@require_safe
def licence(request: HttpRequest, number: str) -> HttpResponse:
    """One licence: what it allows, until when, what happened, what is asked for."""
    found, actor = _found(request, number), actor_of(request)
    handles = policy.may_handle(actor, found.case)
    papers = list(documents.of_matter(found.matter_id))
    context = {
        "licence": found,
        "handles": handles,
        "acts": [act for act in ACTS if not act.targeted and handles and act.offered(found)],
        "requests": found.requests.select_related("case__matter").order_by("-filed_at"),
        "changes": found.changes.order_by("-done_at"),
        "papers": papers,
        "organ": queries.names_of([found.organ_code]).get(found.organ_code, found.organ_code),
    }
    return render(request, "cases/staff/licence.html", context)


@dataclass(frozen=True, slots=True)
class LicencePage:
    """One act on a licence: when it is offered, its form, how it is done."""

    code: str
    label: str
    offered: Callable[[Licence], bool]
    form: Callable[[Licence, str, Any], Any]
    run: Callable[[Licence, str, Any, Actor, datetime], object]
    done: str
    intro: str = ""
    icon: str = ""
    kind: str = "secondary"
    targeted: bool = False
    template: str = "cases/staff/licence_act.html"


def _asked(licence: Licence, target: str) -> LicenceRequest:
    found = LicenceRequest.objects.filter(pk=target, licence=licence).first() if target else None
    if found is None:
        raise NotThere
    return found


def _answer(licence: Licence, target: str, form: Any, by: Actor, at: datetime) -> object:
    data = dict(form.cleaned_data)
    data["granted"] = data["granted"] == "yes"
    return actions.answer_request(licence, asked=_asked(licence, target), by=by, at=at, **data)


def _serve(licence: Licence, target: str, form: Any, by: Actor, at: datetime) -> object:
    data = form.cleaned_data
    serving = actions.Serving(data["way"], data["on"], form.detail())
    return actions.serve_licence_paper(licence, document_id=target, serving=serving, by=by, at=at)


def _valid(licence: Licence) -> bool:
    return licence.state == LicenceState.VALID


def _ending(act: LicenceAct, label: str, done: str, intro: str, icon: str) -> LicencePage:
    return LicencePage(
        str(act), label,
        (lambda one: one.state != LicenceState.CANCELLED) if act == LicenceAct.CANCEL else _valid,
        lambda one, target, data: forms.EndForm(data, act=act),
        lambda one, target, form, by, at: actions.end_licence(
            one, ending=form.ending(), by=by, at=at
        ),
        done, intro=f"{intro}{SEAL}", icon=icon, kind="danger",
    )  # fmt: skip


ACTS = (
    LicencePage(
        "ask", "登记持证人的申请", _valid, lambda one, target, data: forms.AskForm(data),
        lambda one, target, form, by, at: actions.request_licence(
            one, kind=LicenceAct(form.cleaned_data["kind"]), text=form.cleaned_data["text"],
            by=by, at=at,
        ),
        "已登记", icon="file-plus",
        intro="延续应当在有效期届满以前提出；届满以前没有决定的，视为准予延续（许可法第五十条）。",
    ),
    LicencePage(
        "answer", "作出决定", _valid,
        lambda one, target, data: forms.AnswerForm(data, kind=_asked(one, target).kind),
        _answer, "已作出决定并出具文书", intro=SEAL, icon="gavel", kind="primary", targeted=True,
    ),
    LicencePage(
        "serve", "登记送达", lambda one: True,
        lambda one, target, data: deciding.DeliverForm(
            data, initial={"way": "direct", "on": local_day(now()).isoformat()}
        ),
        _serve, "已登记送达", icon="send", targeted=True, template="cases/staff/licence_serve.html",
    ),
    _ending(LicenceAct.REVOKE, "撤销", "已撤销许可", "许可法第六十九条。", "ban"),
    _ending(LicenceAct.WITHDRAW, "撤回", "已撤回许可", "为了公共利益的需要，依法撤回并补偿"
            "（许可法第八条）。", "arrow-back-up"),
    _ending(LicenceAct.CANCEL, "注销", "已注销许可", "依法办理注销手续（许可法第七十条）。",
            "circle-x"),
)  # fmt: skip
_BY_CODE = {act.code: act for act in ACTS}


@access(policy.may_use_desk)
@once
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Ask for what the act needs, and do it; a refusal keeps everything that was typed."""
    found, wanted, by, at = _found(request, number), _BY_CODE.get(code), actor_of(request), now()
    back = reverse("cases_staff:licence", args=[number])
    if wanted is None or not policy.may_handle(by, found.case):
        raise Http404
    if not wanted.offered(found):
        messages.info(request, "这项操作现在不能办理：证件的状态已经变化。")
        return redirect(back)
    target = request.GET.get("id", "")[:64]
    form = wanted.form(found, target, request.POST if request.method == "POST" else None)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                wanted.run(found, target, form, by, at)
            except Refusal as refused:
                refusal, status = refused, refused.status
                for name, texts in refused.fields.items():
                    form.add_error(name if name in form.fields else None, texts)
            else:
                messages.success(request, wanted.done)
                return redirect(back)
    context = {
        "licence": found, "act": wanted, "title": wanted.label, "intro": wanted.intro,
        "form": form, "refusal": refusal, "back": back,
    }  # fmt: skip
    return render(request, wanted.template, context, status=status)


@access(policy.may_use_desk)
@require_safe
def queue(request: HttpRequest, number: str) -> HttpResponse:
    """Whose turn it is for a limited number: by the order of acceptance, to the second (57)."""
    case = queries.case_for(actor_of(request), number)
    if case is None:
        raise Http404
    terms = queries.terms_of(case.edition_id)
    quota = Quota.objects.filter(key=case.item_code).first()
    taken = quota.taken if quota else 0
    context = {
        "case": case,
        "limit": terms.quota,
        "left": None if terms.quota is None else max(0, terms.quota - taken),
        "rows": list(queue_of(case.item_code)[:200]),
    }
    return render(request, "cases/staff/queue.html", context)
