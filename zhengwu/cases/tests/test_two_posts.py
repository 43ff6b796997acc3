"""One person with two posts: both trays, each duty where it is held, never both sides of a case."""

from __future__ import annotations

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import TaskKind, Verdict
from zhengwu.cases.rules import checks
from zhengwu.flow.queries import tasks_for
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.actions import appoint, found_post
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ, Staff

from .factories import AT, SINCE, application, as_staff, at

pytestmark = pytest.mark.django_db


def with_second_post(world, actor, organ_code, *duties):
    """The member gets one more post; the actor of today has the duties of both."""
    organ = Organ.objects.get(pk=organ_code)
    post = found_post(
        f"{organ_code}-二岗", name="第二岗位", organ=organ, duties=list(duties), by=SYSTEM, at=AT
    )
    staff = Staff.objects.get(pk=actor.id)
    appoint(staff, post, valid_from=SINCE, by=SYSTEM, at=AT)
    return as_staff(staff)


def accepted(world):
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(17))
    return cases.accept(case, by=world.clerk, at=at(17, 11))


def step(case, kind, by, when):
    task = next(one for one in queries.open_tasks(case) if one.kind == kind)
    return cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=by, at=when)


def test_a_clerk_who_also_reviews_sees_both_trays_and_acts_in_both(world):
    both = with_second_post(world, world.clerk, world.clerk.organ_code, Duty.REVIEWER)
    case = cases.receive(application(world, "hygiene"), by=both, at=at(17))
    case = cases.accept(case, by=both, at=at(17, 11))
    (task,) = queries.open_tasks(case)
    assert task in tasks_for(both)
    assert task not in tasks_for(world.clerk)
    step(case, TaskKind.REVIEW, both, at(18))
    assert both.has(Duty.WINDOW_CLERK, both.organ_code)


def test_a_post_at_another_organ_gives_no_duty_here(world):
    elsewhere = with_second_post(world, world.clerk, world.stranger.organ_code, Duty.REVIEWER)
    case = accepted(world)
    assert not tasks_for(elsewhere).filter(matter=case.matter).exists()
    with pytest.raises(NotPermitted):
        step(case, TaskKind.REVIEW, elsewhere, at(18))


def test_who_reviewed_does_not_decide_although_he_holds_both_posts(world):
    both = with_second_post(world, world.a, world.a.organ_code, Duty.REVIEWER)
    case = accepted(world)
    step(case, TaskKind.REVIEW, both, at(18))
    step(case, TaskKind.CHECK, world.checker, at(18, 15))
    with pytest.raises(checks.SamePerson):
        cases.decide(case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=both, at=at(21))
