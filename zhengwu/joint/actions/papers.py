"""Papers of a joint matter: one function a paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhengwu.cases.enums import CHANNEL_NAMES, Channel
from zhengwu.clock.enums import UNIT_ZH, Unit
from zhengwu.documents import actions as documents
from zhengwu.documents.models import Document
from zhengwu.joint.enums import PURPOSE_NAMES, Paper, Purpose
from zhengwu.joint.models import Joint, JointPaper, Part
from zhengwu.joint.queries import terms_of_part
from zhengwu.joint.rules.document import ServiceDocument
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Organ

FORMS = {"original": "原件", "copy": "复印件", "electronic": "电子文件", "shared": "部门间共享"}
LICENSING_RULE = "xk."
JOINT_LAW = "《中华人民共和国行政许可法》第二十六条第二款、第四十二条第二款"


@dataclass(frozen=True, slots=True)
class Desk:
    """The joint matter a paper is about, and who makes it when."""

    joint: Joint
    by: Actor
    at: datetime

    @property
    def document(self) -> ServiceDocument:
        """The edition's document."""
        return self.joint.edition.document


def issue(
    desk: Desk,
    paper: Paper | str,
    fields: Mapping[str, Any],
    *,
    addressee: documents.Addressee | None = None,
    sealing: documents.Sealing | None = None,
) -> Document:
    """Issue one paper of the lead organ inside an act; what is missing takes the act with it."""
    joint, document = desk.joint, desk.document
    local = desk.by.is_staff and desk.by.has("window_clerk", joint.lead_code)
    common = {
        "item_name": document.name,
        "item_code": document.code,
        "contact_person": "联办牵头窗口",
        "contact_phone": document.phone,
        "law_basis": JOINT_LAW,
    }
    template = documents.template_fields(str(paper))
    return documents.issue(
        joint.matter,
        str(paper),
        fields={
            **{code: value for code, value in common.items() if code in template},
            **{code: value for code, value in fields.items() if value not in ("", None)},
        },
        organ_code=joint.lead_code,
        addressee=addressee or addressee_of(joint),
        law="xk" if document.joint_rule.startswith(LICENSING_RULE) else "qt",
        sealing=sealing,
        on_demand=joint.simulated,
        by=desk.by if local or sealing else SYSTEM,
        at=desk.at,
    )


def addressee_of(joint: Joint) -> documents.Addressee:
    """The applicant as papers name them."""
    if joint.firm is not None:
        return documents.Addressee(
            name=joint.firm.name,
            credit_code=joint.firm.uscc,
            representative=joint.firm.legal_representative,
            agent=joint.agent_name,
        )
    number = joint.person.id_number if joint.person is not None else ""
    return documents.Addressee(name=joint.applicant_name, id_number=number, agent=joint.agent_name)


def receipt(desk: Desk, papers: Iterable[JointPaper], digest: str) -> Document:
    """收件凭证: one for all organs."""
    joint = desk.joint
    lines = [
        {"name": paper.name, "form": FORMS.get(paper.form, paper.form), "copies": "1"}
        for paper in papers
    ]
    return issue(
        desk,
        Paper.RECEIPT,
        {
            "received_at": joint.received_at,
            "receiver": joint.received_by,
            "channel": CHANNEL_NAMES[Channel(joint.channel)],
            "materials": [{"name": "联办申请书", "form": "电子文件", "copies": "1"}, *lines],
            "receipt_digest": digest,
        },
    )


def acceptance(desk: Desk, parts: Sequence[Part], due: Mapping[str, date], rule: str) -> Document:
    """受理通知书 of the unified acceptance: which organs, the limits, the day of the answer."""
    joint, document = desk.joint, desk.document
    promise = document.promise
    kinds: dict[str, None] = {}
    for part in parts:
        kinds |= dict.fromkeys(one.kind for one in terms_of_part(part).procedures)
    return issue(
        desk,
        Paper.ACCEPTANCE,
        {
            "applied_on": local_day(joint.received_at),
            "complete_on": joint.accepted_on,
            "accepted_on": joint.accepted_on,
            "statutory_limit": rule or "法律、法规未规定",
            "promised_limit": f"{promise.amount}{UNIT_ZH[Unit(promise.unit)]}",
            "decide_by": min(due.values()),
            "excluded_times": "、".join(kinds),
            "fees": document.fee_words or "按各事项公布的标准执行",
        },
    )


def supplement(desk: Desk, rows: Sequence[Mapping[str, str]]) -> Document:
    """一次性补正告知书 of all organs together."""
    return issue(
        desk,
        Paper.SUPPLEMENT,
        {
            "received_on": local_day(desk.joint.received_at),
            "defects": [dict(row) for row in rows],
            "how": "登录后在“我的联办件”中补交一次，或者到牵头窗口补交一次，各部门共用",
            "where": desk.document.place or "政务服务中心联办窗口",
        },
    )


def copy(desk: Desk, organ: Organ, purpose: Purpose, *, ask: str, due_on: date | None) -> Document:
    """抄告单 to an organ concerned."""
    joint = desk.joint
    return issue(
        desk,
        Paper.COPY,
        {
            "to_organ": organ.name,
            "applicant": joint.applicant_name,
            "purpose": PURPOSE_NAMES[purpose],
            "asked": ask,
            "answer_by": due_on,
            "told_on": local_day(desk.at),
        },
        addressee=documents.Addressee(name=organ.name, credit_code=organ.credit_code),
    )


def reply(desk: Desk, rows: Sequence[Mapping[str, str]], note: str) -> Document:
    """集中答复通知书: every organ's result in one paper."""
    joint = desk.joint
    return issue(
        desk,
        Paper.REPLY,
        {
            "applied_on": local_day(joint.received_at),
            "accepted_on": joint.accepted_on or local_day(desk.at),
            "answered_on": local_day(desk.at),
            "results": [dict(row) for row in rows],
            "note": note,
        },
    )
