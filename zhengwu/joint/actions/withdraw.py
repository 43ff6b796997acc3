"""The applicant takes the whole back, or some of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhengwu.cases import actions as cases
from zhengwu.joint import policy, queries
from zhengwu.joint.actions.opening import Whole, open_joint
from zhengwu.joint.actions.settle import settle
from zhengwu.joint.enums import DONE, PartState
from zhengwu.joint.events import JointWithdrawn
from zhengwu.joint.models import Joint, Part
from zhengwu.joint.rules import refusals
from zhengwu.joint.rules.progress import dependants
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean


@action
def withdraw(joint: Joint, *, items: Sequence[str], reason: str, by: Actor, at: datetime) -> Joint:
    """Withdraw the chosen parts, at any time before they are decided; the others go on.

    A part that needs the result of a withdrawn one cannot stand without it: it is named, and the
    applicant decides whether both go.
    """
    whole = open_joint(joint, at=at)
    policy.require(policy.may_act_for_applicant(by, whole.joint))
    if whole.joint.over:
        raise refusals.Over(state=whole.joint.state_name)
    settle(whole, by=by, at=at)
    chosen = [part for part in whole.parts if part.item_code in items and part.state not in DONE]
    if not chosen:
        raise refusals.NothingChosen(fields={"items": ["请选择要撤回的、还没有办出结果的事项"]})
    codes = [part.item_code for part in chosen]
    if others := dependants(queries.facts_of(whole.parts), codes):
        raise refusals.DependantsNamed(
            names="、".join(part.name for part in chosen),
            others="、".join(one.name for one in others),
            fields={"items": ["请把要用它的结果的事项一并选上"]},
        )
    for part in chosen:
        _take_back(whole, part, reason, by, at)
    Part.objects.bulk_update(chosen, ["state", "note", "arrived_at"])
    left = [part for part in whole.parts if part.state not in DONE]
    event = JointWithdrawn(items=codes, whole=not left)
    record(whole.joint, event, by=by, at=at, reason=clean(reason))
    settle(whole, by=by, at=at)
    return whole.joint


def _take_back(whole: Whole, part: Part, reason: str, by: Actor, at: datetime) -> None:
    if part.case is None:  # its turn had not come; there is nothing to undo
        part.state, part.note, part.arrived_at = PartState.WITHDRAWN, "申请人撤回", at
        return
    part.case = cases.withdraw(part.case, reason=reason, by=by, at=at)
