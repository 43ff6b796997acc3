"""Limits and cards changed by the centre's people: never laxer than the law, by two persons."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zhengwu.clock.actions.rules import LaxerThanLaw
from zhengwu.clock.enums import Direction, Unit
from zhengwu.clock.models import Clock, Rule
from zhengwu.clock.queries import card_days_of, ladder_for, nature_of, rule_in_force
from zhengwu.clock.queries.previews import bar_view, limit_view, sample_start
from zhengwu.clock.registry.cards import LadderFaulty
from zhengwu.clock.registry.limits import Limits
from zhengwu.clock.rules import Terms
from zhengwu.clock.rules.cards import Ladder
from zhengwu.clock.rules.tightening import Standard, laxer
from zhengwu.clock.tests.factories import new_matter, started
from zhengwu.jobs.actions import run_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted, NotThere, Outdated
from zhengwu.kernel.time import local_day
from zhengwu.parameters import actions
from zhengwu.parameters.models import Change, Version
from zhengwu.parameters.rules.refusals import (
    BeforeApproved,
    ChangeStands,
    NothingChanged,
    ReasonMissing,
    SameHands,
    TooEarly,
    WrongStage,
)
from zhengwu.parameters.tests.factories import (
    AT,
    CLERK,
    EDITOR,
    LEGAL,
    OTHER,
    TODAY,
    approved,
    drafted,
)


def office(amount: int, unit: Unit = Unit.WORKING_DAY, **more: object) -> Standard:
    terms = {name: more.pop(name) for name in ("minimum", "direction") if name in more}
    return Standard(Terms(amount, unit, **terms), **more)  # type: ignore[arg-type]


BACK = Direction.BACKWARD


@pytest.mark.parametrize(
    ("law", "new", "worse"),
    [
        (office(20), office(15), False),
        (office(20), office(21), True),
        (office(20), office(20, Unit.CALENDAR_DAY), False),
        (office(20, Unit.CALENDAR_DAY), office(20), True),
        (office(2, Unit.MONTH), office(1, Unit.YEAR), True),
        (office(20), office(1, Unit.MONTH), True),
        (office(30, minimum=True), office(20, minimum=True), True),
        (office(30, minimum=True), office(40, minimum=True), False),
        (office(60, party=True), office(30, party=True), True),
        (office(60, party=True), office(90, party=True), False),
        (office(10, party=True, direction=BACK), office(20, party=True, direction=BACK), True),
        (office(7, minimum=True, direction=BACK), office(5, minimum=True, direction=BACK), True),
        (office(20, extend=10, times=1), office(20, extend=15, times=1), True),
        (office(20, extend=10, times=1), office(20), False),
        (office(20), office(20, procedures=frozenset({"鉴定"})), True),
    ],
)
def test_laxer_is_what_is_worse_for_the_citizen(law: Standard, new: Standard, worse: bool) -> None:
    assert bool(list(laxer(law, new))) is worse


def test_a_statutory_limit_is_tightened_by_a_promise_with_two_persons(law) -> None:
    running = started(new_matter(), "xk.delivery", label="delivery", on=date(2026, 9, 16))
    day = TODAY + timedelta(days=7)
    done = approved("clock", "xk.delivery", on=day, amount=7)
    assert rule_in_force("xk.delivery", TODAY).amount == 10
    rule = rule_in_force("xk.delivery", day)
    assert (rule.amount, rule.version, rule.changed_by) == (7, 2, "王法制")
    assert "吴信息起草，王法制批准" in rule.reason
    assert nature_of(rule, day) == "本地承诺（法定10 个工作日）"
    assert Clock.objects.get(pk=running.pk).amount == 10
    entry = Entry.objects.get(code="parameters.version.set")
    assert entry.object_id == str(done.version.pk)
    assert entry.changes["期限"] == ["10 个工作日", "7 个工作日"]
    # Back up to what the law says needs no new basis; beyond it does.
    later = drafted("clock", "xk.delivery", on=day, amount=10)
    with pytest.raises(LaxerThanLaw):
        actions.edit(later, {**later.content, "amount": 11}, effective_on=day, seen=later.mark,
                     by=EDITOR, at=AT)  # fmt: skip


def test_lengthening_names_the_article_is_recorded_and_needs_a_new_basis(law) -> None:
    made = actions.begin("clock", "xk.decision", by=EDITOR, at=AT)
    values = {**made.content, "amount": 25}
    with pytest.raises(LaxerThanLaw) as refused:
        actions.edit(made, values, effective_on=TODAY, seen=made.mark, by=EDITOR, at=AT)
    assert "行政许可法 42(1)" in refused.value.article
    assert "source" in refused.value.fields
    entry = Entry.objects.get(refused=True)
    assert (entry.object_id, entry.payload["refusal"]) == (str(made.pk), "laxer_than_law")
    values |= {"source": "某省条例 12"}
    with pytest.raises(LaxerThanLaw) as refused:
        actions.edit(made, values, effective_on=TODAY, seen=made.mark, by=EDITOR, at=AT)
    assert "document" in refused.value.fields
    values |= {"document": "省人大公告第8号"}
    made = actions.edit(made, values, effective_on=TODAY, seen=made.mark, by=EDITOR, at=AT)
    made = actions.submit(made, reason="新条例", by=EDITOR, at=AT)
    actions.approve(made, by=LEGAL, at=AT)
    rule = rule_in_force("xk.decision", TODAY)
    assert (rule.amount, rule.confidence) == (25, "checked")
    assert nature_of(rule, TODAY) == "新依据规定的期限"


def test_a_shortest_limit_is_not_spoken_of_as_a_longest(law) -> None:
    assert "只能缩短作为承诺" in Limits().hint("xk.delivery")
    assert "这是最短的期限，可以加长；缩短要写明新的依据" in Limits().hint("aq.log_retention")
    with pytest.raises(LaxerThanLaw, match="最短的期限只能加长，否则") as refused:
        drafted("clock", "aq.log_retention", amount=1)
    assert "作为承诺" not in refused.value.message


def test_more_procedures_that_do_not_count_are_laxer_too(law) -> None:
    with pytest.raises(LaxerThanLaw, match="鉴定"):
        drafted("clock", "xk.delivery", suspendable_by=["鉴定"])


def test_a_local_parameter_may_be_set_and_is_confirmed_by_a_document_number(law) -> None:
    assert nature_of(rule_in_force("box.forward", TODAY), TODAY) == "地方参数，待确认"
    approved("clock", "box.forward", amount=2)
    assert rule_in_force("box.forward", TODAY).to_be_confirmed
    approved("clock", "box.forward", document="县政办〔2026〕9号")
    rule = rule_in_force("box.forward", TODAY)
    assert (rule.amount, rule.to_be_confirmed, rule.evidence) == (2, False, "县政办〔2026〕9号")
    example = rule_in_force("bl.report_up", TODAY)
    assert example.to_be_confirmed
    approved("clock", "bl.report_up", document="县政办〔2026〕10号")
    assert not rule_in_force("bl.report_up", TODAY).to_be_confirmed


def test_what_is_given_by_items_and_flows_has_no_editor(law) -> None:
    for key in ("step", "promised", "jc.reminder", "no.such"):
        with pytest.raises(NotThere):
            actions.begin("clock", key, by=EDITOR, at=AT)


def test_two_persons_one_change_at_a_time_no_look_back(law) -> None:
    made = drafted("clock", "box.forward", amount=2)
    with pytest.raises(ChangeStands, match="吴信息"):
        actions.begin("clock", "box.forward", by=OTHER, at=AT)
    with pytest.raises(NotPermitted):
        actions.begin("clock", "xk.decision", by=CLERK, at=AT)
    with pytest.raises(Outdated):
        actions.edit(made, {**made.content, "amount": 3}, effective_on=TODAY, seen="old",
                     by=OTHER, at=AT)  # fmt: skip
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(TooEarly):
        actions.edit(made, made.content, effective_on=yesterday, seen=made.mark, by=EDITOR, at=AT)
    with pytest.raises(ReasonMissing):
        actions.submit(made, reason=" ", by=EDITOR, at=AT)
    with pytest.raises(WrongStage):
        actions.approve(made, by=LEGAL, at=AT)
    made = actions.edit(made, {**made.content, "amount": 3}, effective_on=TODAY, seen=made.mark,
                        by=OTHER, at=AT)  # fmt: skip
    made = actions.submit(made, reason="试", by=EDITOR, at=AT)
    for own in (EDITOR, OTHER):
        with pytest.raises((SameHands, NotPermitted)):
            actions.approve(made, by=own, at=AT)
    made = actions.send_back(made, opinion="请附文件", by=LEGAL, at=AT)
    assert (made.state, made.opinion) == ("draft", "请附文件")
    made = actions.submit(made, reason="试", by=EDITOR, at=AT)
    # Submitted for a day that has gone by: it is not slipped in afterwards.
    with pytest.raises(TooEarly):
        actions.approve(made, by=LEGAL, at=AT + timedelta(days=2))
    actions.discard(made, by=EDITOR, at=AT)
    assert not Rule.objects.filter(code="box.forward", version=2).exists()
    assert not Version.objects.exists()


def test_the_same_again_is_no_change_and_a_later_version_cannot_be_overtaken(law) -> None:
    made = actions.begin("clock", "box.forward", by=EDITOR, at=AT)
    with pytest.raises(NothingChanged):
        actions.submit(made, reason="试", by=EDITOR, at=AT)
    actions.discard(made, by=EDITOR, at=AT)
    later = TODAY + timedelta(days=30)
    approved("clock", "box.forward", on=later, amount=2)
    made = actions.begin("clock", "box.forward", by=EDITOR, at=AT)
    assert (made.effective_on, made.before["amount"]) == (later, 2)
    with pytest.raises(BeforeApproved):
        actions.edit(made, {**made.content, "amount": 4}, effective_on=TODAY, seen=made.mark,
                     by=EDITOR, at=AT)  # fmt: skip
    assert Change.objects.count() == 3


def test_preview_shows_a_holiday_old_beside_new(law) -> None:
    start = sample_start(TODAY)
    assert start == date(2026, 9, 28)  # three days before the National Day
    assert sample_start(date(2026, 11, 23)) == start  # nothing is known of 2027 yet
    view = limit_view(start, Terms(10, Unit.WORKING_DAY), Terms(3, Unit.WORKING_DAY))
    assert (view.old.on, view.new.on) == (date(2026, 10, 16), date(2026, 10, 8))
    assert view.marks == {
        date(2026, 9, 28): "起", date(2026, 10, 16): "原届满", date(2026, 10, 8): "新届满",
    }  # fmt: skip
    assert [month.month for month in view.months] == [9, 10]


# cards


def test_the_shipped_ladder_is_yellow_for_promises_and_red_for_the_law(law) -> None:
    assert ladder_for("xk.decision", "statutory", TODAY, TODAY) == Ladder(1, None, 1)
    assert ladder_for("promised", "promised", TODAY, TODAY) == Ladder(1, 1, None)
    assert ladder_for("box.ordinary", "reply", TODAY, TODAY) == Ladder(1, 1, 5)


def test_a_ladder_holds_for_new_clocks_unless_it_says_otherwise(law) -> None:
    clock = started(new_matter(), label="promised", on=date(2026, 9, 16))
    assert local_day(clock.warn_at) == date(2026, 10, 19)
    approved("card", "promised", warn=3, yellow=-1, red=2)
    run_all()
    clock.refresh_from_db()
    assert local_day(clock.warn_at) == date(2026, 10, 19)
    fresh = started(new_matter(), label="promised", on=TODAY)
    assert (fresh.due_on, local_day(fresh.warn_at)) == (date(2026, 10, 21), date(2026, 10, 16))
    days = card_days_of(fresh, TODAY)
    assert (days.warn_on, days.yellow_on, days.red_on) == (
        date(2026, 10, 16), date(2026, 10, 20), date(2026, 10, 23),
    )  # fmt: skip
    approved("card", "promised", warn=5, yellow=None, red=None, running=True)
    run_all()
    clock.refresh_from_db()
    assert local_day(clock.warn_at) == date(2026, 10, 13)
    assert card_days_of(clock, TODAY).red_on is None


def test_one_rule_may_have_a_ladder_of_its_own(law) -> None:
    approved("card", "xk.decision", warn=5, yellow=None, red=1)
    assert ladder_for("xk.decision", "statutory", TODAY, TODAY).warn == 5
    assert ladder_for("xk.delivery", "delivery", TODAY, TODAY).warn == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"red": 0}, "red_days"),
        ({"red": -1}, "red_days"),
        ({"yellow": 3, "red": 2}, "red_days"),
        ({"warn": 2, "yellow": -2}, "yellow_days"),
        ({"warn": 99}, "warn"),
    ],
)
def test_steps_out_of_order_are_refused_beside_their_field(law, values, field) -> None:
    with pytest.raises(LadderFaulty) as refused:
        drafted("card", "promised", **values)
    assert field in refused.value.fields


def test_the_bar_of_time_covers_the_whole_and_keeps_the_graver_colour(law) -> None:
    view = bar_view(date(2026, 9, 28), Terms(5, Unit.WORKING_DAY), Ladder(2, -1, 3))
    kinds = [one["kind"] for one in view.segments]
    assert kinds == ["counted", "warned", "yellow", "red"]
    whole = sum(float(str(one["share"])) for one in view.segments)
    assert abs(whole - 100) < 0.1
