"""What the tests of the assessment begin with: a card, a computed and a published period."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zhengwu.assessment import actions
from zhengwu.assessment.enums import PeriodKind
from zhengwu.assessment.models import Scheme, Score
from zhengwu.cases import actions as cases
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import application, at
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM
from zhengwu.supervision import actions as supervision
from zhengwu.supervision.enums import Cause
from zhengwu.supervision.enums import Verdict as Judgement
from zhengwu.supervision.models import Card

MONTH = PeriodKind.MONTH
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
