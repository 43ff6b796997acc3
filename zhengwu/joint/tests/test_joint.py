"""One application, several organs: from the one form to the results handed over together."""

from __future__ import annotations

from collections import Counter
from datetime import date
from types import SimpleNamespace

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import CaseState, Verdict
from zhengwu.cases.models import Case, CasePaper
from zhengwu.clock.actions import add_regional_days, rederive
from zhengwu.clock.models import Clock
from zhengwu.documents.models import Document
from zhengwu.joint import actions as joint
from zhengwu.joint import queries
from zhengwu.joint.enums import JointState, PartState
from zhengwu.joint.models import Copy, Joint, JointPaper, Part
from zhengwu.joint.rules import refusals
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.notices.models import Message

from .factories import (
    AT,
    IN_PERSON,
    SHOP,
    SOCIAL,
    TAX,
    accepted,
    answer_part,
    at,
    edition,
    part_of,
    received,
    staff,
)

pytestmark = pytest.mark.django_db
APPROVAL = "project-approval"


def codes(row: Joint) -> Counter[str]:
    found = Entry.objects.filter(matter_id=row.pk, refused=False).values_list("code", flat=True)
    return Counter(found)


def fresh(row: Joint) -> Joint:
    return Joint.objects.select_related("matter", "edition__service").get(pk=row.pk)


# -- the service -------------------------------------------------------------------------------


@pytest.mark.req("JNT-06")
def test_the_shipped_service_asks_each_question_and_each_paper_once(world: SimpleNamespace) -> None:
    document = edition().document
    keys = [one.key for one in document.asked]
    assert len(keys) == len(set(keys))
    by_key = {one.key: {use.item for use in one.uses} for one in document.asked}
    assert by_key["company.name"] == {SHOP, TAX, SOCIAL}
    assert by_key["legal.mobile"] == {SHOP, TAX}
    assert by_key["insured.count"] == {SOCIAL}
    assert keys[-1] == "truth"
    address = next(
        leaf for leaf in queries.form_schema(edition()).leaves() if leaf.key == "company.address"
    )
    assert address.max_length == 100, "the strictest of the three"
    names = [paper.name for paper in document.papers]
    assert names.count("经办人身份证明") == 1
    agent = next(one for one in document.papers if one.name == "经办人身份证明")
    assert {use.item for use in agent.uses} == {SHOP, TAX, SOCIAL}
    assert (agent.originals, agent.copies) == (1, 1)
    assert "营业执照" not in names, "the licence comes from the first member"
    assert {(one.item, one.by) for one in document.produced} == {(TAX, SHOP), (SOCIAL, SHOP)}
    assert document.joint_rule == "xk.joint_decision"


# -- the way through ---------------------------------------------------------------------------


@pytest.mark.req("JNT-06", "CASE-05")
def test_three_certificates_together_in_two_working_days(world: SimpleNamespace) -> None:
    row = received(world)
    assert row.matter.number.startswith("GA-LB-2026-")
    assert row.lead_code == "GA-XZSP"
    shop, tax = part_of(row, SHOP), part_of(row, TAX)
    assert (shop.state, tax.state) == (PartState.RECEIVED, PartState.WAITING)
    assert shop.case is not None
    assert shop.case.part_of_id == row.pk
    assert tax.case is None

    # Unified acceptance by the lead window alone; the copy goes to whoever is concerned.
    with pytest.raises(NotPermitted):
        joint.accept(row, by=staff(world, "GA-SWJ"), at=at(17, 11))
    row = joint.accept(row, by=staff(world, "GA-XZSP"), at=at(17, 11))
    assert row.state == JointState.ACCEPTED
    assert row.accepted_on == date(2026, 9, 17)
    clocks = {one.label: one for one in Clock.objects.filter(matter=row.matter, state="running")}
    assert clocks["statutory"].rule_code == "xk.joint_decision"
    assert (clocks["statutory"].amount, clocks["promised"].amount) == (45, 2)
    assert clocks["promised"].due_on == date(2026, 9, 20), "the make-up Sunday is a working day"
    assert [one.organ_code for one in Copy.objects.filter(joint=row)] == ["GA-XZSP"]

    # The licence is there: tax and insurance begin at once with the same answers and papers.
    answer_part(world, part_of(row, SHOP), when=at(17, 15))
    deliver_all()
    tax, social = part_of(row, TAX), part_of(row, SOCIAL)
    assert (tax.state, social.state) == (PartState.ACCEPTED, PartState.ACCEPTED)
    assert tax.case is not None
    assert social.case is not None
    assert tax.case.answers["company"]["name"] == social.case.answers["company"]["name"]
    assert "insured" not in tax.case.answers, "an organ gets what it asked for and no more"
    handed = dict(CasePaper.objects.filter(case=tax.case).values_list("code", "form"))
    assert handed == {"M01": "shared", "M02": "original"}
    assert Copy.objects.filter(joint=row).count() == 3

    # Before everybody has answered nothing is handed over without a reason; not by others at all.
    with pytest.raises(refusals.PartsOutstanding):
        joint.hand_over(
            row, way="direct", on=date(2026, 9, 17), detail=IN_PERSON,
            by=staff(world, "GA-XZSP"), at=at(17, 16),
        )  # fmt: skip
    answer_part(world, tax, when=at(18, 9))
    answer_part(world, social, when=at(18, 10))
    with pytest.raises(NotPermitted):
        cases.deliver(
            Case.objects.get(pk=tax.case_id), way="direct", on=date(2026, 9, 18),
            detail=IN_PERSON, by=staff(world, "GA-SWJ"), at=at(18, 11),
        )  # fmt: skip
    deliver_all()
    row = fresh(row)
    assert row.state == JointState.COLLECTED
    assert codes(row)["joint.matter.collected"] == 1

    row = joint.hand_over(
        row, way="direct", on=date(2026, 9, 18), detail=IN_PERSON,
        by=staff(world, "GA-XZSP"), at=at(18, 15),
    )  # fmt: skip
    assert row.state == JointState.COMPLETED
    assert {part.state for part in Part.objects.filter(joint=row)} == {PartState.COMPLETED}
    assert set(Case.objects.filter(part_of=row.matter).values_list("state", flat=True)) == {
        CaseState.COMPLETED
    }
    reply = Document.objects.get(matter=row.matter, template_code="joint_reply")
    assert [line["result"] for line in reply.values["results"]] == [
        "准予许可", "已核定", "予以登记",
    ]  # fmt: skip
    assert all(line["number"] for line in reply.values["results"])
    promised = Clock.objects.get(matter=row.matter, label="promised")
    assert (promised.state, promised.in_time) == ("met", True)
    assert row.matter.closed_at is not None


def test_the_applicant_hears_once_about_the_whole_not_about_each_part(
    world: SimpleNamespace,
) -> None:
    row = accepted(world)
    deliver_all()
    texts = Message.objects.filter(matter__in=[row.matter_id, part_of(row, SHOP).case_id])
    assert sorted(one.subject for one in texts) == ["申请已受理", "申请已提交"]
    assert {one.matter_id for one in texts} == {row.pk}


@pytest.mark.req("CASE-01", "CASE-02")
def test_a_part_is_of_the_joint_class(world: SimpleNamespace) -> None:
    case = part_of(accepted(world), SHOP).case
    assert case is not None
    assert case.part_of_id is not None
    assert (case.route, case.route_name) == ("joint", "联办件")
    assert case.undertaker_name == "", "the lead's clerk is nobody's undertaker elsewhere"


def test_gathering_twice_or_in_any_order_changes_nothing(world: SimpleNamespace) -> None:
    row = accepted(world)
    answer_part(world, part_of(row, SHOP))
    for _ in range(3):
        joint.gather(row.pk, at=at(17, 15))
    deliver_all()
    joint.gather(row.pk, at=at(17, 16))
    counted = codes(row)
    assert counted["joint.part.opened"] == 3
    assert counted["joint.part.moved"] == 4, "one for each change of each part"
    assert Case.objects.filter(part_of=row.matter).count() == 3


def test_parts_belong_to_the_lead_window_until_they_are_accepted(world: SimpleNamespace) -> None:
    row = received(world)
    case = part_of(row, SHOP).case
    assert case is not None
    with pytest.raises(NotPermitted):  # the organ's own clerk; the lead acts for the whole only
        cases.accept(case, by=staff(world, "GA-XZSP"), at=at(17, 11))


def test_a_missing_paper_is_named_once_for_all(world: SimpleNamespace) -> None:
    agent = next(one.code for one in edition().document.papers if "经办人" in one.name)
    row = received(world, without=[agent])
    with pytest.raises(refusals.PapersMissing) as refused:
        joint.accept(row, by=staff(world, "GA-XZSP"), at=at(17, 11))
    assert refused.value.facts == {"count": 1, "missing": "经办人身份证明"}


def test_wrong_answers_refuse_the_whole_and_leave_nothing(world: SimpleNamespace) -> None:
    with pytest.raises(refusals.FormIncomplete) as refused:
        received(world, answers={"company": {"name": "甲"}})
    assert "legal.id_card" in refused.value.fields
    assert not Joint.objects.exists()
    assert not Case.objects.filter(part_of__isnull=False).exists()


# -- supplement --------------------------------------------------------------------------------


@pytest.mark.req("JNT-06")
def test_all_organs_demands_are_told_in_one_notice(world: SimpleNamespace) -> None:
    document = edition(APPROVAL).document
    plan = next(one for one in document.papers if "总平面图" in one.name)
    report = next(one for one in document.papers if "节能报告" in one.name)
    row = received(world, APPROVAL)
    energy, environment = [m.item for m in document.members[1:]]
    joint.remark(
        row, item=energy, demands=[joint.Demand(report.code, "缺附表", "补附表")],
        by=staff(world, "GA-XZSP", "reviewer"), at=at(17, 14),
    )  # fmt: skip
    joint.remark(
        row, item=environment, demands=[joint.Demand(plan.code, "比例不清", "重新出图")],
        by=staff(world, "GA-STJ", "reviewer"), at=at(17, 15),
    )  # fmt: skip
    with pytest.raises(refusals.OutsideTheList):
        joint.remark(
            row, item=environment, demands=[joint.Demand(report.code, "x", "y")],
            by=staff(world, "GA-STJ", "reviewer"), at=at(17, 15),
        )  # fmt: skip
    lead = staff(world, row.lead_code)
    row = joint.request_supplement(
        row, demands=[joint.Demand(plan.code, "未盖章", "盖章")], by=lead, at=at(18, 9)
    )
    assert row.state == JointState.SUPPLEMENTING
    notice = Document.objects.get(matter=row.matter, template_code="supplement")
    assert [line["material"] for line in notice.values["defects"]] == [plan.name, report.name]
    assert notice.values["defects"][0]["problem"] == "未盖章；比例不清", "each paper stands once"
    states = {one.item_code: one.state for one in Part.objects.filter(joint=row)}
    assert states[energy] == states[environment] == PartState.SUPPLEMENTING
    assert states[document.members[0].item] == PartState.ACCEPTED, "complete: not held back"
    with pytest.raises(refusals.SecondSupplement):
        joint.request_supplement(
            row, demands=[joint.Demand(plan.code, "x", "y")], by=lead, at=at(18, 10)
        )
    # One copy of the plan serves both organs that asked for it.
    row = joint.deliver_supplement(
        row, papers=[joint.Sheet(plan.code, form="original")], by=world.for_firm, at=at(21)
    )
    assert row.state == JointState.SUPPLEMENTING
    row = joint.deliver_supplement(
        row, papers=[joint.Sheet(report.code, form="original")], by=world.for_firm, at=at(22)
    )
    row = joint.accept(row, by=lead, at=at(22, 15))
    assert row.state == JointState.ACCEPTED
    assert row.accepted_on == date(2026, 9, 22), "the day the last paper came"
    assert JointPaper.objects.filter(joint=row, supplement=True).count() == 2


def test_the_lead_that_oversleeps_has_accepted_by_law(world: SimpleNamespace) -> None:
    row = received(world)
    case = part_of(row, SHOP).case
    assert case is not None
    cases.deem_accepted(case, by=staff(world, "GA-XZSP"), at=at(25))
    deliver_all()
    row = fresh(row)
    assert row.state == JointState.ACCEPTED
    assert row.accepted_on == date(2026, 9, 17), "since the day of receipt (32(1)(4))"
    assert Clock.objects.filter(matter=row.matter, label="promised").exists()


# -- what goes wrong ---------------------------------------------------------------------------


def test_a_refused_member_takes_its_dependants_and_nobody_else(world: SimpleNamespace) -> None:
    row = accepted(world)
    answer_part(world, part_of(row, SHOP), Verdict.REFUSED)
    deliver_all()
    row = fresh(row)
    tax = part_of(row, TAX)
    assert tax.state == PartState.LAPSED
    assert "公司设立登记" in tax.note
    assert row.state == JointState.COLLECTED
    row = joint.hand_over(
        row, way="direct", on=date(2026, 9, 18), detail=IN_PERSON,
        by=staff(world, "GA-XZSP"), at=at(18),
    )  # fmt: skip
    assert row.state == JointState.COMPLETED
    reply = Document.objects.get(matter=row.matter, template_code="joint_reply")
    results = [line["result"] for line in reply.values["results"]]
    assert results[0] == "不予许可"
    assert "没有办成" in results[1]


def test_one_refused_the_others_are_handed_over(world: SimpleNamespace) -> None:
    row = accepted(world, APPROVAL)
    parts = list(Part.objects.filter(joint=row).select_related("case__matter"))
    answer_part(world, parts[0])
    answer_part(world, parts[1], Verdict.REFUSED)
    lead = staff(world, row.lead_code)
    early = joint.hand_over(
        row, way="direct", on=date(2026, 9, 18), detail=IN_PERSON,
        early="环评须待专家评审，先行送达已办出的结果", by=lead, at=at(18),
    )  # fmt: skip
    assert early.state == JointState.ACCEPTED
    states = list(Part.objects.filter(joint=row).values_list("state", flat=True))
    assert states == [PartState.COMPLETED, PartState.COMPLETED, PartState.ACCEPTED]
    answer_part(world, parts[2], when=at(21))
    row = joint.hand_over(
        row, way="direct", on=date(2026, 9, 22), detail=IN_PERSON, by=lead, at=at(22)
    )
    assert row.state == JointState.COMPLETED
    assert Document.objects.filter(matter=row.matter, template_code="joint_reply").count() == 2


def test_the_applicant_withdraws_half(world: SimpleNamespace) -> None:
    row = accepted(world, APPROVAL)
    items = [member.item for member in row.edition.document.members]
    row = joint.withdraw(row, items=[items[2]], reason="先不建锅炉房", by=world.for_firm, at=at(18))
    assert row.state == JointState.ACCEPTED
    assert part_of(row, items[2]).state == PartState.WITHDRAWN
    for item in items[:2]:
        answer_part(world, part_of(row, item), when=at(21))
    deliver_all()
    assert fresh(row).state == JointState.COLLECTED
    whole = accepted(world)
    with pytest.raises(refusals.DependantsNamed) as refused:
        joint.withdraw(whole, items=[SHOP], reason="", by=world.citizen, at=at(18))
    assert "企业社会保险登记" in refused.value.message
    whole = joint.withdraw(
        whole, items=[SHOP, TAX, SOCIAL], reason="不办了", by=world.citizen, at=at(18)
    )
    assert whole.state == JointState.WITHDRAWN
    assert whole.matter.closed_at is not None
    with pytest.raises(NotPermitted):
        joint.withdraw(row, items=items, reason="", by=world.citizen, at=at(19))


def test_another_window_leads(world: SimpleNamespace) -> None:
    row = received(world, APPROVAL)
    assert row.lead_code == "GA-FGJ"
    with pytest.raises(NotPermitted):
        joint.change_lead(
            row, organ_code="GA-XZSP", reason="x", by=staff(world, "GA-FGJ"), at=at(17)
        )
    row = joint.change_lead(
        row, organ_code="GA-XZSP", reason="窗口调整", by=world.director, at=at(17, 14)
    )
    with pytest.raises(NotPermitted):
        joint.accept(row, by=staff(world, "GA-FGJ"), at=at(17, 15))
    row = joint.accept(row, by=staff(world, "GA-XZSP"), at=at(17, 15))
    assert row.state == JointState.ACCEPTED
    assert row.matter.organ_code == "GA-XZSP"


def test_an_organ_leaves_while_a_part_waits_on_it(world: SimpleNamespace) -> None:
    from zhengwu.org.actions import set_admission
    from zhengwu.org.enums import AdmissionState

    row = accepted(world, APPROVAL)
    part = Part.objects.get(joint=row, organ_code="GA-STJ")
    set_admission(
        world.places.departments["GA-STJ"], state=AdmissionState.WITHDRAWN, on=date(2026, 9, 18),
        reason="机构调整", by=world.director, at=at(18),
    )  # fmt: skip
    deliver_all()
    part.refresh_from_db()
    assert part.stranded_on == date(2026, 9, 18)
    part = joint.reassign(
        fresh(row), item=part.item_code, organ_code="GA-XZSP", basis="广安府〔2026〕9号",
        reason="环评审批职权划转", by=world.director, at=at(18, 15),
    )  # fmt: skip
    assert part.stranded_on is None
    case = Case.objects.get(pk=part.case_id)
    assert case.organ_code == "GA-XZSP"
    answer_part(world, part_of(row, part.item_code), when=at(21))
    assert Case.objects.get(pk=part.case_id).state == CaseState.DECIDED


@pytest.mark.req("CASE-05")
def test_more_than_45_days_only_by_the_head_of_the_government(world: SimpleNamespace) -> None:
    from zhengwu.clock.actions.extend import ExtendedBefore, ExtensionTooLong

    row = accepted(world, APPROVAL)
    old = Clock.objects.get(matter=row.matter, label="statutory").due_on
    for nobody in (staff(world, "GA-FGJ", "head"), world.director):
        with pytest.raises(NotPermitted):
            joint.extend(row, days=15, reason="涉及面广", by=nobody, at=at(18))
    with pytest.raises(ExtensionTooLong):
        joint.extend(row, days=16, reason="涉及面广", by=world.vice_head, at=at(18))
    promised = Clock.objects.get(matter=row.matter, label="promised").due_on
    joint.extend(row, days=15, reason="涉及面广", by=world.vice_head, at=at(18))
    assert Clock.objects.get(matter=row.matter, label="statutory").due_on > old
    later = Clock.objects.get(matter=row.matter, label="promised").due_on
    assert fresh(row).due_on == later > promised, "lists are sorted by the day that counts now"
    paper = Document.objects.get(matter=row.matter, template_code="extension")
    assert paper.services.get().served_on == at(18).date(), "told with its reason"
    assert paper.values["approver_kind"] == "government_head"
    with pytest.raises(ExtendedBefore):
        joint.extend(row, days=1, reason="再延", by=world.vice_head, at=at(21))


def test_a_feast_declared_meanwhile_moves_every_copy_of_a_last_day(world: SimpleNamespace) -> None:
    row = accepted(world)
    joint.consult(row, organ_code="GA-FGJ", question="有无意见", by=world.director, at=at(17))
    copies = [row.due_on, *row.parts.values_list("due_on", flat=True),
              *row.consultations.values_list("due_on", flat=True)]  # fmt: skip
    for notice in add_regional_days(
        "511602000000", [(date(2026, 9, 18), "地方节日")], number="演示〔2026〕1号",
        title="地方放假通知", by=SYSTEM, at=at(17, 12),
    ):  # fmt: skip
        list(rederive(notice, at=at(17, 12)))
    assert joint.settle_dues(by=SYSTEM, at=at(17, 12)) >= 2
    assert joint.settle_dues(by=SYSTEM, at=at(17, 12)) == 0
    row = fresh(row)
    days = dict(Clock.objects.filter(matter=row.matter, state="running")
                .values_list("subject", "due_on"))  # fmt: skip
    assert row.due_on == min(days[""], row.due_on) > copies[0]
    for one in [*row.parts.all(), *row.consultations.all()]:
        assert days.get(str(one.pk), one.due_on) == one.due_on


def test_strangers_see_nothing(world: SimpleNamespace) -> None:
    row = accepted(world)
    assert queries.joint_for(staff(world, "GA-ZJJ"), row.matter.number) is None
    assert queries.joint_for(staff(world, "GA-XZSP"), row.matter.number) == row
    assert queries.joint_for(world.for_firm, row.matter.number) is None
    assert queries.joint_for(world.citizen, row.matter.number) == row
    assert queries.joint_for(world.director, row.matter.number) == row
    both = {row.pk, received(world, when=AT).pk}
    assert both <= set(queries.visible_to(world.citizen).values_list("pk", flat=True))


def test_every_answer_of_a_department_is_gathered_in_few_statements(
    world: SimpleNamespace, django_assert_max_num_queries: object
) -> None:
    row = accepted(world, APPROVAL)
    part = Part.objects.filter(joint=row).select_related("case__matter").first()
    assert part is not None
    answer_part(world, part)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        joint.gather(row.pk, at=at(17, 15))
    assert part_of(row, part.item_code).state == PartState.DECIDED


def test_posted_results_wait_for_their_receipt_and_are_not_posted_twice(
    world: SimpleNamespace,
) -> None:
    row = accepted(world, APPROVAL)
    for part in Part.objects.filter(joint=row).select_related("case__matter"):
        answer_part(world, part)
    lead = staff(world, row.lead_code)
    post = {"tracking_no": "EMS1", "place": "申请人住所", "deliverer": lead.name}
    row = joint.hand_over(row, way="post", on=at(18).date(), detail=post, by=lead, at=at(18))
    assert row.state == JointState.COLLECTED
    joint.hand_over(row, way="post", on=at(18).date(), detail=post, by=lead, at=at(18, 12))
    row = joint.confirm_post(row, receipt_on=at(21).date(), by=lead, at=at(22))
    assert row.state == JointState.COMPLETED
    reply = Document.objects.get(matter=row.matter, template_code="joint_reply")
    assert reply.services.get().served_on == at(21).date(), "the reply was in the same envelope"
