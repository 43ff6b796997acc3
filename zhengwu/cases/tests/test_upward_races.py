"""Below and above act on one applicant's matter at the same instant: one order of locks."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from tools.worlds import committed
from zhengwu.cases import actions as cases
from zhengwu.cases.actions.withdraw import DecidedAlready
from zhengwu.cases.enums import CaseState, ReferralState, Verdict
from zhengwu.cases.models import Case, Referral
from zhengwu.cases.tests.factories import SMALL, at, with_town
from zhengwu.cases.tests.test_upward import fresh, sent, step
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import Refusal

pytestmark = [pytest.mark.pg_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(django_db_setup: Any, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A fresh copy of the small county that other connections see."""
    with committed(SMALL, django_db_setup, django_db_blocker) as world:
        yield with_town(world)


def at_once(*work: Callable[[], Any]) -> list[Exception]:
    """What they raised when begun at the same instant."""
    barrier, failures = threading.Barrier(len(work)), []

    def one(function: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            function()
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(function,)) for function in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def taken_back(county: SimpleNamespace, lower: Case) -> Callable[[], Any]:
    return lambda: cases.withdraw(lower, reason="不办了", by=county.citizen, at=at(22, 10))


def entries(case: Case, code: str) -> int:
    return Entry.objects.filter(matter_id=case.pk, code=code, refused=False).count()


def above_acts(county: SimpleNamespace, upper: Case, way: str) -> Callable[[], Any]:
    """The bureau above, one act before its answer."""
    people = county.above
    cases.accept(upper, by=people.clerk, at=at(21))
    if way == "return":
        return lambda: cases.return_review(
            upper, reason="没有到现场", by=people.clerk, at=at(22, 10)
        )
    step(upper, people.reviewer, "pass", at(21, 11))
    step(upper, people.checker, "pass", at(21, 15))
    ruling = cases.Ruling(Verdict.GRANTED, content="准予建设")
    return lambda: cases.decide(upper, task=None, ruling=ruling, by=people.A, at=at(22, 10))


@pytest.mark.parametrize("way", ["decide", "return"])
def test_withdrawal_below_against_decision_and_return_above(
    county: SimpleNamespace, way: str
) -> None:
    lower, upper, referral = sent(county)
    above = above_acts(county, upper, way)
    failures = at_once(taken_back(county, lower), above)
    deliver_all()
    deliver_all()
    assert all(isinstance(one, Refusal) for one in failures), failures
    below, over = fresh(lower), fresh(upper)
    referral = Referral.objects.get(pk=referral.pk)
    if way == "return":
        # In whichever order: the applicant's word stands, and nothing is left open above.
        assert below.state == CaseState.WITHDRAWN
        assert over.state in (CaseState.WITHDRAWN, CaseState.SENT_BACK)
        assert referral.state in (ReferralState.WITHDRAWN, ReferralState.RETURNED)
        return
    assert len(failures) == 1, "one of the two was first"
    withdrawn = not isinstance(failures[0], DecidedAlready)
    expected = CaseState.WITHDRAWN if withdrawn else CaseState.DECIDED
    assert (below.state, over.state) == (expected, expected)
    assert entries(over, "cases.case.decided") == (0 if withdrawn else 1)
