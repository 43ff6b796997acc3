"""The register of licences: entered, renewed, deemed renewed, changed, ended; limited numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from zhengwu.authority.models import Letter
from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.actions.quota import check_turn
from zhengwu.cases.enums import LicenceAct, LicenceState, TaskKind, Verdict
from zhengwu.cases.jobs import licences as sweep
from zhengwu.cases.models import Case, Licence, LicenceRequest, Quota
from zhengwu.cases.queries import terms as terms_module
from zhengwu.cases.rules import licences as law
from zhengwu.documents.queries import of_matter
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import SHANGHAI
from zhengwu.notices.models import Message

from .factories import AT, application, at

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
LAST = date(2031, 9, 21)  # five years from 22 September 2026


def on(year, month, day) -> datetime:
    return datetime(year, month, day, 10, tzinfo=SHANGHAI)


def accepted(world, when=AT) -> Case:
    case = cases.receive(application(world, "nurse"), by=world.clerk, at=when)
    return cases.accept(case, by=world.clerk, at=when)


def reviewed(world, case) -> Case:
    for kind, by in ((TaskKind.REVIEW, world.reviewer), (TaskKind.CHECK, world.checker)):
        task = next(one for one in queries.open_tasks(case) if one.kind == kind)
        cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=by, at=at(21))
    return case


def licence(world) -> Licence:
    case = reviewed(world, accepted(world))
    ruling = cases.Ruling(Verdict.GRANTED)
    cases.decide(case, task=None, ruling=ruling, by=world.a, at=at(22))
    deliver_all()
    return Licence.objects.select_related("matter").get(case=case)


def codes(one: Licence) -> list[str]:
    return [paper.template_code for paper in of_matter(one.matter_id)]


def test_a_granted_licence_is_registered_once(world):
    one = licence(world)
    assert (one.state, one.valid_from, one.valid_to) == ("valid", date(2026, 9, 22), LAST)
    assert one.number == of_matter(one.case_id).get(template_code="licence").number
    assert cases.register_licence(one.case, by=SYSTEM, at=at(23)) == one
    assert [change.act for change in one.changes.all()] == [LicenceAct.GRANT]


def test_renewal_asked_for_in_time_is_decided_with_papers(world):
    one = licence(world)
    asked = cases.request_licence(
        one, kind=LicenceAct.RENEW, text="继续执业", by=world.citizen, at=on(2031, 9, 10)
    )
    assert asked.late, "later than the days before, noted and taken in"
    with pytest.raises(law.ReasonsMissing):
        cases.answer_request(
            one, asked=asked, granted=True, reasons="", by=world.head, at=on(2031, 9, 11)
        )
    with pytest.raises(Exception, match="公章"):
        cases.answer_request(
            one, asked=asked, granted=True, reasons="符合", by=world.reviewer, at=on(2031, 9, 11)
        )
    change = cases.answer_request(
        one, asked=asked, granted=True, reasons="符合条件", by=world.head, at=on(2031, 9, 11)
    )
    one.refresh_from_db()
    assert one.valid_to == date(2036, 9, 21), "the next term begins when the last one ends"
    assert change.before["valid_to"] == LAST.isoformat()
    assert codes(one)[:2] == ["licence_act", "licence"]
    decision = of_matter(one.matter_id).get(template_code="licence_act")
    assert decision.title == "准予延续行政许可决定书"
    assert "行政复议" in str(decision.content)


def test_an_undecided_renewal_is_deemed_renewed_and_nothing_else_is(world, monkeypatch):
    renewed, lapsed, changing = licence(world), licence(world), licence(world)
    cases.request_licence(
        renewed, kind=LicenceAct.RENEW, text="延续", by=world.citizen, at=on(2031, 8, 1)
    )
    cases.request_licence(
        changing, kind=LicenceAct.CHANGE, text="变更", by=world.citizen, at=on(2031, 8, 1)
    )
    monkeypatch.setattr("zhengwu.cases.jobs.now", lambda: on(2031, 9, 21))
    sweep()
    renewed.refresh_from_db()
    assert renewed.state == LicenceState.VALID, "the last day counts"
    monkeypatch.setattr("zhengwu.cases.jobs.now", lambda: on(2031, 9, 22))
    sweep()
    sweep()
    for one in (renewed, lapsed, changing):
        one.refresh_from_db()
    assert (renewed.state, renewed.valid_to) == ("valid", date(2036, 9, 21))
    last = renewed.changes.latest("done_at")
    assert (last.act, last.article) == (LicenceAct.DEEM_RENEWED, "第五十条第二款")
    assert LicenceRequest.objects.get(licence=renewed).outcome == "deemed"
    assert (lapsed.state, changing.state) == ("expired", "expired")
    with pytest.raises(NotPermitted):
        cases.settle_end(lapsed, by=world.head, at=on(2031, 9, 22))
    with pytest.raises(law.LicenceNotValid):
        cases.request_licence(
            lapsed, kind=LicenceAct.RENEW, text="延续", by=world.citizen, at=on(2031, 9, 22)
        )


def test_the_holder_is_reminded_once_before_the_last_day(world, monkeypatch):
    one = licence(world)
    assert one.warn_on == date(2031, 8, 22), "thirty days before, by the row of the table"
    for day in (21, 22, 23):
        monkeypatch.setattr("zhengwu.cases.jobs.now", lambda day=day: on(2031, 8, day))
        sweep()
    deliver_all()
    told = Message.objects.filter(matter=one.matter_id)
    assert [message.subject for message in told] == ["证件即将到期"]


def test_change_and_replacement_leave_a_new_paper_with_the_old_one_kept(world):
    one = licence(world)
    for kind, content in ((LicenceAct.CHANGE, "变更执业地点"), (LicenceAct.REPLACE, "")):
        asked = cases.request_licence(one, kind=kind, text="申请", by=world.citizen, at=at(23))
        cases.answer_request(
            one, asked=asked, granted=True, reasons="属实", content=content, by=world.a, at=at(24)
        )
    one.refresh_from_db()
    assert one.content == "变更执业地点"
    assert codes(one).count("licence") == 2
    asked = cases.request_licence(
        one, kind=LicenceAct.CHANGE, text="再变更", by=world.clerk, at=at(24)
    )
    cases.answer_request(
        one, asked=asked, granted=False, reasons="不符合条件", by=world.a, at=at(28)
    )
    assert one.changes.latest("done_at").act == LicenceAct.REFUSE
    with pytest.raises(NotPermitted):
        cases.request_licence(one, kind=LicenceAct.CHANGE, text="x", by=world.stranger, at=at(28))


@pytest.mark.parametrize(
    ("act", "ground", "state"),
    [
        ("revoke", "69.2", "revoked"),
        ("withdraw", "8.law", "withdrawn"),
        ("cancel", "70.3", "cancelled"),
    ],
)
def test_a_licence_ends_only_on_a_ground_of_the_law(world, act, ground, state):
    one = licence(world)
    ending = cases.Ending(LicenceAct(act), ground, "经查属实", "依法补偿")
    with pytest.raises(law.NoGround):
        cases.end_licence(one, ending=replace(ending, ground="其他"), by=world.head, at=at(28))
    with pytest.raises(Exception, match="公章"):
        cases.end_licence(one, ending=ending, by=world.clerk, at=at(28))
    change = cases.end_licence(one, ending=ending, by=world.head, at=at(28))
    one.refresh_from_db()
    assert (one.state, one.ended_on) == (state, date(2026, 9, 28))
    assert change.article == law.GROUNDS[act][ground][0]
    if act != "cancel":
        done = cases.Ending(LicenceAct.CANCEL, "70.4", "已撤销（撤回）")
        cases.end_licence(one, ending=done, by=world.head, at=at(29))
        one.refresh_from_db()
    assert one.state == LicenceState.CANCELLED
    again = cases.Ending(LicenceAct.CANCEL, "70.3", "重复")
    with pytest.raises(law.WrongGround):
        cases.end_licence(one, ending=again, by=world.head, at=at(29))


def test_withdrawing_says_how_losses_are_made_good(world):
    ending = cases.Ending(LicenceAct.WITHDRAW, "8.facts", "规划调整")
    one = licence(world)
    with pytest.raises(law.NoGround) as caught:
        cases.end_licence(one, ending=ending, by=world.head, at=at(28))
    assert "compensation" in caught.value.fields


def test_places_go_by_the_order_of_acceptance_to_the_second(world):
    """Two places, three applicants: the third waits until one before him is out (许可法 57)."""
    first, second, third = (
        reviewed(world, accepted(world, AT.replace(second=seconds))) for seconds in (1, 2, 3)
    )
    check_turn(second, 2)
    with pytest.raises(law.EarlierFirst) as caught:
        check_turn(third, 2)
    assert first.matter.number in caught.value.message
    assert "第57条" in caught.value.article
    refusing = cases.Ruling(Verdict.REFUSED, reasons="不符合条件", basis="《护士条例》第八条")
    cases.decide(first, task=None, ruling=refusing, by=world.a, at=at(22))
    check_turn(third, 2)
    Quota.objects.create(key=third.item_code, limit=2, taken=1)
    with pytest.raises(law.EarlierFirst):
        check_turn(third, 2)
    cases.withdraw(second, reason="不办了", by=world.citizen, at=at(22))
    check_turn(third, 2)


def test_a_renewal_by_application_picks_the_licence_and_gives_it_its_next_term(world, monkeypatch):
    one = licence(world)
    real = terms_module.terms_of
    for place in ("zhengwu.cases.queries.terms.terms_of", "zhengwu.cases.queries.terms_of"):
        monkeypatch.setattr(place, lambda pk: replace(real(pk), renews=one.item_code))
    when = on(2031, 8, 1)
    asked_case = cases.receive(application(world, "nurse"), by=world.clerk, at=when)
    asked = LicenceRequest.objects.get(case=asked_case)
    assert (asked.licence_id, asked.late, asked.kind) == (one.pk, False, "renew")
    with pytest.raises(law.RenewalRunning) as again:
        cases.receive(application(world, "nurse"), by=world.clerk, at=when)
    assert asked_case.matter.number in again.value.message
    with pytest.raises(law.DecidedInItsCase):
        cases.answer_request(one, asked=asked, granted=True, reasons="符合", by=world.head, at=when)
    decision = decided(world, asked_case, when)
    assert decision.valid_from == date(2031, 9, 22), "the day after the last one"
    deliver_all()
    one.refresh_from_db()
    assert one.valid_to == decision.valid_to == date(2036, 9, 21)
    assert one.document_id == decision.result_document_id
    assert not Licence.objects.filter(case=asked_case).exists(), "no second licence"
    asked.refresh_from_db()
    assert asked.outcome == "granted"


def test_a_renewal_taken_back_renews_nothing_and_a_deemed_one_is_not_refused(world, monkeypatch):
    one = licence(world)
    real = terms_module.terms_of
    for place in ("zhengwu.cases.queries.terms.terms_of", "zhengwu.cases.queries.terms_of"):
        monkeypatch.setattr(place, lambda pk: replace(real(pk), renews=one.item_code))
    back = cases.receive(application(world, "nurse"), by=world.clerk, at=on(2031, 8, 1))
    cases.withdraw(back, reason="不办了", by=world.citizen, at=on(2031, 8, 2))
    assert LicenceRequest.objects.get(case=back).outcome == "withdrawn"
    late = cases.receive(application(world, "nurse"), by=world.clerk, at=on(2031, 9, 19))
    assert LicenceRequest.objects.get(case=late).late
    cases.settle_end(one, by=SYSTEM, at=on(2031, 9, 22))
    one.refresh_from_db()
    assert one.valid_to == date(2036, 9, 21)
    refusing = cases.Ruling(Verdict.REFUSED, reasons="不符合条件", basis="《护士条例》第八条")
    with pytest.raises(law.DeemedAlready):
        decided(world, late, on(2031, 9, 22), refusing)


def test_what_the_law_attached_to_the_last_day_counts_before_the_sweep_came(world, monkeypatch):
    """Neither a renewal refused a day late, nor a change of what has expired (50(2), 70(1))."""
    one, lapsed, applied = licence(world), licence(world), licence(world)
    asked = cases.request_licence(
        one, kind=LicenceAct.RENEW, text="延续", by=world.citizen, at=on(2031, 9, 10)
    )
    with pytest.raises(law.DeemedAlready):
        cases.answer_request(
            one, asked=asked, granted=False, reasons="不符合", by=world.head, at=on(2031, 9, 22)
        )
    change = cases.answer_request(
        one, asked=asked, granted=True, reasons="符合", by=world.head, at=on(2031, 9, 22)
    )
    assert change.act == LicenceAct.DEEM_RENEWED
    with pytest.raises(law.LicenceNotValid):
        cases.request_licence(
            lapsed, kind=LicenceAct.CHANGE, text="变更", by=world.citizen, at=on(2031, 9, 22)
        )
    real = terms_module.terms_of
    for place in ("zhengwu.cases.queries.terms.terms_of", "zhengwu.cases.queries.terms_of"):
        monkeypatch.setattr(place, lambda pk: replace(real(pk), renews=applied.item_code))
    for other in (one, lapsed):
        Licence.objects.filter(pk=other.pk).update(state=LicenceState.CANCELLED)
    late = cases.receive(application(world, "nurse"), by=world.clerk, at=on(2031, 9, 19))
    refusing = cases.Ruling(Verdict.REFUSED, reasons="不符合条件", basis="《护士条例》第八条")
    with pytest.raises(law.DeemedAlready):
        decided(world, late, on(2031, 9, 22), refusing)


def test_a_renewal_never_makes_a_licence_one_without_end(world, monkeypatch):
    """Where the item says nothing of the term, the next is as long as the last."""
    one = licence(world)
    monkeypatch.setattr("zhengwu.cases.queries.validity_end", lambda *_: None)
    for year in (2031, 2036):
        cases.request_licence(
            one, kind=LicenceAct.RENEW, text="延续", by=world.citizen, at=on(year, 9, 10)
        )
        cases.settle_end(one, by=SYSTEM, at=on(year, 9, 22))
        one.refresh_from_db()
        assert one.valid_to == date(year + 5, 9, 21)
    assert law.as_long_again(date(2026, 1, 1), date(2026, 1, 10)) == date(2026, 1, 20)


def test_a_last_day_lies_in_the_term_it_ends(world):
    case = reviewed(world, accepted(world))
    ruling = cases.Ruling(Verdict.GRANTED, valid_to=date(2026, 9, 21))
    with pytest.raises(law.TermBackwards) as caught:
        cases.decide(case, task=None, ruling=ruling, by=world.a, at=at(22))
    assert "valid_to" in caught.value.fields
    one = licence(world)
    asked = cases.request_licence(
        one, kind=LicenceAct.RENEW, text="延续", by=world.citizen, at=on(2031, 9, 10)
    )
    with pytest.raises(law.TermBackwards):
        cases.answer_request(
            one, asked=asked, granted=True, reasons="符合", valid_to=LAST, by=world.head,
            at=on(2031, 9, 11),
        )  # fmt: skip


def test_whose_acceptance_goes_back_keeps_his_turn(world):
    """Deemed accepted as of the 17th, found on the 24th: before who came on the 21st (32, 57)."""
    first = cases.receive(application(world, "nurse"), by=world.clerk, at=AT)
    second = accepted(world, at(21))
    first = cases.deem_accepted(first, by=SYSTEM, at=at(24))
    assert (first.acceptance, first.accepted_on) == ("deemed", AT.date())
    check_turn(first, 1)
    with pytest.raises(law.EarlierFirst) as caught:
        check_turn(second, 1)
    assert first.matter.number in caught.value.message


def decided(world, case, when, ruling=None):
    """Accepted, reviewed and decided on one day by letters of that year."""
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patched:
        letter = Letter.objects.filter(may_decide=True, holder=world.a.id).first()
        patched.setattr("zhengwu.authority.queries.covering", lambda *_, **__: letter)
        by = {"by": world.clerk, "at": when}
        cases.accept(case, **by)
        for kind, who in ((TaskKind.REVIEW, world.reviewer), (TaskKind.CHECK, world.checker)):
            task = next(one for one in queries.open_tasks(case) if one.kind == kind)
            cases.complete_step(case, task=task, outcome="pass", opinion="同意", by=who, at=when)
        chosen = ruling or cases.Ruling(Verdict.GRANTED)
        return cases.decide(case, task=None, ruling=chosen, by=world.a, at=when)
