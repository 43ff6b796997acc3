"""Service of notices on paper: what stops or extends a clock does so from the day of service."""

from __future__ import annotations

from typing import Any

from zhengwu.cases import actions, policy
from zhengwu.cases.web.staff.forms.serving import FAILED, NoticeReceiptForm, ServeForm
from zhengwu.cases.web.staff.views.scene import Act, Form, Scene, named, once_if
from zhengwu.documents.models import Document
from zhengwu.flow.models import Task


def _mine(scene: Scene) -> bool:
    actor, case = scene.actor, scene.case
    return policy.may_handle(actor, case) or policy.may_deliver(actor, case)


def _posted(document: Document) -> bool:
    return any(one.way == "post" and one.served_on is None for one in document.services.all())


def _owed(scene: Scene) -> list[Document]:
    return [one for one in scene.notices_owed if not _posted(one)]


def _awaited(scene: Scene) -> list[Document]:
    return [one for one in scene.notices_owed if _posted(one)]


def _serve_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    start = {
        "way": "direct",
        "on": scene.today.isoformat(),
        "deliverer": scene.actor.name,
        "place": scene.terms.place or "政务服务中心窗口",
        "receiver": scene.case.applicant_name,
    }
    return ServeForm(data, papers=_owed(scene), initial=start)


def _serve(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    what = {"document_id": data["document"], "on": data["on"], "by": scene.actor, "at": scene.at}
    if data["way"] == FAILED:
        return actions.note_unserved(scene.case, why=data["why"], **what)
    return actions.serve_paper(scene.case, way=data["way"], detail=form.detail(), **what)


def _receipt_form(scene: Scene, task: Task | None, data: Any, files: Any) -> Form:
    return NoticeReceiptForm(data, papers=_awaited(scene))


def _receipt(scene: Scene, task: Task | None, form: Form, key: str) -> object:
    data = form.cleaned_data
    return actions.confirm_paper(
        scene.case, document_id=data["document"], receipt_on=data["receipt_on"],
        by=scene.actor, at=scene.at,
    )  # fmt: skip


ACTS = (
    Act(
        "serve", named("登记告知书送达"),
        once_if(lambda scene: _mine(scene) and bool(_owed(scene))),
        _serve_form, _serve, "已登记", icon="send", main=True, template="cases/staff/deliver.html",
        intro=lambda scene, task: "照送达回证登记。停止计算、延长期限的，从送达之日起生效；"
        "没有送达的，登记经过，期限继续计算。",
    ),
    Act(
        "serve-receipt", named("登记告知书回执"),
        once_if(lambda scene: _mine(scene) and bool(_awaited(scene))),
        _receipt_form, _receipt, "已登记回执", icon="mail-check", main=True,
    ),
)  # fmt: skip
