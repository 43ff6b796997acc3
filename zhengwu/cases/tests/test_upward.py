"""Upward cases: reviewed below, decided above, told and delivered below."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases import queries, rules
from zhengwu.cases.actions.answer_above import ReturnReasonMissing
from zhengwu.cases.actions.deliver import StepsOpen
from zhengwu.cases.actions.withdraw import DecidedAlready
from zhengwu.cases.enums import CaseState, Channel, Decline, ReferralState, Route, Verdict
from zhengwu.cases.models import Case, CasePaper, Referral
from zhengwu.cases.queries import terms as terms_module
from zhengwu.cases.rules import Limit
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import application, at, with_town
from zhengwu.clock.models import Clock
from zhengwu.documents.queries import of_matter
from zhengwu.documents.registry import may_read_as_party
from zhengwu.identity.tests.factories import make_mandate, make_person
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.errors import NotPermitted
from zhengwu.notices.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
DIRECT = {
    "receiver": "刘建国", "place": "官盛镇便民服务中心", "deliverer": "窗口",
}  # fmt: skip


@pytest.fixture(scope="module")
def county(world):
    return with_town(world)


def fresh(case: Case) -> Case:
    return Case.objects.select_related("matter").get(pk=case.pk)


def reviewed(county, **more) -> Case:
    """Accepted and reviewed in the town: the sending up is the next step."""
    case = cases.receive(
        application(county, "planning_town", **more), by=county.town.clerk, at=at(17)
    )
    cases.accept(case, by=county.town.clerk, at=at(17, 11))
    step(case, county.town.reviewer, "agree", at(18))
    return fresh(case)


def step(case, by, outcome, when):
    task = queries.open_tasks(case)[0]
    cases.complete_step(case, task=task, outcome=outcome, opinion="情况属实", by=by, at=when)


def sent(county, **more) -> tuple[Case, Case, Referral]:
    case = reviewed(county, **more)
    referral = cases.submit_upward(
        case, opinion="选址符合村庄规划，拟同意。", by=county.town.clerk, at=at(18, 15)
    )
    return fresh(case), fresh(referral.upper), referral


def decided(county, upper: Case, verdict=Verdict.GRANTED, **ruling) -> None:
    """The bureau above accepts, reviews, checks and decides."""
    people: SimpleNamespace = county.above
    cases.accept(upper, by=people.clerk, at=at(21))
    step(upper, people.reviewer, "pass", at(21, 11))
    step(upper, people.checker, "pass", at(21, 15))
    cases.decide(
        upper, task=None, ruling=cases.Ruling(verdict, content="准予建设", **ruling),
        by=people.A, at=at(22),
    )  # fmt: skip


@pytest.mark.req("CASE-06", "CASE-25", "ITM-18", "TWN-04")
def test_first_review_below_decision_above_and_the_answer_brought_back(county):
    lower, upper, referral = sent(county)
    assert (lower.state, lower.route_name) == (CaseState.SUBMITTED, "上报件")
    assert (upper.organ_code, upper.channel, upper.state) == (
        "GA-ZJJ", Channel.UPWARD, CaseState.RECEIVED,
    )  # fmt: skip
    below = set(CasePaper.objects.filter(case=lower).values_list("name", "file"))
    assert set(CasePaper.objects.filter(case=upper).values_list("name", "file")) == below
    review = Clock.objects.get(matter=lower.pk, label="statutory")
    assert (review.rule.code, review.amount, review.in_time) == ("xk.lower_review", 20, True)
    assert not referral.review_late
    paper = of_matter(lower.pk).get(template_code="upward_submission")
    assert paper.values["upper_number"] == upper.matter.number
    assert "广安区住房和城乡建设局" in str(paper.values["upper_organ"])

    decided(county, upper)
    deliver_all()
    lower, upper = fresh(lower), fresh(upper)
    assert (lower.state, lower.verdict) == (CaseState.DECIDED, Verdict.GRANTED)
    assert Clock.objects.filter(matter=upper.pk, rule__code="xk.decision", in_time=True).exists()
    deliver_all()  # again: nothing more happens
    assert Clock.objects.filter(matter=lower.pk, label="delivery").count() == 1
    with pytest.raises(rules.AnsweredBelow):
        cases.deliver(
            upper, way="direct", on=at(23).date(), detail=DIRECT, by=county.above.clerk, at=at(23)
        )
    with pytest.raises(StepsOpen):
        cases.deliver(
            lower, way="direct", on=at(23).date(), detail=DIRECT, by=county.town.clerk, at=at(23)
        )
    step(upper, county.above.clerk, "", at(23))  # the licence is made above
    cases.deliver(
        lower, way="direct", on=at(23).date(), detail=DIRECT, by=county.town.clerk, at=at(23, 11)
    )
    deliver_all()
    assert fresh(lower).state == fresh(upper).state == CaseState.COMPLETED
    licence = of_matter(upper.pk).get(template_code="licence")
    assert licence.services.get().served_on == at(23).date()


def test_nothing_goes_up_without_review_opinion_window_and_step(county):
    case = cases.receive(application(county, "planning_town"), by=county.town.clerk, at=at(17))
    with pytest.raises(rules.NotRunning):
        cases.submit_upward(case, opinion="同意", by=county.town.clerk, at=at(17))
    cases.accept(case, by=county.town.clerk, at=at(17, 11))
    with pytest.raises(rules.NotTheSubmittingStep):
        cases.submit_upward(case, opinion="同意", by=county.town.clerk, at=at(17, 12))
    step(case, county.town.reviewer, "agree", at(18))
    with pytest.raises(NotPermitted):
        cases.submit_upward(case, opinion="同意", by=county.town.reviewer, at=at(18))
    with pytest.raises(rules.ReviewOpinionMissing):
        cases.submit_upward(case, opinion=" ", by=county.town.clerk, at=at(18))
    cases.submit_upward(case, opinion="同意", by=county.town.clerk, at=at(18))
    with pytest.raises(rules.SentUpAlready):
        cases.submit_upward(case, opinion="同意", by=county.town.clerk, at=at(18))
    assert Referral.objects.filter(lower=case).count() == 1
    other = cases.receive(application(county, "nurse"), by=county.clerk, at=at(17))
    with pytest.raises(rules.NothingAbove):
        cases.submit_upward(other, opinion="同意", by=county.clerk, at=at(17))


def test_above_nobody_asks_again_for_what_came_from_below(county):
    _, upper, _ = sent(county)
    for code in ("M02", "form"):
        with pytest.raises(rules.AskedBelow):
            cases.request_supplement(
                upper,
                defects=[Defect(code, "没有提交", "请提交")],
                by=county.above.clerk,
                at=at(21),
            )
    with pytest.raises(rules.SendBackInstead):
        cases.decline(
            upper, why=Decline.NOT_REQUIRED,
            reasons="不需要", by=county.above.clerk, at=at(21),
        )  # fmt: skip


def test_a_faulty_review_is_sent_back_and_its_limit_goes_on(county):
    lower, upper, referral = sent(county)
    left = referral.left["statutory"]
    with pytest.raises(ReturnReasonMissing):
        cases.return_review(upper, reason=" ", by=county.above.clerk, at=at(21))
    cases.return_review(upper, reason="没有核对村庄规划图。", by=county.above.clerk, at=at(21))
    deliver_all()
    lower = fresh(lower)
    assert (fresh(upper).state, lower.state) == (CaseState.SENT_BACK, CaseState.ACCEPTED)
    referral.refresh_from_db()
    assert (referral.state, referral.return_reason) == (
        ReferralState.RETURNED, "没有核对村庄规划图。",
    )  # fmt: skip
    again = Clock.objects.get(matter=lower.pk, label="statutory", state="running")
    assert (again.rule.code, again.amount) == ("xk.lower_review", left)
    assert [task.name for task in queries.open_tasks(lower)] == ["初审"]
    step(lower, county.town.reviewer, "agree", at(22))
    second = cases.submit_upward(lower, opinion="已核对。", by=county.town.clerk, at=at(22, 11))
    assert second.upper_id != upper.pk
    decided_later = fresh(second.upper)
    assert decided_later.matter.number != upper.matter.number


def test_what_was_left_of_a_month_goes_on_as_days(county, monkeypatch):
    real = terms_module.terms_of
    month = Limit("item", 1, "month", "某条例第九条")

    def changed(pk):
        terms = real(pk)
        return replace(terms, statutory=month, promised=None) if terms.upward else terms

    for place in ("zhengwu.cases.queries.terms.terms_of", "zhengwu.cases.queries.terms_of"):
        monkeypatch.setattr(place, changed)
    lower, upper, referral = sent(county)
    cases.return_review(upper, reason="没有核对。", by=county.above.clerk, at=at(21))
    deliver_all()
    again = Clock.objects.get(matter=lower.pk, label="statutory", state="running")
    assert (again.amount, again.unit) == (referral.left["statutory"], "calendar_day")
    assert (again.due_on - again.started_on).days < 60


@pytest.mark.parametrize("accepted", [False, True])
def test_withdrawn_below_is_closed_above(county, accepted):
    lower, upper, referral = sent(county)
    if accepted:
        cases.accept(upper, by=county.above.clerk, at=at(21))
    with pytest.raises(rules.WithdrawBelow):
        cases.withdraw(upper, reason="不办了", by=county.citizen, at=at(21, 12))
    cases.withdraw(lower, reason="不办了", by=county.citizen, at=at(21, 12))
    deliver_all()
    assert fresh(lower).state == fresh(upper).state == CaseState.WITHDRAWN
    referral.refresh_from_db()
    assert referral.state == ReferralState.WITHDRAWN
    assert not queries.open_tasks(upper)
    assert not Clock.objects.filter(matter__in=[lower.pk, upper.pk], state="running").exists()


def test_decided_above_can_not_be_withdrawn_below(county):
    lower, upper, _ = sent(county)
    decided(county, upper)
    with pytest.raises(DecidedAlready):
        cases.withdraw(lower, reason="不办了", by=county.citizen, at=at(22, 12))
    assert fresh(lower).state == CaseState.SUBMITTED


def test_refused_above_is_told_below_with_the_paper_from_above(county):
    lower, upper, _ = sent(county)
    decided(county, upper, Verdict.REFUSED, reasons="不符合村庄规划", basis="城乡规划法第四十一条")
    deliver_all()
    lower = fresh(lower)
    assert (lower.verdict, lower.route) == (Verdict.REFUSED, Route.RETURNED)
    cases.deliver(
        lower, way="direct", on=at(23).date(), detail=DIRECT, by=county.town.clerk, at=at(23)
    )
    deliver_all()
    assert fresh(upper).state == CaseState.COMPLETED
    refusal = of_matter(upper.pk).get(template_code="refusal")
    assert refusal.services.exists()


def test_haste_is_asked_for_and_reaches_those_above(county):
    lower, upper, _ = sent(county)
    cases.urge_above(lower, word="申请人等着开工", by=county.town.clerk, at=at(21))
    deliver_all()
    message = Message.objects.get(recipient=f"staff:{county.above.clerk.id}")
    assert upper.matter.number in message.text
    with pytest.raises(rules.NotAbove):
        cases.urge_above(upper, word="", by=county.above.clerk, at=at(21))


def test_late_on_either_side_is_told_apart(county):
    case = reviewed(county)
    referral = cases.submit_upward(case, opinion="同意", by=county.town.clerk, at=at(30, month=10))
    assert referral.review_late
    assert referral.review_due_on < at(30, month=10).date()
    assert not Clock.objects.filter(matter=referral.upper_id, in_time=False).exists()


@pytest.mark.req("ITM-27")
def test_what_is_only_collected_goes_up_from_the_tray(county):
    case = cases.receive(application(county, "cutting_town"), by=county.town.clerk, at=at(17))
    referral = cases.submit_upward(case, opinion="", by=county.town.clerk, at=at(17, 11))
    case, upper = fresh(case), fresh(referral.upper)
    assert (case.state, case.accepted_at, referral.reviewed) == (CaseState.SUBMITTED, None, False)
    assert upper.organ_code == "GA-LYJ"
    cases.withdraw(case, reason="不砍了", by=county.citizen, at=at(18))
    assert fresh(upper).state == CaseState.WITHDRAWN


def chain(county) -> tuple[Case, Case, Case]:
    """Reviewed in the town, reviewed again in the county, lying with the city."""
    town = cases.receive(application(county, "homestead_town"), by=county.town.clerk, at=at(17))
    cases.accept(town, by=county.town.clerk, at=at(17, 11))
    step(town, county.town.reviewer, "agree", at(18))
    first = cases.submit_upward(
        town, opinion="一户一宅，拟同意。", by=county.town.clerk, at=at(18, 15)
    )
    middle = fresh(first.upper)
    cases.accept(middle, by=county.clerk, at=at(21))
    step(middle, county.reviewer, "agree", at(21, 11))
    second = cases.submit_upward(
        middle, opinion="符合规划，同意上报。", by=county.clerk, at=at(21, 15)
    )
    return fresh(town), fresh(middle), fresh(second.upper)


def city_decides(county, top: Case, verdict=Verdict.GRANTED, **ruling) -> None:
    cases.accept(top, by=county.city.clerk, at=at(22))
    step(top, county.city.reviewer, "pass", at(22, 11))
    step(top, county.city.checker, "pass", at(22, 15))
    cases.decide(
        top, task=None, ruling=cases.Ruling(verdict, content="准予转用", **ruling),
        by=county.city.A, at=at(23),
    )  # fmt: skip


def test_town_county_city_and_the_answer_all_the_way_back(county):
    town, middle, top = chain(county)
    assert (town.organ_code, middle.organ_code, top.organ_code) == (
        "GA-T101",
        "GA-XZSP",
        "GAS-ZRZY",
    )
    handed = [set(CasePaper.objects.filter(case=one).values_list("name", "file"))
              for one in (town, middle, top)]  # fmt: skip
    assert handed[0] == handed[1] == handed[2]
    clocks = Clock.objects.filter(label="statutory")
    assert {clocks.get(matter=one.pk).rule.code for one in (town, middle)} == {"xk.lower_review"}
    city_decides(county, top)
    deliver_all()
    assert clocks.get(matter=top.pk).rule.code == "xk.decision"
    town, middle = fresh(town), fresh(middle)
    assert (town.state, town.verdict, middle.state) == (
        CaseState.DECIDED, Verdict.GRANTED, CaseState.DECIDED,
    )  # fmt: skip
    assert queries.decided_above(town) == top
    with pytest.raises(rules.AnsweredBelow):
        cases.deliver(
            middle, way="direct", on=at(24).date(), detail=DIRECT, by=county.clerk, at=at(24)
        )
    with pytest.raises(StepsOpen):
        cases.deliver(
            town, way="direct", on=at(24).date(), detail=DIRECT, by=county.town.clerk, at=at(24)
        )
    step(top, county.city.clerk, "", at(24))
    cases.deliver(
        town, way="direct", on=at(24).date(), detail=DIRECT, by=county.town.clerk, at=at(24, 11)
    )
    deliver_all()
    deliver_all()
    assert {fresh(one).state for one in (town, middle, top)} == {CaseState.COMPLETED}
    assert not Clock.objects.filter(
        matter__in=[one.pk for one in (town, middle, top)], state="running"
    ).exists()
    told = [one.text for one in Message.objects.filter(recipient=town.applicant_key)]
    sent_on = [text for text in told if "已完成初审并报" in text]
    assert len(sent_on) == 2
    assert all(town.matter.number in text for text in sent_on)


def test_the_city_gives_back_to_the_county_and_the_county_to_the_town(county):
    town, middle, top = chain(county)
    cases.return_review(top, reason="面积标准没有核对。", by=county.city.clerk, at=at(22))
    deliver_all()
    assert fresh(middle).state == CaseState.ACCEPTED
    assert fresh(town).state == CaseState.SUBMITTED
    cases.return_review(middle, reason="请镇上重新丈量。", by=county.clerk, at=at(22, 11))
    deliver_all()
    assert fresh(town).state == CaseState.ACCEPTED
    assert [task.name for task in queries.open_tasks(town)] == ["初审"]


def test_withdrawn_in_the_town_ends_county_and_city(county):
    town, middle, top = chain(county)
    cases.withdraw(town, reason="不建了", by=county.citizen, at=at(22))
    deliver_all()
    assert {fresh(one).state for one in (town, middle, top)} == {CaseState.WITHDRAWN}


def test_the_agent_who_applied_reads_the_papers_from_above(county):
    mandate = make_mandate(county.account.person, make_person(name=county.town.agent.name))
    mandate.valid_from = at(1).date()
    mandate.save()
    more = {"channel": Channel.AGENT, "mandate": mandate}
    town = cases.receive(
        application(county, "homestead_town", **more), by=county.town.agent, at=at(17)
    )
    cases.accept(town, by=county.town.clerk, at=at(17, 11))
    step(town, county.town.reviewer, "agree", at(18))
    first = cases.submit_upward(town, opinion="同意。", by=county.town.clerk, at=at(18, 15))
    matter = fresh(first.upper).matter
    assert may_read_as_party(county.town.agent, matter)
    assert may_read_as_party(county.citizen, matter)
    assert may_read_as_party(county.town.clerk, matter), "who delivers prints it"
    assert not may_read_as_party(county.agent, matter), "another village's agent does not"
