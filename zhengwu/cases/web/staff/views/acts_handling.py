"""Handling acts: papers, checks on the spot, words, special procedures, extension, recusal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from zhengwu.cases import actions, policy
from zhengwu.cases.actions import HandedIn, Inspector
from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Extension, Procedure
from zhengwu.cases.web.staff.forms import handling
from zhengwu.cases.web.staff.views.scene import Act, Form, Scene, named, once_if
from zhengwu.clock.enums import IntervalKind
from zhengwu.clock.models import Interval
from zhengwu.flow.models import Task
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff
from zhengwu.org.queries import holders


def _handles(scene: Scene) -> bool:
    return not scene.case.over and policy.may_handle(scene.actor, scene.case)


def _running(scene: Scene) -> bool:
    return scene.case.state == CaseState.ACCEPTED


def _paper(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    paper = HandedIn(data["code"], form.receive("file"), data["form"])
    return actions.add_paper(
        scene.case, paper=paper, name=data["name"], by=scene.actor, at=scene.at
    )


def _inspectors(scene: Scene) -> list[Staff]:
    found: dict[UUID, Staff] = {}
    for duty in (Duty.INSPECTOR, Duty.REVIEWER, Duty.CHECKER):
        for one in holders(duty, scene.case.organ_code, scene.today).order_by("name"):
            found.setdefault(one.pk, one)
    return list(found.values())


def _check_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    people = [
        (str(one.pk), f"{one.name}（执法证 {one.enforcement_certificate_no or '未登记'}）")
        for one in _inspectors(scene)
    ]
    return handling.CheckForm(data, people=people)


def _check(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = dict(form.cleaned_data)
    chosen = set(data.pop("inspectors"))
    inspectors = [
        Inspector(str(one.pk), one.name, one.enforcement_certificate_no or "—")
        for one in _inspectors(scene)
        if str(one.pk) in chosen
    ]
    passed = data.pop("passed") == "yes"
    return actions.record_check(
        scene.case, inspectors=inspectors, passed=passed, by=scene.actor, at=scene.at, **data
    )


def _text(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    return handling.TextForm(data)


def _note(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    text = form.cleaned_data["text"]
    return actions.write_note(scene.case, text=text, by=scene.actor, at=scene.at)


def _say(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    return actions.ask(scene.case, text=form.cleaned_data["text"], by=scene.actor, at=scene.at)


def _procedure_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    kinds = [(one.kind, f"{one.kind}（{one.basis}）") for one in scene.terms.procedures]
    return handling.ProcedureForm(data, kinds=kinds)


def _procedure(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    return actions.start_procedure(scene.case, by=scene.actor, at=scene.at, **form.cleaned_data)


def _why_no_procedure(scene: Scene, task: Task | None) -> str:
    if not scene.terms.procedures:
        return f"法律没有规定本事项有不计入期限的特别程序{scene.cited('第四十五条')}。"
    running = {one.kind for one in scene.running_procedures}
    if running >= {one.kind for one in scene.terms.procedures}:
        return f"“{'、'.join(sorted(running))}”正在进行，不能重复开始。"
    return ""


def _how_served(scene: Scene, task: Task | None) -> str:
    """From when it counts."""
    if scene.case.delivery_detail.get("electronic_consent"):
        return "申请人同意电子送达：告知书当即送达，从今天起生效。"
    return "申请人没有同意电子送达：先出具告知书，纸质送达并登记送达以后才生效；没有送达的不生效。"


def _end_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    running = [(str(one.pk), f"{one.kind}（{one.doing_body}）") for one in scene.running_procedures]
    return handling.ProcedureEndForm(data, running=running, today=scene.today)


def _end(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    procedure = Procedure.objects.get(pk=data["procedure"], case=scene.case)
    return actions.end_procedure(
        scene.case, procedure=procedure, received_on=data["received_on"], result=data["result"],
        by=scene.actor, at=scene.at,
    )  # fmt: skip


def _extend(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    return actions.extend(
        scene.case, days=data["days"], reason=data["reason"], by=scene.actor, at=scene.at
    )


def _why_no_extension(scene: Scene, task: Task | None) -> str:
    if Extension.objects.filter(case=scene.case, served_on=None).exists():
        return "延期通知书已经出具，送达以后才延长期限。"
    extended = Interval.objects.filter(matter=scene.case.matter_id, what=IntervalKind.EXTENSION)
    if extended.exists():
        return f"此件的办理期限已经延长过一次{scene.cited('第四十二条')}。"
    return ""


ACTS = (
    Act(
        "paper", named("补充材料"), once_if(_handles),
        lambda scene, task, data, files: handling.PaperForm(data, files, terms=scene.terms),
        _paper, "已收下材料", icon="file-plus",
    ),
    Act(
        "check", named("记录现场核查"),
        once_if(lambda scene: _running(scene) and policy.may_inspect(scene.actor, scene.case)),
        _check_form, _check, "已记录现场核查，并制作核查笔录", icon="map-search",
        intro=lambda scene, task: "现场核查要有两名以上工作人员" + scene.cited("第三十四条第三款"),
    ),
    Act("note", named("写备注"), once_if(_handles), _text, _note, "已写备注", icon="note",
        intro=lambda scene, task: "备注只给同事看，申请人看不到。"),
    Act("reply", named("给申请人留言"), once_if(_handles), _text, _say, "已留言，并通知申请人",
        icon="message"),
    Act(
        "procedure", named("开始特别程序"),
        once_if(lambda scene: _running(scene) and _handles(scene)),
        _procedure_form, _procedure, "已出具告知书，从送达起停止计算期限",
        withheld=_why_no_procedure,
        icon="player-pause",
        intro=_how_served,
    ),
    Act(
        "procedure-end", named("录入程序结果"),
        once_if(lambda scene: _handles(scene) and bool(scene.running_procedures)),
        _end_form, _end, "已录入结果，恢复计算期限", icon="player-play", kind="primary", main=True,
    ),
    Act(
        "extend", named("延长期限"),
        once_if(lambda scene: _running(scene) and policy.may_extend(scene.actor, scene.case)),
        lambda scene, task, data, files: handling.ExtendForm(data), _extend,
        "已批准延期并出具通知书，从送达起生效", withheld=_why_no_extension, icon="calendar-plus",
        intro=lambda scene, task: "经负责人批准，期限届满前可以延长一次，并把理由告知申请人。"
        + _how_served(scene, task),
    ),
)  # fmt: skip
