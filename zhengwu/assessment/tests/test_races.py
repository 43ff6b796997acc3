"""The people's rooms under two hands at once: a rating, an answer, a file, a freeze, a vote."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tools.worlds import committed
from zhengwu.assessment import actions
from zhengwu.assessment.models import Candidate, Period, Score, Voter
from zhengwu.assessment.rules import refusals
from zhengwu.assessment.tests.factories import NEXT, of, published
from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Verdict as Decision
from zhengwu.cases.tests.factories import SMALL, application, as_staff, at
from zhengwu.cases.tests.test_races import at_once, refused
from zhengwu.evaluation import actions as evaluation
from zhengwu.evaluation.enums import Channel, Panel, Scene, SurveyKind
from zhengwu.evaluation.models import Rating, Tally
from zhengwu.evaluation.rules.refusals import AlreadyRated, TokenUsed
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Collided
from zhengwu.org.models import Hall, Organ, Staff
from zhengwu.personnel import actions as personnel
from zhengwu.personnel.models import AttendanceDay, DeviceFile, Swipe
from zhengwu.personnel.rules.refusals import FileSettled, ImportedAlready

pytestmark = [pytest.mark.pg_only, pytest.mark.django_db(transaction=True)]
LATER = NEXT + timedelta(days=20)


@pytest.fixture
def county(django_db_setup: Any, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A fresh county that other connections see, with the people of these rooms."""
    with committed(SMALL, django_db_setup, django_db_blocker) as world:
        world.office._service_quality()
        for name, duty in (
            ("assessor", "assessor"), ("manager", "centre_manager"), ("supervisor", "supervisor"),
            ("quality", "quality_officer"), ("keeper", "hall_manager"),
        ):  # fmt: skip
            found = Staff.objects.filter(holdings__post__duties__duty=duty).order_by("number")
            setattr(world, name, as_staff(found[0]))
        yield world


def test_a_rating_an_answer_and_a_file_that_come_twice_at_once_count_once(county):
    served = evaluation.Served(
        kind="ticket", subject="t1", event="served", scene=Scene.ON_SITE, number="A1",
        item_name="公共场所卫生许可", organ_code=county.clerk.organ_code, staff_id=county.clerk.id,
        staff_name=county.clerk.name, served_at=at(17),
    )  # fmt: skip
    offers, failures = at_once(
        *[lambda: evaluation.offer(served, by=SYSTEM, at=at(17))] * 2
    )  # announced twice
    refused(failures, Collided)
    service = offers[0]
    assert {one.pk for one in offers} == {service.pk}
    given = [evaluation.Given(level=level, channel=Channel.QR) for level in (1, 5)]
    source = evaluation.Source()
    rated, failures = at_once(
        *[
            lambda one=one: evaluation.rate(
                service, one, source=source, by=evaluation.EVALUATOR, at=at(17, 11)
            )
            for one in given
        ]
    )
    refused(failures, AlreadyRated)
    assert (len(rated), Rating.objects.count()) == (1, 1)

    survey = evaluation.draw_up(
        "P", name="评议", kind=SurveyKind.TOWNS, closes_on=date(2026, 9, 30), by=county.quality,
        at=at(17),
    )  # fmt: skip
    people = [evaluation.Member(Panel.PUBLIC, str(n)) for n in range(4)]
    evaluation.list_panel(survey, people, by=county.quality, at=at(17))
    opened, failures = at_once(
        *[lambda: evaluation.open_survey(survey, by=county.quality, at=at(17))] * 2
    )
    assert (len(opened), len(failures)) == (1, 1)
    survey.refresh_from_db()
    slips = list(survey.slips.all())
    assert len(slips) == 4
    marks = dict.fromkeys([one["code"] for one in survey.questions], 4)
    answer = evaluation.Answer({survey.organs[0]: marks}, {})
    tokens = [slips[0].token, slips[0].token, slips[1].token, slips[2].token]
    _, failures = at_once(
        *[lambda one=one: evaluation.answer(survey, one, answer, at=at(18)) for one in tokens]
    )
    refused(failures, TokenUsed)
    assert len(failures) == 1
    assert {one.count for one in Tally.objects.filter(survey=survey)} == {3}

    hall, clerk = Hall.objects.get(code="GA-HALL"), Staff.objects.get(pk=county.clerk.id)
    personnel.load_shift(valid_from=date(2026, 9, 1), by=SYSTEM, at=at(1))
    personnel.set_device("ZK", name="考勤机", hall=hall, by=county.keeper, at=at(1))
    text = f"工号,姓名,考勤机,打卡时间\n{clerk.number},{clerk.name},ZK,2026-09-15 08:50:00\n"
    day = {"first": date(2026, 9, 15), "last": date(2026, 9, 15)}
    files, failures = at_once(
        *[
            lambda name=name: personnel.import_file(
                text.encode(), name=name, hall=hall, by=county.keeper, at=at(16), **day
            )
            for name in ("甲.csv", "乙.csv")
        ]
    )
    refused(failures, ImportedAlready, Collided)
    _, failures = at_once(
        *[
            lambda row=row: personnel.apply_file(row, seen=True, by=county.keeper, at=at(16))
            for row in [*files, files[0]]
        ]
    )
    refused(failures, FileSettled, ImportedAlready, Collided)
    assert DeviceFile.objects.filter(state="applied").count() == 1
    assert Swipe.objects.count() == 1
    _, failures = at_once(
        *[lambda: personnel.judge_day(date(2026, 9, 15), by=SYSTEM, at=at(16, 11))] * 2
    )
    refused(failures, Collided)
    assert AttendanceDay.objects.filter(staff=clerk, day=date(2026, 9, 15)).count() == 1


def test_a_period_fixed_while_it_is_corrected_and_a_vote_given_twice_at_once(county):
    actions.load_shipped(since=date(2026, 1, 1), by=SYSTEM, at=at(1))
    for minute in range(6):
        cases.finish_on_the_spot(
            application(county, "archive"), ruling=cases.Ruling(Decision.DONE), by=county.a,
            at=at(17, 10, minute),
        )  # fmt: skip
    period = published(county, "windows")
    score = of(period, Score.objects.get(period=period, organ_code="GA-XZSP").subject)
    adjusted = actions.propose_adjustment(
        score, points=Decimal(-2), reason="漏计", by=county.assessor, at=NEXT
    )
    # Whichever comes first: the correction counts, and the period is fixed.
    outcome, failures = at_once(
        lambda: actions.freeze(period, by=SYSTEM, at=LATER),
        lambda: actions.decide_adjustment(adjusted, good=True, by=county.manager, at=LATER),
    )
    refused(failures, Collided)
    for work in (
        lambda: actions.freeze(period, by=SYSTEM, at=LATER),
        lambda: actions.decide_adjustment(adjusted, good=True, by=county.manager, at=LATER),
    ):
        if len(outcome) == 2:
            break
        try:
            work()
        except (refusals.AdjustmentDecided, refusals.PeriodState):
            continue
    score.refresh_from_db()
    assert Period.objects.get(pk=period.pk).state == "frozen"
    assert score.present_total == score.total - 2

    selection = actions.open_selection(period, by=county.assessor, at=LATER)
    candidate = selection.candidates.first()
    voter = selection.voters.exclude(organ_code=candidate.score.organ_code).first()
    actor = replace(county.manager, id=voter.staff_id, organ_code=voter.organ_code)
    votes, failures = at_once(
        *[lambda: actions.vote(selection, candidate=candidate, by=actor, at=LATER)] * 3
    )
    refused(failures, refusals.VotedAlready)
    assert (len(votes), len(failures)) == (1, 2)
    assert Candidate.objects.get(pk=candidate.pk).votes == 1
    assert Voter.objects.filter(selection=selection, voted=True).count() == 1
    assert Organ.objects.filter(pk=actor.organ_code).exists()
