"""Regions, organs, halls and windows."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from zhengwu.journal.models import Entry
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.org import queries
from zhengwu.org.actions import (
    appoint,
    close_window,
    found_hall,
    found_organ,
    found_post,
    found_region,
    found_town_centre,
    found_window,
    import_regions,
    move_presence,
    set_admission,
    set_section,
    shipped_list,
)
from zhengwu.org.enums import (
    AdmissionState,
    Duty,
    HallFunction,
    HallKind,
    Leadership,
    OrganKind,
    SectionForm,
    WindowKind,
)
from zhengwu.org.models import Placement, Region, Section, Window
from zhengwu.org.rules.refusals import (
    DelegationMissing,
    NotYet,
    PeriodReversed,
    PlaceClosed,
    RegionCodeWrong,
    RowsFaulty,
)

from .factories import AT, BY, DAY, START, actor_for, county, person

pytestmark = [pytest.mark.django_db, pytest.mark.pg]
AS_OF = date(2023, 12, 31)


def test_the_shipped_county_comes_in_whole_and_twice_changes_nothing() -> None:
    run = import_regions(shipped_list(), as_of=AS_OF, source="统计用区划代码 2023", **BY)
    assert run.report["counts"] == {"rows": 360, "new": 360, "renamed": 0, "ended": 0}
    village = Region.objects.get(pk="511602001001")
    assert [village.level, village.parent_id] == ["village", "511602001000"]
    assert queries.region_and_below("511602001000").count() == 7
    again = import_regions(shipped_list(), as_of=AS_OF, source="", **BY)
    assert again.report["counts"] == {"rows": 360, "new": 0, "renamed": 0, "ended": 0}
    assert Entry.objects.filter(code="org.region.listed").count() == 360


def test_a_later_list_renames_and_ends_and_forgets_nothing() -> None:
    import_regions(shipped_list(), as_of=AS_OF, source="2023", **BY)
    lines = shipped_list().splitlines()
    later = [line for line in lines if not line.startswith("511602001002")]
    text = "\n".join(later).replace("翠屏路社区居委会", "翠屏社区居委会")
    run = import_regions(
        text, as_of=date(2026, 1, 1), source="2025", close_missing_below="511602000000", **BY
    )
    assert run.report["counts"] == {"rows": 359, "new": 0, "renamed": 1, "ended": 1}
    renamed = Region.objects.get(pk="511602001001")
    assert (renamed.name, renamed.names.get().name) == ("翠屏社区居委会", "翠屏路社区居委会")
    assert Region.objects.get(pk="511602001002").valid_to == date(2025, 12, 31)


def test_a_faulty_list_of_regions_is_refused_whole() -> None:
    with pytest.raises(RowsFaulty) as caught:
        import_regions("code,name\n511602001001,孤儿村\nxx,坏\n", as_of=AS_OF, source="", **BY)
    assert len(caught.value.fields["file"]) == 2
    assert not Region.objects.exists()
    with pytest.raises(InvalidInput):
        import_regions("", as_of=AS_OF, source="", **BY)


def test_a_region_needs_the_one_above() -> None:
    with pytest.raises(RegionCodeWrong):
        found_region("511602000000", name="广安区", **BY)


def test_a_region_code_of_letters_cannot_be_stored() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Region.objects.bulk_create([Region(code="51160200000A", name="x", level="county")])


def test_founding_twice_revises_and_records_old_and_new() -> None:
    c = county()
    entries = Entry.objects.filter(object_kind="org.organ", object_id="WJJ")
    before = entries.count()
    made = {"kind": OrganKind.DEPARTMENT, "region": c.region, "parent": c.government, **BY}
    found_organ("WJJ", name="广安区卫生健康局", short_name="区卫健局", **made)
    assert entries.count() == before
    found_organ(
        "WJJ", name="广安区卫生健康局", short_name="区卫健局", document_mark="广安区卫", **made
    )
    assert entries.order_by("-seq")[0].changes == {"document_mark": ["", "广安区卫"]}


def test_doubled_marks_and_codes_and_rings_of_organs_are_refused() -> None:
    c = county()
    made = {"kind": OrganKind.DEPARTMENT, "region": c.region, **BY}
    found_organ("A", name="甲局", document_mark="甲", credit_code="11450721MB15580811", **made)
    for wrong in ({"document_mark": "甲"}, {"credit_code": "11450721MB15580811"}):
        with pytest.raises(InvalidInput):
            found_organ("B", name="乙局", **wrong, **made)
    child = found_organ("C", name="丙科", parent=c.health, **made)
    with pytest.raises(InvalidInput):
        found_organ("WJJ", name="广安区卫生健康局", parent=child, **made)


def test_only_who_keeps_the_structure_founds_organs() -> None:
    c = county()
    for staff in (c.zhang, c.head, c.auditor, c.security):
        with pytest.raises(NotPermitted):
            found_organ(
                "X", name="某局", kind=OrganKind.OTHER, region=c.region, by=actor_for(staff), at=AT
            )
    found_organ(
        "X", name="某局", kind=OrganKind.OTHER, region=c.region, by=actor_for(c.admin), at=AT
    )


@pytest.mark.req("ORG-01")
def test_a_centre_has_its_four_functions() -> None:
    c = county()
    hall = found_hall(
        "H1",
        name="区政务服务大厅",
        kind=HallKind.CENTRE,
        region=c.region,
        organ=c.centre,
        functions=list(HallFunction),
        **BY,
    )
    assert [HallFunction(value).label for value in hall.functions] == [
        "政务咨询",
        "集中办理行政审批和其他管理服务事项",
        "指导部门政务公开",
        "对窗口、分厅、代理室进行监督和管理",
    ]


@pytest.mark.req("ORG-20")
def test_a_sub_centre_stands_below_a_centre_only() -> None:
    c = county()
    assert c.sub.parent == c.hall
    for parent in (None, c.sub):
        with pytest.raises(InvalidInput):
            found_hall(
                "H3",
                name="x",
                kind=HallKind.SUB_CENTRE,
                region=c.region,
                organ=c.centre,
                parent=parent,
                **BY,
            )


@pytest.mark.req("ORG-02")
def test_the_centre_supervises_windows_sub_halls_and_agent_rooms_of_its_sub_centres_too() -> None:
    c = county()
    made = {"organ": c.traffic, "opened_on": START, **BY}
    found_window("S1", name="车管分厅", hall=c.sub, kind=WindowKind.SUB_HALL, **made)
    found_window("D1", name="代理室", hall=c.hall, kind=WindowKind.AGENT_ROOM, **made)
    seen = queries.supervised(c.hall, DAY)
    assert [window.kind for window in seen] == ["agent_room", "sub_hall", "permanent"]
    assert dict(queries.presence_counts(DAY)) == {
        "常驻窗口": 1,
        "委托代理窗口": 0,
        "分厅": 1,
        "代理室": 1,
    }


@pytest.mark.req("ORG-03")
def test_a_delegated_window_says_for_whom_and_its_clerk_receives_for_them() -> None:
    c = county()
    made = {"hall": c.hall, "opened_on": START, **BY}
    for kind, organs in (
        (WindowKind.DELEGATED, []),
        (WindowKind.DELEGATED, [c.centre]),
        (WindowKind.PERMANENT, [c.health]),
    ):
        with pytest.raises(DelegationMissing):
            found_window(
                "Z1", name="综窗", organ=c.centre, kind=kind, delegated_from=organs, **made
            )
    window = found_window(
        "Z1",
        name="综合窗口",
        organ=c.centre,
        kind=WindowKind.DELEGATED,
        delegated_from=[c.health, c.traffic],
        **made,
    )
    post = found_post(
        "ZC",
        name="综窗",
        organ=c.centre,
        window=window,
        duties=[Duty.WINDOW_CLERK, Duty.REVIEWER],
        **BY,
    )
    clerk = person("2001", "综合员", c.centre)
    appoint(clerk, post, valid_from=START, **BY)
    assert queries.duties_of(clerk, DAY) == {
        ("window_clerk", "ZWZX"),
        ("window_clerk", "WJJ"),
        ("window_clerk", "JTJ"),
        ("reviewer", "ZWZX"),
    }


@pytest.mark.req("ORG-12")
def test_moving_a_window_keeps_where_it_was() -> None:
    c = county()
    move_presence(c.window, on=DAY, kind=WindowKind.AGENT_ROOM, reason="大厅调整", **BY)
    moved = move_presence(
        Window.objects.get(pk=c.window.pk), on=DAY, hall=c.sub, reason="改到分中心", **BY
    )
    assert (moved.kind, moved.hall) == ("agent_room", c.sub)
    history = [
        (row.kind, row.hall_id, row.valid_from, row.valid_to) for row in moved.placements.all()
    ]
    assert history == [
        ("agent_room", c.sub.pk, DAY, None),
        ("permanent", c.hall.pk, START, date(2026, 3, 1)),
    ]
    then = queries.placements_on(date(2026, 2, 1)).get(window=moved)
    assert (then.kind, then.hall) == ("permanent", c.hall)
    assert c.decide.holdings.count() == 2


def test_a_window_moves_neither_in_the_future_nor_before_it_stood_nor_when_closed() -> None:
    c = county()
    with pytest.raises(NotYet):
        move_presence(c.window, on=date(2026, 3, 3), hall=c.sub, reason="x", **BY)
    with pytest.raises(PeriodReversed):
        move_presence(c.window, on=date(2025, 12, 31), hall=c.sub, reason="x", **BY)
    close_window(c.window, on=date(2026, 2, 27), reason="撤销", **BY)
    with pytest.raises(PlaceClosed):
        move_presence(c.window, on=DAY, hall=c.sub, reason="x", **BY)
    assert not queries.open_windows(DAY).exists()
    assert queries.open_windows(date(2026, 2, 27)).exists()


def test_a_window_stands_in_one_place_at_a_time() -> None:
    c = county()
    double = Placement(
        window=c.window, hall=c.sub, organ=c.health, kind="permanent", valid_from=DAY
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Placement.objects.bulk_create([double])


@pytest.mark.req("ORG-16", "ORG-17")
def test_one_approval_section_at_a_time_standalone_or_attached_with_its_back_office() -> None:
    c = county()
    set_section(
        c.health, name="政策法规股", form=SectionForm.ATTACHED, attached_to="办公室", on=START, **BY
    )
    section = set_section(
        c.health,
        name="行政审批科",
        form=SectionForm.STANDALONE,
        on=DAY,
        moved_in_on=DAY,
        back_office_hall=c.hall,
        back_office_room="后台 3 号",
        **BY,
    )
    assert queries.section_of(c.health, DAY) == section
    assert queries.section_of(c.health, date(2026, 3, 1)).name == "政策法规股"
    with pytest.raises(InvalidInput):
        set_section(c.health, name="审批科", form=SectionForm.ATTACHED, on=DAY, **BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.bulk_create(
            [Section(organ=c.health, name="第二个", form="standalone", valid_from=DAY)]
        )


@pytest.mark.req("ORG-28")
def test_organs_enter_pause_and_leave_one_by_one_with_dates() -> None:
    c = county()
    with pytest.raises(InvalidInput):
        set_admission(c.health, state=AdmissionState.WITHDRAWN, on=DAY, reason="x", **BY)
    set_admission(
        c.health, state=AdmissionState.ADMITTED, on=START, document_no="广安府〔2026〕1号", **BY
    )
    with pytest.raises(InvalidInput):
        set_admission(c.health, state=AdmissionState.SUSPENDED, on=DAY, **BY)
    set_admission(c.health, state=AdmissionState.SUSPENDED, on=DAY, reason="系统改造", **BY)
    assert list(queries.admitted_organs(date(2026, 3, 1))) == [c.health]
    assert not queries.admitted_organs(DAY).exists()
    set_admission(c.health, state=AdmissionState.ADMITTED, on=date(2026, 4, 1), **BY)
    assert [row.state for row in c.health.admissions.all()] == ["admitted", "suspended", "admitted"]


@pytest.mark.req("ORG-22")
def test_a_town_centre_opens_with_its_seven_windows() -> None:
    county()
    region = found_region("511602101000", name="官盛镇", **BY)
    town = found_organ(
        "GSZ", name="官盛镇人民政府", short_name="官盛镇", kind=OrganKind.TOWN, region=region, **BY
    )
    hall = found_town_centre(town, opened_on=START, **BY)
    found_town_centre(town, opened_on=START, **BY)
    assert [window.name for window in hall.windows.all()] == [
        "党政服务窗口",
        "社会保障窗口",
        "城建服务窗口",
        "计划生育窗口",
        "民政服务窗口",
        "农林水服务窗口",
        "综合服务窗口",
    ]


@pytest.mark.req("ORG-33")
def test_the_town_head_directs_the_centre_and_a_deputy_runs_it() -> None:
    c = county()
    mayor, deputy = person("3001", "镇长", c.traffic), person("3002", "副镇长", c.traffic)
    made = {"organ": c.centre, "hall": c.hall, "duties": [Duty.CENTRE_MANAGER], **BY}
    director = found_post("ZR", name="中心主任（兼）", leadership=Leadership.DIRECTOR, **made)
    second = found_post("FZR", name="副主任", leadership=Leadership.DEPUTY, runs_daily=True, **made)
    own = found_post("ZZ", name="镇长", organ=c.traffic, duties=[Duty.HEAD], **BY)
    for staff, post in ((mayor, own), (mayor, director), (deputy, second)):
        appoint(staff, post, valid_from=START, **BY)
    led = [(row.staff.name, row.post.leadership) for row in queries.leadership(c.hall, DAY)]
    assert led == [("副镇长", "deputy"), ("镇长", "director")]
    assert queries.duties_of(mayor, DAY) == {("head", "JTJ"), ("centre_manager", "ZWZX")}
    with pytest.raises(InvalidInput):
        found_post(
            "X",
            name="主任",
            organ=c.centre,
            duties=[Duty.HEAD],
            leadership=Leadership.DIRECTOR,
            **BY,
        )


def test_lists_cost_the_same_for_one_and_for_many(django_assert_num_queries) -> None:
    c = county()
    for place in range(4):
        for repeat in range(1 + place):
            code = f"N{place}{repeat}"
            found_window(code, name=code, hall=c.hall, organ=c.health, opened_on=START, **BY)
        with django_assert_num_queries(5):
            halls = list(queries.halls_with_people(DAY))
            assert halls[0].open_windows
        with django_assert_num_queries(2):
            queries.organ_tree(DAY)
