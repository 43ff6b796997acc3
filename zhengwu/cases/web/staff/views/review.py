"""Expert review, tests and public notices of a case; the register of experts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from zhengwu.cases import actions, policy
from zhengwu.cases.actions import Inspector
from zhengwu.cases.actions.public_notice import check_reviews
from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Assignment, Draw, Expert, Objection, PublicNotice, Seat
from zhengwu.cases.web.staff.forms import review as forms
from zhengwu.cases.web.staff.tables import Days
from zhengwu.cases.web.staff.views.hearing_acts import Room, room_of
from zhengwu.cases.web.staff.views.scene import scene_of
from zhengwu.kernel.errors import NotThere, Refusal
from zhengwu.kernel.time import now
from zhengwu.org.models import Staff
from zhengwu.web.access import access, actor_of
from zhengwu.web.once import once

_Row = TypeVar("_Row", bound=Model)


@dataclass(frozen=True, slots=True)
class ReviewAct:
    """One act: its form, how it is done; a targeted one stands beside its row."""

    code: str
    label: str
    form: Callable[[Room, Any], Any]
    run: Callable[[Room, Any], object]
    done: str
    icon: str = ""
    intro: str = ""
    targeted: bool = False
    kind: str = "secondary"


def _row(room: Room, model: type[_Row], path: str) -> _Row:
    found = model._default_manager.filter(pk=room.target, **{path: room.case}).first()
    if found is None:
        raise NotThere
    return found


def _do(room: Room) -> dict[str, Any]:
    return {"by": room.actor, "at": room.at}


def _yes(form: Any, name: str) -> dict[str, Any]:
    data = dict(form.cleaned_data)
    return data | {name: data[name] == "yes"}


def _staff(room: Room) -> list[Staff]:
    return list(Staff.objects.filter(pk__in=[key for key, _ in room.people()]).order_by("name"))


def _assign_form(room: Room, data: Any) -> Any:
    people = [
        (str(one.pk), f"{one.name}（{one.enforcement_certificate_no or '没有证件号码'}）")
        for one in _staff(room)
    ]
    return forms.AssignForm(data, people=people)


def _assign(room: Room, form: Any) -> object:
    chosen = set(form.cleaned_data["people"])
    people = [
        Inspector(str(one.pk), one.name, one.enforcement_certificate_no)
        for one in _staff(room)
        if str(one.pk) in chosen
    ]
    return actions.assign_staff(
        room.case, kind=form.cleaned_data["kind"], people=people, **_do(room)
    )


def _fields(room: Room) -> list[str]:
    rows = Expert.objects.filter(active=True).order_by("field")
    return list(rows.values_list("field", flat=True).distinct())


ACTS = (
    ReviewAct(
        "draw", "抽取专家", lambda room, data: forms.DrawForm(data, fields=_fields(room)),
        lambda room, form: actions.draw_experts(room.case, **form.cleaned_data, **_do(room)),
        "已抽取专家，种子和名单已入记录", icon="dice-5",
        intro="从没有利害关系的专家中抽取，只抽一次；种子、方法和顺序写入记录，可以复算。",
    ),
    ReviewAct(
        "recuse", "专家回避", lambda room, data: forms.ReasonForm(data),
        lambda room, form: actions.recuse_expert(
            room.case, seat=_row(room, Seat, "draw__case"), **form.cleaned_data, **_do(room)
        ),
        "已登记回避，按抽取顺序递补", icon="user-x", targeted=True,
    ),
    ReviewAct(
        "opinion", "录入专家意见", lambda room, data: forms.OpinionForm(data),
        lambda room, form: actions.sign_opinion(
            room.case, seat=_row(room, Seat, "draw__case"), **_yes(form, "agrees"), **_do(room)
        ),
        "已录入专家意见", icon="signature", targeted=True,
    ),
    ReviewAct(
        "conclude", "作出评审结论", lambda room, data: forms.ConclusionForm(data),
        lambda room, form: actions.conclude_review(
            room.case, draw=_row(room, Draw, "case"), **_yes(form, "passed"), **_do(room)
        ),
        "已作出结论，出具专家评审意见书", icon="checks", targeted=True,
    ),
    ReviewAct(
        "assign", "指派检验检测检疫", _assign_form, _assign, "已指派", icon="users",
        intro="自受理之日起在法定期限内指派两名以上工作人员（许可法第五十五条）。",
    ),
    ReviewAct(
        "result", "录入结果", lambda room, data: forms.ResultForm(data),
        lambda room, form: actions.report_result(
            room.case, assignment=_row(room, Assignment, "case"), **_yes(form, "passed"),
            **_do(room),
        ),
        "已录入结果并制作记录", icon="clipboard-check", targeted=True,
    ),
    ReviewAct(
        "publish", "公示", lambda room, data: forms.NoticeForm(data),
        lambda room, form: actions.publish_notice(room.case, **form.cleaned_data, **_do(room)),
        "已公示", icon="speakerphone",
        intro="公示期满并答复全部异议以后才能作出决定；公示时间计入办理期限。",
    ),
    ReviewAct(
        "answer", "答复异议", lambda room, data: forms.AnswerForm(data),
        lambda room, form: actions.answer_objection(
            room.case, objection=_row(room, Objection, "notice__case"), **_yes(form, "adopted"),
            **_do(room),
        ),
        "已答复异议，出具答复书", icon="message-reply", targeted=True,
    ),
)  # fmt: skip
_BY_CODE = {act.code: act for act in ACTS}


def _handles(room: Room) -> bool:
    running = room.case.state == CaseState.ACCEPTED
    return running and policy.may_handle(room.actor, room.case)


def _obstacle(room: Room) -> str:
    try:
        check_reviews(room.case, room.at)
    except Refusal as refusal:
        return refusal.message
    return ""


@access(policy.may_use_desk)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Experts, tests and public notices of a case, and what may be done now."""
    room = room_of(scene_of(request, number), "")
    case = room.case
    handles = _handles(room)
    context = {
        "case": case,
        "handles": handles,
        "acts": [act for act in ACTS if handles and not act.targeted],
        "obstacle": _obstacle(room) if not case.over else "",
        "draws": [
            {
                "draw": one,
                "seats": list(one.seats.select_related("expert").order_by("place")),
            }
            for one in case.draws.order_by("drawn_at")
        ],
        "assignments": case.assignments.order_by("assigned_on", "pk"),
        "notices": [
            {"notice": one, "objections": list(one.objections.order_by("filed_at"))}
            for one in PublicNotice.objects.filter(case=case).order_by("published_at")
        ],
        "today": room.today,
    }
    return render(request, "cases/staff/review.html", context)


@access(policy.may_use_desk)
@once
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Ask for what the act needs, and do it; a refusal keeps everything that was typed."""
    wanted = _BY_CODE.get(code)
    if wanted is None:
        raise NotThere
    room = room_of(scene_of(request, number), request.GET.get("id", "")[:64])
    back = reverse("cases_staff:review", args=[number])
    if not _handles(room):
        messages.info(request, "这项操作现在不能办理：此件不在办理中，或者不属于您的职责。")
        return redirect(back)
    form = wanted.form(room, request.POST if request.method == "POST" else None)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                wanted.run(room, form)
            except Refusal as refused:
                refusal, status = refused, refused.status
                _beside(form, refused)
            else:
                messages.success(request, wanted.done)
                return redirect(back)
    context = {
        "case": room.case, "act": wanted, "title": wanted.label, "intro": wanted.intro,
        "form": form, "refusal": refusal, "back": back, "stage": Days(room.at).stage(room.case),
    }  # fmt: skip
    return render(request, "cases/staff/hearing_act.html", context, status=status)


def _beside(form: Any, refused: Refusal) -> None:
    for name, texts in refused.fields.items():
        form.add_error(name if name in form.fields else None, texts)


@access(policy.may_use_desk)
@once
@require_http_methods(["GET", "POST"])
def experts(request: HttpRequest) -> HttpResponse:
    """The register of experts; kept by the centre and heads of organs."""
    actor = actor_of(request)
    may = policy.may_keep_experts(actor)
    form = forms.ExpertForm(request.POST if request.method == "POST" and may else None)
    status = 200
    if request.method == "POST":
        if not may:
            raise NotThere
        status = 422
        if form.is_valid():
            data = dict(form.cleaned_data)
            data["conflicts"] = data["conflicts"].splitlines()
            actions.list_expert(**data, by=actor, at=now())
            messages.success(request, "已登记专家。")
            return redirect("cases_staff:experts")
    rows = Expert.objects.order_by("field", "name", "pk")[:500]
    context = {"rows": rows, "form": form, "may": may}
    return render(request, "cases/staff/experts.html", context, status=status)
