"""What can be done with a case between two organs: send it up, give it back, ask for haste."""

from __future__ import annotations

from typing import Any

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import CaseState, Channel, TaskKind
from zhengwu.cases.web.staff.forms.passing import SendUpForm
from zhengwu.cases.web.staff.forms.tray import Confirm, ReasonForm
from zhengwu.cases.web.staff.views.scene import Act, Form, Scene, named, once_if
from zhengwu.flow.models import Task


def _collected(scene: Scene) -> bool:
    above = scene.terms.upward
    return above is not None and not above.review


def _to_send(scene: Scene) -> list[Task | None]:
    if not policy.may_submit(scene.actor, scene.case):
        return []
    if _collected(scene):
        return [None] if scene.case.state == CaseState.RECEIVED else []
    if scene.case.state != CaseState.ACCEPTED:
        return []
    return [task for task in scene.tasks if task.kind == TaskKind.SUBMIT]


def _send_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    if _collected(scene):
        return Confirm(data)
    return SendUpForm(data, initial={"opinion": queries.review_opinion(scene.case)})


def _send(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    return actions.submit_upward(
        scene.case, opinion=data.get("opinion", ""), agrees=data.get("agrees", "yes") == "yes",
        task=task, key=key, by=scene.actor, at=scene.at,
    )  # fmt: skip


def _intro(scene: Scene, task: Task | None) -> str:
    above = scene.terms.upward
    return f"报送{above.organ_name}。{above.basis}" if above else ""


def _from_below(scene: Scene) -> bool:
    case = scene.case
    handled = policy.may_receive(scene.actor, case) or policy.may_handle(scene.actor, case)
    open_here = case.in_tray or case.state == CaseState.ACCEPTED
    return case.channel == Channel.UPWARD and open_here and handled


def _send_back(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    reason = form.cleaned_data["reason"]
    return actions.return_review(scene.case, reason=reason, by=scene.actor, at=scene.at)


def _urge(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    word = form.cleaned_data["reason"]
    return actions.urge_above(scene.case, word=word, by=scene.actor, at=scene.at)


def _reason(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    return ReasonForm(data)


ACTS = (
    Act(
        "send-up", named("上报"), _to_send, _send_form, _send, "已上报，连同全部材料",
        icon="arrow-big-up-lines", kind="primary", main=True, intro=_intro,
    ),
    Act(
        "send-back", named("退回初审"), once_if(_from_below), _reason, _send_back,
        "已退回初审机关", icon="arrow-back-up",
        intro=lambda scene, task: "写明初审存在的问题；本件随之结束，重新上报时另立一件。",
    ),
    Act(
        "urge-above", named("催办上级"),
        once_if(
            lambda scene: scene.case.state == CaseState.SUBMITTED
            and policy.may_handle(scene.actor, scene.case)
        ),
        _reason, _urge, "已催办", icon="bell-ringing", main=True,
    ),
)  # fmt: skip
