"""What can be done with a case in the tray: the outcomes of article 32, and its correction."""

from __future__ import annotations

from typing import Any

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.actions import HandedIn
from zhengwu.cases.enums import CaseState, Channel, Decline, MaterialRound
from zhengwu.cases.web.staff.forms import tray
from zhengwu.cases.web.staff.views.scene import Act, Form, Scene, named, once_if
from zhengwu.cases.web.staff.views.window_looks import refresh
from zhengwu.flow.models import Task
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.time import format_day, local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff

LATE = "超过一次性告知的期限，依法视为已受理，不能再要求补正。"


def _in_tray(scene: Scene) -> bool:
    return scene.case.in_tray and policy.may_receive(scene.actor, scene.case)


def _received(scene: Scene) -> bool:
    return _in_tray(scene) and scene.case.state == CaseState.RECEIVED


def _acceptable(scene: Scene) -> bool:
    above = scene.terms.upward
    return _in_tray(scene) and (above is None or above.review)


def _why_not_accept(scene: Scene, task: Task | None) -> str:
    if scene.case.state == CaseState.SUPPLEMENTING:
        return "已经一次性告知补正，申请人补交齐以后才能受理。"
    if scene.missing:
        names = "、".join(scene.missing)
        return f"还缺必要材料：{names}。请一次性告知补正{scene.cited('第三十二条第一款第四项')}。"
    return ""


def _why_not_supplement(scene: Scene, task: Task | None) -> str:
    if scene.supplement is not None:
        told = format_day(local_day(scene.supplement.told_at))
        return f"补正要求只能一次性告知，{told}已经告知过{scene.cited('第三十二条第一款第四项')}。"
    return LATE if scene.case.acceptance == "deemed" else ""


def _accept(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    refresh(scene.case, by=scene.actor, at=scene.at)
    return actions.accept(scene.case, by=scene.actor, at=scene.at)


def _supplement_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    return tray.SupplementForm(data, terms=scene.terms, missing=scene.missing)


def _supplement(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    return actions.request_supplement(
        scene.case, defects=form.defects(), by=scene.actor, at=scene.at
    )


def _hand_in_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    assert scene.supplement is not None
    handed_in = queries.handed_in(scene.case, MaterialRound.SUPPLEMENT)
    return tray.HandInForm(
        data, files, terms=scene.terms, handed_in=handed_in,
        lines=queries.asked_lines(scene.case, scene.supplement, scene.terms),
    )  # fmt: skip


def _hand_in(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    papers = []
    for code in form.names:
        received = form.receive(f"file_{code}")
        if received is not None:
            papers.append(HandedIn(code, received))
        elif sheet := form.cleaned_data[f"sheet_{code}"]:
            papers.append(HandedIn(code, form=sheet))
    return actions.deliver_supplement(scene.case, papers=papers, by=scene.actor, at=scene.at)


def _correct(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    return actions.correct(scene.case, answers=form.cleaned_data, by=scene.actor, at=scene.at)


def _decline(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    return actions.decline(
        scene.case,
        why=Decline(data["why"]),
        reasons=data["reasons"],
        competent_organ=data["competent_organ"],
        by=scene.actor,
        at=scene.at,
    )


def _void(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    return actions.void(scene.case, reason=form.cleaned_data["reason"], by=scene.actor, at=scene.at)


def people_of(scene: Scene, *duties: str) -> list[tuple[str, str]]:
    """Those of the organ with one of these duties, by name."""
    found = {
        str(one.pk): f"{one.name}（{one.number}）"
        for duty in duties
        for one in scene.colleagues(duty, scene.case.organ_code)
    }
    return sorted(found.items(), key=lambda pair: pair[1])


def _undertaker_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    people = people_of(scene, Duty.REVIEWER, Duty.WINDOW_CLERK, Duty.CHECKER)
    if scene.actor.organ_code == scene.case.organ_code:
        people.insert(0, (scene.actor.id, f"{scene.actor.name}（本人）"))
    return tray.PersonForm(data, people=people)


def _name_undertaker(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    staff = Staff.objects.filter(pk=form.cleaned_data["to"]).first()
    if staff is None:
        raise NotThere
    return actions.name_undertaker(
        scene.case, staff_id=str(staff.pk), staff_name=staff.name, by=scene.actor, at=scene.at
    )


def _confirm(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    return tray.Confirm(data)


def _reason(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    return tray.ReasonForm(data)


ACTS = (
    Act(
        "accept", named("受理"), once_if(_acceptable), _confirm, _accept, "已受理",
        withheld=_why_not_accept, icon="check", kind="primary", main=True,
        intro=lambda scene, task: "将出具受理通知书，办理期限从材料齐全之日起算。",
    ),
    Act(
        "supplement", named("一次性告知补正"), once_if(_received), _supplement_form, _supplement,
        "已出具一次性补正告知书", withheld=_why_not_supplement, icon="file-alert", main=True,
        intro=lambda scene, task: "请一次列全；只能要求公布的申请材料目录内的材料。",
        template="cases/staff/supplement.html",
    ),
    Act(
        "hand-in", named("收补正材料"),
        once_if(lambda scene: _in_tray(scene) and scene.case.state == CaseState.SUPPLEMENTING),
        _hand_in_form, _hand_in, "已收下补正材料", icon="file-import", kind="primary", main=True,
    ),
    Act(
        "correct", named("当场更正"), once_if(_received),
        lambda scene, task, data, files: tray.CorrectForm(scene.terms, scene.case.answers, data),
        _correct, "已更正，并留下更正记录", icon="pencil",
        intro=lambda scene, task: f"由申请人当场更正{scene.cited('第三十二条第一款第三项')}。",
        template="cases/staff/correct.html",
    ),
    Act(
        "decline", named("不予受理"),
        once_if(lambda scene: _in_tray(scene) and scene.case.channel != Channel.UPWARD),
        lambda scene, task, data, files: tray.DeclineForm(data, terms=scene.terms), _decline,
        "已出具不予受理决定书", icon="ban", kind="danger",
    ),
    Act(
        "void", named("登记有误，更正"),
        once_if(lambda scene: scene.case.in_tray and policy.may_void(scene.actor, scene.case)),
        _reason, _void, "已更正登记错误", icon="eraser", kind="danger",
        intro=lambda scene, task: "只用于本单位登记出错，不能代替受理环节的法定处理。",
    ),
    Act(
        "undertaker", named("指定承办人"),
        once_if(lambda scene: not scene.case.over and policy.may_assign(scene.actor, scene.case)),
        _undertaker_form, _name_undertaker, "已指定承办人", icon="user-check",
    ),
)  # fmt: skip
