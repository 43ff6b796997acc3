"""Posts, terms, leave, cover, officers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.org import queries
from zhengwu.org.actions import (
    abolish_post,
    appoint,
    appoint_officer,
    dismiss,
    end_holding,
    found_post,
    found_staff,
    let_go,
    put_on_leave,
    return_from_leave,
)
from zhengwu.org.enums import Duty, RoleAB, StaffKind
from zhengwu.org.models import Holding, Officer, PostDuty, Staff
from zhengwu.org.rules.refusals import (
    CoverAbsent,
    CoverNotEntitled,
    NotOnLeave,
    OfficerConflict,
    OfficerUnidentified,
    PeriodOverlap,
    PeriodReversed,
    PostTaken,
    SelfGrant,
    StaffLeft,
)

from .factories import AT, BY, DAY, START, actor_for, county, id_number, person

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
ONE = timedelta(days=1)


def test_a_post_has_several_duties_and_a_person_several_posts() -> None:
    c = county()
    second = found_post("WJJ-DA", name="档案员", organ=c.health, duties=[Duty.ARCHIVIST], **BY)
    appoint(c.zhang, second, valid_from=START, **BY)
    assert queries.duties_of(c.zhang, DAY) == {
        ("window_clerk", "WJJ"),
        ("decider", "WJJ"),
        ("archivist", "WJJ"),
    }


def test_duties_are_read_in_one_statement(django_assert_num_queries) -> None:
    c = county()
    with django_assert_num_queries(1):
        queries.duties_of(c.zhang, DAY)


def test_a_term_counts_on_its_last_day_and_not_after() -> None:
    c = county()
    holding = c.zhang.holdings.get()
    end_holding(holding, on=DAY, reason="轮岗", **BY)
    assert queries.duties_of(c.zhang, DAY)
    assert not queries.duties_of(c.zhang, DAY + ONE)
    assert not queries.duties_of(c.zhang, START - ONE)


def test_ending_before_the_beginning_is_refused() -> None:
    c = county()
    with pytest.raises(PeriodReversed):
        end_holding(c.zhang.holdings.get(), on=START - ONE, reason="x", **BY)


@pytest.mark.req("ORG-05")
def test_one_a_and_one_b_on_a_post() -> None:
    c = county()
    other = person("1009", "第三人", c.health)
    for role in (RoleAB.A, RoleAB.B):
        with pytest.raises(PostTaken):
            appoint(other, c.decide, valid_from=DAY, role=role, **BY)
    with pytest.raises(PeriodOverlap):
        appoint(c.zhang, c.decide, valid_from=DAY, role=RoleAB.NONE, **BY)
    end_holding(c.zhang.holdings.get(), on=DAY, reason="轮岗", **BY)
    appoint(other, c.decide, valid_from=DAY + ONE, role=RoleAB.A, **BY)


def test_a_second_a_cannot_be_stored() -> None:
    c = county()
    row = Holding(staff=c.stranger, post=c.decide, role="A", valid_from=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.bulk_create([row])


def test_nobody_grants_to_himself_and_the_attempt_is_recorded() -> None:
    c = county()
    me = actor_for(c.security)
    with pytest.raises(SelfGrant):
        appoint(c.security, c.decide, valid_from=DAY, by=me, at=AT)
    with pytest.raises(SelfGrant):
        appoint_officer(c.security, Duty.AUDITOR, organ=c.government, since=DAY, by=me, at=AT)
    refused = Entry.objects.filter(object_id=str(c.security.pk), refused=True)
    assert [entry.payload["refusal"] for entry in refused] == ["self_grant", "self_grant"]


def test_nobody_enlarges_a_post_of_his_own() -> None:
    c = county()
    post = found_post("BM", name="保密", organ=c.centre, duties=[Duty.ARCHIVIST], **BY)
    appoint(c.security, post, valid_from=START, **BY)
    me = actor_for(c.security)
    with pytest.raises(SelfGrant):
        found_post(
            "BM", name="保密", organ=c.centre, duties=[Duty.ARCHIVIST, Duty.HEAD], by=me, at=AT
        )
    found_post("BM", name="保密岗", organ=c.centre, duties=[Duty.ARCHIVIST], by=me, at=AT)


def test_nobody_makes_himself_the_cover() -> None:
    c = county()
    appoint(c.manager, c.decide, valid_from=START, **BY)
    with pytest.raises(SelfGrant):
        put_on_leave(
            c.zhang,
            starts_on=DAY,
            ends_on=DAY,
            reason="病假",
            cover=c.manager,
            by=actor_for(c.manager),
            at=AT,
        )


@pytest.mark.parametrize("name", ["admin", "auditor", "head", "manager", "zhang"])
def test_only_the_security_administrator_grants(name: str) -> None:
    c = county()
    with pytest.raises(NotPermitted):
        appoint(c.stranger, c.decide, valid_from=DAY, by=actor_for(getattr(c, name)), at=AT)


@pytest.mark.parametrize("duty", [Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDITOR])
def test_the_three_officers_exclude_each_other(duty: Duty) -> None:
    c = county()
    holder = {Duty.AUDITOR: c.admin}.get(duty, c.auditor)
    with pytest.raises(OfficerConflict):
        appoint_officer(holder, duty, organ=c.government, since=DAY, **BY)


def test_two_officers_duties_cannot_be_stored_for_one_person_nor_in_a_post() -> None:
    c = county()
    rows = [Officer(staff=c.admin, duty="auditor", organ=c.centre, since=DAY)]
    with pytest.raises(IntegrityError), transaction.atomic():
        Officer.objects.bulk_create(rows)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostDuty.objects.bulk_create([PostDuty(post=c.decide, duty="auditor")])
    with pytest.raises(IntegrityError), transaction.atomic():
        PostDuty.objects.filter(post=c.decide).update(duty="system_admin")
    with pytest.raises(InvalidInput):
        found_post("X", name="x", organ=c.centre, duties=[Duty.AUDITOR], **BY)


def test_one_person_is_not_two_members_of_staff() -> None:
    c = county()
    with pytest.raises(InvalidInput):
        person("9999", "另一个我", c.centre, id_number=id_number(92))
    with pytest.raises(OfficerUnidentified):
        appoint_officer(c.stranger, Duty.AUDITOR, organ=c.government, since=DAY, **BY)
    double = Staff(number="x", name="x", organ=c.centre, kind="other")
    double.id_number_digest = c.admin.id_number_digest
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.bulk_create([double])


def test_an_officer_may_change_office_after_leaving_the_former() -> None:
    c = county()
    dismiss(c.auditor.offices.get(), reason="换岗", **BY)
    assert not queries.duties_of(c.auditor, DAY)
    appoint_officer(c.auditor, Duty.SYSTEM_ADMIN, organ=c.government, since=DAY, **BY)
    assert queries.duties_of(c.auditor, DAY) == {("system_admin", "GOV")}


def test_the_last_security_administrator_stays() -> None:
    c = county()
    with pytest.raises(InvalidInput):
        dismiss(c.security.offices.get(), reason="x", by=actor_for(c.security), at=AT)


def test_cover_has_the_duties_only_while_the_other_is_away() -> None:
    c = county()
    equal = found_post(
        "WJJ-2",
        name="二号",
        organ=c.health,
        duties=[Duty.WINDOW_CLERK, Duty.DECIDER, Duty.CHECKER],
        **BY,
    )
    other = person("1010", "同岗", c.health)
    appoint(other, equal, valid_from=START, **BY)
    special = found_post("WJJ-3", name="三号", organ=c.health, duties=[Duty.INSPECTOR], **BY)
    appoint(c.zhang, special, valid_from=START, **BY)
    leave = put_on_leave(
        c.zhang,
        starts_on=DAY,
        ends_on=DAY + 4 * ONE,
        reason="年休假",
        covers={c.decide.pk: c.li},
        **BY,
    )
    assert leave.covers.get().post == c.decide
    assert not queries.duties_of(c.zhang, DAY)
    assert ("decider", "WJJ") in queries.duties_of(c.li, DAY + 4 * ONE)
    assert list(queries.holders("decider", "WJJ", DAY)) == [c.li, other]
    return_from_leave(leave, on=DAY + 2 * ONE, by=actor_for(c.zhang), at=AT)
    assert queries.duties_of(c.zhang, DAY + 2 * ONE)
    assert not queries.covers_on(DAY + 2 * ONE).exists()
    assert queries.covers_on(DAY + ONE).exists()
    with pytest.raises(NotOnLeave):
        return_from_leave(leave, on=DAY + 3 * ONE, **BY)


def test_an_equal_post_covers_and_its_holder_gets_the_absent_ones_duties() -> None:
    c = county()
    first = found_post("Q1", name="甲", organ=c.health, duties=[Duty.CHECKER], **BY)
    more = [Duty.CHECKER, Duty.REVIEWER]
    second = found_post("Q2", name="乙", organ=c.health, duties=more, **BY)
    here, away = person("11", "在", c.health), person("12", "离", c.health)
    appoint(away, first, valid_from=START, **BY)
    appoint(here, second, valid_from=START, **BY)
    put_on_leave(away, starts_on=DAY, ends_on=DAY, reason="事假", cover=here, **BY)
    assert queries.duties_of(here, DAY) == {("checker", "WJJ"), ("reviewer", "WJJ")}
    assert [row.staff for row in queries.covers_on(DAY)] == [here]


def test_cover_must_be_entitled_and_there() -> None:
    c = county()
    with pytest.raises(CoverNotEntitled) as caught:
        put_on_leave(c.zhang, starts_on=DAY, ends_on=DAY, reason="x", cover=c.stranger, **BY)
    assert "赵外" in caught.value.message
    assert "首席代表" in caught.value.message
    put_on_leave(c.li, starts_on=DAY, ends_on=DAY + ONE, reason="x", **BY)
    with pytest.raises(CoverAbsent):
        put_on_leave(c.zhang, starts_on=DAY + ONE, ends_on=DAY + ONE, reason="x", cover=c.li, **BY)
    with pytest.raises(PeriodOverlap):
        put_on_leave(c.li, starts_on=DAY + ONE, ends_on=DAY + 5 * ONE, reason="x", **BY)


def test_a_head_releases_his_own_people_only() -> None:
    c = county()
    made = {"starts_on": DAY, "ends_on": DAY, "reason": "事假", "at": AT}
    put_on_leave(c.zhang, by=actor_for(c.head), **made)
    for staff, by in ((c.stranger, c.head), (c.li, c.zhang), (c.li, c.auditor)):
        with pytest.raises(NotPermitted):
            put_on_leave(staff, by=actor_for(by), **made)


def test_officers_duties_never_pass_to_a_cover_and_rest_while_away() -> None:
    c = county()
    put_on_leave(c.auditor, starts_on=DAY, ends_on=DAY, reason="病假", cover=c.li, **BY)
    assert not queries.duties_of(c.auditor, DAY)
    assert ("auditor", "GOV") not in queries.duties_of(c.li, DAY)


def test_leaving_office_ends_every_post_and_office() -> None:
    c = county()
    let_go(c.zhang, on=DAY, reason="退休", **BY)
    assert queries.duties_of(c.zhang, DAY)
    assert not queries.duties_of(c.zhang, DAY + ONE)
    with pytest.raises(StaffLeft):
        appoint(Staff.objects.get(pk=c.zhang.pk), c.head_post, valid_from=DAY, **BY)
    let_go(c.auditor, on=DAY, reason="调离", **BY)
    assert not queries.officers().filter(staff=c.auditor).exists()


def test_an_abolished_post_gives_no_duty() -> None:
    c = county()
    abolish_post(c.decide, on=DAY, reason="机构改革", **BY)
    assert not queries.duties_of(c.zhang, DAY + ONE)


@pytest.mark.req("ORG-04")
def test_the_roster_counts_by_kind() -> None:
    c = county()
    assert queries.roster(DAY) == [("中心管理层", 1), ("大厅窗口", 5), ("部门科室", 2)]
    assert queries.roster(DAY, "511602000000") == queries.roster(DAY)
    assert queries.roster(DAY, "330000000000") == []
    let_go(c.manager, on=DAY, reason="退休", **BY)
    assert dict(queries.roster(DAY + ONE)).get("中心管理层") is None


def test_personal_numbers_are_sealed_and_not_in_the_journal() -> None:
    c = county()
    staff = person("77", "有电话", c.health, phone="13912345678", id_number=id_number(77))
    stored = Staff.objects.get(pk=staff.pk)
    assert (stored.phone, stored.id_number) == ("13912345678", id_number(77))
    assert b"13912345678" not in bytes(stored.phone_sealed)
    person("77", "有电话", c.health, phone="13912345679")
    texts = Entry.objects.filter(object_id=str(staff.pk)).values_list("canonical", flat=True)
    assert not any("1391234" in text or id_number(77) in text for text in texts)
    assert Staff.objects.get(pk=staff.pk).id_number == id_number(77)


def test_names_with_rare_characters_are_kept() -> None:
    c = county()
    staff = found_staff("78", name="𠮷·买买提", organ=c.health, kind=StaffKind.SECTION, **BY)
    assert Staff.objects.get(pk=staff.pk).name == "𠮷·买买提"


def test_who_held_what_cannot_be_deleted_nor_an_ended_office_reopened() -> None:
    c = county()
    for rows in (c.zhang.holdings, c.auditor.offices, Staff.objects.filter(pk=c.li.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete("default")
    dismiss(c.auditor.offices.get(), reason="换岗", **BY)
    with pytest.raises(DatabaseError), transaction.atomic():
        c.auditor.offices.update(ended_at=None)
