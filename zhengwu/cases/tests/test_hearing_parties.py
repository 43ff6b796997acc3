"""An interested party's way into a hearing; nothing beside the minutes (许可法 36, 47, 48)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases.actions.hearing_join import AnotherPerson, CodeUnknown, IdentityNotProved
from zhengwu.cases.actions.hearing_minutes import heard_text
from zhengwu.cases.enums import HearingState, SittingState, TaskKind, Wish
from zhengwu.cases.models import Case, Notified
from zhengwu.cases.queries.hearing import hearing_obstacle, papers_of_party
from zhengwu.cases.rules import hearing as law
from zhengwu.documents.queries import of_matter
from zhengwu.identity.tests.factories import make_citizen
from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org.tests.web.acting import acting

from .factories import as_citizen, at
from .test_hearing import (
    accepted,
    asked,
    plan,
    proceedings,
    serve_notices,
    signatures,
    step,
    tell,
)

pytestmark = [pytest.mark.django_db, pytest.mark.pg]


def test_an_interested_party_comes_in_by_code_and_identity_and_acts_online(world):
    """Told, verified, joined with consent: served at once, asks within five days, states, reads."""
    case = accepted(world)
    step(case, TaskKind.REVIEW, by=world.reviewer, when=at(18, 9))
    account = make_citizen(name="赵邻居")
    party = cases.add_party(
        case, name="赵邻居", address="浓洄街道演示路9号", phone="13800000000",
        interest="与经营场所相邻", id_number=account.person.id_number,
        by=world.reviewer, at=at(18),
    )  # fmt: skip
    tell(world, case)
    party.refresh_from_db()
    right = of_matter(case.matter_id).get(pk=party.right_document_id)
    assert party.code in str(right.content), "the way in is printed on the notice"
    him = as_citizen(account)

    def join(code=party.code, by=him, when=None):
        return cases.join_hearing(case, code=code, consents=True, by=by, at=when or at(21))

    with pytest.raises(CodeUnknown):
        join(code="X" * 10)
    with pytest.raises(AnotherPerson):
        join(by=world.citizen)
    with pytest.raises(IdentityNotProved):
        join(by=replace(him, level="declared"))
    with pytest.raises(NotPermitted):
        cases.express_wish(case, party=party, wish=Wish.REQUESTED, words="", by=him, at=at(21))
    joined = join()
    party.refresh_from_db()
    assert (party.told_on, party.apply_by) == (date(2026, 9, 21), date(2026, 9, 29))
    assert join().joined_at == joined.joined_at, "again is the same"
    assert Entry.objects.filter(code="cases.hearing.party_joined").count() == 1
    with pytest.raises(law.RequestTooLate):
        cases.express_wish(case, party=party, wish=Wish.REQUESTED, words="", by=him, at=at(30, 9))
    cases.record_statement(case, party=party, text="夜间噪声", by=him, at=at(22))
    cases.express_wish(case, party=party, wish=Wish.REQUESTED, words="噪声", by=him, at=at(29, 23))
    party.refresh_from_db()
    assert party.wish == Wish.REQUESTED
    sitting = cases.set_sitting(
        case, plan=plan(world, at(20, 9, month=10)), by=world.head, at=at(30)
    )
    mine = Notified.objects.get(sitting=sitting, party=party)
    assert mine.served_on == date(2026, 9, 30), "with the consent each notice is served at once"
    cases.challenge_chair(case, party=party, ground="系亲属", by=him, at=at(8, month=10))
    names = {one.template_code for one in papers_of_party(party)}
    assert names == {"hearing_right", "hearing_notice", "statement_record"}
    with pytest.raises(NotPermitted):
        cases.challenge_chair(case, party=party, ground="x", by=world.for_firm, at=at(8, month=10))
    client = Client()
    with acting(him):
        page = client.get(f"/my-hearings/{party.pk}/").content.decode()
        assert "听证通知书" in page
        assert "申请主持人回避" in page
        assert "赵邻居" not in client.get("/hearings/").content.decode()
        assert case.matter.title in client.get("/my-hearings/").content.decode()
    with acting(world.citizen):
        assert client.get(f"/my-hearings/{party.pk}/").status_code == 404


def test_after_the_minutes_nothing_is_added_beside_them_but_a_new_sitting_may_be_held(world):
    case, party = asked(world)
    held_at = at(20, 9, month=10)
    cases.set_sitting(case, plan=plan(world, held_at), by=world.head, at=at(22))
    serve_notices(world, case, at(23))
    after = at(20, 16, month=10)
    cases.hold_sitting(case, held=proceedings(world, case, at(20, 11, month=10)), by=world.reviewer,
                       at=after)  # fmt: skip
    case = Case.objects.get(pk=case.pk)
    late = cases.HandedIn("office", form="original")
    add = {"paper": late, "name": "补充检测报告", "by": world.reviewer}
    state = {"party": party, "text": "又想起一件事", "by": world.reviewer}
    for _ in ("held", "closed"):
        with pytest.raises(law.RecordClosed) as refused:
            cases.add_paper(case, **add, at=after)
        assert "第48条第2款" in refused.value.article
        with pytest.raises(law.RecordClosed):
            cases.record_statement(case, **state, at=after)
        if case.hearing.state == HearingState.HELD:
            cases.close_minutes(case, signatures=signatures(case), by=world.reviewer, at=after)
            case = Case.objects.get(pk=case.pk)
    kept = Entry.objects.filter(matter_id=case.pk, refused=True)
    assert "record_closed" in [one.payload["refusal"] for one in kept]
    with pytest.raises(NotPermitted):
        cases.reopen_hearing(case, reason="新证据", by=world.reviewer, at=after)
    cases.reopen_hearing(case, reason="新检测报告需要质证", by=world.head, at=after)
    cases.add_paper(case, **add, at=after)
    assert "听证举行以前" in hearing_obstacle(case, required=False, at=at(21, month=10))
    again = at(9, 9, month=11)
    cases.set_sitting(case, plan=plan(world, again), by=world.head, at=at(21, month=10))
    serve_notices(world, case, at(22, month=10))
    cases.hold_sitting(case, held=proceedings(world, case, at(9, 11, month=11)), by=world.reviewer,
                       at=at(9, 15, month=11))  # fmt: skip
    newest = case.hearing.sittings.filter(state=SittingState.HELD).latest("held_at")
    signed = {str(one.pk): cases.Signature(True) for one in newest.attendances.filter(present=True)}
    cases.close_minutes(case, signatures=signed, by=world.reviewer, at=at(9, 16, month=11))
    said = heard_text(Case.objects.get(pk=case.pk), "采纳新报告")
    assert said.count("听字") == 2 or said.count("〔2026〕") == 2, said
