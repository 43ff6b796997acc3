"""首问责任: who is asked first answers, or brings the person to who can, and stays answerable."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import policy
from zhengwu.cases.enums import FirstAskedState
from zhengwu.cases.events import FirstAskedClosed, FirstAskedPassed, FirstAskedRegistered
from zhengwu.cases.models import Case, FirstAsked
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.text import clean
from zhengwu.org.models import Organ


class AnsweredAlready(Refusal):
    """这次询问已经有了结果，不能再改。"""


class WordMissing(InvalidInput):
    """请写明内容。"""


def _open(row: FirstAsked) -> FirstAsked:
    row = FirstAsked.objects.select_for_update().get(pk=row.pk)
    if row.closed_at is not None:
        raise AnsweredAlready
    return row


@action
def register_question(
    *, question: str, asker: str = "", phone: str = "", item_code: str = "", by: Actor, at: datetime
) -> FirstAsked:
    """Write down what somebody asked; whoever writes it is answerable from now on."""
    policy.require(policy.may_use_desk(by))
    if not question.strip():
        raise WordMissing(fields={"question": ["请写明来人问的是什么"]})
    row = FirstAsked(
        question=clean(question),
        item_code=item_code,
        staff_id=by.id,
        staff_name=by.name,
        organ_code=by.organ_code,
        asked_at=at,
    )
    row.answers = {"asker": clean(asker)[:120], "phone": clean(phone)[:40]}
    row.save(force_insert=True)
    event = FirstAskedRegistered(staff=by.id, name=by.name, organ=by.organ_code, item=item_code)
    record(row, event, by=by, at=at)
    return row


@action
def pass_question(
    row: FirstAsked, *, to_organ: str, to_name: str, by: Actor, at: datetime
) -> FirstAsked:
    """Bring the person to the organ that is responsible, to somebody by name.

    The question stays open, and the first asked stays named, until that organ answers.
    """
    row = _open(row)
    policy.require(policy.may_answer(by, row))
    if not to_name.strip() or not Organ.objects.filter(pk=to_organ).exists():
        raise WordMissing(fields={"to_name": ["请选择单位，并写明由谁接待"]})
    row.state, row.to_organ, row.to_name = FirstAskedState.PASSED, to_organ, clean(to_name)[:120]
    row.passed_at = at
    row.save(update_fields=["state", "to_organ", "to_name", "passed_at"])
    record(row, FirstAskedPassed(organ=to_organ, name=row.to_name), by=by, at=at)
    return row


@action
def answer_question(
    row: FirstAsked, *, outcome: str, case: Case | None = None, by: Actor, at: datetime
) -> FirstAsked:
    """Close the question with the answer given, or with the case it became."""
    row = _open(row)
    policy.require(policy.may_answer(by, row))
    if not outcome.strip() and case is None:
        raise WordMissing(fields={"outcome": ["请写明怎样答复的"]})
    row.state = FirstAskedState.RECEIVED if case else FirstAskedState.ANSWERED
    row.outcome, row.case, row.closed_by, row.closed_at = clean(outcome), case, by.name, at
    row.save(update_fields=["state", "outcome", "case", "closed_by", "closed_at"])
    number = case.matter.number if case else ""
    record(row, FirstAskedClosed(state=row.state, case=number), by=by, at=at)
    return row
