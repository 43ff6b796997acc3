"""Acts on a joint matter: one page an act, its form, what is wrong beside the field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhengwu.joint import actions, policy, queries
from zhengwu.joint.enums import DONE, TRAY, JointState, PartState
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.web.staff import forms
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.web.access import access, actor_of
from zhengwu.web.forms import PlainForm
from zhengwu.web.once import once


@dataclass(frozen=True, slots=True)
class Scene:
    """A joint matter as one person sees it when acting."""

    joint: Joint
    actor: Actor
    at: datetime
    query: dict[str, str]

    @property
    def part(self) -> Part:
        """The part the act is about."""
        part = Part.objects.filter(joint=self.joint, item_code=self.query.get("part", "")).first()
        if part is None:
            raise Http404
        return part

    @property
    def lead(self) -> bool:
        """Whether the actor's window leads."""
        return policy.may_lead(self.actor, self.joint)


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its words, whether it is offered, its form, what it does."""

    title: str
    offered: Callable[[Actor, Joint, list[Part]], bool]
    form: Callable[[Scene, Any], PlainForm]
    run: Callable[[Scene, Any], object]
    done: str
    kind: str = "secondary"
    icon: str = ""


def organs(*, without: str = "") -> list[tuple[str, str]]:
    """Departments and towns to choose from."""
    rows = Organ.objects.filter(kind__in=["department", "town"]).exclude(pk=without)
    return [("", "请选择"), *((one.pk, one.short_name or one.name) for one in rows)]


def at_windows(at: datetime) -> list[tuple[str, str]]:
    """Organs one can turn to at a window today."""
    there = queries.organs_at_windows(local_day(at))
    rows = Organ.objects.filter(pk__in=there)
    return [("", "请选择"), *((one.pk, one.short_name or one.name) for one in rows)]


def _in_tray(actor: Actor, joint: Joint, parts: list[Part]) -> bool:
    return joint.state in TRAY and policy.may_lead(actor, joint)


def _running(actor: Actor, joint: Joint, parts: list[Part]) -> bool:
    return not joint.over and policy.may_lead(actor, joint)


def _to_hand(actor: Actor, joint: Joint, parts: list[Part]) -> bool:
    ready = any(one.state == PartState.DECIDED and one.handed_at is None for one in parts)
    return ready and _running(actor, joint, parts)


def _said(scene: Scene, part: Part | None = None) -> dict[str, dict[str, str]]:
    """What the organs wrote down so far, by paper."""
    rows = [part] if part else list(Part.objects.filter(joint=scene.joint))
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        for line in row.remark.lines if hasattr(row, "remark") else ():
            found.setdefault(line["code"], line)
    return found


def _remark_form(scene: Scene, data: Any) -> PlainForm:
    part = scene.part
    papers = [
        paper
        for paper in queries.outlook_of(scene.joint).document.papers
        if any(use.item == part.item_code for use in paper.uses)
    ]
    return forms.DemandsForm(data, papers=papers, said=_said(scene, part))


def _demands(form: Any) -> list[actions.Demand]:
    return [actions.Demand(*line) for line in form.lines()]


def _hand_over(scene: Scene, form: Any) -> object:
    data = form.cleaned_data
    detail = {
        "receiver": data["receiver"] or scene.joint.applicant_name,
        "place": data["place"] or scene.joint.edition.document.place or "政务服务中心",
        "deliverer": scene.actor.name,
    }
    if data["way"] == "electronic":
        consent = scene.joint.delivery_detail
        detail = {
            "consent": consent.get("electronic_consent", ""),
            "electronic_address": consent.get("electronic_address", ""),
            "reached_at": scene.at,
            "deliverer": scene.actor.name,
        }
    if data["way"] == "post":
        detail = {
            "tracking_no": data["tracking_no"],
            "place": detail["place"],
            "deliverer": scene.actor.name,
        }
    if data["early"]:  # what is charged so far has to be paid now: its notice waits no longer
        actions.tell_charges(scene.joint, by=scene.actor, at=scene.at)
    return actions.hand_over(
        scene.joint, way=data["way"], on=data["on"], detail=detail, early=data["early"],
        by=scene.actor, at=scene.at,
    )  # fmt: skip


def _answer(scene: Scene, form: Any) -> object:
    data = form.cleaned_data
    return actions.answer(
        scene.joint, consultation_id=scene.query.get("id", ""), consent=data["consent"] == "yes",
        opinion=data["opinion"], basis=data["basis"], by=scene.actor, at=scene.at,
    )  # fmt: skip


def _with(function: Callable[..., object], *names: str) -> Callable[[Scene, Any], object]:
    """Run a verb with fields of the form."""

    def run(scene: Scene, form: Any) -> object:
        chosen = {name: form.cleaned_data[name] for name in names}
        return function(scene.joint, **chosen, by=scene.actor, at=scene.at)

    return run


ACTS: dict[str, Act] = {
    "accept": Act(
        "统一受理", _in_tray, lambda s, d: forms.Confirm(d), _with(actions.accept),
        "已统一受理，抄告单已发给有关部门。", "primary", "check",
    ),
    "supplement": Act(
        "一次性告知补正",
        lambda a, j, p: _in_tray(a, j, p) and j.told_at is None,
        lambda s, d: forms.DemandsForm(
            d, papers=queries.outlook_of(s.joint).document.papers, said=_said(s)
        ),
        lambda s, f: actions.request_supplement(s.joint, demands=_demands(f), by=s.actor, at=s.at),
        "各部门的补正要求已一次告知申请人。", icon="file-alert",
    ),
    "remark": Act(
        "部门补正意见", lambda a, j, p: False, _remark_form,
        lambda s, f: actions.remark(
            s.joint, item=s.part.item_code, demands=_demands(f), by=s.actor, at=s.at
        ),
        "已转牵头窗口，由它一次性告知。",
    ),
    "hand_over": Act(
        "集中答复并送达", _to_hand,
        lambda s, d: forms.HandOverForm(d, initial={
            "way": "direct", "on": local_day(s.at), "receiver": s.joint.applicant_name,
            "place": s.joint.edition.document.place,
        }),
        _hand_over, "各部门结果已一并送达。", "primary", "send",
    ),
    "confirm_post": Act(
        "录入邮寄回执",
        lambda a, j, p: _running(a, j, p) and any(
            one.state == PartState.DECIDED and one.handed_at for one in p
        ),
        lambda s, d: forms.ReceiptForm(d), _with(actions.confirm_post, "receipt_on"),
        "已录入回执。",
    ),
    "consult": Act(
        "征求意见",
        lambda a, j, p: not j.over and (policy.may_lead(a, j) or policy.may_manage(a)),
        lambda s, d: forms.ConsultForm(d, organs=organs()),
        _with(actions.consult, "organ_code", "question"), "已发出征求意见的抄告单。",
        icon="message-question",
    ),
    "answer": Act(
        "答复征求意见", lambda a, j, p: False, lambda s, d: forms.AnswerForm(d), _answer,
        "意见已记录。",
    ),
    "sign": Act(
        "签收抄告单", lambda a, j, p: False, lambda s, d: forms.Confirm(d),
        lambda s, f: actions.sign_copy(
            s.joint, copy_id=s.query.get("id", ""), by=s.actor, at=s.at
        ),
        "已签收。",
    ),
    "inform": Act(
        "抄告其他单位", _running, lambda s, d: forms.InformForm(d, organs=organs()),
        _with(actions.inform, "organ_code", "text"), "抄告单已发出。", icon="copy",
    ),
    "change_lead": Act(
        "更换牵头窗口", lambda a, j, p: not j.over and policy.may_manage(a),
        lambda s, d: forms.OrganReasonForm(d, organs=at_windows(s.at)),
        _with(actions.change_lead, "organ_code", "reason"), "牵头窗口已更换。",
    ),
    "reassign": Act(
        "改由其他单位办理", lambda a, j, p: False,
        lambda s, d: forms.ReassignForm(d, organs=at_windows(s.at)),
        lambda s, f: actions.reassign(
            s.joint, item=s.part.item_code, by=s.actor, at=s.at, **f.cleaned_data
        ),
        "已改由该单位办理。",
    ),
    "extend": Act(
        "延长联办期限",
        lambda a, j, p: j.state == JointState.ACCEPTED and policy.may_extend(a),
        lambda s, d: forms.ExtendForm(d), _with(actions.extend, "days", "reason"),
        "期限已延长，延期通知书已生成。", "primary", "calendar-plus",
    ),
}  # fmt: skip


_EARLY = "先行送达已办出的结果"


def offers(actor: Actor, joint: Joint, parts: list[Part]) -> list[tuple[str, Act]]:
    """Acts this person may do now."""
    found = [(name, act) for name, act in ACTS.items() if act.offered(actor, joint, parts)]
    if joint.state != JointState.COLLECTED:  # some are still at work: no longer the first thing
        found = [(n, replace(a, title=_EARLY, kind="secondary") if n == "hand_over" else a)
                 for n, a in found]  # fmt: skip
    return found


def may_remark(actor: Actor, joint: Joint, part: Part) -> bool:
    """Whether the organ may still say what is missing."""
    return (
        joint.state in TRAY
        and joint.told_at is None
        and part.state not in DONE
        and policy.may_handle_part(actor, part)
    )


@access(policy.may_use_desk)
@require_http_methods(["GET", "POST"])
@once
def act(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """One act: its form, or its doing."""
    actor = actor_of(request)
    joint = queries.joint_for(actor, number)
    if joint is None or name not in ACTS:
        raise Http404
    query = {key: str(value) for key, value in request.GET.items()}
    scene, what = Scene(joint, actor, now(), query), ACTS[name]
    form = what.form(scene, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                what.run(scene, form)
            except Refusal as refusal:
                status = refusal.status
                blame(form, refusal)
            else:
                messages.success(request, what.done)
                return redirect("joint_staff:matter", number=number)
    context = {"joint": joint, "act": what, "form": form, "name": name}
    return render(request, "joint/staff/act.html", context, status=status)


def blame(form: PlainForm, refusal: Refusal) -> None:
    """What a refusal says, beside the field it is about where there is one."""
    found = False
    for field, problems in refusal.fields.items():
        if field in form.fields:
            form.add_error(field, list(problems))
            found = True
    if not found:
        article = f"（{refusal.article}）" if refusal.article else ""
        form.add_error(None, refusal.message + article)
