"""Letters of authority: who may decide what on which day."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from zhengwu.authority import policy, queries
from zhengwu.authority.actions import renew, revoke, sign
from zhengwu.authority.enums import BActs, Representative, Standing, Verb
from zhengwu.authority.models import Letter
from zhengwu.authority.rules import (
    HolderNotInOrgan,
    LetterConflict,
    LetterOver,
    SignedToOneself,
    SignerNotHead,
)
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import ANONYMOUS, SYSTEM
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.org.actions import (
    appoint,
    end_holding,
    found_post,
    found_window,
    put_on_leave,
    return_from_leave,
    set_admission,
)
from zhengwu.org.enums import AdmissionState, Duty, WindowKind
from zhengwu.org.tests.factories import AT, BY, DAY, START, actor_for, county

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
ONE = timedelta(days=1)
END = date(2026, 12, 31)
ALL = list(Verb)


def signed(c: SimpleNamespace, **more: Any) -> Letter:
    """A letter of the health bureau for the year, by its head."""
    values: dict[str, Any] = {
        "holder": c.zhang,
        "role": Representative.A,
        "verbs": ALL,
        "whole_organ": "items" not in more,
        "valid_from": START,
        "valid_to": END,
        "signed_by": c.head,
        "signed_on": START,
        "number": "卫委〔2026〕1号",
        **BY,
    }
    return sign(c.health, **{**values, **more})


def for_b(c: SimpleNamespace, **more: Any) -> Letter:
    return signed(
        c, **{"holder": c.li, "role": Representative.B, "number": "卫委〔2026〕2号", **more}
    )


def covered(staff: Any, day: date = DAY, item: str = "X", verb: Verb = Verb.DECIDE) -> bool:
    return queries.covering(staff.pk, item, "WJJ", verb, day) is not None


@pytest.mark.req("ORG-06", "ORG-07")
def test_a_letter_is_good_on_its_last_day_and_not_the_day_after() -> None:
    c = county()
    signed(c)
    assert covered(c.zhang, START)
    assert covered(c.zhang, END)
    assert not covered(c.zhang, END + ONE)
    assert not covered(c.zhang, START - ONE)


def test_covering_is_one_statement(django_assert_num_queries) -> None:
    c = county()
    signed(c)
    for_b(c)
    with django_assert_num_queries(1):
        assert covered(c.zhang)
    with django_assert_num_queries(1):
        assert not covered(c.li)


def test_a_letter_covers_its_items_verbs_organ_and_holder_only() -> None:
    c = county()
    signed(c, items=["X", "Y"], verbs=[Verb.ACCEPT, Verb.DECIDE])
    assert covered(c.zhang, item="Y")
    assert not covered(c.zhang, item="Z")
    assert not covered(c.zhang, verb=Verb.SEAL)
    assert not covered(c.stranger)
    assert queries.covering(c.zhang.pk, "X", "JTJ", Verb.DECIDE, DAY) is None
    assert queries.covering(uuid4(), "X", "WJJ", Verb.DECIDE, DAY) is None


@pytest.mark.req("ORG-05")
def test_b_decides_while_a_is_away() -> None:
    c = county()
    signed(c)
    for_b(c)
    assert not covered(c.li)
    leave = put_on_leave(
        c.zhang, starts_on=DAY, ends_on=DAY + 2 * ONE, reason="年假", cover=c.li, **BY
    )
    assert (covered(c.zhang), covered(c.li)) == (False, True)
    assert [row.holder for row in queries.entitled("X", "WJJ", Verb.DECIDE, DAY)] == [c.li]
    return_from_leave(leave, on=DAY + ONE, **BY)
    assert (covered(c.zhang, DAY + ONE), covered(c.li, DAY + ONE)) == (True, False)


def test_b_decides_always_if_the_letter_says_so() -> None:
    c = county()
    signed(c)
    for_b(c, b_acts=BActs.ALWAYS)
    assert covered(c.zhang)
    assert covered(c.li)


def test_b_decides_when_there_is_no_a_for_the_item() -> None:
    c = county()
    signed(c, items=["X"])
    for_b(c)
    assert not covered(c.li, item="X")
    assert covered(c.li, item="Z")


def test_a_head_decides_nothing_without_a_letter() -> None:
    c = county()
    assert not policy.may_decide(actor_for(c.head), "X", "WJJ", DAY)
    signed(c)
    assert policy.may_decide(actor_for(c.zhang), "X", "WJJ", DAY)
    for actor in (ANONYMOUS, SYSTEM, actor_for(c.head), actor_for(c.manager)):
        assert not policy.may_decide(actor, "X", "WJJ", DAY)


def test_every_verb_has_its_own_predicate() -> None:
    c = county()
    signed(c, verbs=[Verb.REVIEW])
    zhang = actor_for(c.zhang)
    answers = [
        ask(zhang, "X", "WJJ", DAY)
        for ask in (policy.may_accept, policy.may_review, policy.may_decide, policy.may_seal)
    ]
    assert answers == [False, True, False, False]


def test_only_a_head_of_the_organ_signs_for_his_own_people_and_never_for_himself() -> None:
    c = county()
    with pytest.raises(SignerNotHead):
        signed(c, signed_by=c.manager)
    with pytest.raises(SignerNotHead):
        signed(c, signed_on=START - ONE)
    with pytest.raises(HolderNotInOrgan):
        signed(c, holder=c.stranger)
    with pytest.raises(SignedToOneself):
        signed(c, holder=c.head)
    appoint(c.manager, c.decide, valid_from=START, **BY)
    with pytest.raises(SignedToOneself):
        signed(c, holder=c.manager, by=actor_for(c.manager))
    assert not Letter.objects.exists()


def test_a_letter_to_oneself_cannot_be_stored() -> None:
    c = county()
    letter = signed(c)
    mine = Letter(**{f.attname: getattr(letter, f.attname) for f in Letter._meta.concrete_fields})
    mine.id, mine.number, mine.signed_by = uuid4(), "另号", c.zhang
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.bulk_create([mine])


@pytest.mark.parametrize(
    "change",
    [{"valid_to": END + ONE}, {"may_seal": False}, {"whole_organ": True}, {"number": "改号"}],
)
def test_a_signed_letter_cannot_be_rewritten(change: dict[str, Any]) -> None:
    c = county()
    letter = signed(c, items=["X"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        letter.items.update(item_code="Y")
    with pytest.raises(DatabaseError), transaction.atomic():
        letter.items.all().delete()
    assert covered(c.zhang, END)


@pytest.mark.parametrize("name", ["zhang", "security", "admin", "auditor", "stranger"])
def test_who_may_not_sign(name: str) -> None:
    c = county()
    with pytest.raises(NotPermitted):
        signed(c, by=actor_for(getattr(c, name)))


def test_the_head_signs_and_the_centre_enters_paper_letters() -> None:
    c = county()
    signed(c, by=actor_for(c.head))
    letter = for_b(c, by=actor_for(c.manager))
    entry = Entry.objects.get(object_id=str(letter.pk))
    assert entry.actor_name == "中心主任"
    assert entry.payload["signed_by"] == str(c.head.pk)


def test_two_as_for_one_item_are_refused_until_the_first_is_revoked() -> None:
    c = county()
    first = signed(c)
    with pytest.raises(LetterConflict):
        for_b(c, role=Representative.A)
    revoke(first, on=DAY, reason="调整分工", **BY)
    for_b(c, role=Representative.A, valid_from=DAY, signed_on=DAY)
    assert (covered(c.zhang), covered(c.li)) == (False, True)
    assert covered(c.zhang, DAY - ONE)


def test_signing_again_returns_it_and_another_content_under_the_number_is_refused() -> None:
    c = county()
    assert signed(c) == signed(c)
    with pytest.raises(InvalidInput):
        signed(c, valid_to=END - ONE)


def test_revoking_is_for_today_or_later_with_a_reason_and_once() -> None:
    c = county()
    letter = signed(c)
    for wrong in ({"on": DAY - ONE, "reason": "x"}, {"on": DAY, "reason": " "}):
        with pytest.raises(InvalidInput):
            revoke(letter, **wrong, **BY)
    with pytest.raises(NotPermitted):
        revoke(letter, on=DAY, reason="x", by=actor_for(c.li), at=AT)
    revoke(letter, on=DAY + ONE, reason="离任", by=actor_for(c.head), at=AT)
    assert covered(c.zhang, DAY)
    assert not covered(c.zhang, DAY + ONE)
    with pytest.raises(LetterOver):
        revoke(letter, on=DAY + ONE, reason="x", **BY)
    with pytest.raises(LetterOver):
        renew(letter, number="n", signed_by=c.head, signed_on=DAY, **BY)


@pytest.mark.req("ORG-07")
def test_at_the_beginning_of_the_year_letters_are_renewed_from_a_list() -> None:
    c = county()
    letter = signed(c, items=["X"])
    assert list(queries.renewal_list(2027)) == [letter]
    assert list(queries.renewal_list(2026)) == []
    at = midnight(date(2026, 12, 30))
    new = renew(
        letter,
        number="卫委〔2027〕1号",
        signed_by=c.head,
        signed_on=date(2026, 12, 30),
        by=SYSTEM,
        at=at,
    )
    assert (new.valid_from, new.valid_to) == (date(2027, 1, 1), date(2027, 12, 31))
    assert [item.item_code for item in new.items.all()] == ["X"]
    assert list(queries.renewal_list(2027)) == []
    assert covered(c.zhang, END)
    assert covered(c.zhang, END + ONE)
    again = renew(
        letter, number="卫委〔2027〕1号", signed_by=c.head, signed_on=DAY, by=SYSTEM, at=at
    )
    assert again == new
    with pytest.raises(InvalidInput):
        renew(letter, number="另号", signed_by=c.head, signed_on=DAY, by=SYSTEM, at=at)


def test_letters_about_to_end_are_listed_until_continued() -> None:
    c = county()
    letter = signed(c)
    assert list(queries.expiring(END - 44 * ONE)) == [letter]
    assert list(queries.expiring(END - 46 * ONE)) == []
    assert list(queries.expiring(END)) == [letter]
    assert list(queries.expiring(END + ONE)) == []
    at = midnight(END)
    renew(letter, number="n", signed_by=c.head, signed_on=END, by=SYSTEM, at=at)
    assert list(queries.expiring(END)) == []


@pytest.mark.req("ORG-05")
def test_admitted_organs_without_two_representatives_are_named() -> None:
    c = county()
    assert queries.unrepresented(DAY) == []
    set_admission(c.health, state=AdmissionState.ADMITTED, on=START, **BY)
    assert queries.unrepresented(DAY) == [(c.health, ["A角", "B角"])]
    signed(c)
    assert queries.unrepresented(DAY) == [(c.health, ["B角"])]
    for_b(c)
    assert queries.unrepresented(DAY) == []


def board(day: date = DAY) -> dict[tuple[str, str], tuple[Standing, str]]:
    return {
        (row.window.code, row.organ.pk): (row.standing, row.reason)
        for row in queries.window_standings(day)
    }


@pytest.mark.req("ORG-08", "ORG-31")
def test_windows_that_only_receive_and_hand_on_are_shown_with_the_reason() -> None:
    c = county()
    key = ("W1", "WJJ")
    assert board()[key] == (Standing.RECEIVES_ONLY, "没有人持有该单位有效的授权委托书。")
    letter = signed(c, verbs=[Verb.ACCEPT])
    assert board()[key] == (Standing.RECEIVES_ONLY, "窗口人员的授权委托书没有“决定”权限。")
    revoke(letter, on=DAY, reason="改签", **BY)
    signed(c, number="2", valid_from=DAY, signed_on=DAY)
    assert board()[key] == (Standing.AT_WINDOW, "")
    assert board(END + ONE)[key][1] == "窗口人员的授权委托书已到期或者已撤销。"


@pytest.mark.req("ORG-17")
def test_a_back_office_in_the_same_hall_decides_in_the_centre_and_one_outside_does_not() -> None:
    c = county()
    end_holding(c.zhang.holdings.get(), on=START, reason="轮岗", **BY)
    outside = found_post("WJJ-K", name="审批科", organ=c.health, duties=[Duty.DECIDER], **BY)
    appoint(c.zhang, outside, valid_from=START, **BY)
    signed(c)
    assert board()["W1", "WJJ"] == (Standing.RECEIVES_ONLY, "有权决定的人不在本大厅办公。")
    found_post("WJJ-K", name="后台", organ=c.health, hall=c.hall, duties=[Duty.DECIDER], **BY)
    assert board()["W1", "WJJ"][0] is Standing.IN_CENTRE


def test_a_delegated_window_is_judged_for_each_organ_it_receives_for(
    django_assert_num_queries,
) -> None:
    c = county()
    found_window(
        "Z",
        name="综窗",
        hall=c.hall,
        organ=c.centre,
        kind=WindowKind.DELEGATED,
        delegated_from=[c.health, c.traffic],
        opened_on=START,
        **BY,
    )
    signed(c)
    with django_assert_num_queries(3):
        found = board()
    assert found["Z", "WJJ"][0] is Standing.IN_CENTRE
    assert found["Z", "JTJ"][0] is Standing.RECEIVES_ONLY


def test_the_reason_why_not_is_a_sentence_a_clerk_understands() -> None:
    c = county()

    def why(staff: Any, day: date = DAY, item: str = "X", verb: Verb = Verb.DECIDE) -> str:
        return queries.why_not(staff.pk, item, "WJJ", verb, day)

    assert why(c.zhang) == "您没有该单位的授权委托书。"
    signed(c, items=["X"], verbs=[Verb.DECIDE])
    for_b(c, items=["X"], verbs=[Verb.DECIDE])
    assert why(c.zhang) == ""
    assert why(c.zhang, item="Z") == "您的授权委托书不包括这个事项。"
    assert why(c.zhang, verb=Verb.SEAL) == "您的授权委托书没有“用印”权限。"
    assert why(c.zhang, END + ONE) == "您的授权委托书已到期，请单位负责人续签。"
    assert why(c.zhang, START - ONE) == "您的授权委托书还没有生效。"
    assert why(c.li) == "A角在岗时，B角不能决定。"


def test_who_has_no_post_in_the_organ_any_more_represents_it_no_longer() -> None:
    c = county()
    today = local_day(now())
    letter = signed(
        c, valid_from=today, valid_to=today + 30 * ONE, signed_on=today, by=SYSTEM, at=now()
    )
    end_holding(c.zhang.holdings.get(), on=today, reason="调离", by=SYSTEM, at=now())
    deliver_all()
    letter = Letter.objects.get(pk=letter.pk)
    assert letter.revoked_on == today + ONE
    assert covered(c.zhang, today)
    deliver_all()
    assert Entry.objects.filter(object_id=str(letter.pk)).count() == 2


def test_lists_are_filtered_by_state() -> None:
    c = county()
    letter = signed(c)
    for state, day in (("in_force", DAY), ("future", START - ONE), ("expired", END + ONE)):
        assert list(queries.letters(state=state, day=day)) == [letter]
    assert list(queries.letters(state="revoked", day=DAY)) == []
    assert list(queries.letters(holder="张", organ="WJJ", day=DAY)) == [letter]
    assert list(queries.letters(holder="李", day=DAY)) == []
