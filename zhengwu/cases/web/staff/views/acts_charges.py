"""Charging: work out what is due, again after the finance window sent the bill back."""

from __future__ import annotations

from typing import Any

from zhengwu.cases import actions, policy, queries
from zhengwu.cases.web.staff.forms.charging import ChargeForm
from zhengwu.cases.web.staff.views.scene import Act, Form, Scene, once_if
from zhengwu.fees import queries as fees
from zhengwu.flow.models import Task


def _charges(scene: Scene) -> bool:
    one = scene.case
    return bool(scene.terms.charges) and not one.over and policy.may_handle(scene.actor, one)


def _label(scene: Scene, task: Task | None) -> str:
    bill = fees.bill_of(scene.case.matter_id)
    return "重新核定收费" if bill else "核定收费"


def _form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    codes = [one.standard for one in scene.terms.charges]
    known: dict[str, Any] = queries.facts_of(scene.case, scene.terms)
    if bill := fees.bill_of(scene.case.matter_id):
        for line in fees.sums(bill).lines:
            known |= line.facts if line.scope_id == scene.case.matter_id else {}
    return ChargeForm(
        data, methods=fees.methods_of(codes, scene.today), known=known, charges=scene.terms.charges
    )


def _run(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    return actions.assess_fees(
        scene.case, facts=form.facts(), waivers=form.waivers(), by=scene.actor, at=scene.at
    )


def _main(scene: Scene, task: Task | None) -> str:
    return (
        "金额由收费标准和下面的数算出，不能直接填写金额。优惠政策自动减免；"
        "合同、政府专题会议纪要的减免写明编号。"
    )


ACTS = (
    Act(
        "charge", _label, once_if(_charges), _form, _run, "已核定收费，缴费通知单已出具",
        icon="receipt", intro=_main,
    ),
)  # fmt: skip
