"""One window is one line, whichever room speaks of it."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

import pytest
from django.test import Client

from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import at
from zhengwu.evaluation.models import Service
from zhengwu.hall import actions as hall
from zhengwu.hall.tests.factories import called, key, opened, taken, with_hall
from zhengwu.journal.actions import deliver_all
from zhengwu.org.tests.web.acting import acting
from zhengwu.statistics import queries

pytestmark = pytest.mark.django_db
SEPTEMBER = (date(2026, 9, 1), date(2026, 10, 1))


def test_a_ticket_counts_at_its_window_and_the_page_by_window_names_it(world):  # noqa: F811
    with_hall(world)
    opened(world)
    ticket = taken(world.queue, at(17, 9))
    called(world.seat, world.clerk, at(17, 9, 12))
    hall.begin(world.seat, key=key(), by=world.clerk, at=at(17, 9, 13))
    hall.finish(world.seat, key=key(), by=world.clerk, at=at(17, 9, 30))
    deliver_all()
    window = str(world.seat.window_id)
    told = queries.figures(*SEPTEMBER, by=["window"])
    assert told[window,]["tickets_served"] == 1
    assert Service.objects.get(subject=str(ticket.pk)).window_id == window
    with acting(world.director):
        page = Client().get("/desk/figures/?by=window&month=2026-09-01")
    assert page.status_code == HTTPStatus.OK
    assert world.seat.window.name in page.content.decode()
