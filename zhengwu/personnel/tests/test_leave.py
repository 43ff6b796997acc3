"""Leave: applied for by the member, agreed to with cover or refused by the head, come back from."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client

from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import as_staff
from zhengwu.hall.queries import duty_of_hall
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import local_day, now
from zhengwu.notices.models import Message
from zhengwu.org.actions import put_on_leave
from zhengwu.org.enums import Duty
from zhengwu.org.models import Leave, Post, Staff
from zhengwu.org.queries import cover_candidates, duties_of
from zhengwu.org.rules.refusals import CoverNotEntitled
from zhengwu.org.tests.web.acting import acting
from zhengwu.personnel import actions
from zhengwu.personnel.enums import LeaveState
from zhengwu.personnel.models import LeaveApplication
from zhengwu.personnel.rules import refusals

pytestmark = pytest.mark.django_db
HOME = "/desk/attendance/leaves/"


@pytest.fixture
def people(world):  # noqa: F811
    """The clerk, who applies; the head of the unit; a colleague who may stand in at the window."""
    clerk = Staff.objects.select_related("organ").get(pk=world.clerk.id)
    post = Post.objects.filter(holdings__staff=clerk, window__isnull=False).first()
    head = Staff.objects.filter(
        holdings__post__organ=clerk.organ, holdings__post__duties__duty=Duty.HEAD
    ).exclude(pk=clerk.pk).first()  # fmt: skip
    other = Staff.objects.filter(organ=clerk.organ).exclude(pk__in=[clerk.pk, head.pk]).first()
    return world, clerk, as_staff(head), other, post


def wanted(first=1, last=3, **more):
    day = local_day(now())
    told = {"kind": "personal", "reason": "家中有事，详情不公开"} | more
    return actions.Wanted(
        starts_on=day + timedelta(days=first), ends_on=day + timedelta(days=last), **told
    )


def test_asked_by_himself_agreed_with_cover_and_seen_in_duty(people):
    world, clerk, head, other, post = people  # noqa: F811
    row = actions.ask_leave(clerk, wanted=wanted(), by=world.clerk, at=now())
    assert not Leave.objects.filter(staff=clerk).exists()
    assert Message.objects.filter(recipient__endswith=head.id, link=f"{HOME}{row.pk}/").exists()
    with pytest.raises(refusals.CoverNeeded):
        actions.decide_leave(row, agreed=True, by=head, at=now())
    stranger = Staff.objects.exclude(organ=clerk.organ).filter(left_on=None).first()
    assert stranger not in cover_candidates(clerk, row.starts_on, row.ends_on)
    with pytest.raises(CoverNotEntitled):
        actions.decide_leave(row, agreed=True, cover=stranger, by=head, at=now())
    other = next(iter(cover_candidates(clerk, row.starts_on, row.ends_on)))
    assert other in cover_candidates(clerk, row.starts_on, row.ends_on)
    row = actions.decide_leave(row, agreed=True, cover=other, by=head, at=now())
    assert (row.state, row.leave.staff_id) == (LeaveState.AGREED, clerk.pk)
    assert not duties_of(clerk, row.starts_on)
    assert ("window_clerk", post.organ_id) in duties_of(other, row.starts_on)
    on_duty = duty_of_hall(post.window.hall, row.starts_on)[post.window_id]
    assert other in on_duty
    assert clerk not in on_duty
    told = Message.objects.filter(link=f"{HOME}{row.pk}/")
    assert {str(clerk.pk), str(other.pk)} <= {one.recipient.rpartition("/")[2] for one in told} | {
        one.recipient.rpartition(":")[2] for one in told
    }
    with pytest.raises(refusals.LeaveNotOpen):
        actions.decide_leave(row, agreed=False, answer="改主意", by=head, at=now())
    first = row.starts_on
    actions.come_back(row, on=first, by=world.clerk, at=now())
    assert clerk in duty_of_hall(post.window.hall, first)[post.window_id]
    deliver_all()


def test_refused_with_a_reason_and_why_is_sealed(people):
    world, clerk, head, _, _ = people  # noqa: F811
    row = actions.ask_leave(clerk, wanted=wanted(), by=world.clerk, at=now())
    with pytest.raises(refusals.Missing):
        actions.decide_leave(row, agreed=False, answer=" ", by=head, at=now())
    row = actions.decide_leave(row, agreed=False, answer="当天有专班", by=head, at=now())
    assert row.state == LeaveState.DENIED
    assert not Leave.objects.filter(staff=clerk).exists()
    entries = Entry.objects.filter(object_id=str(row.pk)).values_list("canonical", flat=True)
    assert len(entries) == 2
    assert not any("家中有事" in one for one in entries)
    # a refused one leaves the days free
    actions.ask_leave(clerk, wanted=wanted(), by=world.clerk, at=now())


def test_nobody_decides_his_own_nor_applies_for_others(people):
    world, clerk, head, other, _ = people  # noqa: F811
    with pytest.raises(NotPermitted):
        actions.ask_leave(other, wanted=wanted(), by=world.clerk, at=now())
    row = actions.ask_leave(clerk, wanted=wanted(), by=world.clerk, at=now())
    with pytest.raises(NotPermitted):
        actions.decide_leave(row, agreed=True, by=world.clerk, at=now())
    with pytest.raises(NotPermitted):
        actions.withdraw_leave(row, by=head, at=now())
    boss = Staff.objects.get(pk=head.id)
    own = actions.ask_leave(boss, wanted=wanted(), by=head, at=now())
    with pytest.raises(refusals.LeaveByAnother):
        actions.decide_leave(own, agreed=True, by=head, at=now())
    # the head's own goes to the centre
    actions.decide_leave(own, agreed=False, answer="（测试）", by=world.director, at=now())


def test_days_that_meet_and_slips_are_refused(people):
    world, clerk, head, _, _ = people  # noqa: F811
    row = actions.ask_leave(clerk, wanted=wanted(2, 4), by=world.clerk, at=now())
    with pytest.raises(refusals.LeaveMeets):
        actions.ask_leave(clerk, wanted=wanted(4, 6), by=world.clerk, at=now())
    for wrong in (wanted(5, 4), wanted(9, 900), wanted(9, 9, reason=" "), wanted(9, 9, kind="x")):
        with pytest.raises(refusals.Missing):
            actions.ask_leave(clerk, wanted=wrong, by=world.clerk, at=now())
    actions.withdraw_leave(row, by=world.clerk, at=now())
    with pytest.raises(refusals.LeaveNotOpen):
        actions.decide_leave(row, agreed=True, by=head, at=now())
    day = local_day(now())
    put_on_leave(clerk, starts_on=day, ends_on=day, reason="公休", by=head, at=now())
    with pytest.raises(refusals.LeaveMeets):
        actions.ask_leave(clerk, wanted=wanted(0, 1), by=world.clerk, at=now())


def test_the_pages_of_applicant_and_head(people):
    world, clerk, head, other, _ = people  # noqa: F811
    day = local_day(now()) + timedelta(days=1)
    other = next(iter(cover_candidates(clerk, day, day)))

    def go(actor, address, **data):
        with acting(actor):
            return Client().post(address, data) if data else Client().get(address)

    told = {"kind": "sick", "starts_on": day.isoformat(), "ends_on": day.isoformat(),
            "reason": "看病", "cover": str(other.pk)}  # fmt: skip
    wrong = go(world.clerk, f"{HOME}new/", **told | {"reason": ""})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert day.isoformat() in wrong.content.decode()
    sent = go(world.clerk, f"{HOME}new/", **told)
    assert sent.status_code == HTTPStatus.FOUND
    row = LeaveApplication.objects.get()
    mine = go(world.clerk, sent.url).content.decode()
    assert "撤回申请" in mine
    assert 'value="decide"' not in mine
    assert clerk.name in go(head, HOME).content.decode()
    theirs = go(head, f"{HOME}{row.pk}/").content.decode()
    assert "看病" in theirs
    assert other.name in theirs
    assert go(as_staff(other), f"{HOME}{row.pk}/").status_code == HTTPStatus.NOT_FOUND
    lacking = go(head, f"{HOME}{row.pk}/", act="decide", agreed="no", answer="")
    assert "不同意要写明理由" in lacking.content.decode()
    done = go(head, f"{HOME}{row.pk}/", act="decide", agreed="yes", cover=str(other.pk), answer="")
    assert done.status_code == HTTPStatus.FOUND
    assert "已批准" in go(world.clerk, "/desk/attendance/mine/").content.decode()
    back = go(world.clerk, f"{HOME}{row.pk}/", act="back", on=day.isoformat())
    assert back.status_code == HTTPStatus.FOUND
    assert Leave.objects.get().returned_on == day
