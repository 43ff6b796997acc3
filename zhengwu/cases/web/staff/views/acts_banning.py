"""Barring a new application, and lifting the bar (许可法 78, 79)."""

from __future__ import annotations

from typing import Any

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.enums import BanGround, CaseState, Decline, LiftGround, Verdict
from zhengwu.cases.models import Ban
from zhengwu.cases.rules.words import BAN_NAMES
from zhengwu.cases.web.staff.forms.banning import BanForm, LiftForm
from zhengwu.cases.web.staff.views.scene import Act, Form, Scene, named, once_if
from zhengwu.flow.models import Task
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.time import local_day

_SAFETY = "直接关系公共安全、人身健康、生命财产安全"


def _grounds(scene: Scene) -> list[BanGround]:
    """What the case's outcome allows and has not been decided yet."""
    case = scene.case
    found = []
    declined = case.state == CaseState.DECLINED and case.decline == Decline.FALSE_MATERIAL
    if declined or case.verdict == Verdict.REFUSED:
        found.append(BanGround.FALSE_MATERIAL)
    if case.verdict == Verdict.GRANTED:
        found.append(BanGround.FRAUD)
    standing = Ban.objects.filter(case=case, lifted_at=None)
    done = set(standing.values_list("ground", flat=True)) if found else set()
    return [one for one in found if one not in done]


def _offered(scene: Scene) -> bool:
    licence = scene.terms.law == queries.LICENSING_LAW
    return licence and policy.may_decide_here(scene.actor, scene.case) and bool(_grounds(scene))


def _why_not(scene: Scene, task: Task | None) -> str:
    if scene.terms.public_safety is None:
        return (
            f"事项目录没有写明本事项是否{_SAFETY}，请先在目录补全（许可法第七十八条、第七十九条）。"
        )
    if not scene.terms.public_safety:
        return f"本事项不属于{_SAFETY}的事项（许可法第七十八条、第七十九条）。"
    return scene.why_no_letter


def _form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    return BanForm(data, grounds=_grounds(scene) or list(BAN_NAMES))


def _run(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = dict(form.cleaned_data)
    ground = BanGround(data.pop("ground"))
    return actions.impose_ban(scene.case, ground=ground, by=scene.actor, at=scene.at, **data)


def _standing(scene: Scene) -> list[Ban]:
    """Bans of this case that still bar."""
    rows = Ban.objects.filter(case=scene.case, lifted_at=None, until__gte=local_day(scene.at))
    return list(rows.order_by("imposed_at"))


def _liftable(scene: Scene) -> bool:
    licence = scene.terms.law == queries.LICENSING_LAW
    return licence and policy.may_decide_here(scene.actor, scene.case) and bool(_standing(scene))


def _lift(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = dict(form.cleaned_data)
    lifting = actions.Lifting(ground=LiftGround(data.pop("ground")), **data)
    standing = _standing(scene)
    if not standing:
        raise NotThere
    by, at = scene.actor, scene.at
    return actions.lift_ban(scene.case, ban=standing[0], lifting=lifting, by=by, at=at)


ACTS = (
    Act(
        "ban", named("限制再次申请"), once_if(_offered), _form, _run,
        "已作出限制再次申请决定书，并通知申请人", withheld=_why_not, icon="lock", kind="danger",
        intro=lambda scene, task: "决定书写明事实、依据、期限和救济途径；期限届满自动解除。",
    ),
    Act(
        "lift_ban", named("解除限制再次申请"), once_if(_liftable),
        lambda scene, task, data, files: LiftForm(data), _lift,
        "已作出解除限制再次申请决定书，并通知申请人",
        withheld=lambda scene, task: scene.why_no_letter, icon="lock-open",
        intro=lambda scene, task: "期限届满以前，原决定被撤销、变更，或者本机关查明原认定有误的，"
        "写明理由和依据后解除。",
    ),
)  # fmt: skip
