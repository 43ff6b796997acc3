"""What the tests of the assessment begin with: a card, a computed and a published period."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from zhengwu.assessment import actions
from zhengwu.assessment.enums import PeriodKind, PeriodState
from zhengwu.assessment.models import Period, Scheme, Score
from zhengwu.cases import actions as cases
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import application, at
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM
from zhengwu.personnel.models import AttendanceDay, Shift
from zhengwu.supervision import actions as supervision
from zhengwu.supervision.enums import Cause
from zhengwu.supervision.enums import Verdict as Judgement
from zhengwu.supervision.models import Card

MONTH, YEAR = PeriodKind.MONTH, PeriodKind.YEAR
YEAR_END = at(8, month=12).replace(year=2027, month=1)
FIRST = date(2026, 9, 1)
NEXT = at(8, month=10)  # the first working day after the holiday
UNIT = "organ:GA-XZSP"


def card_for(world, *, final=True):
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(17))
    with pytest.raises(checks.OutsideTheList):
        cases.request_supplement(
            case, defects=[Defect("X99", "没有提交", "请提交无犯罪证明")], by=world.clerk, at=at(18)
        )
    deliver_all()
    card = Card.objects.get(finding__watched=case.matter)
    return judged(world, card) if final else card


def judged(world, card):
    late = card.dealt_at + timedelta(hours=2)
    card = supervision.explain(card, text="点错了", by=world.clerk, at=late)
    return supervision.judge_card(
        card, verdict=Judgement.CONFIRMED, cause=Cause.WINDOW, reason="属实", by=world.supervisor,
        at=late + timedelta(hours=1),
    )  # fmt: skip


def computed(code="departments", by=SYSTEM, when=NEXT, first=FIRST, kind=MONTH):
    return actions.compute(Scheme.objects.get(pk=code), kind=kind, first=first, by=by, at=when)


def published(county, code="departments"):
    period = computed(code)
    period = actions.review(period, opinion="属实", by=county.supervisor, at=NEXT)
    return actions.publish(period, by=county.assessor, at=NEXT)


def of(period, subject=UNIT) -> Score:
    return Score.objects.get(period=period, subject=subject)


def entered(county, criterion, value, scheme="departments", subject=UNIT, day=date(2026, 9, 10)):
    row = actions.enter(
        Scheme.objects.get(pk=scheme), criterion=criterion, subject=subject, day=day,
        value=Decimal(value), text="检查记录", evidence="检查单9号", by=county.assessor, at=NEXT,
    )  # fmt: skip
    return actions.confirm_entry(row, by=county.supervisor, at=NEXT)


def months(county, code, count=6):
    """Published months of the year; those without matters are let take part by the test."""
    for month in range(9 - count + 1, 10):
        first = date(2026, month, 1)
        period = Period.objects.filter(scheme=code, kind=MONTH, first_day=first).first()
        period = period or computed(code, first=first)
        Period.objects.filter(pk=period.pk).update(state=PeriodState.PUBLISHED)
        period.scores.update(unranked="")


def year_of(county, code, *, frozen=True):
    months(county, code)
    period = computed(code, kind=YEAR, first=date(2026, 1, 1), when=YEAR_END)
    if frozen:
        period = actions.review(period, opinion="属实", by=county.supervisor, at=YEAR_END)
        period = actions.publish(period, by=county.assessor, at=YEAR_END)
        period = actions.freeze(period, by=county.assessor, at=YEAR_END + timedelta(days=20))
    return period


def attended(staff, day, state):
    shift, _ = Shift.objects.get_or_create(
        name="大厅", defaults={
            "parts": [[time(9).isoformat(), time(17).isoformat()]], "mode": "ends",
            "grace_late": 0, "grace_early": 0, "absent_after": 60,
            "valid_from": date(2026, 1, 1), "source": "x", "confidence": "design", "set_by": "x",
        },
    )  # fmt: skip
    return AttendanceDay.objects.create(
        staff=staff, organ=staff.organ, day=day, state=state, judged=state, shift=shift,
        judged_at=at(28),
    )  # fmt: skip
