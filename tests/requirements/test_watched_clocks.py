"""Ratings and complaints left lying are found by their clocks; rights that lapse accuse nobody."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from tools.worlds import standing
from zhengwu.cases.tests.factories import SMALL, as_staff, at
from zhengwu.clock.actions import sweep
from zhengwu.clock.enums import ClockState
from zhengwu.clock.models import Clock
from zhengwu.complaints.tests import factories as complaining
from zhengwu.evaluation.models import FollowUp
from zhengwu.evaluation.tests import factories as rating
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.matters.models import Matter
from zhengwu.supervision import actions as supervision
from zhengwu.supervision.models import Card

pytestmark = pytest.mark.django_db
LONG = timedelta(days=200)


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Any:
    with standing(SMALL, django_db_setup, django_db_blocker) as found:
        supervision.load_shipped(leave_out=("outside_circulation",), by=SYSTEM, at=at(1))
        complaining.furnish(rating.with_people(found))
        found.hall = as_staff(found.hall)
        yield found


def clock_of(matter: Matter, label: str) -> Clock:
    return Clock.objects.get(matter=matter, label=label, state=ClockState.RUNNING)


def pass_by(until: datetime) -> None:
    """The clocks are swept, and whatever they announce is judged."""
    sweep(until)
    deliver_all()


def found(matter: Matter) -> list[tuple[str, str]]:
    """Cards dealt for a matter, with the clock that ran out."""
    deal = Card.objects.filter(finding__watched=matter).select_related("finding")
    return sorted(
        (card.finding.probe_code, card.finding.facts.get("clock_label", "")) for card in deal
    )


def bad_rating(world: SimpleNamespace) -> FollowUp:
    rated = rating.rated(rating.served(world, at(17)), 5, at(17), text="窗口没有人")
    return FollowUp.objects.select_related("matter").get(rating=rated)


def test_a_bad_rating_that_nobody_rectifies_is_a_card_and_one_in_hand_is_none(
    world: SimpleNamespace,
) -> None:
    left, taken = bad_rating(world), bad_rating(world)
    rating.rectifying(world, taken, at(17, 15))
    contact, handle = (clock_of(left.matter, label) for label in ("contact", "handle"))
    pass_by(contact.due_at - timedelta(minutes=1))
    assert found(left.matter) == []
    pass_by(contact.due_at)
    assert found(left.matter) == [("rating_unrectified", "contact")]
    assert found(taken.matter) == []  # it was contacted in time
    pass_by(handle.due_at)
    assert found(left.matter) == [
        ("rating_unrectified", "contact"), ("rating_unrectified", "handle"),
    ]  # fmt: skip
    assert {card.organ_code for card in Card.objects.all()} == {world.clerk.organ_code}


def test_a_complaint_left_lying_is_a_card_and_the_unused_right_to_a_review_is_none(
    world: SimpleNamespace,
) -> None:
    left = complaining.accepted(world)
    answered = complaining.decided(world)
    finish = clock_of(left.matter, "finish")
    ask = clock_of(answered.matter, "review_ask")
    pass_by(finish.due_at - timedelta(minutes=1))
    assert found(left.matter) == []
    pass_by(finish.due_at)
    assert found(left.matter) == [("complaint_late", "finish")]
    pass_by(ask.due_at + LONG)
    over = Entry.objects.filter(matter_id=answered.pk, code="clock.clock.expired")
    assert "review_ask" in {entry.payload["label"] for entry in over}
    assert not [one for one in found(answered.matter) if one[1] == "review_ask"]
