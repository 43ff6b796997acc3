"""Service by public notice (公告送达): complete only when the days of the notice have passed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases import jobs
from zhengwu.cases.actions.deliver import AnnouncedAlready
from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Archive, Case
from zhengwu.clock.models import Clock
from zhengwu.documents.actions.serve import ServiceNotYet
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import SHANGHAI
from zhengwu.org.tests.web.acting import acting

from .factories import at
from .test_requirements import accepted, decided, hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
LAST = date(2026, 10, 23)  # thirty days after 23 September


def announced(world, when=None, published=date(2026, 9, 23)) -> Case:
    case = decided(world, accepted(world))
    detail = {
        "published_at_place": "区政府网站公告栏", "published_on": published,
        "reason_unreachable": "电话停机，邮件退回", "deliverer": world.clerk.name,
    }  # fmt: skip
    return cases.deliver(
        case, way="notice", on=published, detail=detail, by=world.clerk, at=when or at(23)
    )


def instant(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return at(day, hour, minute, month=10)


def test_an_announced_case_is_not_complete_and_its_delivery_limit_is_kept(world):
    case = announced(world)
    assert (case.state, case.serves_on) == (CaseState.DECIDED, LAST)
    assert case.state_name == "已决定，公告送达中"
    stopped = Clock.objects.get(matter=case.matter_id, label="delivery")
    assert (stopped.stopped_on, stopped.in_time) == (date(2026, 9, 23), True)
    entry = Entry.objects.get(matter_id=case.matter_id, code="cases.case.announced")
    assert entry.payload == {"published_on": "2026-09-23", "serves_on": "2026-10-23"}
    assert not Entry.objects.filter(matter_id=case.matter_id, code="cases.case.completed").exists()
    deliver_all()
    assert not Archive.objects.filter(case=case).exists()


def test_a_notice_published_after_the_limit_is_late(world):
    case = announced(world, when=at(20, month=10), published=date(2026, 10, 20))
    assert Clock.objects.get(matter=case.matter_id, label="delivery").in_time is False


def test_the_sweep_completes_it_when_the_last_day_has_passed_and_once(world, monkeypatch):
    case = announced(world)
    for moment in (instant(22, 12), instant(23, 23, 59)):
        monkeypatch.setattr(jobs, "now", lambda moment=moment: moment)
        jobs.announced()
        assert Case.objects.get(pk=case.pk).state == CaseState.DECIDED
    monkeypatch.setattr(jobs, "now", lambda: instant(24))
    jobs.announced()
    jobs.announced()
    case = Case.objects.select_related("matter").get(pk=case.pk)
    assert (case.state, case.matter.closed_at) == (CaseState.COMPLETED, instant(24))
    done = Entry.objects.filter(matter_id=case.matter_id, code="cases.case.delivered")
    assert [entry.payload for entry in done] == [{"way": "notice", "served_on": "2026-10-23"}]


def test_the_next_act_completes_it_without_a_sweep(world):
    case = announced(world)
    case = cases.complete_announced(case, by=world.clerk, at=instant(24, 9))
    assert case.state == CaseState.COMPLETED


def test_who_comes_for_it_meanwhile_is_served_at_once(world):
    case = announced(world)
    with pytest.raises(AnnouncedAlready):
        cases.deliver(
            case, way="notice", on=date(2026, 9, 28), detail={}, by=world.clerk, at=at(28)
        )
    with pytest.raises(NotPermitted):
        hand_over_by(world.reviewer, case)
    case = hand_over(world, case, at(28))
    assert case.state == CaseState.COMPLETED
    assert Entry.objects.filter(matter_id=case.matter_id, code="cases.case.completed").count() == 1


def hand_over_by(who, case):
    return cases.deliver(case, way="direct", on=date(2026, 9, 28), detail={}, by=who, at=at(28))


def test_a_notice_is_not_entered_before_it_is_published(world):
    with pytest.raises(ServiceNotYet):
        announced(world, published=date(2026, 9, 24))


def test_both_pages_say_that_the_notice_runs_and_until_when(world):
    case = announced(world, when=datetime.now(SHANGHAI), published=datetime.now(SHANGHAI).date())
    until = case.serves_on
    assert until is not None
    assert until >= datetime.now(SHANGHAI).date() + timedelta(days=30)  # not law: a lower bound
    number = case.matter.number
    with acting(world.clerk):
        desk = Client().get(f"/desk/cases/{number}/").content.decode()
        assert "公告至" in desk
        assert "已决定，公告送达中" in desk
        form = Client().get(f"/desk/cases/{number}/act/deliver/").content.decode()
        assert "期满视为送达" in form
    with acting(world.for_firm if case.firm_id else world.citizen):
        mine = Client().get(f"/my/{number}/").content.decode()
        assert "正在公告送达" in mine
        assert f"{until.month}月{until.day}日" in mine
