"""Keyset pages: every row once, in order, both ways, at a constant price."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zhengwu.kernel.acting import entered
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.time import SHANGHAI
from zhengwu.web.models import Submission
from zhengwu.web.paging import Page, capped_count, paged

START = datetime(2026, 9, 1, tzinfo=SHANGHAI)


def make(days: list[int]) -> None:
    rows = [
        Submission(key=f"k{at:04}", started_at=START + timedelta(days=day), status=day)
        for at, day in enumerate(days)
    ]
    with entered("web"):
        Submission.objects.bulk_create(rows)


def page(query: str = "", order: tuple[str, ...] = ("started_at", "key"), size: int = 3) -> Page:
    return paged(Submission.objects.all(), order, QueryDict(query.lstrip("?")), size)


def walk(order: tuple[str, ...], size: int, way: str, start: str = "") -> list[str]:
    keys: list[str] = []
    here = page(start, order, size)
    while True:
        found = [row.key for row in here.rows]
        keys = keys + found if way == "next" else found + keys
        target = getattr(here, way)
        if not target:
            return keys
        here = page(target, order, size)


class EveryRowOnce(TestCase):
    """Whatever the ties, walking either way meets each row once, in the database's order."""

    @settings(max_examples=40)
    @given(
        days=st.lists(st.integers(0, 4), max_size=12),
        size=st.integers(1, 5),
        order=st.sampled_from(
            [
                ("started_at", "key"),
                ("-started_at", "-key"),
                ("-started_at", "key"),
                ("status", "started_at", "-key"),
            ]
        ),
    )
    def test_walking(self, days: list[int], size: int, order: tuple[str, ...]) -> None:
        make(days)
        expected = list(Submission.objects.order_by(*order).values_list("key", flat=True))
        assert walk(order, size, "next") == expected
        assert walk(order, size, "previous", "?at=end") == expected


@pytest.mark.django_db
def test_the_first_and_last_page_know_their_neighbours() -> None:
    make(list(range(7)))
    first = page()
    assert not first.previous
    assert first.next
    last = page(first.last)
    assert [row.key for row in last.rows] == ["k0004", "k0005", "k0006"]
    assert last.previous
    assert not last.next


@pytest.mark.django_db
def test_filters_stay_in_the_addresses() -> None:
    make(list(range(7)))
    here = paged(Submission.objects.all(), ["started_at", "key"], QueryDict("q=店&after="), 3)
    assert "q=%E5%BA%97" in here.next
    assert here.next.count("after=") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "////", "W10", "WyJhIl0", "bnVsbA", "WzEsWzJdXQ", "é"])
def test_a_forged_place_is_refused_not_a_failure(token: str) -> None:
    with pytest.raises(InvalidInput):
        page(f"?after={token}")


@pytest.mark.django_db
def test_each_page_costs_one_query_and_no_offset(django_assert_num_queries: Any) -> None:
    make(list(range(9)))
    address = page().next
    with django_assert_num_queries(1) as seen:
        page(address)
    assert "OFFSET" not in seen.captured_queries[0]["sql"]


@pytest.mark.django_db
def test_counting_stops_at_the_cap() -> None:
    make(list(range(12)))
    assert capped_count(Submission.objects.all(), cap=10) == "10+"
    assert capped_count(Submission.objects.all(), cap=12) == "12"
