"""回避: who has an interest in a case keeps out of it, by his own word or by order."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.events import RecusalDecided
from zhengwu.cases.models import Case, Recusal
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.text import clean


class Recused(Refusal):
    """您已对此件回避，不能办理。"""

    law = "公务员法 第76条"


class GroundMissing(InvalidInput):
    """请写明回避的理由；不同意回避的，也要写明理由。"""


@action
def recuse(
    case: Case,
    *,
    staff_id: str,
    staff_name: str,
    asked_by: str,
    ground: str,
    granted: bool = True,
    word: str = "",
    by: Actor,
    at: datetime,
) -> Recusal:
    """Decide on a recusal: of oneself by one's own word, of others by the head of the organ.

    `asked_by` names who asked: the applicant, an interested party, the person, the organ.
    """
    case = open_case(case, at=at).case
    himself = by.is_staff and by.id == staff_id and granted and policy.may_handle(by, case)
    policy.require(himself or policy.may_extend(by, case))
    rules.check_not_over(case.state, case.state_name)
    if not ground.strip() or (not granted and not word.strip()):
        raise GroundMissing(fields={"ground": ["请写明理由"]})
    recusal = Recusal.objects.create(
        case=case,
        staff_id=staff_id,
        staff_name=staff_name,
        asked_by=clean(asked_by).strip()[:120] or by.name,
        ground=clean(ground),
        granted=granted,
        word=clean(word),
        decided_by=by.name,
        decided_at=at,
    )
    if granted:
        case.recused = sorted({*case.recused, staff_id})
        case.save(update_fields=["recused"])
    event = RecusalDecided(
        staff=staff_id, name=staff_name, asked_by=recusal.asked_by, granted=granted
    )
    record(case, event, by=by, at=at, reason=ground)
    return recusal


def check_recused(case: Case, *people: str) -> None:
    """Refuse an act of somebody who keeps out of this case."""
    if not set(people).isdisjoint(case.recused):
        raise Recused
