"""The undertaking form (承办单): filled in on acceptance, given, signed, handed back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.actions.steps import ColleagueRecused
from zhengwu.cases.enums import CaseState, Label, Paper
from zhengwu.cases.events import (
    SheetFilled,
    SheetGiven,
    SheetReturned,
    SheetSigned,
    UndertakerNamed,
)
from zhengwu.cases.models import Case, Handover
from zhengwu.clock.models import Clock
from zhengwu.documents.models import Document
from zhengwu.flow.models import TaskOpinion
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_instant, local_day
from zhengwu.org import queries as org
from zhengwu.org.models import Organ


class NotOfTheUnit(Refusal):
    """“{name}”在办理单位没有承办岗位，不能指定为全程承办人。"""


class SheetSignedAlready(Refusal):
    """承办单已由“{name}”签字交回，不能再换承办人。"""


class NoSheetGiven(Refusal):
    """此件没有交给您的承办单。"""


class AnswerNotReady(Refusal):
    """还没有办出结果，承办单在作出决定以后签字交回。"""


class SheetNotSigned(Refusal):
    """承办人“{name}”还没有签字，不能接收承办单。"""


class SheetOut(Refusal):
    """承办单还在承办人“{name}”手里，签字交回窗口以后才能答复申请人。"""


@action
def fill_sheet(case: Case, *, by: Actor, at: datetime) -> Document | None:
    """Fill in the form for the unit to which an accepted case passes; once a case.

    An immediate item needs none: who receives it also finishes it.
    """
    opened = open_case(case, at=at)
    case = opened.case
    if case.immediate or case.state != CaseState.ACCEPTED:
        return None
    if Document.objects.filter(
        matter=case.matter_id, template_code=Paper.TASK_SHEET.value
    ).exists():
        return None
    document = _sheet(opened, [], by, at)
    unit = Organ.objects.get(pk=case.organ_code).name
    record(case, SheetFilled(document=str(document.pk), unit=unit), by=by, at=at)
    return document


@action
def name_undertaker(case: Case, *, staff_id: str, staff_name: str, by: Actor, at: datetime) -> Case:
    """Name the one who carries the case through (全程承办人) and answers for it.

    One at a time; he has a handling duty at the organ of the case and holds the form from now on.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_assign(by, case))
    rules.check_not_over(case.state, case.state_name)
    duties = org.duties_of(UUID(staff_id), local_day(at))
    check_recused(case, by.id)
    if staff_id in case.recused:
        raise ColleagueRecused
    if not any((str(duty), case.organ_code) in duties for duty in policy.HANDLING):
        raise NotOfTheUnit(name=staff_name)
    _give(case, staff_id, staff_name, by, at)
    old = case.undertaker_name
    case.undertaker_id, case.undertaker_name = staff_id, staff_name
    case.save(update_fields=["undertaker_id", "undertaker_name"])
    event = UndertakerNamed(staff=staff_id, name=staff_name)
    record(case, event, by=by, at=at, changes={"undertaker": (old, staff_name)})
    return case


def _give(case: Case, staff_id: str, staff_name: str, by: Actor, at: datetime) -> None:
    out = Handover.objects.select_for_update().filter(case=case, back_at=None).first()
    if out is not None and out.signed_at is not None:
        raise SheetSignedAlready(name=out.undertaker_name)
    out = out or Handover(case=case)
    out.undertaker_id, out.undertaker_name = staff_id, staff_name
    out.given_by, out.given_at = by.name, at
    out.save()
    record(case, SheetGiven(staff=staff_id, name=staff_name), by=by, at=at)


@action
def hand_back(case: Case, *, word: str = "", by: Actor, at: datetime) -> Handover:
    """The undertaker signs the form with every opinion on it and returns it to the window."""
    opened = open_case(case, at=at)
    case = opened.case
    out = Handover.objects.select_for_update().filter(case=case, back_at=None).first()
    if out is None or not by.is_staff or out.undertaker_id != by.id:
        raise NoSheetGiven
    if case.state != CaseState.DECIDED:
        raise AnswerNotReady
    if out.signed_at is not None:
        return out
    said = clean(word).strip() or "已办结，交回窗口答复申请人。"
    signature = {
        "step": "承办人签字交回", "person": by.name, "opinion": said, "at": format_instant(at),
    }  # fmt: skip
    document = _sheet(opened, [*_opinions(case), signature], by, at)
    out.word, out.sheet_id, out.signed_at = said, str(document.pk), at
    out.save(update_fields=["word", "sheet_id", "signed_at"])
    record(case, SheetSigned(document=str(document.pk), name=by.name), by=by, at=at)
    return out


@action
def take_back(case: Case, *, by: Actor, at: datetime) -> Handover:
    """The window confirms that it has the signed form; from now on it answers the applicant."""
    case = open_case(case, at=at).case
    policy.require(policy.may_receive(by, case))
    out = Handover.objects.select_for_update().filter(case=case, back_at=None).first()
    if out is None:
        raise NoSheetGiven
    if out.signed_at is None:
        raise SheetNotSigned(name=out.undertaker_name)
    out.back_by, out.back_at = by.name, at
    out.save(update_fields=["back_by", "back_at"])
    record(case, SheetReturned(name=by.name), by=by, at=at)
    return out


def check_sheet_back(case: Case) -> None:
    """Refuse to answer the applicant while the form is still with the undertaker."""
    out = Handover.objects.filter(case=case, back_at=None).first()
    if out is not None:
        raise SheetOut(name=out.undertaker_name)


def _opinions(case: Case) -> list[dict[str, str]]:
    said = TaskOpinion.objects.filter(task__matter=case.matter_id).exclude(opinion="")
    return [
        {
            "step": one.task.name,
            "person": one.person_name,
            "opinion": one.opinion,
            "at": format_instant(one.at),
        }
        for one in said.select_related("task").order_by("at", "pk")
    ]


def _sheet(opened: Opened, opinions: list[dict[str, str]], by: Actor, at: datetime) -> Document:
    case, terms = opened.case, opened.terms
    labels = [Label.PROMISED, Label.STATUTORY]
    days = Clock.objects.filter(matter=case.matter_id, label__in=labels)
    words = "；".join(f"{label}：{answer}" for label, answer in queries.answers_of(case))
    return issue(
        Desk(case, terms, by, at),
        Paper.TASK_SHEET,
        {
            "accepted_on": case.accepted_on,
            "decide_by": min((one.due_on for one in days), default=case.due_on),
            "lead_unit": Organ.objects.get(pk=case.organ_code).name,
            "summary": words or terms.item_name,
            "opinions": opinions,
        },
    )
