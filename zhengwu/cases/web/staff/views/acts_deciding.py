"""The decision and its delivery."""

from __future__ import annotations

from typing import Any

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import OTHER_VERDICTS, CaseState, Channel, TaskKind, Verdict
from zhengwu.cases.queries import hearing as readings
from zhengwu.cases.web.staff.forms import deciding
from zhengwu.cases.web.staff.views.scene import Act, Form, Scene, named, once_if
from zhengwu.documents.models import Service
from zhengwu.flow import policy as flow_policy
from zhengwu.flow.models import Task
from zhengwu.kernel.time import SHANGHAI, format_day

WORDS = {
    "xk": ("准予许可", "不予许可"),
    "qr": ("予以确认", "不予确认"),
    "jf": ("给予给付", "不予给付"),
}


def _decidable(scene: Scene) -> list[Task | None]:
    if scene.case.state != CaseState.ACCEPTED:
        return []
    decider = policy.may_decide_here(scene.actor, scene.case)
    return [
        one
        for one in scene.tasks
        if one.kind == TaskKind.DECIDE and (decider or flow_policy.may_work(scene.actor, one))
    ]


def _refusable(scene: Scene) -> list[Task | None]:
    return _decidable(scene) if scene.terms.decides else []


def _grant_label(scene: Scene, task: Task | None) -> str:
    if not scene.terms.decides:
        return "办结"
    return WORDS.get(scene.terms.law, OTHER_VERDICTS)[0]


def _refuse_label(scene: Scene, task: Task | None) -> str:
    return WORDS.get(scene.terms.law, OTHER_VERDICTS)[1]


def _why_not(scene: Scene, task: Task | None) -> str:
    """The first thing that stands against a decision of either kind."""
    if reason := scene.why_no_letter:
        return reason
    terms = scene.terms
    if terms.two_persons and (scene.actor.id in scene.reviewers or not scene.reviewers):
        return "本事项实行一审一核，审查和决定不能由同一人作出。"
    required, at = terms.hearing, scene.at
    if obstacle := readings.hearing_obstacle(scene.case, required=required, at=at):
        return obstacle
    if running := scene.running_procedures:
        return f"“{running[0].kind}”尚未结束，收到结果以前不能作出决定。"
    if scene.inspection_owed:
        return (
            f"本事项需要现场核查，还没有两名以上人员的核查记录{scene.cited('第三十四条第三款')}。"
        )
    return ""


def _grant_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    until = queries.validity_end(scene.terms, scene.today)
    return deciding.GrantForm(
        data, terms=scene.terms, valid_to=until, heard=readings.heard(scene.case)
    )


def _refuse_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    return deciding.RefuseForm(data, terms=scene.terms, heard=readings.heard(scene.case))


def _authority(scene: Scene, task: Task | None) -> str:
    letter = scene.letter
    if letter is None:
        return ""
    return f"依据授权委托书 {letter.number} 作出决定，并加盖单位公章。"


def _grant(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    verdict = Verdict.GRANTED if scene.terms.decides else Verdict.DONE
    return actions.decide(
        scene.case, task=task, ruling=form.ruling(verdict), key=key, by=scene.actor, at=scene.at
    )


def _refuse(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    return actions.decide(
        scene.case, task=task, ruling=form.ruling(), key=key, by=scene.actor, at=scene.at
    )


def _deliverable(scene: Scene) -> bool:
    if scene.case.channel == Channel.UPWARD:
        return False  # told and delivered by the organ that sent it up
    return scene.case.state == CaseState.DECIDED and policy.may_deliver(scene.actor, scene.case)


def _posted(scene: Scene) -> bool:
    if not _deliverable(scene):
        return False
    papers = actions.papers_of(scene.case)
    return Service.objects.filter(document__in=papers, way="post", served_on=None).exists()


def _why_not_deliver(scene: Scene, task: Task | None) -> str:
    others = [one.name for one in scene.tasks if one.kind != TaskKind.DELIVER]
    if others:
        return f"流程中“{'、'.join(others)}”还没有办结，办结后再送达。"
    return "已交邮，等待回执。收到回执后请登记。" if _posted(scene) else ""


def _announced(scene: Scene, task: Task | None) -> str:
    until = scene.case.serves_on
    if until is None:
        return ""
    return f"已公告送达，{format_day(until)}期满视为送达；申请人在期满以前来领的，登记直接送达。"


# The words of the item's list of ways of delivery, and the lawful way of service each one is.
SERVED_BY = {"窗口领取": "direct", "邮寄": "post", "电子送达": "electronic"}


def _deliver_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    detail = scene.case.delivery_detail
    default = "electronic" if detail.get("electronic_consent") else "direct"
    wanted = SERVED_BY.get(scene.case.delivery_way, scene.case.delivery_way) or default
    start = {
        "way": wanted,
        "on": scene.today.isoformat(),
        "deliverer": scene.actor.name,
        "place": scene.terms.place or "政务服务中心窗口",
        "receiver": scene.case.applicant_name,
        "electronic_address": detail.get("electronic_address", ""),
        "consent": detail.get("electronic_consent", ""),
    }
    if wanted == "electronic":
        start["reached_at"] = scene.at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    return deciding.DeliverForm(data, initial=start)


def _deliver(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    return actions.deliver(
        scene.case, way=data["way"], on=data["on"], detail=form.detail(),
        by=scene.actor, at=scene.at,
    )  # fmt: skip


def _confirm(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    day = form.cleaned_data["receipt_on"]
    return actions.confirm_delivery(scene.case, receipt_on=day, by=scene.actor, at=scene.at)


ACTS = (
    Act(
        "grant", _grant_label, _decidable, _grant_form, _grant, "已作出决定",
        withheld=_why_not, icon="circle-check", kind="primary", main=True, intro=_authority,
    ),
    Act(
        "refuse", _refuse_label, _refusable,
        _refuse_form, _refuse,
        "已作出不予决定，文书已写明救济途径", withheld=_why_not, icon="circle-x", kind="danger",
        main=True, intro=_authority,
    ),
    Act(
        "deliver", named("送达"), once_if(_deliverable), _deliver_form, _deliver,
        "已登记送达", withheld=_why_not_deliver, icon="send", kind="primary", main=True,
        template="cases/staff/deliver.html", intro=_announced,
    ),
    Act(
        "receipt", named("登记邮寄回执"), once_if(_posted),
        lambda scene, task, data, files: deciding.ReceiptForm(data), _confirm,
        "已登记回执", icon="mail-check", kind="primary", main=True,
    ),
)  # fmt: skip
