"""The assessment of the demonstration county: a quarter fixed, last month on the board with an
objection, this month provisional, a vote running. Everything goes through the same actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from zhengwu.assessment import actions
from zhengwu.assessment.enums import BulletinKind, PeriodKind, Verdict
from zhengwu.assessment.models import Objection, Period, Scheme, Score
from zhengwu.assessment.rules import periods, refusals
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import local_day, midnight
from zhengwu.org.enums import Duty
from zhengwu.org.models import Staff

from .joint import as_actor

MONTH, QUARTER = PeriodKind.MONTH, PeriodKind.QUARTER
_BOARD = ("windows", "departments", "towns")
_MORNING = timedelta(hours=9)


class _Office:
    """Who acts: the assessor, the supervision that reviews, the centre that approves."""

    def __init__(self, at: datetime) -> None:
        self.assessor = holder(Duty.ASSESSOR, "", at)
        self.reviewer = holder(Duty.SUPERVISOR, "", at)
        self.approver = holder(Duty.GOVERNMENT_HEAD, "", at) or holder(Duty.CENTRE_MANAGER, "", at)


def holder(duty: Duty, organ: str, at: datetime) -> Actor | None:
    """Somebody who has the duty (at the organ, where one is named), signed in for the act."""
    rows = Staff.objects.filter(holdings__post__duties__duty=duty).distinct().order_by("number")
    if organ:
        rows = rows.filter(holdings__post__organ_id=organ)
    staff = rows.first()
    return as_actor(staff, local_day(at)) if staff else None


def assess(*, at: datetime, since: date) -> None:
    """From the shipped models to this month's provisional ranking."""
    actions.load_shipped(since=since, by=SYSTEM, at=midnight(since))
    office = _Office(at)
    if office.assessor is None or office.reviewer is None or office.approver is None:
        return
    this = periods.first_of(MONTH, local_day(at))
    last = periods.first_of(MONTH, this - timedelta(days=1))
    quarter = periods.first_of(QUARTER, last - timedelta(days=1))
    if periods.last_of(QUARTER, quarter) >= last:
        quarter = periods.first_of(QUARTER, quarter - timedelta(days=1))
    _entries(office, last, at)
    for code in _BOARD:
        scheme = Scheme.objects.get(pk=code)
        for first in periods.months_of(QUARTER, quarter):
            _fixed(scheme, MONTH, first, office, at)
        _fixed(scheme, QUARTER, quarter, office, at)
        _published(scheme, MONTH, last, office, at - timedelta(days=1))
    _published(Scheme.objects.get(pk="town_staff"), MONTH, last, office, at - timedelta(days=1))
    for scheme in Scheme.objects.all():
        actions.compute(scheme, kind=MONTH, first=this, by=SYSTEM, at=at)
    _honours(office, quarter, last, at)
    _objection(office, last, at)
    deliver_all()


def _published(
    scheme: Scheme, kind: PeriodKind, first: date, office: _Office, at: datetime
) -> Period:
    assert office.assessor
    assert office.reviewer
    period = actions.compute(scheme, kind=kind, first=first, by=SYSTEM, at=at)
    period = actions.review(period, opinion="（演示）与记录核对一致。", by=office.reviewer, at=at)
    return actions.publish(period, by=office.assessor, at=at)


def _fixed(scheme: Scheme, kind: PeriodKind, first: date, office: _Office, at: datetime) -> None:
    """On the board three days after its end, fixed when the days for objections are over."""
    began = midnight(periods.last_of(kind, first) + timedelta(days=3)) + _MORNING
    period = _published(scheme, kind, first, office, min(began, at))
    due_at = period.matter.clocks.get(label="objection").due_at
    if due_at <= at:
        actions.freeze(period, by=SYSTEM, at=due_at)


def _entries(office: _Office, last: date, at: datetime) -> None:
    """One finding confirmed, one that still waits for a second person."""
    assert office.assessor
    assert office.reviewer
    scheme = Scheme.objects.get(pk="departments")
    rows = (
        ("GA-ZJJ", "findings", "（演示）抽查时窗口摆放的办事指南不是现行版本", "3"),
        ("GA-WJJ", "disclosure", "（演示）上月信息公开目录有两条没有更新", "2"),
    )
    for place, (organ, criterion, text, value) in enumerate(rows):
        row = actions.enter(
            scheme, criterion=criterion, subject=f"organ:{organ}",
            day=last + timedelta(days=9 + place), value=Decimal(value), text=text,
            evidence="（演示）检查单第 12 号", by=office.assessor, at=at,
        )  # fmt: skip
        if place == 0:
            actions.confirm_entry(row, by=office.reviewer, at=at)


def _honours(office: _Office, quarter: date, last: date, at: datetime) -> None:
    """Star windows of a fixed month, commended; a vote running for last month; two papers."""
    assert office.assessor
    assert office.approver
    month = periods.months_of(QUARTER, quarter)[-1]
    for first in (month, last):
        period = Period.objects.get(scheme="windows", kind=MONTH, first_day=first)
        fixed = period.frozen_at is not None
        opened = period.frozen_at or at
        try:
            row = actions.open_selection(period, by=office.assessor, at=opened)
        except refusals.NoCandidates:  # few cases: nobody takes part in the ranking
            continue
        runners = list(row.candidates.select_related("score"))
        for place, voter in enumerate(row.voters.order_by("staff_id")[: 20 if fixed else 6]):
            actor = as_actor(Staff.objects.get(pk=voter.staff_id), local_day(opened))
            choice = runners[place % len(runners)]
            if choice.score.organ_code != actor.organ_code:
                actions.vote(row, candidate=choice, by=actor, at=opened)
        if fixed:
            over = opened + timedelta(days=8)
            actions.count_votes(row, by=office.assessor, at=min(over, at))
            actions.approve_list(row, by=office.approver, at=min(over, at))
    frozen = Period.objects.get(scheme="windows", kind=MONTH, first_day=month)
    paper = actions.draft_bulletin(frozen, kind=BulletinKind.SUMMARY, by=office.assessor, at=at)
    actions.issue_bulletin(paper, by=office.approver, at=at)
    whole = Period.objects.get(scheme="departments", kind=QUARTER, first_day=quarter)
    actions.draft_bulletin(whole, kind=BulletinKind.REVIEW, by=office.assessor, at=at)


def _objection(office: _Office, last: date, at: datetime) -> None:
    """One objection decided, where there is anything to object to; one that waits."""
    assert office.reviewer
    scores = Score.objects.filter(
        period__scheme="departments", period__first_day=last, period__kind=MONTH
    ).order_by("present_total", "name")
    words = ("（演示）抽查当天已经换上新版指南，请复核。", "（演示）上月有系统故障，请核减。")
    done = 0
    for score in scores:
        head = holder(Duty.HEAD, score.organ_code, at)
        if head is None or done == len(words):
            continue
        actions.raise_objection(score, text=words[done], by=head, at=at)
        done += 1
        if done == 1:
            actions.decide_objection(
                Objection.objects.get(score=score), verdict=Verdict.PARTLY, points=Decimal(1),
                reason="（演示）半数窗口已经更换，酌减。", by=office.reviewer, at=at,
            )  # fmt: skip
