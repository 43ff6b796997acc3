"""Hearings: the right told, the request, the notice, the chair, the minutes, the decision."""

from __future__ import annotations

from datetime import date

import pytest

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions.hearing_chair import candidates, handlers_of
from zhengwu.cases.actions.hearing_desk import SealMissing
from zhengwu.cases.actions.hearing_minutes import MinutesIncomplete, NotThePresenter
from zhengwu.cases.actions.hearing_rights import HearingBegun, NobodyToTell
from zhengwu.cases.actions.hearing_sitting import OutsideThePeriod
from zhengwu.cases.actions.recusal import Recused
from zhengwu.cases.actions.steps import ColleagueRecused
from zhengwu.cases.enums import (
    Capacity,
    HearingGround,
    HearingState,
    SittingState,
    TaskKind,
    Verdict,
    Wish,
)
from zhengwu.cases.models import Case, Notified, Party, Procedure
from zhengwu.cases.queries.hearing import announced
from zhengwu.cases.rules import checks
from zhengwu.cases.rules import hearing as law
from zhengwu.clock.actions import add_regional_days, rederive
from zhengwu.clock.models import Clock
from zhengwu.documents.queries import of_matter
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.notices.models import Message

from .factories import AT, application, at

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def accepted(world, name="nurse", when=AT, **more) -> Case:
    case = cases.receive(application(world, name, **more), by=world.clerk, at=when)
    return cases.accept(case, by=world.clerk, at=when)


def step(case, kind, *, by, when, outcome="pass"):
    task = next(one for one in queries.open_tasks(case) if one.kind == kind)
    return cases.complete_step(case, task=task, outcome=outcome, opinion="同意", by=by, at=when)


def neighbour(world, case, name="张邻居", when=None) -> Party:
    return cases.add_party(
        case, name=name, address="浓洄街道演示路9号", phone="13800000000",
        interest="与经营场所相邻，受噪声影响", by=world.reviewer, at=when or at(18),
    )  # fmt: skip


def tell(world, case, when=None):
    return cases.tell_rights(
        case, matter_text="拟准予许可", interests="相邻居民的安宁", by=world.head, at=when or at(18)
    )


def by_hand(world, day, receiver="张邻居") -> cases.Serving:
    detail = {"receiver": receiver, "place": "其住所", "deliverer": world.reviewer.name}
    return cases.Serving("direct", day, detail)


def serve_right(world, case, party, when):
    party.refresh_from_db()
    cases.serve_hearing_paper(
        case, document_id=party.right_document_id, serving=by_hand(world, when.date()),
        by=world.reviewer, at=when,
    )  # fmt: skip
    party.refresh_from_db()


def plan(world, held_at, **more) -> cases.Plan:
    facts = {"chair_id": world.b.id, "recorder_id": world.checker.id, **more}
    return cases.Plan(held_at=held_at, place="政务服务中心三楼听证室", **facts)


def serve_notices(world, case, when):
    for notice in Notified.objects.filter(sitting__hearing__case=case, served_on=None):
        cases.serve_hearing_paper(
            case, document_id=notice.document_id, serving=by_hand(world, when.date()),
            by=world.reviewer, at=when,
        )  # fmt: skip


def proceedings(world, case, ended_at, *, absent=(), **more) -> cases.Proceedings:
    came = [
        cases.Came(str(one.pk), one.name not in absent, "因病" if one.name in absent else "")
        for one in Party.objects.filter(case=case)
    ]
    facts = {
        "presenter_id": world.reviewer.id, "opinion": "符合条件，拟准予。", "evidence": "检测报告",
        "defence": "邻居认为噪声超标；申请人出示检测报告。", "closing": "双方无新的意见。",
    }  # fmt: skip
    return cases.Proceedings(**{**facts, **more}, ended_at=ended_at, came=came)


def signatures(case, *, refusing=()) -> dict[str, cases.Signature]:
    sitting = case.hearing.sittings.get(state=SittingState.HELD)
    return {
        str(one.pk): cases.Signature(one.name not in refusing,
                                     "认为记录不全" if one.name in refusing else "")
        for one in sitting.attendances.filter(present=True)
    }  # fmt: skip


def clock(case, label) -> Clock:
    return Clock.objects.filter(matter=case.matter_id, label=label).latest("pk")


def asked(world, name="nurse") -> tuple[Case, Party]:
    """Reviewed; an interested neighbour was told on the 18th and asked for a hearing."""
    case = accepted(world, name)
    step(case, TaskKind.REVIEW, by=world.reviewer, when=at(18, 9))
    party = neighbour(world, case)
    tell(world, case)
    serve_right(world, case, party, at(18, 15))
    cases.express_wish(
        case, party=party, wish=Wish.REQUESTED, words="要求听证", by=world.clerk, at=at(21)
    )
    case.refresh_from_db()
    return case, party


def decide(world, case, when, verdict=Verdict.GRANTED, **extra):
    ruling = cases.Ruling(verdict, reasons="x", basis="y", extra=extra)
    return cases.decide(case, task=None, ruling=ruling, by=world.a, at=when)


@pytest.mark.req("CASE-50")
def test_who_is_touched_is_told_heard_and_nothing_is_decided_before(world):
    case = accepted(world)
    step(case, TaskKind.REVIEW, by=world.reviewer, when=at(18, 9))
    step(case, TaskKind.CHECK, by=world.checker, when=at(18, 10))
    party = neighbour(world, case)
    with pytest.raises(law.PartyNotTold) as caught:
        decide(world, case, at(18, 12))
    assert "第36条" in caught.value.article
    with pytest.raises(SealMissing):
        cases.tell_rights(case, matter_text="x", interests="y", by=world.reviewer, at=at(18))
    papers = tell(world, case)
    assert [one.template_code for one in papers] == ["hearing_right", "hearing_right"]
    applicant = Party.objects.get(case=case, role="applicant")
    assert (applicant.told_on, applicant.apply_by) == (date(2026, 9, 18), date(2026, 9, 24)), (
        "five working days; Sunday the 20th is worked, the 19th is off"
    )
    assert applicant.apply_by.isoformat() in str(papers[0].content)
    assert "apply_by" not in papers[1].values, "no last day is printed where service is still owed"
    assert "利害关系人：张邻居" in str(papers[1].content)
    with pytest.raises(law.PartyNotTold):
        decide(world, case, at(21))
    serve_right(world, case, party, at(21))
    assert party.apply_by == date(2026, 9, 29)
    with pytest.raises(checks.HearingWindowOpen) as caught:
        decide(world, case, at(29, 16))
    assert "第47条" in caught.value.article
    decide(world, case, at(30))
    assert clock(case, "hearing_apply").state == "expired", "a lapsed right is nobody's fault"


def test_a_waiver_by_everybody_ends_the_waiting(world):
    case = accepted(world)
    step(case, TaskKind.REVIEW, by=world.reviewer, when=at(18, 9))
    step(case, TaskKind.CHECK, by=world.checker, when=at(18, 10))
    with pytest.raises(NobodyToTell):
        tell(world, case)
    party = neighbour(world, case)
    tell(world, case)
    with pytest.raises(law.RightNotTold):
        cases.express_wish(case, party=party, wish=Wish.WAIVED, by=world.clerk, at=at(18))
    serve_right(world, case, party, at(18, 15))
    cases.express_wish(case, party=party, wish=Wish.WAIVED, by=world.clerk, at=at(18, 16))
    cases.express_wish(
        case,
        party=None,
        wish=Wish.WAIVED,
        by=world.for_firm if case.firm else world.citizen,
        at=at(18, 17),
    )
    decide(world, case, at(21))
    assert [one.template_code for one in of_matter(case.matter_id)].count("hearing_wish") == 2


@pytest.mark.req("CASE-50")
def test_statement_and_defence_are_recorded_answered_and_named_in_the_decision(world):
    case = accepted(world)
    step(case, TaskKind.REVIEW, by=world.reviewer, when=at(18, 9))
    step(case, TaskKind.CHECK, by=world.checker, when=at(18, 10))
    said = cases.record_statement(
        case, party=None, text="我单位已整改", by=world.citizen, at=at(18)
    )
    cases.consider_statement(
        case, statement=said, adopted=True, answer="经核实属实", by=world.reviewer, at=at(18, 14)
    )
    decide(world, case, at(21))
    paper = of_matter(case.matter_id).get(template_code="grant")
    assert "陈述申辩予以采纳，理由：经核实属实" in str(paper.content)
    with pytest.raises(NotPermitted):
        cases.record_statement(case, party=None, text="x", by=world.stranger, at=at(22))


@pytest.mark.req("CASE-50")
def test_a_hearing_on_request_from_the_wish_to_the_decision_on_its_minutes(world):
    case, _ = asked(world)
    assert case.hearing.state == HearingState.CALLED
    assert clock(case, "hearing_organise").due_on == date(2026, 10, 26), "twenty working days"
    step(case, TaskKind.CHECK, by=world.checker, when=at(21, 11))
    with pytest.raises(law.HearingNotHeld):
        decide(world, case, at(21, 12))
    with pytest.raises(law.NoticeTooShort) as caught:
        cases.set_sitting(case, plan=plan(world, at(28)), by=world.head, at=at(21, 14))
    assert "第48条" in caught.value.article
    with pytest.raises(OutsideThePeriod):
        cases.set_sitting(case, plan=plan(world, at(28, month=10)), by=world.head, at=at(21, 14))
    sitting = cases.set_sitting(
        case, plan=plan(world, at(13, month=10), recorder_id=world.second_reviewer.id),
        by=world.head, at=at(21, 14),
    )  # fmt: skip
    assert sitting.notify_by == date(2026, 9, 28), "seven working days before, holidays left out"
    assert Procedure.objects.get(case=case).kind == "听证"
    case.refresh_from_db()
    assert case.suspended, "the hearing's time is not counted (45)"
    notice = clock(case, "hearing_notice")
    assert (notice.due_on, notice.state) == (date(2026, 9, 28), "running"), "one is owed still"
    serve_notices(world, case, at(22))
    assert clock(case, "hearing_notice").state == "met"
    held = proceedings(world, case, at(12, month=10))
    with pytest.raises(law.TooEarly):
        cases.hold_sitting(case, held=held, by=world.reviewer, at=at(12, month=10))
    end, after = at(13, 11, 30, month=10), at(13, 12, month=10)
    held = proceedings(world, case, end, presenter_id=world.b.id)
    with pytest.raises(NotThePresenter):
        cases.hold_sitting(case, held=held, by=world.reviewer, at=after)
    held = proceedings(world, case, end, defence="")
    with pytest.raises(MinutesIncomplete):
        cases.hold_sitting(case, held=held, by=world.reviewer, at=after)
    cases.hold_sitting(case, held=proceedings(world, case, end), by=world.reviewer, at=after)
    assert clock(case, "hearing_organise").in_time
    with pytest.raises(law.MinutesNotConfirmed):
        decide(world, case, after)
    wanting = signatures(case)
    wanting.popitem()
    with pytest.raises(law.SignatureMissing):
        cases.close_minutes(case, signatures=wanting, by=world.reviewer, at=after)
    record = cases.close_minutes(
        case, signatures=signatures(case, refusing=("张邻居",)), by=world.reviewer, at=after
    )
    rows = {row["name"]: row["signature"] for row in record.values["participants"]}
    assert rows["张邻居"] == "拒绝签字：认为记录不全"
    assert rows[world.b.name] == "确认无误，签字"
    case.refresh_from_db()
    assert not case.suspended
    with pytest.raises(law.NotOnTheMinutes) as caught:
        decide(world, case, at(14, month=10))
    assert "第48条第2款" in caught.value.article
    decide(world, case, at(14, month=10), heard="检测报告证明噪声达标，邻居的意见不予采纳。")
    paper = of_matter(case.matter_id).get(template_code="grant")
    assert record.number in str(paper.content)
    assert "邻居的意见不予采纳" in str(paper.content)


@pytest.mark.req("CASE-50")
def test_nobody_who_handled_the_case_chairs_and_the_chair_does_not_review(world):
    case, _ = asked(world)
    for who in (world.clerk, world.reviewer):
        with pytest.raises(law.ChairHandledCase):
            cases.set_sitting(
                case, plan=plan(world, at(13, month=10), chair_id=who.id), by=world.head, at=at(21)
            )
    assert {world.clerk.id, world.reviewer.id} <= set(handlers_of(case))
    may = {str(one.pk) for one in candidates(case, at(21))}
    assert world.b.id in may
    assert not may & {world.clerk.id, world.reviewer.id}
    cases.set_sitting(
        case, plan=plan(world, at(13, month=10), chair_id=world.checker.id, recorder_id=world.b.id),
        by=world.head, at=at(21),
    )  # fmt: skip
    with pytest.raises(law.ChairMayNotReview):
        step(case, TaskKind.CHECK, by=world.checker, when=at(22))


@pytest.mark.req("CASE-50")
def test_a_challenge_stops_the_sitting_until_the_head_has_decided(world):
    case, party = asked(world)
    cases.set_sitting(case, plan=plan(world, at(13, month=10)), by=world.head, at=at(21))
    serve_notices(world, case, at(22))
    challenge = cases.challenge_chair(
        case, party=party, ground="主持人是申请人的近亲属", by=world.clerk, at=at(23)
    )
    end, after = at(13, 11, 30, month=10), at(13, 12, month=10)
    with pytest.raises(law.ChallengeOpen):
        cases.hold_sitting(case, held=proceedings(world, case, end), by=world.reviewer, at=after)
    granting = {"granted": True, "word": "经查属实"}
    with pytest.raises(NotPermitted):
        cases.decide_challenge(case, challenge=challenge, **granting, by=world.b, at=at(24))
    with pytest.raises(law.ChairHandledCase):
        cases.decide_challenge(
            case, challenge=challenge, **granting, successor_id=world.reviewer.id,
            by=world.head, at=at(24),
        )  # fmt: skip
    decided = cases.decide_challenge(
        case, challenge=challenge, **granting, successor_id=world.second_reviewer.id,
        by=world.head, at=at(24),
    )  # fmt: skip
    case.refresh_from_db()
    assert case.hearing.sittings.get().chair_id == world.second_reviewer.id
    assert world.b.id in case.recused
    assert (
        of_matter(case.matter_id).get(pk=decided.document_id).template_code == "challenge_decision"
    )
    cases.hold_sitting(case, held=proceedings(world, case, end), by=world.reviewer, at=after)


def test_a_notice_that_came_late_forces_a_postponement_with_a_full_new_notice(world):
    case, _ = asked(world)
    cases.set_sitting(case, plan=plan(world, at(13, month=10)), by=world.head, at=at(21))
    serve_notices(world, case, at(29))
    end, after = at(13, 11, 30, month=10), at(13, 12, month=10)
    with pytest.raises(law.NoticeServedLate):
        cases.hold_sitting(case, held=proceedings(world, case, end), by=world.reviewer, at=after)
    cases.postpone_sitting(
        case, asked_by="本机关", reason="通知没有按期送达", by=world.head, at=after
    )
    case.refresh_from_db()
    assert case.hearing.state == HearingState.CALLED
    with pytest.raises(law.NoticeTooShort):
        cases.set_sitting(case, plan=plan(world, at(16, month=10)), by=world.head, at=after)
    cases.set_sitting(case, plan=plan(world, at(30, month=10)), by=world.head, at=after)
    states = [one.state for one in case.hearing.sittings.order_by("pk")]
    assert states == [SittingState.POSTPONED, SittingState.SET]


def test_taken_back_or_nobody_came_and_the_case_goes_on(world):
    case, party = asked(world)
    cases.set_sitting(case, plan=plan(world, at(13, month=10)), by=world.head, at=at(21, 15))
    serve_notices(world, case, at(22))
    after = at(13, 12, month=10)
    held = proceedings(world, case, at(13, 11, month=10), absent=("张邻居",))
    with pytest.raises(law.NobodyCame):
        cases.hold_sitting(case, held=held, by=world.reviewer, at=after)
    with pytest.raises(NotPermitted):
        cases.note_nobody_came(case, reason="等候半小时", by=world.reviewer, at=after)
    cases.note_nobody_came(case, reason="等候半小时，电话联系拒绝到场", by=world.head, at=after)
    case.refresh_from_db()
    assert case.hearing.state == HearingState.TOLD
    assert not case.suspended
    assert clock(case, "hearing_organise").state == "cancelled"
    step(case, TaskKind.CHECK, by=world.checker, when=at(13, 14, month=10))
    decide(world, case, at(13, 15, month=10))
    other, party = asked(world)
    cases.express_wish(other, party=party, wish=Wish.WITHDRAWN, by=world.clerk, at=at(22))
    other.refresh_from_db()
    assert other.hearing.state == HearingState.TOLD
    with pytest.raises(law.WishSettled):
        cases.express_wish(other, party=party, wish=Wish.WITHDRAWN, by=world.clerk, at=at(22))


def test_a_request_after_the_last_day_is_too_late(world):
    case = accepted(world)
    party = neighbour(world, case)
    tell(world, case)
    serve_right(world, case, party, at(18, 15))
    with pytest.raises(law.RequestTooLate) as caught:
        cases.express_wish(case, party=party, wish=Wish.REQUESTED, by=world.clerk, at=at(28))
    assert "2026-09-24" in caught.value.message
    cases.express_wish(case, party=party, wish=Wish.REQUESTED, by=world.clerk, at=at(24, 23))


@pytest.mark.req("CASE-50", "CASE-04")
def test_where_the_law_wants_a_hearing_it_is_announced_and_held_whoever_comes(world):
    """Karaoke licences are never decided without a hearing (娱乐场所管理条例 10; 许可法 46)."""
    case = accepted(world, "karaoke")
    step(case, TaskKind.REVIEW, by=world.reviewer, when=at(18, 9))
    with pytest.raises(checks.HearingMissing):
        step(case, TaskKind.HEARING, by=world.reviewer, when=at(18, 10), outcome="waived")
    cases.call_hearing(
        case, ground=HearingGround.BY_LAW, matter_text="设立歌舞娱乐场所",
        why="《娱乐场所管理条例》第十条", by=world.reviewer, at=at(18, 10),
    )  # fmt: skip
    with pytest.raises(HearingBegun):
        cases.express_wish(case, party=None, wish=Wish.WAIVED, by=world.for_firm, at=at(18, 11))
    sitting = cases.set_sitting(
        case, plan=plan(world, at(13, month=10)), by=world.head, at=at(18, 11)
    )
    assert sitting.announced_on == date(2026, 9, 18)
    codes = [one.template_code for one in of_matter(case.matter_id)]
    assert "hearing_announcement" in codes
    with pytest.raises(law.HearingNotHeld):
        step(case, TaskKind.HEARING, by=world.reviewer, when=at(21), outcome="held")
    end, after = at(13, 11, month=10), at(13, 12, month=10)
    name = Party.objects.get(case=case).name
    held = proceedings(world, case, end, absent=(name,), witnesses=("王居民（旁听发言）",))
    cases.hold_sitting(case, held=held, by=world.reviewer, at=after)
    assert (
        case.hearing.sittings.get().attendances.get(capacity=Capacity.APPLICANT).absence == "因病"
    )
    cases.close_minutes(case, signatures=signatures(case), by=world.reviewer, at=after)
    step(case, TaskKind.HEARING, by=world.reviewer, when=after, outcome="held")
    assert [one.kind for one in queries.open_tasks(case)] == [TaskKind.CHECK]


def test_a_closed_hearing_says_why_and_refused_attempts_stay_in_the_record(world):
    case, _ = asked(world)
    with pytest.raises(law.SecrecyUnexplained):
        cases.set_sitting(
            case, plan=plan(world, at(13, month=10), public=False), by=world.head, at=at(21)
        )
    with pytest.raises(law.ChairHandledCase):
        cases.set_sitting(
            case, plan=plan(world, at(13, month=10), chair_id=world.reviewer.id),
            by=world.head, at=at(21),
        )  # fmt: skip
    refused = Entry.objects.filter(matter_id=case.matter_id, refused=True)
    assert "chair_handled_case" in [one.payload["refusal"] for one in refused]
    cases.set_sitting(
        case, plan=plan(world, at(13, month=10), public=False, secrecy="涉及商业秘密"),
        by=world.head, at=at(21),
    )  # fmt: skip


def test_withdrawing_the_application_ends_the_hearings_clocks(world):
    case, _ = asked(world)
    cases.set_sitting(case, plan=plan(world, at(13, month=10)), by=world.head, at=at(21))
    cases.withdraw(
        case, reason="不办了", by=world.citizen if case.person_id else world.for_firm, at=at(22)
    )
    assert not Clock.objects.filter(matter=case.matter_id, state__in=("running", "suspended"))


def test_who_keeps_out_of_a_case_has_no_hand_in_its_hearing_or_its_file(world):
    case, _ = asked(world)
    for who in (world.head, world.reviewer):
        cases.recuse(
            case, staff_id=who.id, staff_name=who.name, asked_by="本人", ground="近亲属",
            by=who, at=at(21),
        )  # fmt: skip
    paper = cases.HandedIn("", form="original")
    for refused in (
        lambda: cases.set_sitting(case, plan=plan(world, at(14, 9, month=10)), by=world.head,
                                  at=at(22)),
        lambda: cases.add_paper(case, paper=paper, name="报告", by=world.reviewer, at=at(22)),
        lambda: cases.ask(case, text="答复", by=world.reviewer, at=at(22)),
    ):  # fmt: skip
        with pytest.raises(Recused):
            refused()
    with pytest.raises(ColleagueRecused):
        cases.name_undertaker(
            case, staff_id=world.reviewer.id, staff_name="x", by=world.a, at=at(22)
        )


def test_a_case_taken_back_has_no_hearing_any_more(world):
    case, _ = asked(world)
    sitting = cases.set_sitting(
        case, plan=plan(world, at(14, 9, month=10), announce=True), by=world.head, at=at(21)
    )
    serve_notices(world, case, at(21, 15))
    cases.withdraw(case, reason="不办了", by=world.citizen, at=at(22))
    sitting.refresh_from_db()
    assert sitting.state == SittingState.CANCELLED
    assert sitting not in announced()
    with pytest.raises(checks.NotRunning):
        cases.hold_sitting(
            case, held=proceedings(world, case, at(14, 11, month=10)), by=world.head,
            at=at(14, 12, month=10),
        )  # fmt: skip
    deliver_all()
    texts = [one.text for one in Message.objects.filter(matter=case.matter_id)]
    assert any("不再举行听证" in text for text in texts)


def test_a_feast_declared_meanwhile_moves_the_last_day_to_ask(world):
    """Told on the 18th: until the 24th, and one day more when that becomes a local feast."""
    case = accepted(world)
    step(case, TaskKind.REVIEW, by=world.reviewer, when=at(18, 9))
    party = neighbour(world, case)
    tell(world, case)
    serve_right(world, case, party, at(18, 15))
    assert party.apply_by == date(2026, 9, 24)
    for notice in add_regional_days(
        "511602000000", [(date(2026, 9, 24), "地方节日")], number="演示〔2026〕1号",
        title="地方放假通知", by=SYSTEM, at=at(21),
    ):  # fmt: skip
        list(rederive(notice, at=at(21)))
    cases.settle_dues(by=SYSTEM, at=at(21))
    party.refresh_from_db()
    assert party.apply_by == date(2026, 9, 28), "the 25th to 27th are off"
    cases.express_wish(
        case, party=party, wish=Wish.REQUESTED, words="要求听证", by=world.clerk, at=at(28)
    )
