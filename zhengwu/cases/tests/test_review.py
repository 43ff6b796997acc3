"""Expert review with drawn experts, tests by assigned staff, public notices and objections."""

from __future__ import annotations

from datetime import date

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases.actions.public_notice import check_reviews
from zhengwu.cases.models import Case, Draw, Expert
from zhengwu.cases.rules import review as law
from zhengwu.documents.queries import of_matter
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted

from .factories import AT, application, at

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
FIELD = "放射卫生"


def accepted(world) -> Case:
    case = cases.receive(application(world, "nurse"), by=world.clerk, at=AT)
    return cases.accept(case, by=world.clerk, at=AT)


def experts(world, count=5, **more) -> list[Expert]:
    return [
        cases.list_expert(
            name=f"专家{n}", field=FIELD, unit=f"演示医院{n}", by=world.head, at=AT, **more
        )
        for n in range(count)
    ]


def test_the_order_follows_from_the_seed_alone():
    pool = [f"id-{n}" for n in range(20)]
    assert law.order(pool, "s") == law.order(reversed(pool), "s")
    assert law.order(pool, "s") != law.order(pool, "t")
    assert law.next_of(["a", "b", "c"], {"a", "b"}) == "c"
    assert law.next_of(["a"], {"a"}) is None


def test_experts_are_drawn_once_repeatably_and_without_interest(world):
    case = accepted(world)
    five = experts(world)
    hers = cases.list_expert(
        name="专家0", field=FIELD, unit="演示医院0", conflicts=[case.applicant_name],
        by=world.director, at=AT,
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        cases.list_expert(name="x", field="y", unit="z", by=world.clerk, at=AT)
    with pytest.raises(law.TooFewExperts):
        cases.draw_experts(case, field=FIELD, wanted=5, by=world.reviewer, at=at(18))
    draw = cases.draw_experts(case, field=FIELD, wanted=3, by=world.reviewer, at=at(18))
    recorded = Entry.objects.get(matter_id=case.matter_id, code="cases.experts.drawn").payload
    again = law.order(recorded["pool"], recorded["seed"])[:3]
    seated = [str(one.expert_id) for one in draw.seats.order_by("place")]
    assert again == recorded["drawn"] == seated
    assert str(hers.pk) not in recorded["pool"]
    assert len(recorded["pool"]) == len(five) - 1
    with pytest.raises(law.DrawnAlready):
        cases.draw_experts(case, field=FIELD, wanted=3, by=world.reviewer, at=at(18))


def test_who_keeps_out_is_replaced_in_order_and_all_sign_before_the_conclusion(world):
    case = accepted(world)
    experts(world)
    draw = cases.draw_experts(case, field=FIELD, wanted=2, by=world.reviewer, at=at(18))
    first, second = draw.seats.order_by("place")
    cases.recuse_expert(case, seat=first, reason="与申请人合作", by=world.reviewer, at=at(18))
    third = draw.seats.latest("place")
    assert str(third.expert_id) == draw.order[2]
    cases.sign_opinion(
        case, seat=second, agrees=True, opinion="方案可行", by=world.reviewer, at=at(21)
    )
    with pytest.raises(law.OpinionsOpen):
        cases.conclude_review(
            case, draw=draw, passed=True, conclusion="通过", by=world.reviewer, at=at(21)
        )
    with pytest.raises(law.ReviewOpen):
        check_reviews(case, at(21))
    cases.sign_opinion(
        case, seat=third, agrees=False, opinion="屏蔽不足", by=world.reviewer, at=at(21)
    )
    done = cases.conclude_review(
        case, draw=draw, passed=True, conclusion="修改后通过", by=world.reviewer, at=at(22)
    )
    paper = of_matter(case.matter_id).get(pk=done.document_id)
    assert [row["opinion"] for row in paper.values["opinions"]] == [
        "同意：方案可行",
        "不同意：屏蔽不足",
    ]
    assert draw.seed in paper.values["draw_method"]
    check_reviews(case, at(22))


def test_when_all_who_were_drawn_keep_out_one_listed_since_comes_in(world):
    case = accepted(world)
    experts(world, 2)
    draw = cases.draw_experts(case, field=FIELD, wanted=2, by=world.reviewer, at=at(18))
    seat = draw.seats.order_by("place")[0]
    with pytest.raises(law.TooFewExperts, match="先登记专家"):
        cases.recuse_expert(case, seat=seat, reason="合作", by=world.reviewer, at=at(18))
    late = cases.list_expert(
        name="专家丙", field=FIELD, unit="演示医院丙", by=world.head, at=at(18)
    )
    cases.recuse_expert(case, seat=seat, reason="合作", by=world.reviewer, at=at(18))
    assert draw.seats.latest("place").expert_id == late.pk
    drawn = Entry.objects.filter(matter_id=case.matter_id, code="cases.experts.drawn")
    again = drawn.latest("pk").payload
    assert law.order(again["pool"], again["seed"]) == again["drawn"] == [str(late.pk)]


def test_tests_are_assigned_to_two_different_persons_in_time(world):
    case = accepted(world)
    one = cases.Inspector(world.reviewer.id, "赵明", "证-1")
    with pytest.raises(law.TwoDifferentPersons) as caught:
        cases.assign_staff(case, kind="检测", people=[one, one], by=world.reviewer, at=at(18))
    assert "第55条" in caught.value.article
    pair = [one, cases.Inspector(world.checker.id, "孙丽", "证-2")]
    made = cases.assign_staff(case, kind="检测", people=pair, by=world.reviewer, at=at(18))
    assert (made.assign_by, made.late) == (date(2026, 9, 23), False)
    assert cases.assign_staff(case, kind="检验", people=pair, by=world.reviewer, at=at(24)).late
    with pytest.raises(law.ResultOpen):
        check_reviews(case, at(24))
    for assignment in case.assignments.all():
        with pytest.raises(law.ReviewIncomplete):
            cases.report_result(
                case, assignment=assignment, standard="", findings="合格", passed=True,
                by=world.reviewer, at=at(24),
            )  # fmt: skip
        done = cases.report_result(
            case, assignment=assignment, standard="GBZ 130", findings="各项合格", passed=True,
            by=world.reviewer, at=at(24),
        )  # fmt: skip
        paper = of_matter(case.matter_id).get(pk=done.document_id)
        numbers = [row["certificate_no"] for row in paper.values["people"]]
        assert numbers == ["证-1", "证-2"]
    check_reviews(case, at(24))


def test_a_public_notice_waits_for_its_last_day_and_for_answers(world):
    case = accepted(world)
    notice = cases.publish_notice(
        case, text="拟准予变更", basis="《办法》第九条", to_on=date(2026, 9, 24),
        by=world.reviewer, at=at(18),
    )  # fmt: skip
    with pytest.raises(law.NoticeRuns):
        check_reviews(case, at(24, 23))
    said = cases.object_to(
        notice, name="张居民", phone="13800000000", text="影响通行", by=world.citizen, at=at(24)
    )
    assert b"\xe5\xbc\xa0" not in bytes(said.form), "the name is sealed"
    with pytest.raises(law.NoticeOver):
        cases.object_to(notice, name="x", phone="", text="迟到", by=world.citizen, at=at(28))
    with pytest.raises(law.ObjectionOpen):
        check_reviews(case, at(28))
    done = cases.answer_objection(
        case, objection=said, adopted=False, answer="不影响通行", by=world.reviewer, at=at(28)
    )
    paper = of_matter(case.matter_id).get(pk=done.document_id)
    assert "异议人：张居民" in str(paper.content)
    check_reviews(case, at(28))
    assert not Draw.objects.filter(case=case).exists()
