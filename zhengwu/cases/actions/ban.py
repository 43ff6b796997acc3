"""Re-application bans (许可法 78, 79): how long is a row of the clock table."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import policy
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.events import BanImposed
from zhengwu.cases.models import Ban, Case
from zhengwu.clock import queries as clock
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.time import local_day


class NotPublicSafety(Refusal):
    """本事项不属于直接关系公共安全、人身健康、生命财产安全的事项，不能限制再次申请。"""

    law = "行政许可法 第78条、第79条"


class ReasonMissing(InvalidInput):
    """请写明事实和依据。"""


@action
def impose_ban(case: Case, *, rule: str, reason: str, by: Actor, at: datetime) -> Ban:
    """Keep an applicant from applying again: `rule` is xk.ban.false_material or xk.ban.fraud."""
    opened = open_case(case, at=at)
    case, terms = opened.case, opened.terms
    policy.require(policy.may_decide_here(by, case))
    if not terms.public_safety:
        raise NotPublicSafety
    if not reason.strip():
        raise ReasonMissing(fields={"reason": ["请写明事实和依据"]})
    today = local_day(at)
    until, source = clock.end_of_period(rule, today)
    ban = Ban.objects.create(
        applicant_key=case.applicant_key,
        item_code=case.item_code,
        article=source,
        until=until,
        case=case,
        decided_by=by.name,
        imposed_at=at,
    )
    event = BanImposed(item=case.item_code, article=ban.article, until=ban.until.isoformat())
    record(case, event, by=by, at=at, reason=reason)
    return ban
