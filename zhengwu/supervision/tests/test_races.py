"""Two workers at the same instant: one picture of one camera, asked for once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tools.worlds import committed
from zhengwu.cases.tests.factories import SMALL, as_staff, at
from zhengwu.cases.tests.test_races import at_once
from zhengwu.files.models import StoredFile
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.org.models import Staff
from zhengwu.supervision import actions, jobs
from zhengwu.supervision.enums import StillState
from zhengwu.supervision.models import Still
from zhengwu.supervision.tests.test_stills import Device, _place, dealt, device, put_up  # noqa: F401

pytestmark = [pytest.mark.pg_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(django_db_setup, django_db_blocker):
    with committed(SMALL, django_db_setup, django_db_blocker) as world:
        actions.load_shipped(by=SYSTEM, at=at(1))
        judge = as_staff(Staff.objects.get(holdings__post__duties__duty="supervisor"))
        world.supervisor = replace(judge)
        yield world


def test_two_workers_ask_each_camera_once_and_keep_one_picture(county, device):  # noqa: F811
    for code in ("C1", "C2", "C3"):
        put_up(county, f"{device}/picture?{code}", code=code)
    card = dealt(county)
    Device.asked.clear()
    answers, failures = at_once(jobs.fetch_stills, jobs.fetch_stills, jobs.fetch_stills)
    assert not failures
    assert sum(answers) == 3
    assert sorted(Device.asked) == ["/picture?C1", "/picture?C2", "/picture?C3"]
    taken = Still.objects.filter(card=card, state=StillState.TAKEN)
    assert [one.attempts for one in taken] == [1, 1, 1]
    told = Entry.objects.filter(code="supervision.still.taken")
    assert told.count() == StoredFile.objects.filter(purpose="still").count() == 3
