"""From recorded facts to a ranking on the board: computed, reviewed, published, frozen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhengwu.assessment import actions, queries
from zhengwu.assessment.enums import PeriodKind, PeriodState, Verdict
from zhengwu.assessment.models import Adjustment, Line, Objection, Period, Scheme, Score
from zhengwu.assessment.rules import refusals
from zhengwu.assessment.tests.factories import (
    FIRST,
    MONTH,
    NEXT,
    UNIT,
    card_for,
    computed,
    judged,
    of,
    published,
)
from zhengwu.cases.tests.factories import at
from zhengwu.journal.models import Entry as Journal
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.notices.models import Message
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty
from zhengwu.org.models import Window
from zhengwu.supervision.models import Card, Finding

pytestmark = pytest.mark.django_db


def test_every_point_leads_to_its_fact(county):
    period = computed()
    card = Card.objects.get()
    score = of(period)
    assert (score.total, score.matters, score.rank) == (Decimal("95.00"), 6, 1)
    assert score.parts["process"] == "9.00"
    line = score.lines.get()
    assert (line.points, line.number) == (-5, 1)
    assert line.facts == [
        {
            "day": "2026-09-18",
            "text": f"黄牌 {card.matter.number}：索要清单以外的材料"
            f"（{card.finding.watched.number}），维持",
            "link": f"/desk/supervision/cards/{card.matter.number}/",
            "ref": card.matter.number,
            "points": "-5.00",
            "met": True,
        }
    ]
    idle = of(period, "organ:GA-RSJ")
    assert (idle.rank, idle.unranked) == (None, "本期没有办件")
    assert idle.idle  # pages show no points where nothing was scored
    assert not score.idle


def test_a_card_that_is_not_judged_is_shown_and_takes_no_points(county):
    card = card_for(county, final=False)
    lines = {line.criterion: line for line in of(computed()).lines.all()}
    assert lines["open_cards"].points == 0
    assert lines["open_cards"].facts[0]["ref"] == card.matter.number
    assert "尚未审议" in lines["open_cards"].facts[0]["text"]
    assert lines["process_cards"].points == -5
    judged(county, card)
    assert of(computed()).total == Decimal("90.00")


def test_who_rated_and_whose_days_are_not_told_to_the_rated_and_to_colleagues(county):
    score = Score(organ_code=county.clerk.organ_code, staff_id=county.clerk.id)
    told = [{"day": "2026-09-18", "text": "评价：非常不满意"}]
    rating = Line(score=score, source="evaluation.ratings", facts=told)
    day = Line(score=score, source="personnel.days", facts=told)
    card = Line(score=score, source="supervision.cards", facts=told)
    shown = {
        actor: [queries.facts_shown(line, actor) for line in (rating, day, card)]
        for actor in (county.assessor, county.clerk, county.a)
    }
    assert shown[county.assessor] == [told, told, told]
    assert shown[county.clerk] == [None, told, told]
    assert shown[county.a] == [None, None, told]


def test_windows_and_people_are_scored_from_the_same_facts(county):
    windows = computed("windows")
    best = windows.scores.get(rank=1)
    assert best.organ_code == "GA-XZSP"
    assert best.total == Decimal("95.00")
    people = computed("staff")
    clerk = people.scores.get(staff_id=county.clerk.id)
    assert clerk.total == Decimal("95.00")
    assert clerk.rank is None  # six cases were the chief's, none the clerk's
    computed("back_offices"), computed("towns"), computed("stations"), computed("agents")


def test_the_same_facts_give_the_same_digest_and_nothing_is_recorded_twice(county):
    period = computed()
    again = computed(by=county.assessor, when=NEXT + timedelta(hours=1))
    assert again.digest == period.digest
    assert again.computed_at == period.computed_at
    entries = Journal.objects.filter(matter_id=period.pk, code="assessment.period.computed")
    assert entries.count() == 1
    assert Line.objects.filter(score__period=period).count() == 1


def test_a_late_fact_moves_a_provisional_score_and_a_published_one_only_with_a_reason(county):
    period = computed()
    card_for(county)
    period = computed()
    assert of(period).total == Decimal("90.00")
    period = published(county)
    card_for(county)
    with pytest.raises(refusals.PeriodState):
        computed()
    scheme = Scheme.objects.get(pk="departments")
    period = actions.compute(
        scheme, kind=MONTH, first=FIRST, reason="9月18日的牌迟到", by=county.assessor, at=NEXT
    )
    assert of(period).total == Decimal("86.00")  # the part is used up at fourteen
    entry = Journal.objects.filter(matter_id=period.pk, code="assessment.period.computed").latest(
        "seq"
    )
    assert entry.payload["moved"] == {"区行政审批局": ["90.00", "86.00"]}


def test_whose_published_score_moves_is_told_and_has_the_days_to_object_anew(county):
    period = published(county)
    first = period.matter.clocks.get(label="objection")
    idle = county.supervisor
    told = Message.objects.filter(dedupe__startswith=f"assessment/{period.pk}")
    before = told.count()
    last = first.due_at - timedelta(hours=1)
    scheme = Scheme.objects.get(pk="departments")
    compute = {"kind": MONTH, "first": FIRST, "reason": "牌迟到", "by": county.assessor}
    actions.compute(scheme, at=last, **compute)  # nothing has moved
    assert told.count() == before
    card_for(county)
    actions.compute(scheme, at=last, **compute)
    first.refresh_from_db()
    again = period.matter.clocks.get(label="objection", state="running")
    assert (first.state, again.due_on > first.due_on) == ("cancelled", True)
    heads = org.holders(Duty.HEAD, "GA-XZSP", last.date())
    assert told.count() == before + heads.count() > before
    assert not told.filter(recipient__endswith=idle.id).exists()
    head = replace(county.head, duties=county.head.duties)
    objection = actions.raise_objection(
        of(period), text="牌还在申诉", by=head, at=first.due_at + timedelta(hours=1)
    )
    assert objection.decided_at is None
    with pytest.raises(refusals.ObjectionRuns):
        actions.freeze(period, by=county.assessor, at=first.due_at + timedelta(hours=1))


def test_a_frozen_period_is_corrected_by_a_new_entry_only(county):
    period = published(county)
    with pytest.raises(refusals.ObjectionRuns):
        actions.freeze(period, by=county.assessor, at=NEXT + timedelta(days=1))
    later = NEXT + timedelta(days=20)
    period = actions.freeze(period, by=county.assessor, at=later)
    assert period.state == PeriodState.FROZEN
    card_for(county)
    with pytest.raises(refusals.PeriodFixed):
        actions.compute(
            period.scheme, kind=MONTH, first=FIRST, reason="迟到", by=county.assessor, at=later
        )
    score = of(period)
    one = actions.propose_adjustment(
        score, points=Decimal("-5"), reason="漏计一张黄牌", by=county.assessor, at=later
    )
    with pytest.raises(NotPermitted):
        actions.decide_adjustment(one, good=True, by=county.assessor, at=later)
    both = replace(county.assessor, duties=county.assessor.duties | county.manager.duties)
    with pytest.raises(refusals.SecondPerson):
        actions.decide_adjustment(one, good=True, by=both, at=later)
    one = actions.decide_adjustment(one, good=True, by=county.manager, at=later)
    score.refresh_from_db()
    assert (score.total, score.present_total) == (Decimal("95.00"), Decimal("90.00"))
    assert (one.old_total, one.new_total) == (Decimal("95.00"), Decimal("90.00"))
    with pytest.raises(refusals.AdjustmentDecided):
        actions.decide_adjustment(one, good=True, by=county.manager, at=later)


def harder(version):
    content = dict(version.content)
    content["criteria"] = [
        {**one, "points": "points * 2"} if one["code"] == "process_cards" else one
        for one in content["criteria"]
    ]
    return content


def test_a_model_changed_after_publication_does_not_touch_what_is_published(county):
    period = published(county)
    scheme = Scheme.objects.get(pk="departments")
    draft = actions.write_version(
        scheme, effective_on=date(2026, 11, 1), by=county.assessor, at=NEXT
    )
    draft = actions.edit(draft, content=harder(draft), reason="加重", by=county.assessor, at=NEXT)
    draft = actions.propose(draft, by=county.assessor, at=NEXT)
    with pytest.raises(NotPermitted):
        actions.approve(draft, by=county.assessor, at=NEXT)
    actions.approve(draft, by=county.manager, at=NEXT)
    # Even a version that claims an earlier day does not reach a published period.
    type(draft).objects.filter(pk=draft.pk).update(effective_on=date(2026, 8, 1))
    again = actions.compute(
        scheme, kind=MONTH, first=FIRST, reason="复核", by=county.assessor, at=NEXT
    )
    assert again.version_id == period.version_id
    assert of(again).total == Decimal("95.00")
    assert computed(first=date(2026, 8, 1)).version_id == draft.pk


def test_nobody_reviews_or_decides_on_himself(county):
    period = computed("staff")
    scored = replace(county.clerk, duties=county.clerk.duties | county.manager.duties)
    with pytest.raises(refusals.OwnScore):
        actions.review(period, opinion="好", by=scored, at=NEXT)
    with pytest.raises(NotPermitted):
        actions.review(period, opinion="好", by=county.assessor, at=NEXT)
    with pytest.raises(refusals.PeriodRuns):
        actions.review(period, opinion="好", by=county.manager, at=at(30))
    head = replace(county.head, duties=county.head.duties | county.manager.duties)
    with pytest.raises(refusals.OwnScore):
        actions.review(computed(), opinion="好", by=head, at=NEXT)


def test_an_objection_is_heard_of_whom_it_concerns_and_decided_by_another(county):
    period = published(county)
    score = of(period)
    for who in (county.stranger, county.clerk, county.manager):
        with pytest.raises(refusals.NotHeard):
            actions.raise_objection(score, text="我不服", by=who, at=NEXT)
    with pytest.raises(refusals.Missing):
        actions.raise_objection(score, text=" ", by=county.head, at=NEXT)
    one = actions.raise_objection(score, text="材料在清单里", by=county.head, at=NEXT)
    assert one.matter.clocks.get().rule_code == "kh.decide"
    with pytest.raises(refusals.ObjectionThere):
        actions.raise_objection(score, text="再说一遍", by=county.head, at=NEXT)
    with pytest.raises(refusals.ObjectionOpen):
        actions.freeze(period, by=SYSTEM, at=NEXT + timedelta(days=30))
    judge = replace(county.head, duties=county.head.duties | county.manager.duties)
    with pytest.raises(refusals.OwnScore):
        decided(one, judge)
    with pytest.raises(refusals.Missing):
        decided(one, county.manager, points=Decimal(0))
    decided(one, county.manager)
    score.refresh_from_db()
    assert (score.total, score.present_total) == (Decimal("95.00"), Decimal("100.00"))
    assert Adjustment.objects.get(score=score).objection_id == one.pk
    with pytest.raises(refusals.ObjectionDecided):
        decided(one, county.manager)
    # A later recomputation keeps what was granted.
    card_for(county)
    again = actions.compute(
        period.scheme, kind=MONTH, first=FIRST, reason="迟到", by=county.assessor, at=NEXT
    )
    assert of(again).present_total == Decimal("95.00")
    late = NEXT + timedelta(days=30)
    with pytest.raises(refusals.ObjectionOver):
        actions.raise_objection(of(again), text="迟了", by=county.head, at=late)


def decided(one, by, verdict=Verdict.UPHELD, points=Decimal(5)):
    return actions.decide_objection(
        Objection.objects.get(pk=one.pk), verdict=verdict, points=points, reason="核对属实", by=by,
        at=NEXT,
    )  # fmt: skip


def test_entered_facts_count_once_another_person_confirmed_them(county):
    scheme = Scheme.objects.get(pk="departments")
    fact = {
        "criterion": "hindrance", "subject": UNIT, "day": date(2026, 9, 10), "value": Decimal(0),
        "text": "两名窗口人员未按时派驻", "evidence": "广区政服函〔2026〕9号",
    }  # fmt: skip
    row = actions.enter(scheme, **fact, by=county.assessor, at=NEXT)
    assert not of(computed()).veto
    with pytest.raises(refusals.SecondPerson):
        actions.confirm_entry(row, by=county.assessor, at=NEXT)
    actions.confirm_entry(row, by=county.manager, at=NEXT)
    period = computed()
    assert of(period).veto.startswith("阻碍中心工作")
    assert of(period).grade == ""
    with pytest.raises(refusals.NotToBeEntered):
        actions.enter(scheme, **{**fact, "criterion": "process_cards"}, by=county.assessor, at=NEXT)
    with pytest.raises(refusals.Missing):
        actions.enter(scheme, **{**fact, "evidence": ""}, by=county.assessor, at=NEXT)
    actions.withdraw_entry(row, reason="核实已经派驻", by=county.manager, at=NEXT)
    assert not of(computed()).veto
    published(county)
    with pytest.raises(refusals.EntryTooLate):
        actions.enter(scheme, **fact, by=county.assessor, at=NEXT)


def test_a_quarter_is_made_of_its_published_months(county):
    published(county)
    quarter = computed(kind=PeriodKind.QUARTER, first=date(2026, 7, 1))
    score = of(quarter)
    assert score.unranked == "参加排名的月份只有 1 个，不足 2 个"
    august = computed(first=date(2026, 8, 1))
    Period.objects.filter(pk=august.pk).update(state=PeriodState.PUBLISHED)
    august.scores.filter(subject=UNIT).update(unranked="", present_total=Decimal("98"))
    score = of(computed(kind=PeriodKind.QUARTER, first=date(2026, 7, 1)))
    assert (score.total, score.rank) == (Decimal("96.50"), 1)
    assert [one["total"] for one in score.months] == ["98.00", "95.00"]


def test_the_number_of_statements_does_not_grow_with_the_units(
    county, django_assert_max_num_queries
):
    from zhengwu.assessment import queries

    for code in ("departments", "windows", "staff", "back_offices"):
        scheme = Scheme.objects.get(pk=code)
        model = scheme.versions.get(number=1).model
        with django_assert_max_num_queries(20):
            queries.computed(model, scheme, MONTH, FIRST, NEXT)


def test_a_card_about_an_empty_window_is_that_windows_whoever_sat_there(county):
    card = Card.objects.get()
    window = Window.objects.filter(organ_id=card.organ_code).first()
    Finding.objects.filter(pk=card.finding_id).update(watched=None)
    Card.objects.filter(pk=card.pk).update(window=window.code, staff_id="", organ_code="GA-ZWZX")
    score = of(computed("windows"), f"window:{window.pk}")
    assert any(
        fact["ref"] == card.matter.number for line in score.lines.all() for fact in line.facts
    )
