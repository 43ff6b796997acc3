"""抄告相关: everybody concerned is told in writing, and signs for it."""

from __future__ import annotations

from datetime import date, datetime

from zhengwu.joint import policy
from zhengwu.joint.actions import papers as paper_work
from zhengwu.joint.actions.opening import Whole, open_joint
from zhengwu.joint.enums import Purpose
from zhengwu.joint.events import CopySent, CopySigned
from zhengwu.joint.models import Copy, Joint, Part
from zhengwu.joint.rules import refusals
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.org.models import Organ


def send_copy(
    whole: Whole,
    organ_code: str,
    purpose: Purpose,
    *,
    ask: str,
    due_on: date | None,
    part: Part | None = None,
    by: Actor,
    at: datetime,
) -> Copy:
    """Issue the paper and keep who has to sign for it."""
    organ = Organ.objects.get(pk=organ_code)
    document = paper_work.copy(
        paper_work.Desk(whole.joint, by, at), organ, purpose, ask=ask, due_on=due_on
    )
    sent = Copy.objects.create(
        joint=whole.joint,
        part=part,
        organ_code=organ_code,
        purpose=purpose,
        document_id=str(document.pk),
        due_on=due_on,
        sent_at=at,
    )
    event = CopySent(
        copy=str(sent.pk),
        organ=organ_code,
        purpose=purpose,
        document=str(document.pk),
        due_on=due_on.isoformat() if due_on else "",
    )
    record(whole.joint, event, by=by, at=at)
    return sent


@action
def inform(joint: Joint, *, organ_code: str, text: str, by: Actor, at: datetime) -> Copy:
    """Tell an organ that takes no part what it has to know."""
    whole = open_joint(joint, at=at)
    policy.require(policy.may_lead(by, whole.joint))
    if whole.joint.over:
        raise refusals.Over(state=whole.joint.state_name)
    if not clean(text).strip():
        raise refusals.NothingAsked(fields={"text": ["请写明抄告的内容"]})
    return send_copy(whole, organ_code, Purpose.INFORM, ask=clean(text), due_on=None, by=by, at=at)


@action
def sign_copy(joint: Joint, *, copy_id: str, by: Actor, at: datetime) -> Copy:
    """签收: somebody of the organ signs; a second signature changes nothing."""
    whole = open_joint(joint, at=at)
    sent = Copy.objects.select_for_update().get(pk=copy_id, joint=whole.joint)
    policy.require(policy.may_sign_copy(by, sent.organ_code))
    if sent.signed_at is None:
        sent.signed_by, sent.signed_at = by.name, at
        sent.save(update_fields=["signed_by", "signed_at"])
        record(whole.joint, CopySigned(copy=str(sent.pk), organ=sent.organ_code), by=by, at=at)
    return sent
