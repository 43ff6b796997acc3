"""One test a row of the requirements: the whole sentence, told with real items."""

from __future__ import annotations

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions.first_asked import AnsweredAlready, WordMissing
from zhengwu.cases.actions.handover import (
    AnswerNotReady,
    NoSheetGiven,
    NotOfTheUnit,
    SheetNotSigned,
    SheetOut,
    SheetSignedAlready,
)
from zhengwu.cases.actions.on_the_spot import NotImmediate
from zhengwu.cases.actions.recusal import GroundMissing, Recused
from zhengwu.cases.enums import CaseState, FirstAskedState, TaskKind, Verdict
from zhengwu.cases.models import Case, FirstAsked
from zhengwu.cases.rules import checks
from zhengwu.cases.rules.checks import Defect
from zhengwu.clock.models import Clock
from zhengwu.documents.queries import of_matter
from zhengwu.flow.models import Task, graph_of
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted, Refusal
from zhengwu.notices.models import Message

from .factories import AT, application, at

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def accepted(world, name="nurse", when=AT, **more) -> Case:
    case = cases.receive(application(world, name, **more), by=world.clerk, at=when)
    return cases.accept(case, by=world.clerk, at=when)


def step(case, kind, *, by, when, outcome="pass", opinion="同意"):
    task = next(one for one in queries.open_tasks(case) if one.kind == kind)
    return cases.complete_step(case, task=task, outcome=outcome, opinion=opinion, by=by, at=when)


def decided(world, case, verdict=Verdict.GRANTED, **more) -> Case:
    step(case, TaskKind.REVIEW, by=world.reviewer, when=at(18), opinion="材料属实")
    step(case, TaskKind.CHECK, by=world.checker, when=at(21), opinion="程序合法")
    ruling = cases.Ruling(verdict, **more)
    cases.decide(case, task=None, ruling=ruling, by=world.a, at=at(22))
    if verdict is Verdict.GRANTED:
        step(case, TaskKind.ISSUE, by=world.clerk, when=at(22, 15), outcome="")
    case.refresh_from_db()
    return case


def hand_over(world, case, when):
    detail = {"receiver": case.applicant_name, "place": "窗口", "deliverer": world.clerk.name}
    return cases.deliver(case, way="direct", on=when.date(), detail=detail, by=world.clerk, at=when)


def paper(case, code):
    return of_matter(case.matter_id).get(template_code=code)


def said(document) -> str:
    return str(document.content)


@pytest.mark.req("CASE-10", "CASE-45")
@pytest.mark.parametrize("name", ["nurse", "charity"])
def test_accept_review_handle_reply_each_with_its_paper_and_its_person(world, name):
    """A licence and a confirmation, of whatever organ the item belongs to."""
    case = decided(world, accepted(world, name))
    case = hand_over(world, case, at(23))
    assert case.state == CaseState.COMPLETED
    codes = [document.template_code for document in of_matter(case.matter_id)]
    result = "grant" if name == "nurse" else "confirmation"
    assert [code for code in codes if code in ("receipt", "acceptance", result)] == [
        "receipt", "acceptance", result,
    ]  # fmt: skip
    assert codes[-1] == "return_receipt"
    done = {task.kind: task.done_by_name for task in Task.objects.filter(matter=case.matter_id)}
    assert done[TaskKind.REVIEW] == world.reviewer.name
    assert done[TaskKind.CHECK] == world.checker.name
    assert done[TaskKind.DECIDE] == world.a.name
    assert done[TaskKind.DELIVER] == world.clerk.name


@pytest.mark.req("CASE-45")
def test_no_item_of_any_department_is_handled_without_all_four(world):
    """Whoever publishes an item names a flow in which somebody reviews, decides and replies."""
    for edition in world.editions.values():
        terms = queries.terms_of(edition.pk)
        assert terms.organ_code
        assert terms.flow_version_id
        if terms.immediate or not terms.decides:
            continue
        kinds = {node.task_kind for node in _nodes(terms)}
        assert {"review", "decide", "deliver"} <= kinds, terms.item_name


def _nodes(terms):
    return graph_of(terms.flow_version_id).nodes.values()


@pytest.mark.req("CASE-11")
def test_in_scope_is_accepted_incomplete_gets_one_list_and_is_accepted_when_complete(world):
    complete = accepted(world)
    assert complete.state == CaseState.ACCEPTED
    first, second, *_ = queries.terms_of(world.editions["hygiene"].pk).required_materials
    applied = application(world, "hygiene", without=(first, second))
    case = cases.receive(applied, by=world.clerk, at=AT)
    with pytest.raises(checks.MaterialsMissing):
        cases.accept(case, by=world.clerk, at=AT)
    defects = [Defect(code, "没有提交", "请补交") for code in (first, second)]
    cases.request_supplement(case, defects=defects, by=world.clerk, at=at(18))
    names = queries.terms_of(world.editions["hygiene"].pk).material_names
    listed = paper(case, "supplement").values["defects"]
    assert [row["material"] for row in listed] == [names[first], names[second]]
    cases.deliver_supplement(case, papers=[cases.HandedIn(first)], by=world.clerk, at=at(21))
    with pytest.raises(checks.SupplementOutstanding):
        cases.accept(case, by=world.clerk, at=at(21, 11))
    cases.deliver_supplement(case, papers=[cases.HandedIn(second)], by=world.clerk, at=at(22))
    assert cases.accept(case, by=world.clerk, at=at(22, 11)).state == CaseState.ACCEPTED


@pytest.mark.req("CASE-12")
def test_on_acceptance_rights_and_duties_are_told_and_the_form_goes_to_the_unit(world):
    case = accepted(world)
    deliver_all()
    told = said(paper(case, "acceptance"))
    for word in ("陈述和申辩", "申请回避", "行政复议", "如实提交", "真实性负责"):
        assert word in told
    entry = Entry.objects.get(matter_id=case.matter_id, code="cases.case.accepted")
    assert entry.payload["number"] == case.matter.number
    assert Message.objects.filter(matter=case.matter_id).exists(), "and the applicant is told"
    sheet = paper(case, "task_sheet")
    unit = world.places.departments[case.organ_code]
    assert sheet.values["lead_unit"] == unit.name
    assert sheet.number
    promised = Clock.objects.get(matter=case.matter_id, label="promised")
    assert str(sheet.values["decide_by"])[:10] == promised.due_on.isoformat()
    (task,) = queries.open_tasks(case)
    assert (task.kind, task.organ_code) == (TaskKind.REVIEW, unit.pk), "it lies with that unit"
    deliver_all()
    assert of_matter(case.matter_id).filter(template_code="task_sheet").count() == 1


def test_an_immediate_item_needs_no_form(world):
    case = cases.finish_on_the_spot(
        application(world, "shop"), ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT
    )
    deliver_all()
    assert not of_matter(case.matter_id).filter(template_code="task_sheet").exists()


def named(world, case, who, when=AT):
    return cases.name_undertaker(case, staff_id=who.id, staff_name=who.name, by=world.head, at=when)


@pytest.mark.req("CASE-13")
def test_the_department_names_one_undertaker_who_answers_for_the_whole_process(world):
    case = accepted(world)
    with pytest.raises(NotPermitted):
        cases.name_undertaker(
            case, staff_id=world.reviewer.id, staff_name=world.reviewer.name,
            by=world.stranger, at=AT,
        )  # fmt: skip
    with pytest.raises(NotOfTheUnit):
        named(world, case, world.stranger)
    named(world, case, world.checker)
    case = named(world, case, world.reviewer)
    assert (case.undertaker_id, case.undertaker_name) == (world.reviewer.id, world.reviewer.name)
    assert case.handovers.count() == 1, "one at a time; the journal keeps who it was before"
    entries = Entry.objects.filter(matter_id=case.matter_id, code="cases.case.undertaker_named")
    assert entries.latest("seq").changes == {
        "undertaker": [world.checker.name, case.undertaker_name]
    }
    case = decided(world, case)
    assert case.undertaker_id == world.reviewer.id, "to the end of the process"
    mine = queries.visible_to(world.reviewer).filter(undertaker_id=world.reviewer.id)
    assert case in mine


@pytest.mark.req("CASE-14")
def test_done_directly_where_possible_else_the_undertaker_handles_and_promises_a_day(world):
    spot = cases.finish_on_the_spot(
        application(world, "shop"), ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT
    )
    assert (spot.state, spot.completed_at) == (CaseState.COMPLETED, AT)
    with pytest.raises(NotImmediate):
        cases.finish_on_the_spot(
            application(world, "nurse"), ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT
        )
    case = named(world, accepted(world), world.reviewer)
    promised = Clock.objects.get(matter=case.matter_id, label="promised")
    notice = paper(case, "acceptance")
    assert str(notice.values["decide_by"])[:10] == promised.due_on.isoformat()
    assert notice.values["promised_limit"]
    assert case.undertaker_name == world.reviewer.name


@pytest.mark.req("CASE-15")
def test_the_undertaker_signs_and_returns_the_form_then_the_window_tells_the_applicant(world):
    case = named(world, accepted(world), world.reviewer)
    with pytest.raises(AnswerNotReady):
        cases.hand_back(case, by=world.reviewer, at=AT)
    case = decided(world, case)
    with pytest.raises(SheetOut, match=world.reviewer.name):
        hand_over(world, case, at(23))
    with pytest.raises(SheetNotSigned):
        cases.take_back(case, by=world.clerk, at=at(23))
    with pytest.raises(NoSheetGiven):
        cases.hand_back(case, by=world.checker, at=at(23))
    out = cases.hand_back(case, word="已办结，请通知申请人领证。", by=world.reviewer, at=at(23))
    assert cases.hand_back(case, by=world.reviewer, at=at(23, 11)) == out
    sheet = of_matter(case.matter_id).get(pk=out.sheet_id)
    opinions = [(row["person"], row["opinion"]) for row in sheet.values["opinions"]]
    assert (world.checker.name, "程序合法") in opinions
    assert opinions[-1] == (world.reviewer.name, "已办结，请通知申请人领证。")
    with pytest.raises(SheetSignedAlready):
        named(world, case, world.checker, at(23))
    with pytest.raises(SheetOut):
        hand_over(world, case, at(23, 12))
    with pytest.raises(NotPermitted):
        cases.take_back(case, by=world.reviewer, at=at(23, 13))
    cases.take_back(case, by=world.clerk, at=at(23, 14))
    case = hand_over(world, case, at(23, 15))
    assert case.state == CaseState.COMPLETED
    codes = Entry.objects.filter(matter_id=case.matter_id).order_by("seq")
    told = [code for code in codes.values_list("code", flat=True) if code.startswith("cases.")]
    order = ["cases.sheet.given", "cases.case.decided", "cases.sheet.signed",
             "cases.sheet.returned", "cases.case.delivered"]  # fmt: skip
    assert [code for code in told if code in order] == order
    deliver_all()
    assert Message.objects.filter(matter=case.matter_id).exists()


@pytest.mark.req("CASE-28")
def test_first_asked_one_notice_and_the_limit_hold_at_the_window(world):
    row = cases.register_question(
        question="办护士变更注册要带什么？", asker="张三", phone="13800000000",
        by=world.clerk, at=AT,
    )  # fmt: skip
    assert (row.staff_name, row.state) == (world.clerk.name, FirstAskedState.OPEN)
    assert b"13800000000" not in bytes(row.form)
    with pytest.raises(NotPermitted):
        cases.answer_question(row, outcome="不归我管", by=world.stranger, at=AT)
    other = world.stranger.organ_code
    row = cases.pass_question(row, to_organ=other, to_name="人社窗口", by=world.clerk, at=AT)
    assert row.staff_name == world.clerk.name, "passing on does not end the answer's duty"
    row = cases.answer_question(row, outcome="已说明材料", by=world.stranger, at=at(17, 10))
    assert row.closed_by == world.stranger.name
    with pytest.raises(AnsweredAlready):
        cases.answer_question(row, outcome="再答", by=world.clerk, at=at(17, 11))
    first = next(iter(queries.terms_of(world.editions["hygiene"].pk).required_materials))
    asked = cases.register_question(question="想开理发店", by=world.clerk, at=AT)
    applied = application(world, "hygiene", without=(first,))
    case = cases.receive(applied, by=world.clerk, at=AT)
    asked = cases.answer_question(asked, outcome="", case=case, by=world.clerk, at=AT)
    assert FirstAsked.objects.get(case=case).state == FirstAskedState.RECEIVED
    notice_due = Clock.objects.get(matter=case.matter_id, label="acceptance")
    assert notice_due.in_time is None
    assert notice_due.amount == 5
    defect = [Defect(first, "没有提交", "请补交")]
    cases.request_supplement(case, defects=defect, by=world.clerk, at=at(18))
    with pytest.raises(checks.SecondSupplement):
        cases.request_supplement(case, defects=defect, by=world.clerk, at=at(18, 11))
    running = accepted(world)
    limits = Clock.objects.filter(matter=running.matter_id, label__in=["promised", "statutory"])
    assert limits.count() == 2


def test_a_question_without_words_or_without_a_person_is_refused(world):
    with pytest.raises(WordMissing):
        cases.register_question(question=" ", by=world.clerk, at=AT)
    row = cases.register_question(question="咨询", by=world.clerk, at=AT)
    with pytest.raises(WordMissing):
        cases.pass_question(row, to_organ="X", to_name="某人", by=world.clerk, at=AT)
    with pytest.raises(WordMissing):
        cases.answer_question(row, outcome="", by=world.clerk, at=AT)
    with pytest.raises(NotPermitted):
        cases.register_question(question="我来登记", by=world.citizen, at=AT)


def test_who_has_an_interest_keeps_out_by_word_or_by_order(world):
    case = accepted(world)
    with pytest.raises(NotPermitted):
        cases.recuse(
            case, staff_id=world.reviewer.id, staff_name=world.reviewer.name,
            asked_by="申请人", ground="与第三人有亲属关系", by=world.clerk, at=AT,
        )  # fmt: skip
    about = {"staff_id": world.reviewer.id, "staff_name": world.reviewer.name}
    with pytest.raises(GroundMissing):
        cases.recuse(
            case, **about, asked_by="申请人", ground="有利害关系", granted=False,
            by=world.head, at=AT,
        )  # fmt: skip
    cases.recuse(
        case, **about, asked_by="申请人", ground="有利害关系", granted=False, word="查无此关系",
        by=world.head, at=AT,
    )  # fmt: skip
    assert case.recusals.get().granted is False
    cases.recuse(case, **about, asked_by="本人", ground="近亲属", by=world.reviewer, at=AT)
    with pytest.raises(Recused):
        step(case, TaskKind.REVIEW, by=world.reviewer, when=at(18))
    step(case, TaskKind.REVIEW, by=world.second_reviewer, when=at(18))
    step(case, TaskKind.CHECK, by=world.checker, when=at(21))
    cases.recuse(
        case, staff_id=world.a.id, staff_name=world.a.name, asked_by="本机关", ground="曾任代理人",
        by=world.head, at=at(21),
    )  # fmt: skip
    with pytest.raises(Recused):
        cases.decide(case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=at(22))
    cases.decide(case, task=None, ruling=cases.Ruling(Verdict.GRANTED), by=world.b, at=at(22))
    refused = Entry.objects.filter(matter_id=case.matter_id, refused=True)
    assert [one.payload["refusal"] for one in refused.order_by("seq")][-1] == "recused"


@pytest.mark.req("CASE-04")
def test_what_needs_a_survey_or_a_hearing_is_organised_and_finished_within_the_promise(world):
    case = accepted(world, "hygiene")
    for kind, by in ((TaskKind.REVIEW, world.reviewer), (TaskKind.CHECK, world.checker)):
        step(case, kind, by=by, when=at(18))
    granting = {"task": None, "ruling": cases.Ruling(Verdict.GRANTED), "by": world.a}
    with pytest.raises(checks.ChecksMissing):
        cases.decide(case, **granting, at=at(21))
    cases.record_check(
        case,
        inspectors=[
            cases.Inspector(one.id, one.name, f"证-{one.name}")
            for one in (world.reviewer, world.checker)
        ],
        place="店内", started_at=at(21, 9), ended_at=at(21, 10), findings="符合", passed=True,
        by=world.reviewer, at=at(21, 11),
    )  # fmt: skip
    cases.decide(case, **granting, at=at(22))
    promised = Clock.objects.get(matter=case.matter_id, label="promised")
    assert (promised.in_time, promised.stopped_on) == (True, at(22).date())
    heard = accepted(world, "karaoke")
    for kind, by in ((TaskKind.REVIEW, world.reviewer), (TaskKind.CHECK, world.checker)):
        for task in [one for one in queries.open_tasks(heard) if one.kind == kind]:
            cases.complete_step(heard, task=task, outcome="pass", opinion="同意", by=by, at=at(18))
    assert queries.terms_of(heard.edition_id).hearing
    with pytest.raises(Refusal):
        cases.decide(heard, **granting, at=at(21))
