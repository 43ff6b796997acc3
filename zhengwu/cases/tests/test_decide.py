"""Handling, special procedures, extension, decision, delivery."""

from __future__ import annotations

from datetime import date

import pytest

from zhengwu.authority import actions as letters
from zhengwu.authority.enums import BActs, Representative, Verb
from zhengwu.authority.models import Letter
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions.procedure import ProcedureNotRequired
from zhengwu.cases.enums import CaseState, TaskKind, Verdict
from zhengwu.cases.models import Case
from zhengwu.cases.rules import checks
from zhengwu.clock.models import Clock
from zhengwu.documents.models import Service
from zhengwu.documents.queries import of_matter
from zhengwu.flow.rules import refusals
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted, Refusal

from .factories import AT, application, as_staff, at

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def accepted(world, name="nurse", **more) -> Case:
    case = cases.receive(application(world, name, **more), by=world.clerk, at=AT)
    return cases.accept(case, by=world.clerk, at=AT)


def step(case, world, kind, *, by, when, outcome="pass"):
    task = next(one for one in queries.open_tasks(case) if one.kind == kind)
    return cases.complete_step(case, task=task, outcome=outcome, opinion="同意", by=by, at=when)


def ready(world, name="nurse") -> Case:
    """Reviewed and checked: waits for the decision."""
    case = accepted(world, name)
    step(case, world, TaskKind.REVIEW, by=world.reviewer, when=at(18))
    step(case, world, TaskKind.CHECK, by=world.checker, when=at(21))
    return case


def decide(case, by, when, verdict=Verdict.GRANTED, **more):
    return cases.decide(case, task=None, ruling=cases.Ruling(verdict, **more), by=by, at=when)


def codes(case) -> list[str]:
    return [document.template_code for document in of_matter(case.matter_id)]


def test_licence_from_review_to_return_receipt(world):
    case = ready(world)
    decision = decide(case, world.b, at(22))
    assert decision.letter_number.endswith("-B")
    case.refresh_from_db()
    assert (case.state, case.verdict) == (CaseState.DECIDED, Verdict.GRANTED)
    assert codes(case)[-2:] == ["grant", "licence"]
    assert Clock.objects.get(matter=case.matter_id, label="statutory").in_time
    delivery = Clock.objects.get(matter=case.matter_id, label="delivery")
    assert delivery.due_on == date(2026, 10, 13), "ten working days, the holidays not counted"
    step(case, world, TaskKind.ISSUE, by=world.clerk, when=at(22, 15), outcome="")
    detail = {"receiver": case.applicant_name, "place": "窗口", "deliverer": world.clerk.name}
    case = cases.deliver(
        case, way="direct", on=date(2026, 9, 23), detail=detail, by=world.clerk, at=at(23)
    )
    assert case.state == CaseState.COMPLETED
    assert codes(case).count("return_receipt") == 2
    assert Case.objects.select_related("matter").get(pk=case.pk).matter.closed_at == at(23)


@pytest.mark.req("ORG-06", "ORG-07")
def test_decision_needs_a_letter_of_today(world):
    case = ready(world)
    with pytest.raises(checks.AuthorityMissing):
        decide(case, world.head, at(22))
    letter = Letter.objects.get(holder_id=world.a.id, valid_from=date(2026, 1, 1))
    assert letter.valid_to == date(2026, 12, 31)
    last_minute, next_day = at(31, 23, 59, month=12), at(1, month=12).replace(year=2027, month=1)
    with pytest.raises(checks.AuthorityMissing):
        decide(case, world.a, next_day)
    assert decide(case, world.a, last_minute).letter_number == letter.number
    refused = Entry.objects.filter(matter_id=case.matter_id, refused=True)
    assert [entry.payload["refusal"] for entry in refused.order_by("seq")] == [
        "authority_missing",
        "authority_missing",
    ]


@pytest.mark.req("CASE-08")
def test_refusal_needs_reasons_basis_and_tells_the_remedies(world):
    case = ready(world)
    with pytest.raises(checks.NoReasons) as caught:
        decide(case, world.a, at(22), Verdict.REFUSED)
    assert set(caught.value.fields) == {"reasons", "basis"}
    decide(
        case,
        world.a,
        at(22),
        Verdict.REFUSED,
        reasons="执业证书已失效。",
        basis="《护士条例》第八条",
    )
    paper = of_matter(case.matter_id).get(template_code="refusal")
    text = str(paper.content)
    assert "行政复议" in text
    assert "行政诉讼" in text
    assert "执业证书已失效" in text
    assert not Clock.objects.filter(
        matter=case.matter_id, label="delivery", rule_code="xk.delivery"
    )


@pytest.mark.req("CASE-27")
def test_reviewer_does_not_check_and_does_not_decide(world):
    case = accepted(world)
    both = as_staff(world.people.cast("reviewer"))
    step(case, world, TaskKind.REVIEW, by=both, when=at(18))
    task = next(one for one in queries.open_tasks(case) if one.kind == TaskKind.CHECK)
    double = type(both)(
        **{**{n: getattr(both, n) for n in both.__slots__},
           "duties": both.duties | {f"checker@{case.organ_code}"}}
    )  # fmt: skip
    with pytest.raises(refusals.SamePerson):
        cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=double, at=at(21))


def test_deciding_step_is_not_completed_like_any_other(world):
    case = ready(world)
    task = queries.deciding_task(case)
    with pytest.raises(Refusal, match="准予"):
        cases.complete_step(case, task=task, outcome="granted", opinion="", by=world.a, at=at(22))


def test_decision_before_its_step_is_refused(world):
    case = accepted(world)
    with pytest.raises(Refusal, match="还没有到决定"):
        decide(case, world.a, at(18))


@pytest.mark.req("CASE-04")
def test_expert_review_stops_the_clock_only_as_the_law_lets_it(world):
    case = accepted(world, "radiation")
    statutory = Clock.objects.get(matter=case.matter_id, label="statutory")
    old = statutory.due_on
    start = {"reason": "依法组织专家评审", "doing_body": "区专家库", "planned_days": 10}
    with pytest.raises(ProcedureNotRequired) as caught:
        cases.start_procedure(case, kind="公示", by=world.reviewer, at=at(21), **start)
    assert "第45条" in caught.value.article
    held = cases.start_procedure(case, kind="专家评审", by=world.reviewer, at=at(21), **start)
    case.refresh_from_db()
    assert case.suspended
    assert codes(case)[-2:] == ["special_procedure", "return_receipt"]
    step(case, world, TaskKind.REVIEW, by=world.reviewer, when=at(22))
    cases.end_procedure(
        case, procedure=held, received_on=date(2026, 9, 24), result="通过", by=world.reviewer,
        at=at(24),
    )  # fmt: skip
    statutory.refresh_from_db()
    assert old == date(2026, 10, 21)
    assert statutory.due_on == date(2026, 10, 26), "22, 23 and 24 September are not counted"


def test_decision_waits_for_the_special_procedure(world):
    case = accepted(world, "radiation")
    cases.start_procedure(
        case, kind="专家评审", reason="评审", doing_body="专家", planned_days=5,
        by=world.reviewer, at=at(21),
    )  # fmt: skip
    step_a, step_b = [one for one in queries.open_tasks(case) if one.kind == TaskKind.REVIEW]
    cases.complete_step(
        case, task=step_a, outcome="pass", opinion="同意", by=world.reviewer, at=at(21)
    )
    cases.complete_step(
        case, task=step_b, outcome="pass", opinion="同意", by=world.second_reviewer, at=at(21, 11)
    )
    with pytest.raises(checks.ChecksMissing):
        step(case, world, TaskKind.INSPECT, by=world.checker, when=at(22))
    with pytest.raises(checks.TooFewInspectors):
        inspect(case, world, [world.checker])
    inspect(case, world, [world.checker, world.reviewer])


def inspect(case, world, people):
    return cases.record_check(
        case,
        inspectors=[cases.Inspector(one.id, one.name, f"证-{one.name}") for one in people],
        place="机房",
        started_at=at(22, 9),
        ended_at=at(22, 10),
        findings="符合",
        passed=True,
        by=world.checker,
        at=at(22, 11),
    )


def test_head_extends_once_before_the_day_and_tells_it(world):
    case = accepted(world)
    with pytest.raises(NotPermitted):
        cases.extend(case, days=5, reason="需要补充论证", by=world.a, at=at(18))
    cases.extend(case, days=10, reason="需要补充论证", by=world.head, at=at(18))
    statutory = Clock.objects.get(matter=case.matter_id, label="statutory")
    assert statutory.due_on == date(2026, 10, 16)
    assert "extension" in codes(case)
    with pytest.raises(Refusal, match="延长"):
        cases.extend(case, days=1, reason="再延", by=world.head, at=at(21))


def test_too_long_and_too_late_extensions_are_refused(world):
    case = accepted(world)
    with pytest.raises(Refusal, match="不能超过"):
        cases.extend(case, days=11, reason="需要", by=world.head, at=at(18))
    with pytest.raises(Refusal, match="届满"):
        cases.extend(case, days=5, reason="需要", by=world.head, at=at(22, month=10))
    assert "extension" not in codes(case), "the paper went with the refused act"


@pytest.mark.req("CASE-03", "ITM-05")
def test_immediate_item_is_received_decided_and_handed_over_at_once(world):
    case = cases.finish_on_the_spot(
        application(world, "shop"), ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT
    )
    assert case.state == CaseState.COMPLETED
    assert codes(case)[:2] == ["receipt", "grant"]
    entries = Entry.objects.filter(matter_id=case.matter_id).values_list("code", flat=True)
    expected = [
        f"cases.case.{verb}"
        for verb in ("received", "accepted", "decided", "delivered", "completed")
    ]
    assert [code for code in entries.order_by("seq") if code.startswith("cases.")] == expected


def test_immediate_item_is_all_or_nothing(world):
    first = next(iter(queries.terms_of(world.editions["shop"].pk).required_materials))
    before = Case.objects.count()
    with pytest.raises(checks.MaterialsMissing):
        cases.finish_on_the_spot(
            application(world, "shop", without=(first,)),
            ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT,
        )  # fmt: skip
    assert Case.objects.count() == before


def test_promised_item_is_not_finished_on_the_spot(world):
    with pytest.raises(Refusal, match="不是即办"):
        cases.finish_on_the_spot(
            application(world, "nurse"), ruling=cases.Ruling(Verdict.GRANTED), by=world.a, at=AT
        )


def test_service_without_decision_leaves_no_decision_paper(world):
    case = cases.finish_on_the_spot(
        application(world, "archive"), ruling=cases.Ruling(Verdict.DONE), by=world.a, at=AT
    )
    assert codes(case)[:2] == ["receipt", "immediate_result"]
    assert case.verdict == Verdict.DONE


def test_confirmation_speaks_no_word_of_licence(world):
    case = ready(world, "charity")
    decide(case, world.a, at(22))
    assert "confirmation" in codes(case)
    assert "grant" not in codes(case)
    statutory = Clock.objects.filter(matter=case.matter_id, rule_code__startswith="xk.")
    assert not statutory.exists(), "a confirmation borrows no clock of the licensing law"


def test_note_is_for_colleagues_question_for_both(world):
    case = accepted(world)
    cases.write_note(case, text="注意核对", by=world.reviewer, at=at(18))
    with pytest.raises(NotPermitted):
        cases.write_note(case, text="我也写", by=world.citizen, at=at(18))
    cases.ask(case, text="什么时候能办好？", by=world.citizen, at=at(18))
    cases.ask(case, text="预计下周。", by=world.reviewer, at=at(18, 11))
    with pytest.raises(NotPermitted):
        cases.ask(case, text="打听一下", by=world.stranger, at=at(18))
    assert [one.from_applicant for one in case.questions.order_by("written_at")] == [True, False]


def test_b_decides_where_a_is_there_but_keeps_out_of_this_case(world):
    """Who acts only in A's absence acts also where A may not: else nobody could decide at all."""
    old = Letter.objects.get(holder=world.b.id, valid_to__year=2026)
    letters.revoke(old, on=at(17).date(), reason="换发", by=SYSTEM, at=at(17))
    letters.sign(
        old.organ, holder=old.holder, role=Representative.B, verbs=list(Verb),
        valid_from=at(18).date(), valid_to=old.valid_to, signed_by=old.signed_by,
        signed_on=at(17).date(), number="2026-SQ-B2", whole_organ=True,
        b_acts=BActs.WHEN_A_ABSENT, by=SYSTEM, at=at(17),
    )  # fmt: skip
    case = ready(world)
    ruling = cases.Ruling(Verdict.GRANTED)
    with pytest.raises(checks.AuthorityMissing):
        cases.decide(case, task=None, ruling=ruling, by=world.b, at=at(21))
    cases.recuse(
        case, staff_id=world.a.id, staff_name=world.a.name, asked_by="本人", ground="近亲属",
        by=world.a, at=at(21),
    )  # fmt: skip
    assert cases.decide(case, task=None, ruling=ruling, by=world.b, at=at(21)).letter_number


def test_what_is_in_the_post_is_not_posted_again_by_a_second_press(world):
    case = ready(world)
    decide(case, world.a, at(22))
    making = next(one for one in queries.open_tasks(case) if one.kind == TaskKind.ISSUE)
    cases.complete_step(
        case, task=making, outcome="pass", opinion="已制证", by=world.clerk, at=at(22)
    )
    post = {"tracking_no": "EMS1", "place": "申请人住所", "deliverer": world.clerk.name}
    sent = Service.objects.filter(document__matter=case.matter_id, way="post")
    for number, count in (("EMS1", 2), ("EMS1", 2), ("EMS2", 4)):
        detail = {**post, "tracking_no": number}
        cases.deliver(
            case, way="post", on=at(22).date(), detail=detail, by=world.clerk, at=at(22, 11)
        )
        assert sent.count() == count, "decision and licence; another number: the first came back"
