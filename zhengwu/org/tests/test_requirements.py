"""Rows of the requirements on posts, told whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from zhengwu.org import queries
from zhengwu.org.actions import appoint, end_holding, found_post, found_window
from zhengwu.org.enums import Duty, RoleAB, WindowKind

from .factories import BY, DAY, START, county, person

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


@pytest.mark.req("ORG-25")
def test_the_post_stays_its_holder_does_several_things_and_changes_are_on_record() -> None:
    c = county()
    window = found_window(
        "Z9", name="综合窗口", hall=c.hall, organ=c.centre, kind=WindowKind.DELEGATED,
        delegated_from=[c.health, c.traffic], opened_on=START, **BY,
    )  # fmt: skip
    duties = [Duty.WINDOW_CLERK, Duty.REVIEWER, Duty.ARCHIVIST]
    post = found_post("Z9-1", name="综合岗", organ=c.centre, window=window, duties=duties, **BY)
    first, second = person("501", "甲", c.centre), person("502", "乙", c.centre)
    holding = appoint(first, post, valid_from=START, role=RoleAB.A, **BY)
    several = queries.duties_of(first, DAY)
    assert {duty for duty, _ in several} == {"window_clerk", "reviewer", "archivist"}
    assert {organ for duty, organ in several if duty == "window_clerk"} == {"ZWZX", "WJJ", "JTJ"}
    assert post.window == window, "the post is fixed to its window"
    assert queries.duties_of(first, DAY + timedelta(days=400)) == several, (
        "a term without an end goes on: nobody leaves the post but by a recorded act"
    )
    end_holding(holding, on=DAY, reason="轮岗", **BY)
    appoint(second, post, valid_from=DAY + timedelta(days=1), role=RoleAB.A, **BY)
    held = post.holdings.order_by("valid_from")
    assert [row.staff.name for row in held] == ["甲", "乙"], "who held it when stays readable"
    with pytest.raises(DatabaseError), transaction.atomic():
        held._raw_delete("default")
