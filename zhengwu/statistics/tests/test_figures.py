"""Figures as they are kept: once for each act, on the day of the act, equal to a full recount."""

from __future__ import annotations

import random
import sys
from collections import Counter
from datetime import date
from uuid import UUID

import pytest
from django.core.management import call_command

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import Channel, Decline, TaskKind, Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.tests.conftest import world  # noqa: F401 - the module's county
from zhengwu.cases.tests.factories import application, as_staff, at
from zhengwu.clock.models import Clock
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Task
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.models import Staff
from zhengwu.statistics import actions, queries, registry
from zhengwu.statistics.models import Comparison, Fact, Figure
from zhengwu.statistics.reactions import count
from zhengwu.statistics.rules import counting
from zhengwu.supervision import actions as supervision
from zhengwu.supervision.enums import Cause

pytestmark = pytest.mark.django_db
SEPTEMBER = (date(2026, 9, 1), date(2026, 10, 1))
GRANT = cases.Ruling(Verdict.GRANTED)


def on_the_spot(world, day=17):  # noqa: F811
    return cases.finish_on_the_spot(
        application(world, "shop"), ruling=GRANT, by=world.a, at=at(day)
    )


def totals(**more):
    return queries.figures(*SEPTEMBER, **more).get((), {})


@pytest.mark.req("CASE-30")
def test_what_is_done_on_the_spot_and_later_is_counted_apart_with_its_rate(world):  # noqa: F811
    for _ in range(3):
        on_the_spot(world)
    slow = cases.receive(application(world, "street"), by=world.clerk, at=at(17))
    cases.decline(slow, **declining(), by=world.clerk, at=at(18))
    deliver_all()
    told = totals()
    assert (told["completed"], told["on_spot"], told.get("later", 0)) == (3, 3, 0)
    assert queries.rated(told)["on_spot_rate"] == 100
    assert (told["received"], told["declined"]) == (4, 1)


def declining():
    return {
        "why": Decline.NO_JURISDICTION, "reasons": "不归本局管", "competent_organ": "市城管局",
    }  # fmt: skip


def test_a_delivery_that_comes_twice_counts_once(world):  # noqa: F811
    case = on_the_spot(world)
    deliver_all()
    before = totals()
    for entry in Entry.objects.filter(matter_id=case.pk, code__in=registry.codes()):
        count([entry])
        count([entry])
    assert totals() == before


def test_what_breaks_off_leaves_neither_fact_nor_sums(world, monkeypatch):  # noqa: F811
    case = on_the_spot(world)

    def power_cut(*_args):
        raise OSError("power cut")

    module = sys.modules["zhengwu.statistics.actions.count"]
    monkeypatch.setattr(module, "add", power_cut)
    with pytest.raises(OSError, match="power cut"):
        actions.count("case", [str(case.pk)], by=SYSTEM, at=at(17))
    assert not Fact.objects.exists()
    assert not Figure.objects.exists()
    monkeypatch.undo()
    deliver_all()
    assert totals()["completed"] == 1


def test_an_act_entered_late_counts_on_its_own_day(world):  # noqa: F811
    on_the_spot(world, day=3)
    deliver_all()
    days = queries.series(*SEPTEMBER, measures=["completed"])
    assert days == {date(2026, 9, 3): {"completed": 1}}


def test_a_registration_put_right_counts_no_more(world):  # noqa: F811
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(17))
    deliver_all()
    assert totals()["received"] == 1
    cases.void(case, reason="录错了人", by=world.head, at=at(17))
    deliver_all()
    assert totals() == {}


def test_a_case_that_passes_to_another_organ_takes_its_figures_along(world):  # noqa: F811
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(17))
    deliver_all()
    Case.objects.filter(pk=case.pk).update(organ_code="GA-RSJ")
    actions.count("case", [str(case.pk)], by=SYSTEM, at=at(18))
    by_organ = queries.figures(*SEPTEMBER, by=["organ"])
    assert {key: line["received"] for key, line in by_organ.items()} == {("GA-RSJ",): 1}


@pytest.mark.req("CASE-44")
def test_accepted_completed_and_the_use_of_online_handling_are_told(world):  # noqa: F811
    on_the_spot(world)
    online = application(world, "nurse", channel=Channel.ONLINE)
    cases.receive(online, by=world.citizen, at=at(17))
    deliver_all()
    told = totals()
    assert (told["accepted"], told["completed"], told["online"]) == (1, 1, 1)
    assert queries.rated(told)["online_rate"] == 50
    by_channel = queries.figures(*SEPTEMBER, by=["channel"])
    assert {key: line["received"] for key, line in by_channel.items()} == {
        ("window",): 1, ("online",): 1,
    }  # fmt: skip


@pytest.mark.req("CASE-34")
def test_questions_are_counted_along_with_cases(world):  # noqa: F811
    row = cases.register_question(question="卫生许可怎样延续", by=world.clerk, at=at(16))
    deliver_all()
    assert totals()["consultations"] == 1
    cases.answer_question(row, outcome="当场答复", by=world.clerk, at=at(17))
    on_the_spot(world)
    deliver_all()
    told = totals()
    assert (told["consultations"], told["consultations_closed"], told["received"]) == (1, 1, 1)


def handled_by_four(world):  # noqa: F811
    """Handed in on the 17th, reviewed, checked, decided, fetched on the 23rd."""
    case = cases.receive(application(world, "nurse"), by=world.clerk, at=at(17))
    case = cases.accept(case, by=world.clerk, at=at(17))
    for kind, by in ((TaskKind.REVIEW, world.reviewer), (TaskKind.CHECK, world.checker)):
        task = Task.objects.get(matter=case.pk, kind=kind, state__in=PENDING)
        cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=by, at=at(18))
    cases.decide(case, task=None, ruling=GRANT, by=world.a, at=at(18, 16))
    task = Task.objects.get(matter=case.pk, kind=TaskKind.ISSUE, state__in=PENDING)
    cases.complete_step(case, task=task, outcome="pass", opinion="", by=world.clerk, at=at(22))
    detail = {"receiver": "刘建国", "place": "窗口", "deliverer": "王倩"}
    return cases.deliver(
        case, way="direct", on=date(2026, 9, 23), detail=detail, by=world.clerk, at=at(23)
    )


@pytest.mark.req("ORG-09")
def test_trips_and_signatures_of_a_matter_come_from_its_entries(world):  # noqa: F811
    on_the_spot(world)
    slow = handled_by_four(world)
    deliver_all()
    facts = {fact.subject: fact for fact in Fact.objects.filter(kind="case")}
    told = facts.pop(str(slow.pk))
    (quick,) = facts.values()
    assert (quick.visits, quick.signed) == (1, 1)
    assert (told.visits, told.signed) == (2, 4)
    rates = queries.rated(totals())
    assert (rates["visits_each"], rates["signed_each"]) == (1.5, 2.5)
    assert (told.early, told.early_days, told.late, totals()["later"]) == (True, 3, False, 1)


def test_days_that_make_no_whole_month_are_added_from_the_register(world):  # noqa: F811
    on_the_spot(world, day=3)
    on_the_spot(world, day=17)
    deliver_all()
    whole = queries.figures(*SEPTEMBER, by=["item"])
    part = queries.figures(date(2026, 9, 1), date(2026, 9, 10), by=["item"])
    assert {line["completed"] for line in whole.values()} == {2}
    assert {line["completed"] for line in part.values()} == {1}
    with pytest.raises(queries.NotKept):
        queries.figures(*SEPTEMBER, by=["item", "staff"])


def test_nobody_counts_by_hand(world):  # noqa: F811
    with pytest.raises(NotPermitted):
        actions.count("case", [], by=world.director, at=at(17))


def story(world, chance):  # noqa: F811
    """One random story, on a random day, perhaps entered after its day."""
    day = chance.randint(1, 24)
    kind = chance.choice(["spot", "refused", "received", "declined", "withdrawn", "void", "ask"])
    if kind == "ask":
        cases.register_question(question="问", by=world.clerk, at=at(day))
        return
    if kind in ("spot", "refused"):
        verdict = Verdict.GRANTED
        ruling = cases.Ruling(verdict)
        cases.finish_on_the_spot(application(world, "shop"), ruling=ruling, by=world.a, at=at(day))
        return
    online = chance.random() < 0.5
    channel = Channel.ONLINE if online else Channel.WINDOW
    by = world.citizen if online else world.clerk
    item = "nurse" if online else chance.choice(["hygiene", "street", "nurse"])
    case = cases.receive(application(world, item, channel=channel), by=by, at=at(day))
    if kind == "declined":
        cases.decline(case, **declining(), by=world.clerk, at=at(day + 1))
    elif kind == "withdrawn":
        applicant = world.citizen if item == "nurse" else world.for_firm
        cases.withdraw(case, reason="不办了", by=applicant, at=at(day + 1))
    elif kind == "void":
        cases.void(case, reason="录错", by=world.head, at=at(day))


def brute_force():
    """Every sum from every row, without facts or figures."""
    found: Counter[counting.Cell] = Counter()
    for source in registry.sources().values():
        for batch in source.every():
            for fact in source.read(batch):
                found.update(counting.cells(fact, registry.measures().values()))
    return {cell: value for cell, value in found.items() if value}


def kept():
    names = counting.Cell._fields
    return {
        counting.Cell(*row[:-1]): row[-1]
        for row in Figure.objects.values_list(*names, "value")
        if row[-1]
    }


@pytest.mark.pg
@pytest.mark.parametrize("seed", range(2))
def test_after_random_acts_the_figures_are_those_of_a_full_recount(world, seed):  # noqa: F811
    chance = random.Random(seed)
    for _ in range(9):
        story(world, chance)
        if chance.random() < 0.4:
            deliver_all()
    entries = list(Entry.objects.filter(code__in=registry.codes()))
    for entry in chance.sample(entries, len(entries) // 2):
        count([entry])  # out of order, before its own delivery
    deliver_all()
    assert kept() == brute_force()
    assert actions.compare(by=SYSTEM, at=at(25)).wrong == 0
    before = kept()
    actions.rebuild(reason="试", by=SYSTEM, at=at(25))
    assert kept() == before


def test_a_comparison_names_what_is_not_equal_and_a_rebuild_puts_it_right(world):  # noqa: F811
    case = on_the_spot(world)
    deliver_all()
    Figure.objects.filter(measure="completed", grain="day").update(value=7)
    Fact.objects.filter(subject=str(case.pk)).update(late=True)
    cases.receive(application(world, "hygiene"), by=world.clerk, at=at(17))  # never delivered
    found = actions.compare(by=SYSTEM, at=at(18))
    kinds = Counter(one["kind"] for one in found.differences)
    assert kinds["case"] == 2
    assert kinds["figure"] > 0
    wrong = next(one for one in found.differences if one.get("subject") == str(case.pk))
    assert (wrong["stored"], wrong["rows"]) == ({"late": "True"}, {"late": "False"})
    call_command("recount", "--rebuild", verbosity=0)
    assert Comparison.objects.first().wrong == 0
    assert UUID(wrong["matter"]) == case.pk


def test_every_measure_and_rate_is_defined_in_one_sentence():
    measures, rates = registry.measures(), registry.rates()
    assert all(one.says and one.zh for one in [*measures.values(), *rates.values()])
    assert all({one.of, one.among} <= set(measures) for one in rates.values())
    names = {name for one in measures.values() for name in [one.id]}
    assert all(len(name) <= 24 for name in names)


def test_why_a_matter_was_late_is_what_was_decided_last_and_no_other_cards_word(world):  # noqa: F811
    case = on_the_spot(world)
    assert Clock.objects.filter(matter=case.matter, label="statutory").update(in_time=False)
    judge = as_staff(Staff.objects.get(holdings__post__duties__duty="supervisor"))
    decided = {"reason": "查过记录", "by": judge}
    deliver_all()
    assert totals()["overdue_open"] == 1
    supervision.decide_cause(case.matter, cause=Cause.SECTION, at=at(18), **decided)
    deliver_all()
    assert (totals()["overdue_section"], totals().get("overdue_open", 0)) == (1, 0)
    supervision.decide_cause(case.matter, cause=Cause.APPLICANT, at=at(19), **decided)
    deliver_all()
    assert (totals()["overdue_applicant"], totals().get("overdue_section", 0)) == (1, 0)
