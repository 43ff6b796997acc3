"""A case passes to another organ: the power was moved, or its organ left the centre."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.events import CaseTransferred
from zhengwu.cases.models import Case
from zhengwu.flow import actions as flow
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.text import clean
from zhengwu.matters import actions as matters
from zhengwu.org.models import Organ


class BasisMissing(InvalidInput):
    """请写明由该单位办理的依据（文件名称、文号）。"""


class SameOrgan(InvalidInput):
    """此件已经由该单位办理。"""


@action
def transfer(
    case: Case, *, organ_code: str, basis: str, reason: str, by: Actor, at: datetime
) -> Case:
    """Let another organ handle the case: its power rests on a decision, which is named.

    Clocks go on: what happens between organs is not the applicant's time. Steps in hand lie open
    on the other organ's desks; what was reviewed stays reviewed.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_transfer(by, case))
    rules.check_not_over(case.state, case.state_name)
    if not basis.strip() or not reason.strip():
        raise BasisMissing(fields={"basis": ["请写明依据和理由"]})
    organ = Organ.objects.get(pk=organ_code)
    if organ.pk == case.organ_code:
        raise SameOrgan(fields={"organ_code": ["请选择另一个单位"]})
    old = case.organ_code
    matters.pass_on(case.matter, organ_code=organ.pk, by=by, at=at)
    flow.rehouse(case.matter, old=old, new=organ.pk, reason=clean(reason), by=by, at=at)
    case.organ_code = organ.pk
    case.undertaker_id = case.undertaker_name = ""
    case.save(update_fields=["organ_code", "undertaker_id", "undertaker_name"])
    event = CaseTransferred(old=old, new=organ.pk, basis=clean(basis))
    record(case, event, by=by, at=at, reason=clean(reason), changes={"organ": (old, organ.pk)})
    return case
