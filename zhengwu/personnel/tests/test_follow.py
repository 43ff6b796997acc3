"""Patrols and registers: findings answered and looked at again, what is open past its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from zhengwu.cases import actions as cases
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind
from zhengwu.kernel.errors import InvalidInput, NotPermitted
from zhengwu.kernel.time import SHANGHAI
from zhengwu.notices.models import Message
from zhengwu.org.enums import OrganKind
from zhengwu.org.tests.factories import BY, found_organ
from zhengwu.personnel import actions, policy, queries, registry
from zhengwu.personnel.enums import FollowState
from zhengwu.personnel.models import PatrolFinding, RegisterEntry
from zhengwu.personnel.rules import refusals
from zhengwu.personnel.rules.qualifying import tour

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 9)


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=SHANGHAI)


def patrol(world, *seen, **more):
    groups = list(registry.checklists())
    made = actions.Tour(world.hall, DAY, groups, [world.window.code], seen, **more)
    return actions.record_patrol(made, by=world.actors["keeper"], at=at(9))


# Each norm is a group of items; a finding names item, window and person, and counts for the unit.
@pytest.mark.parametrize(
    ("group", "items"),
    [
        pytest.param("five_sames", 5, marks=pytest.mark.req("CASE-23")),
        pytest.param("protocol", 3, marks=pytest.mark.req("CASE-35")),
        pytest.param("language", 3, marks=pytest.mark.req("HALL-19")),
        pytest.param("discipline", 6, marks=pytest.mark.req("HALL-16")),
    ],
)
def test_each_norm_is_a_checklist_whose_findings_can_be_counted(world, group, items):
    codes = registry.checklists()[group]["items"]
    assert len(codes) == items
    for code in codes:
        patrol(world, actions.Seen(group, code, world.window, world.zhang, "演示"))
    found = queries.patrol_findings(DAY, DAY, organ="WJJ")
    assert {(one.group, one.item) for one in found} == {(group, code) for code in codes}
    assert {one.staff.name for one in found} == {"张一"}
    told = Entry.objects.filter(code="personnel.patrol.found")
    assert {one.payload["item"] for one in told} == set(codes)


def test_a_finding_is_answered_looked_at_again_and_may_fall_away(world):
    patrol(world, actions.Seen("protocol", "greeting", world.window, world.zhang))
    row = PatrolFinding.objects.get()
    assert (row.organ_id, row.follow, row.due_on) == ("WJJ", "open", date(2026, 3, 12))
    with pytest.raises(NotPermitted):
        actions.answer(row, text="不是我", by=world.actors["li"], at=at(10))
    with pytest.raises(refusals.Missing):
        actions.answer(row, text=" ", by=world.actors["zhang"], at=at(10))
    row = actions.answer(row, text="已改", by=world.actors["zhang"], at=at(10))
    with pytest.raises(refusals.FollowNotOpen):
        actions.answer(row, text="已改", by=world.actors["zhang"], at=at(10))
    with pytest.raises(InvalidInput) as refused:
        actions.check(row, good=False, by=world.actors["keeper"], at=at(11))
    assert set(refused.value.fields) == {"text", "due_on"}
    row = actions.check(
        row, good=False, text="仍没有迎声", due_on=date(2026, 3, 13), by=world.actors["keeper"],
        at=at(11),
    )  # fmt: skip
    assert row.follow == FollowState.OPEN
    row = actions.answer(row, text="再改", by=world.actors["head"], at=at(14))
    assert Entry.objects.filter(code="personnel.follow.answered").last().payload["late"] is True
    row = actions.check(row, good=True, upheld=False, by=world.actors["second"], at=at(15))
    assert (row.follow, row.upheld) == (FollowState.CLOSED, False)
    assert not queries.patrol_findings(DAY, DAY).exists()


def test_who_put_it_right_does_not_look_at_it_again(world):
    patrol(world, actions.Seen("order", "tidy", world.window))
    row = actions.answer(
        PatrolFinding.objects.get(), text="收拾了", by=world.actors["keeper"], at=at(10)
    )
    with pytest.raises(refusals.CheckByAnother):
        actions.check(row, good=True, by=world.actors["keeper"], at=at(10))
    actions.check(row, good=True, by=world.actors["second"], at=at(10))


def test_a_patrol_names_groups_items_and_somebody(world):
    with pytest.raises(InvalidInput) as refused:
        patrol(world, actions.Seen("protocol", "nothing", world.window),
               actions.Seen("protocol", "answer"))  # fmt: skip
    assert set(refused.value.fields) == {"item_0", "window_1"}
    with pytest.raises(NotPermitted):
        actions.record_patrol(
            actions.Tour(world.hall, DAY, ["order"]), by=world.actors["head"], at=at(9)
        )


def test_a_random_tour_goes_first_where_nobody_was_for_long(world):
    seen = {"W1": date(2026, 3, 1), "W2": None, "W3": date(2026, 2, 1), "W4": date(2026, 3, 5)}
    assert tour(seen, 2, "x") == tour(seen, 2, "x")
    assert all(set(tour(seen, 2, str(n))) == {"W2", "W3"} for n in range(20))
    assert {tuple(tour(seen, 4, str(n))[:1]) for n in range(20)} == {("W2",), ("W3",)}
    patrol(world)
    proposed = queries.proposed_tour(world.hall, DAY + timedelta(days=1))
    assert [(one["window"].code, one["last"]) for one in proposed] == [("W1", DAY)]


def test_first_asked_that_nobody_answered_becomes_a_finding_once(world):
    asked = cases.register_question(question="怎么办证", by=world.actors["zhang"], at=at(2))
    assert list(queries.first_asked_open(at(9))) == [asked]
    assert not queries.first_asked_open(at(2, 18)).exists()
    patrol(
        world,
        actions.Seen("first_asked", "unanswered", None, world.zhang, first_asked=asked),
    )
    assert not queries.first_asked_open(at(9)).exists()


def write(world, kind, values, who="manager", day=DAY, **more):
    line = actions.Line(kind, day, values, **more)
    return actions.write_register(line, by=world.actors[who], at=at(9))


# What each register is for: enough to write a row, and the ledger's row it answers.
ROWS = [
    pytest.param("duty", {"handled": "正常"}, "staff", marks=[
        pytest.mark.req("ORG-35")]),
    pytest.param("leader_duty", {}, "staff", marks=pytest.mark.req("ORG-34")),
    pytest.param("talk", {"present": "王局", "topic": "进驻", "agreed": "本月进驻"}, "organ",
                 marks=pytest.mark.req("ORG-49")),
    pytest.param("equipment", {"sort": "视频探头", "serial": "T-1", "state": "在用"}, "",
                 marks=pytest.mark.req("HALL-12")),
    pytest.param("meeting", {"present": "全体", "minutes": "一…", "agreed": "落实"}, "staff",
                 marks=pytest.mark.req("EVAL-15")),
    pytest.param("special", {"subject": "招待制度", "seen": "好"}, "organ",
                 marks=pytest.mark.req("EVAL-13")),
    pytest.param("return_visit", {"sort": "人大代表", "visitor": "某", "visited": "某企业",
                                  "heard": "满意", "opinion": "再快些"}, "organ",
                 marks=pytest.mark.req("CASE-41")),
    pytest.param("rule_document", {"title": "窗口人员管理办法", "number": "1号",
                                   "sort": "窗口人员管理", "state": "有效"}, "",
                 marks=pytest.mark.req("ORG-48")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "values", "link"), ROWS)
def test_a_row_of_each_register_is_written_read_and_followed(world, kind, values, link):
    links = {"staff": {"staff": world.zhang}, "organ": {"organ": world.health}, "": {}}[link]
    with pytest.raises(InvalidInput):
        write(world, kind, {})
    row = write(world, kind, values, **links)
    assert row.content == values
    assert list(queries.register_rows(kind, DAY, DAY)) == [row]
    assert policy.may_read_register(world.actors["manager"], kind)
    with pytest.raises(NotPermitted):
        write(world, kind, values, who="stranger", **links)
    follow = registry.registers()[kind].get("follow")
    wanted = bool(follow) and bool(not follow.get("when") or values.get(follow["when"]))
    assert (row.follow == FollowState.OPEN) == wanted
    if wanted:
        assert row.due_on > DAY
        row = actions.answer(row, text="已落实", by=world.actors["keeper"], at=at(10))
        assert row.follow == (FollowState.ANSWERED if follow["recheck"] else FollowState.CLOSED)


@pytest.mark.req("ORG-36")
def test_what_daily_duty_and_inspection_lack_is_listed_by_working_days(world):
    write(world, "duty", {"handled": "正常"}, staff=world.keeper, day=date(2026, 3, 2))
    write(world, "daily_inspection", {"seen": "各窗口"}, day=date(2026, 3, 3))
    assert queries.lacking("duty", date(2026, 3, 6)) == [
        "3月3日", "3月4日", "3月5日", "3月6日",
    ]  # fmt: skip
    lacking = queries.lacking("daily_inspection", date(2026, 3, 9))
    assert lacking == ["3月2日", "3月4日", "3月5日", "3月6日", "3月9日"]
    assert queries.lacking("meeting", DAY) == ["2026年1月", "2026年2月", "2026年3月"]


@pytest.mark.req("EVAL-01")
def test_units_and_towns_that_have_not_signed_this_year_are_listed(world):
    from zhengwu.org.actions import set_admission
    from zhengwu.org.enums import AdmissionState

    set_admission(world.health, state=AdmissionState.ADMITTED, on=date(2026, 1, 1), **BY)
    town = found_organ(
        "T1", name="某镇人民政府", short_name="某镇", kind=OrganKind.TOWN, region=world.region,
        **BY,
    )  # fmt: skip
    assert queries.lacking("statement", DAY) == ["区卫健局", "某镇"]
    for organ, staff in ((world.health, world.head), (town, None)):
        write(world, "statement", {"with": "区长", "year": "2026"}, organ=organ, staff=staff)
    assert queries.lacking("statement", DAY) == []
    assert queries.lacking("statement", date(2027, 2, 1)) == ["区卫健局", "某镇"]


@pytest.mark.req("ORG-42")
def test_personnel_care_is_sealed_and_seen_by_its_keepers_alone(world):
    values = {"occasion": "病患", "done": "住院看望"}
    row = write(world, "care", values, staff=world.zhang)
    assert RegisterEntry.objects.get(pk=row.pk).content == values
    stored = RegisterEntry.objects.filter(pk=row.pk).values().get()
    assert "住院" not in str(stored)
    assert "病患" not in Entry.objects.filter(object_id=str(row.pk)).get().canonical
    assert Entry.objects.get(object_id=str(row.pk)).payload["staff"] == ""
    allowed = {
        name for name, actor in world.actors.items() if policy.may_read_register(actor, "care")
    }
    assert allowed == {"manager"}
    options = registry.registers()["care"]["fields"][1]["options"]
    assert {"生日", "病患", "结婚", "丧事", "工作调动", "获得荣誉"} <= set(options)


@pytest.mark.req("HALL-02")
def test_rewards_and_penalties_and_safety_precautions_are_kept(world):
    reward = {"sort": "通报批评", "ground": "三次迟到"}
    write(world, "reward", reward, staff=world.li)
    safety = {"measure": "夜间断电、巡更", "place": "一楼大厅"}
    write(world, "safety", safety, staff=world.keeper)
    assert [one.content for one in queries.register_rows("reward", DAY, DAY)] == [reward]
    assert not policy.may_read_register(world.actors["zhang"], "reward")
    assert policy.may_read_register(world.actors["zhang"], "safety")


@pytest.mark.req("HALL-17")
@pytest.mark.req("HALL-18")
def test_a_hazard_is_repaired_and_rechecked_and_reminded_of_when_late(world):
    hazard = {"sort": "用电超负荷", "place": "三楼机房", "found": "插座发烫",
              "assessed": "已报中心主任，属一般隐患"}  # fmt: skip
    row = write(world, "hazard", hazard, staff=world.keeper)
    fire = {"extinguishers": "有问题", "wiring": "已整治", "locks": "完好", "guard": "在岗",
            "found": "两具灭火器过期"}  # fmt: skip
    second = write(world, "fire", fire)
    assert (row.due_on, second.due_on) == (date(2026, 3, 16), date(2026, 3, 12))
    assert queries.overdue(date(2026, 3, 12)) == []
    assert {one.pk for one in queries.overdue(date(2026, 3, 17))} == {row.pk, second.pk}
    told = actions.remind(row, link="/desk/", what="安全隐患维修", by=SYSTEM, at=at(17))
    assert told is not None
    assert actions.remind(row, link="/desk/", what="x", by=SYSTEM, at=at(17, 15)) is None
    assert Message.objects.filter(recipient=f"staff:{world.keeper.pk}").count() == 1
    row = actions.answer(row, text="已换线", by=world.actors["keeper"], at=at(17))
    assert row.follow == FollowState.ANSWERED
    row = actions.check(row, good=True, by=world.actors["second"], at=at(18))
    assert row.follow == FollowState.CLOSED
    clean = fire | {"extinguishers": "完好", "found": ""}
    assert write(world, "fire", clean, day=date(2026, 3, 10)).follow == FollowState.NONE


@pytest.mark.req("ORG-50")
def test_a_reform_task_has_a_named_person_and_tells_its_progress(world):
    with pytest.raises(InvalidInput) as refused:
        write(world, "reform", {"task": "减材料"}, organ=world.health)
    assert "staff" in refused.value.fields
    row = write(
        world, "reform", {"task": "减材料"}, organ=world.health, staff=world.head,
        due_on=date(2026, 6, 30),
    )  # fmt: skip
    actions.report(row, text="已梳理 20 项", by=world.actors["head"], at=at(12))
    with pytest.raises(NotPermitted):
        actions.report(row, text="x", by=world.actors["zhang"], at=at(12))
    told = Entry.objects.filter(object_id=str(row.pk), code="personnel.follow.reported")
    assert [one.reason for one in told] == ["已梳理 20 项"]
    row.refresh_from_db()
    assert row.follow == FollowState.OPEN


@pytest.mark.req("EVAL-14")
def test_a_town_that_fails_acceptance_is_owed_a_talk_and_one_that_passes_a_reward(world):
    from zhengwu.township import actions as township
    from zhengwu.township import registry as standards
    from zhengwu.township.enums import PlaceKind

    town = found_organ(
        "T1", name="某镇人民政府", short_name="某镇", kind=OrganKind.TOWN, region=world.region,
        **BY,
    )  # fmt: skip
    place = township.Place(town, PlaceKind.CENTRE)
    good = {code: row.get("least", True) for code, row in standards.standards()["centre"].items()}
    township.inspect(
        place, results=good | {"area": 60}, rectify_by=date(2026, 4, 1),
        by=world.actors["manager"], at=at(9),
    )  # fmt: skip
    assert queries.talks_owed() == {"admonition": [town], "acceptance_reward": []}
    row = write(
        world, "admonition",
        {"person": "某镇长", "by": "副区长", "ground": "面积不够", "wanted": "四月一日前改好"},
        organ=town, due_on=date(2026, 4, 1),
    )  # fmt: skip
    assert (row.follow, row.due_on) == (FollowState.OPEN, date(2026, 4, 1))
    assert queries.talks_owed()["admonition"] == []
    township.inspect(place, results=good, by=world.actors["manager"], at=at(20))
    assert queries.talks_owed()["acceptance_reward"] == [town]
    write(
        world, "acceptance_reward", {"ground": "验收合格", "given": "以奖代补"}, organ=town,
        day=date(2026, 3, 20),
    )  # fmt: skip
    assert queries.talks_owed() == {"admonition": [], "acceptance_reward": []}


@pytest.mark.req("CASE-42")
def test_a_reception_day_is_booked_once_each_while_there_are_places(world):
    day = write(
        world, "reception_day",
        {"leader": "区长", "hours": "9:00—11:30", "place": "信访接待室", "seats": "2"},
        day=date(2026, 3, 16),
    )  # fmt: skip
    wang, liu, chen = (Actor(ActorKind.CITIZEN, id=str(n), name=f"市民{n}") for n in range(3))

    def book(by: Actor) -> RegisterEntry:
        return actions.book_reception(
            day, visitor=by.name, phone="13900000000", topic="修路", by=by, at=at(10)
        )

    visit = book(wang)
    with pytest.raises(refusals.BookedAlready):
        book(wang)
    book(liu)
    with pytest.raises(refusals.VisitFull):
        book(chen)
    assert queries.reception_days(DAY)[0]["left"] == 0
    assert "修路" not in str(RegisterEntry.objects.filter(pk=visit.pk).values().get())
    assert not policy.may_read_register(world.actors["zhang"], "reception")
    actions.void_register(visit, reason="本人取消", by=world.actors["manager"], at=at(11))
    late = book(chen)
    record = actions.answer(late, text="已答复，六月开工", by=world.actors["manager"], at=at(16))
    assert record.follow == FollowState.CLOSED
    with pytest.raises(refusals.NotBookable):
        actions.book_reception(
            day, visitor="x", phone="1", topic="x", by=replace(chen, id="9"), at=at(17)
        )


def test_a_wrong_row_is_voided_with_reason_and_counts_no_longer(world):
    row = write(world, "duty", {"handled": "x"}, staff=world.keeper)
    with pytest.raises(refusals.Missing):
        actions.void_register(row, reason="", by=world.actors["manager"], at=at(9))
    actions.void_register(row, reason="日期写错", by=world.actors["manager"], at=at(9))
    assert not queries.register_rows("duty", DAY, DAY).exists()
    assert RegisterEntry.objects.filter(pk=row.pk).exists()
    with pytest.raises(refusals.VoidedAlready):
        actions.void_register(row, reason="再", by=world.actors["manager"], at=at(9))


@pytest.mark.parametrize("code", list(registry.registers()))
def test_every_kind_of_register_is_well_formed(code):
    kind = registry.registers()[code]
    assert kind["name"]
    assert kind["source"]
    assert kind["keepers"]
    assert kind["readers"] in ("staff", "overseers", "keepers")
    names = [one["name"] for one in kind["fields"]]
    assert len(names) == len(set(names))
    for field in kind["fields"]:
        assert field["kind"] in (
            "text", "lines", "day", "number", "choice", "staff", "organ", "window", "file",
        )  # fmt: skip
        assert bool(field.get("options")) == (field["kind"] == "choice")
        if field["kind"] in ("staff", "organ", "window"):
            assert field["name"] == field["kind"]
    when = kind.get("follow", {}).get("when")
    assert when is None or when in names
