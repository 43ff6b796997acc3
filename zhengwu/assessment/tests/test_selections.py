"""Selections and papers: who is chosen, how a vote stays secret, what is issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from zhengwu.assessment import actions
from zhengwu.assessment.enums import BulletinKind, BulletinState, SelectionState
from zhengwu.assessment.models import Candidate, Period, Scheme, SchemeVersion, Selection, Voter
from zhengwu.assessment.rules import refusals
from zhengwu.assessment.rules.voting import Runner, candidates, count
from zhengwu.assessment.tests.factories import (
    NEXT,
    published,
)
from zhengwu.cases.tests.factories import as_staff
from zhengwu.documents.models import Document
from zhengwu.journal.models import Entry as Journal
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.models import Staff

pytestmark = pytest.mark.django_db
LATER = NEXT + timedelta(days=20)


def test_candidates_are_the_best_who_take_part_and_ties_stand_together():
    rows = [
        Runner("a", Decimal(99), 1, vetoed=False),
        Runner("b", Decimal(95), 2, vetoed=False),
        Runner("c", Decimal(95), 2, vetoed=False),
        Runner("d", Decimal(98), 4, vetoed=True),
        Runner("e", Decimal(100), None, vetoed=False),
        Runner("f", Decimal(80), 5, vetoed=False),
    ]
    assert [one.key for one in candidates(rows, most=2, least=Decimal(90))] == ["a", "b", "c"]
    assert [one.key for one in candidates(rows, most=9, least=Decimal(90))] == ["a", "b", "c"]


def test_both_parts_count_by_their_share():
    points = {"a": Decimal(96), "b": Decimal(94), "c": Decimal(90)}
    found = count(points, {"a": 1, "b": 4}, share=Decimal(30), seats=1)
    assert (found["b"].vote_points, found["b"].total) == (100, Decimal("95.80"))
    assert (found["a"].vote_points, found["a"].total) == (25, Decimal("74.70"))
    assert [key for key, one in found.items() if one.chosen] == ["b"]
    nobody = count(points, {}, share=Decimal(30), seats=2)
    assert [key for key, one in nobody.items() if one.chosen] == ["a", "b"]
    assert count({}, {}, share=Decimal(30), seats=2) == {}


def opened(county):
    period = published(county, "windows")
    return actions.open_selection(period, by=county.assessor, at=NEXT)


def voter(row, county, organ):
    staff = Staff.objects.get(pk=row.voters.filter(organ_code=organ).first().staff_id)
    return as_staff(staff, date(2026, 10, 8))


def test_star_windows_are_chosen_by_rule_and_secret_vote(county):
    row = opened(county)
    only = row.candidates.get()
    assert only.rule_points == Decimal("95.00")
    with pytest.raises(refusals.SelectionThere):
        actions.open_selection(row.period, by=county.assessor, at=NEXT)
    one = voter(row, county, "GA-RSJ")
    actions.vote(row, candidate=only, by=one, at=NEXT)
    with pytest.raises(refusals.VotedAlready):
        actions.vote(row, candidate=only, by=one, at=NEXT)
    with pytest.raises(refusals.OwnCandidate):
        actions.vote(row, candidate=only, by=voter(row, county, "GA-XZSP"), at=NEXT)
    with pytest.raises(refusals.NoVoter):
        actions.vote(row, candidate=only, by=county.supervisor_elsewhere, at=NEXT)
    with pytest.raises(refusals.SelectionNotOpen):
        actions.count_votes(row, by=county.assessor, at=NEXT)
    row = actions.count_votes(row, by=county.assessor, at=LATER)
    only.refresh_from_db()
    assert (only.votes, only.vote_points, only.total) == (1, 100, Decimal("96.50"))
    assert only.chosen
    with pytest.raises(refusals.PeriodState):  # not before the period is fixed
        actions.approve_list(row, by=county.manager, at=LATER)
    actions.freeze(row.period, by=county.assessor, at=LATER)
    row = actions.approve_list(Selection.objects.get(pk=row.pk), by=county.manager, at=LATER)
    assert row.state == SelectionState.APPROVED
    assert row.honour == "优质服务星级窗口"


def test_no_record_tells_who_gave_which_vote(county):
    row = opened(county)
    one = voter(row, county, "GA-RSJ")
    only = row.candidates.get()
    actions.vote(row, candidate=only, by=one, at=NEXT)
    entry = Journal.objects.filter(code="assessment.vote.given").latest("recorded_at")
    assert entry.payload == {"title": row.title}
    assert str(only.pk) not in entry.canonical
    assert str(only.score_id) not in entry.canonical
    assert Voter.objects.get(selection=row, staff_id=one.id).voted
    assert Candidate.objects.get(pk=only.pk).votes == Voter.objects.filter(voted=True).count() == 1


def year(county):
    """A frozen year of the departments in which one unit hindered the centre."""
    scheme = Scheme.objects.get(pk="departments")
    fact = {"criterion": "hindrance", "subject": "organ:GA-XZSP", "day": date(2026, 9, 10),
            "value": Decimal(0), "text": "未按时派驻", "evidence": "〔2026〕9号"}  # fmt: skip
    row = actions.enter(scheme, **fact, by=county.assessor, at=NEXT)
    actions.confirm_entry(row, by=county.manager, at=NEXT)
    period = published(county)
    return actions.freeze(period, by=county.assessor, at=LATER)


def test_a_unit_that_hinders_stands_last_and_is_no_candidate(county):
    period = year(county)
    score = period.scores.get(subject="organ:GA-XZSP")
    assert score.veto.startswith("阻碍中心工作")
    version = SchemeVersion.objects.get(pk=period.version_id)
    rule = {"title": "群众满意基层站所", "honour": "满意", "seats": 1, "candidates": 3, "least": 0,
            "share": 30, "days": 3, "voters": "managers"}  # fmt: skip
    version.content["selection"] = {"month": rule}
    SchemeVersion.objects.filter(pk=version.pk).update(content=version.content)
    with pytest.raises(refusals.NoCandidates):
        actions.open_selection(period, by=county.assessor, at=LATER)


def test_results_are_announced_and_laggards_criticised_by_a_second_person(county):
    period = year(county)
    result = actions.draft_bulletin(period, kind=BulletinKind.RESULT, by=county.assessor, at=LATER)
    assert result.figures["laggards"] == ["区行政审批局"]
    row = actions.draft_bulletin(period, kind=BulletinKind.CRITICISM, by=county.assessor, at=LATER)
    assert "区行政审批局工作滞后，现予通报批评" in row.text
    assert [one["name"] for one in row.figures["ranking"]] == ["区行政审批局"]
    with pytest.raises(NotPermitted):
        actions.issue_bulletin(row, by=county.assessor, at=LATER)
    head = replace(county.head, duties=county.head.duties | county.manager.duties)
    with pytest.raises(refusals.OwnScore):
        actions.issue_bulletin(row, by=head, at=LATER)
    row = actions.issue_bulletin(row, by=county.manager, at=LATER)
    assert row.state == BulletinState.ISSUED
    paper = Document.objects.get(matter=period.matter, template_code="assessment_bulletin")
    assert "考通字" in paper.number
    with pytest.raises(refusals.BulletinFixed):
        actions.edit_bulletin(row, text="改", by=county.assessor, at=LATER)


def test_a_summary_may_be_issued_while_published_and_nothing_is_criticised_without_ground(
    county,
):
    period = published(county)
    row = actions.draft_bulletin(period, kind=BulletinKind.SUMMARY, by=county.assessor, at=NEXT)
    assert "共考核 2 个，参加排名 1 个，平均 95.00 分" in row.text or "参加排名 1 个" in row.text
    row = actions.edit_bulletin(row, text="改过的小结", by=county.assessor, at=NEXT)
    actions.issue_bulletin(row, by=county.manager, at=NEXT)
    with pytest.raises(refusals.PeriodState):
        actions.draft_bulletin(period, kind=BulletinKind.RESULT, by=county.assessor, at=NEXT)
    frozen = actions.freeze(Period.objects.get(pk=period.pk), by=SYSTEM, at=LATER)
    with pytest.raises(refusals.NobodyToCriticise):
        actions.draft_bulletin(frozen, kind=BulletinKind.CRITICISM, by=county.assessor, at=LATER)
