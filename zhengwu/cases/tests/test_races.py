"""Many press at the same instant: each act happens once, whoever was second is told so."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connections

from tools.worlds import committed
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions import opening
from zhengwu.cases.enums import CaseState, Channel, TaskKind, Verdict
from zhengwu.cases.models import Case, Decision, Draft, Quota, Supplement
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.rules.licences import EarlierFirst
from zhengwu.clock.models import Clock
from zhengwu.documents.models import Document, Paper
from zhengwu.journal.actions import deliver_all, deliver_batch
from zhengwu.journal.models import Delivery, Entry
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now
from zhengwu.matters.models import Matter
from zhengwu.notices.models import Message

from .factories import AT, SMALL, application, as_staff, at

pytestmark = [pytest.mark.pg_only, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(django_db_setup: Any, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A fresh copy of the small county that other connections see."""
    with committed(SMALL, django_db_setup, django_db_blocker) as world:
        yield world


def at_once(*work: Callable[[], Any]) -> tuple[list[Any], list[Exception]]:
    """What all of them gave when begun at the same instant, and what they raised."""
    barrier, answers, failures = threading.Barrier(len(work)), [], []

    def one(function: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            answers.append(function())
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(function,)) for function in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers, failures


def refused(failures: list[Exception], *kinds: type[Refusal]) -> None:
    """Each of them is a refusal of one of these kinds: nothing broke."""
    assert all(isinstance(error, kinds) for error in failures), failures


def entries(case: Case) -> Counter[str]:
    """How often each act is on the chain of a case, refused ones left out."""
    codes = Entry.objects.filter(matter_id=case.pk, refused=False).values_list("code", flat=True)
    return Counter(codes)


def received(county: SimpleNamespace, name: str = "nurse") -> Case:
    return cases.receive(application(county, name), by=county.clerk, at=AT)


def ready(county: SimpleNamespace) -> Case:
    """Reviewed and checked: waits for the decision."""
    case = cases.accept(received(county), by=county.clerk, at=AT)
    for kind, by in ((TaskKind.REVIEW, county.reviewer), (TaskKind.CHECK, county.checker)):
        task = next(one for one in queries.open_tasks(case) if one.kind == kind)
        cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=by, at=at(18))
    return case


def test_two_clerks_accept_at_once(county):
    case = received(county)
    second = as_staff(county.people.cast("A"))  # holds the window's duty as well
    accepted, failures = at_once(
        lambda: cases.accept(case, by=county.clerk, at=at(18)),
        lambda: cases.accept(case, by=second, at=at(18)),
    )
    assert len(accepted) == 1
    refused(failures, checks.NotInTray)
    assert entries(case)["cases.case.accepted"] == 1
    labels = Counter(Clock.objects.filter(matter=case.pk).values_list("label", flat=True))
    assert labels == {"acceptance": 1, "statutory": 1, "promised": 1, "step": 1}
    notices = Document.objects.filter(matter=case.pk, template_code="acceptance")
    assert notices.count() == 1
    assert Case.objects.get(pk=case.pk).undertaker_name == accepted[0].undertaker_name
    assert Entry.objects.filter(matter_id=case.pk, refused=True).count() == 1, "told and kept"


def test_one_draft_handed_in_twice_is_one_case(county):
    draft = cases.start_draft(
        edition_id=county.editions["nurse"].pk,
        person=county.account.person,
        firm=None,
        channel=Channel.ONLINE,
        by=county.citizen,
        at=AT,
    )
    answers = application(county, "nurse").answers
    cases.save_draft(draft, answers=answers, version=None, by=county.citizen, at=AT)

    def submit() -> Any:
        return cases.submit(draft, truth_declared=True, by=county.citizen, at=AT).pk

    found, failures = at_once(submit, submit, submit)
    assert failures == []
    assert len(set(found)) == 1
    assert Case.objects.count() == Matter.objects.count() == 1
    assert Draft.objects.get(pk=draft.pk).submitted_id == found[0]


def test_a_double_click_on_the_decision_decides_once(county):
    case = ready(county)
    ruling = cases.Ruling(Verdict.GRANTED)

    def press() -> Any:
        return cases.decide(case, task=None, ruling=ruling, key="k", by=county.b, at=at(22))

    decisions, failures = at_once(press, press)
    assert len(decisions) == 1
    refused(failures, Refusal)
    assert Decision.objects.count() == 1
    assert entries(case)["cases.case.decided"] == 1
    papers = Counter(
        Document.objects.filter(matter=case.pk).values_list("template_code", flat=True)
    )
    assert papers["grant"] == papers["licence"] == 1
    assert Clock.objects.filter(matter=case.pk, label="delivery").count() == 1


def test_the_last_place_of_a_limited_number_is_given_once(county, monkeypatch):
    first, second, third = ready(county), ready(county), ready(county)
    known = opening.terms_for
    monkeypatch.setattr(opening, "terms_for", lambda case: replace(known(case), quota=1))
    ruling = cases.Ruling(Verdict.GRANTED)
    decisions, failures = at_once(
        *(
            lambda case=case: cases.decide(case, task=None, ruling=ruling, by=county.b, at=at(22))
            for case in (first, second, third)
        )
    )
    assert len(decisions) == 1
    assert len(failures) == 2
    # Who comes to the lock before an earlier acceptance is decided is told whose turn it is.
    refused(failures, checks.QuotaExhausted, EarlierFirst)
    assert Quota.objects.get().taken == 1
    states = Counter(Case.objects.values_list("state", flat=True))
    assert states == {CaseState.DECIDED: 1, CaseState.ACCEPTED: 2}
    assert Document.objects.filter(template_code="grant").count() == 1


def test_two_supplement_notices_at_once_are_one(county):
    case = received(county)
    first, other = (Defect("form", "没有签名", "请签名"), Defect("form", "没有日期", "请写明日期"))
    told, failures = at_once(
        lambda: cases.request_supplement(case, defects=[first], by=county.clerk, at=at(18)),
        lambda: cases.request_supplement(case, defects=[other], by=county.a, at=at(18)),
    )
    assert len(told) == 1
    refused(failures, checks.SecondSupplement, checks.NotInTray)
    assert Supplement.objects.count() == 1
    assert Document.objects.filter(template_code="supplement").count() == 1


def test_accepting_and_withdrawing_at_once_have_one_order(county):
    case = cases.receive(application(county, "nurse"), by=county.clerk, at=AT)
    at_once(
        lambda: cases.accept(case, by=county.clerk, at=at(18)),
        lambda: cases.withdraw(case, reason="改日再办", by=county.citizen, at=at(18)),
    )
    seen = Case.objects.get(pk=case.pk)
    happened = entries(case)
    assert seen.state == CaseState.WITHDRAWN
    assert happened["cases.case.withdrawn"] == 1
    assert happened["cases.case.accepted"] in (0, 1)
    assert not Clock.objects.filter(matter=case.pk, state="running").exists()


def test_workers_side_by_side_do_each_consequence_once(county):
    for _ in range(6):
        cases.accept(received(county), by=county.clerk, at=AT)
    owed = Delivery.objects.count()

    def work() -> int:
        done = 0
        while count := deliver_batch(at=now(), limit=5, strict=True):
            done += count
        return done

    done, failures = at_once(*[work] * 4)
    deliver_all()
    assert failures == []
    assert sum(done) >= owed
    assert not Delivery.objects.exists()
    issued = Counter(Document.objects.values_list("matter", "template_code"))
    assert set(issued.values()) == {1}
    assert Counter(template for _, template in issued)["acceptance"] == 6
    rendered = Counter(Paper.objects.values_list("document", flat=True))
    assert set(rendered.values()) == {1}
    assert len(rendered) == len(issued)
    messages = Message.objects.values_list("dedupe", flat=True)
    assert len(messages) == len(set(messages)) == 12


def test_numbers_have_no_gap_although_some_acts_are_refused(county):
    def take(round_: int) -> None:
        for one in range(5):
            truth = (round_ + one) % 3 > 0
            try:
                cases.receive(
                    application(county, "nurse", truth_declared=truth), by=county.clerk, at=AT
                )
            except checks.TruthNotDeclared:
                continue

    def break_off() -> None:
        """Draws numbers and gives them back: an immediate act refused at its end."""
        for _ in range(5):
            with pytest.raises(Refusal):
                cases.finish_on_the_spot(
                    application(county, "shop"), ruling=cases.Ruling(Verdict.GRANTED),
                    by=county.clerk, at=AT,
                )  # fmt: skip

    _, failures = at_once(*(lambda n=n: take(n) for n in range(4)), break_off)
    assert failures == []
    received_cases = Case.objects.count()
    serials = sorted(
        Document.objects.filter(template_code="receipt").values_list("serial", flat=True)
    )
    assert serials == list(range(1, received_cases + 1))
    numbers = sorted(Matter.objects.values_list("number", flat=True))
    assert [int(number.rpartition("-")[2]) for number in numbers] == serials
