"""What can be done with a step of the flow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zhengwu.cases import actions, policy
from zhengwu.cases.enums import RUNNING, TaskKind
from zhengwu.cases.web.staff.forms import passing
from zhengwu.cases.web.staff.forms.tray import Confirm, ReasonForm
from zhengwu.cases.web.staff.views.acts_tray import people_of
from zhengwu.cases.web.staff.views.scene import Act, Form, Scene
from zhengwu.flow import policy as flow_policy
from zhengwu.flow import queries as flow_queries
from zhengwu.flow.enums import TaskRole, TaskState
from zhengwu.flow.models import Task
from zhengwu.kernel.actors import Actor
from zhengwu.org.enums import Duty

_DECISIVE = (TaskKind.DECIDE, TaskKind.DELIVER, TaskKind.SUBMIT)
Targets = Callable[[Scene], list[Task | None]]


def _tasks(condition: Callable[[Actor, Task, Scene], bool]) -> Targets:
    """Steps of a running case for which a condition holds."""

    def found(scene: Scene) -> list[Task | None]:
        if scene.case.state not in RUNNING:
            return []
        return [one for one in scene.tasks if condition(scene.actor, one, scene)]

    return found


def _awake(task: Task) -> bool:
    return task.state != TaskState.SUSPENDED


def _label(word: str) -> Callable[[Scene, Task | None], str]:
    """办结审查: the verb, and the step where several wait."""

    def label(scene: Scene, task: Task | None) -> str:
        several = len(scene.tasks) > 1
        return f"{word}“{task.name}”" if task and several else word

    return label


def _step(task: Task | None) -> Task:
    assert task is not None
    return task


def _claimable(actor: Actor, task: Task, scene: Scene) -> bool:
    return task.state == TaskState.OPEN and flow_policy.may_claim(actor, task)


def _completable(actor: Actor, task: Task, scene: Scene) -> bool:
    plain = task.kind not in _DECISIVE or task.role == TaskRole.COSIGN
    return plain and _awake(task) and flow_policy.may_work(actor, task)


def _workable(actor: Actor, task: Task, scene: Scene) -> bool:
    return _awake(task) and flow_policy.may_work(actor, task)


def _inspection_missing(scene: Scene, task: Task | None) -> str:
    if scene.inspection_owed and _step(task).kind == TaskKind.INSPECT:
        return (
            f"本事项需要现场核查，请先记录两名以上人员的现场核查{scene.cited('第三十四条第三款')}。"
        )
    return ""


def _complete_label(scene: Scene, task: Task | None) -> str:
    return f"办结“{_step(task).name}”"


def _opinion_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    node = _step(task).node
    cosign = _step(task).role == TaskRole.COSIGN
    outcomes = [("agree", "同意"), ("disagree", "不同意")] if cosign else node.choices
    return passing.OpinionForm(data, outcomes=outcomes, opinion=node.opinion)


def _complete(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    return actions.complete_step(
        scene.case, task=_step(task), outcome=data.get("outcome", ""), opinion=data["opinion"],
        key=key, by=scene.actor, at=scene.at,
    )  # fmt: skip


def _claim(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    return actions.claim_step(scene.case, task=_step(task), key=key, by=scene.actor, at=scene.at)


def _back_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    nodes = [
        (one.node_id, f"{one.name}（{one.done_by_name}）")
        for one in flow_queries.earlier_nodes(_step(task))
    ]
    return passing.BackForm(data, nodes=nodes)


def _return(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    return actions.send_back(
        scene.case, task=_step(task), node=data["node"], reason=data["reason"], key=key,
        by=scene.actor, at=scene.at,
    )  # fmt: skip


def _pass_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    step = _step(task)
    people = [
        (str(one.pk), f"{one.name}（{one.number}）")
        for one in scene.colleagues(step.duty, step.organ_code)
        if str(one.pk) != step.assignee_id and str(one.pk) not in scene.case.recused
    ]
    return passing.PassForm(data, people=people)


def _nobody(scene: Scene, task: Task | None) -> str:
    step = _step(task)
    others = [
        one for one in scene.colleagues(step.duty, step.organ_code)
        if str(one.pk) != step.assignee_id and str(one.pk) not in scene.case.recused
    ]  # fmt: skip
    duty = Duty.label_of(step.duty)
    return "" if others else f"本单位今天没有其他在岗的“{duty}”人员。"


def _cosign_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    people = people_of(scene, Duty.REVIEWER, Duty.CHECKER, Duty.INSPECTOR, Duty.DECIDER, Duty.HEAD)
    return passing.PassForm(data, people=people)


def _passing(verb: Callable[..., object]) -> Callable[[Scene, Task | None, Form, str], object]:
    def run(scene: Scene, task: Task | None, form: Form, key: str) -> object:
        data = form.cleaned_data
        return verb(
            scene.case, task=_step(task), to=data["to"], reason=data["reason"], key=key,
            by=scene.actor, at=scene.at,
        )  # fmt: skip

    return run


def _saying(verb: Callable[..., object]) -> Callable[[Scene, Task | None, Form, str], object]:
    def run(scene: Scene, task: Task | None, form: Form, key: str) -> object:
        reason = form.cleaned_data["reason"]
        return verb(
            scene.case, task=_step(task), reason=reason, key=key, by=scene.actor, at=scene.at
        )

    return run


def _drop_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    cosigners = [(str(one.pk), one.assignee_name) for one in scene.cosigners_of(_step(task))]
    return passing.DropForm(data, cosigners=cosigners)


def _drop(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    cosigner = next(one for one in scene.tasks if str(one.pk) == data["cosigner"])
    return actions.drop_cosigner(
        scene.case, task=cosigner, reason=data["reason"], key=key, by=scene.actor, at=scene.at
    )


def _resume(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    return actions.resume_step(scene.case, task=_step(task), key=key, by=scene.actor, at=scene.at)


def _retakable(scene: Scene) -> list[Task | None]:
    """What one has just finished, unless that was the decision or the delivery."""
    if scene.case.state not in RUNNING or not policy.may_handle(scene.actor, scene.case):
        return []
    return [one for one in scene.finished if one.kind not in _DECISIVE]


def _confirm(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    return Confirm(data)


ACTS = (
    Act("claim", _label("签收"), _tasks(_claimable), _confirm, _claim, "已签收",
        icon="hand-grab", main=True),
    Act("complete", _complete_label, _tasks(_completable), _opinion_form, _complete, "已办结本环节",
        withheld=_inspection_missing, icon="check", kind="primary", main=True),
    Act(
        "return", _label("退回"),
        _tasks(lambda actor, task, scene: _workable(actor, task, scene) and bool(task.trail)
               and task.role == TaskRole.MAIN),
        _back_form, _return, "已退回", icon="arrow-back-up", main=True,
        withheld=lambda scene, task: (
            "" if flow_queries.earlier_nodes(_step(task)) else "前面没有可以退回的环节。"
        ),
    ),
    Act(
        "hand-over", _label("转办"),
        _tasks(lambda actor, task, scene: _awake(task) and flow_policy.may_hand_over(actor, task)),
        _pass_form, _passing(actions.pass_on), "已转办", withheld=_nobody, icon="arrow-right",
    ),
    Act(
        "delegate", _label("委派"),
        _tasks(lambda actor, task, scene: _awake(task) and flow_policy.may_delegate(actor, task)),
        _pass_form, _passing(actions.delegate_step), "已委派", withheld=_nobody, icon="user-share",
        intro=lambda scene, task: "受委派人办完后回到您这里，由您办结。",
    ),
    Act(
        "cosign", _label("加签"),
        _tasks(lambda actor, task, scene: _workable(actor, task, scene)
               and task.role == TaskRole.MAIN),
        _cosign_form, _passing(actions.ask_cosigner), "已请加签", icon="writing-sign",
        intro=lambda scene, task: "对方签署意见以前，本环节等待。",
    ),
    Act(
        "drop-cosign", _label("减签"),
        _tasks(lambda actor, task, scene: task.role == TaskRole.MAIN
               and flow_policy.may_work(actor, task) and bool(scene.cosigners_of(task))),
        _drop_form, _drop, "已减签", icon="user-minus",
    ),
    Act(
        "rest", _label("挂起"), _tasks(_workable),
        lambda scene, task, data, files: ReasonForm(data), _saying(actions.rest_step), "已挂起",
        icon="player-pause",
        intro=lambda scene, task: "挂起不停止计算期限；只有送达了告知书的法定程序才停止计算。",
    ),
    Act(
        "resume", _label("恢复办理"),
        _tasks(lambda actor, task, scene: task.state == TaskState.SUSPENDED
               and (flow_policy.may_work(actor, task) or flow_policy.may_hand_over(actor, task))),
        _confirm, _resume, "已恢复办理", icon="player-play", kind="primary", main=True,
    ),
    Act(
        "urge", _label("催办"),
        _tasks(lambda actor, task, scene: flow_policy.may_urge(actor, task)
               and not flow_policy.may_work(actor, task)),
        lambda scene, task, data, files: passing.SayForm(data), _saying(actions.urge_step),
        "已催办",
        icon="bell-ringing",
    ),
    Act(
        "take-back", lambda scene, task: f"撤回“{_step(task).name}”", _retakable,
        lambda scene, task, data, files: passing.SayForm(data), _saying(actions.undo_step),
        "已撤回",
        icon="arrow-back",
        intro=lambda scene, task: "后面的环节还没有人签收时，可以撤回自己刚办结的环节重办。",
    ),
)  # fmt: skip
