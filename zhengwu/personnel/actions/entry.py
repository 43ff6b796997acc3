"""Onto a window's post and off it: proposed, examined by the centre, trained, on post, exited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Staff, Window
from zhengwu.personnel import policy, registry
from zhengwu.personnel.enums import CANDIDATE_STATES, CandidateState, CourseKind, CourseResult
from zhengwu.personnel.events import (
    CandidateExamined,
    CandidateProposed,
    CandidateTrained,
    PostEntered,
    PostExited,
)
from zhengwu.personnel.models import Candidate, CourseRow
from zhengwu.personnel.rules import qualifying
from zhengwu.personnel.rules.refusals import (
    InTheWayAlready,
    Missing,
    NotQualified,
    OwnDecision,
    StepOutOfOrder,
)

_OVER = (CandidateState.REFUSED, CandidateState.EXITED)


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the unit declares of somebody it wants to send."""

    education: str
    born_on: date
    regular: bool = False
    computer: bool = False
    business: bool = False


@action
def propose(
    staff: Staff, *, window: Window, particulars: Particulars, by: Actor, at: datetime
) -> Candidate:
    """Put somebody forward; the rules are evaluated at once and shown to the centre."""
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    policy.require(policy.may_propose(by, staff.organ_id))
    rules = registry.qualification()
    if particulars.education not in rules["education"]:
        raise Missing(fields={"education": ["请选择文化程度"]})
    if particulars.born_on >= local_day(at):
        raise Missing(fields={"born_on": ["出生日期不对"]})
    if Candidate.objects.filter(staff=staff).exclude(state__in=_OVER).exists():
        raise InTheWayAlready(name=staff.name)
    row = Candidate(
        staff=staff, window=window, education=particulars.education, born_on=particulars.born_on,
        regular=particulars.regular, computer=particulars.computer,
        business=particulars.business, proposed_by=by.name, proposer_id=by.id, proposed_at=at,
    )  # fmt: skip
    row.failed = _failed(row, local_day(at))
    row.save(force_insert=True)
    event = CandidateProposed(staff=str(staff.pk), window=window.code, failed=row.failed)
    record(row, event, by=by, at=at)
    return row


def _failed(row: Candidate, day: date) -> list[str]:
    levels = registry.qualification()["education"]
    known = qualifying.Known(row.education, row.born_on, row.regular, row.computer, row.business)
    return qualifying.failed(registry.entry_rules(day), levels, known, day)


def _locked(row: Candidate, wanted: CandidateState, step: str) -> Candidate:
    row = Candidate.objects.select_for_update(of=("self",)).select_related("staff").get(pk=row.pk)
    if row.state != wanted:
        raise StepOutOfOrder(state=row.state_name, wanted=step)
    return row


@action
def examine(
    row: Candidate, *, fit: bool, opinion: str, exception: str = "", by: Actor, at: datetime
) -> Candidate:
    """The centre finds somebody fit or not; a rule that is not met needs a reasoned exception."""
    policy.require(policy.directs(by))
    row = _locked(row, CandidateState.PROPOSED, "由单位提出")
    if by.id in (row.proposer_id, str(row.staff_id)):
        raise OwnDecision
    if not opinion.strip():
        raise Missing(fields={"opinion": ["请写明考察意见"]})
    row.failed = _failed(row, local_day(at))
    if fit and row.failed and not exception.strip():
        names = "、".join(failed_names(row))
        message = f"不符合：{names}。例外同意要写明理由"
        raise NotQualified(failed=names, fields={"exception": [message]})
    row.state = CandidateState.EXAMINED if fit else CandidateState.REFUSED
    row.opinion, row.examined_by, row.examined_at = clean(opinion)[:500], by.name, at
    row.exception = clean(exception)[:500] if fit and row.failed else ""
    row.save()
    event = CandidateExamined(staff=str(row.staff_id), fit=fit, exception=bool(row.exception))
    record(row, event, by=by, at=at, reason=row.exception or row.opinion)
    return row


def failed_names(row: Candidate) -> list[str]:
    """Rules that are not met, in words."""
    rules = registry.entry_rules(row.proposed_at)
    return [rules[one]["name"] for one in row.failed if one in rules]


@action
def confirm_training(row: Candidate, *, by: Actor, at: datetime) -> Candidate:
    """Somebody has passed a training before the post since he was examined."""
    policy.require(policy.keeps(by))
    row = _locked(row, CandidateState.EXAMINED, CANDIDATE_STATES[CandidateState.EXAMINED])
    passed = CourseRow.objects.filter(
        staff=row.staff, result=CourseResult.PASSED, course__kind=CourseKind.PRE_POST,
        course__held_on__gte=local_day(row.proposed_at),
    ).select_related("course").first()  # fmt: skip
    if passed is None:
        raise StepOutOfOrder(state=row.state_name, wanted="参加岗前培训并且合格")
    row.state, row.course = CandidateState.TRAINED, passed.course
    row.save(update_fields=["state", "course"])
    event = CandidateTrained(staff=str(row.staff_id), course=passed.course.title)
    record(row, event, by=by, at=at)
    return row


@action
def enter_post(row: Candidate, *, on: date, by: Actor, at: datetime) -> Candidate:
    """Somebody goes on post; the duties themselves are granted with the post, in org."""
    policy.require(policy.keeps(by))
    row = _locked(row, CandidateState.TRAINED, "经中心考察、岗前培训合格")
    row.state, row.on_post_on = CandidateState.ON_POST, on
    row.save(update_fields=["state", "on_post_on"])
    event = PostEntered(staff=str(row.staff_id), window=row.window.code, on=on.isoformat())
    record(row, event, by=by, at=at)
    return row


@action
def exit_post(
    row: Candidate, *, kind: str, reason: str, on: date, by: Actor, at: datetime
) -> Candidate:
    """Somebody leaves the windows: transfer, unfit after assessment …, always with a reason."""
    policy.require(policy.directs(by))
    row = _locked(row, CandidateState.ON_POST, "已上岗")
    wrong = {}
    if kind not in registry.qualification()["exits"]:
        wrong["kind"] = ["请选择退出原因"]
    if not reason.strip():
        wrong["reason"] = ["请写明事实和依据"]
    if row.on_post_on and on < row.on_post_on:
        wrong["on"] = ["退出日期早于上岗日期"]
    if wrong:
        raise Missing(fields=wrong)
    row.state, row.exit_kind, row.exited_on = CandidateState.EXITED, kind, on
    row.exit_reason = clean(reason)[:500]
    row.save()
    event = PostExited(staff=str(row.staff_id), kind=kind, on=on.isoformat())
    record(row, event, by=by, at=at, reason=row.exit_reason)
    return row
