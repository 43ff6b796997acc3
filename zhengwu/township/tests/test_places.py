"""Building and inspecting places, what is held there, leaflets, copies; a charged matter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from zhengwu.cases import actions as cases
from zhengwu.cases.enums import CaseState, Verdict
from zhengwu.cases.tests.conftest import world  # noqa: F401
from zhengwu.cases.tests.factories import application, as_staff, at, with_town
from zhengwu.cases.tests.test_upward import DIRECT, step
from zhengwu.clock.models import Clock
from zhengwu.fees import actions as fees
from zhengwu.fees import queries as fee_queries
from zhengwu.fees.models import Bill
from zhengwu.fees.rules.paying import PaymentOutstanding
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.org import actions as org
from zhengwu.org.enums import HallKind
from zhengwu.org.models import Hall, Organ, Region
from zhengwu.org.tests.web.acting import acting
from zhengwu.township import actions, queries, rules
from zhengwu.township.actions import Held, Place
from zhengwu.township.enums import Grade, OccasionKind, PlaceKind, StationState
from zhengwu.township.models import CaseCopy, Inspection, LeafletCopy, Occasion

pytestmark = pytest.mark.django_db
SEEN = {
    "area": "80", "open_windows": True, "computers": True, "seats": True, "water": True,
    "plate": True, "badges": True, "guide": True, "complaint_box": True,
}  # fmt: skip


@pytest.fixture(scope="module")
def county(world):  # noqa: F811
    return with_town(world)


@pytest.mark.req("CASE-52")
def test_one_door_from_acceptance_to_the_printed_receipt_of_the_town(county):
    town = county.town
    case = cases.receive(application(county, "town_road"), by=town.clerk, at=at(17))
    cases.accept(case, by=town.clerk, at=at(17, 11))
    bill = Bill.objects.get(matter=case.matter)
    due = fee_queries.sums(bill).due
    answers = case.answers["use"]
    exact = Decimal(str(answers["area"])) * Decimal(str(answers["days"])) * Decimal("0.3")
    assert abs(due - exact) < Decimal("0.1")
    accounts = fee_queries.by_account(fee_queries.sums(bill).lines)
    assert [name for name, _ in accounts] == ["官盛镇非税收入专户（演示）"]
    step(case, town.reviewer, "pass", at(17, 15))
    step(case, town.A, "pass", at(18))
    ruling = cases.Ruling(Verdict.GRANTED, content="准予占用")
    cases.decide(case, task=None, ruling=ruling, by=town.A, at=at(18, 11))
    step(case, town.clerk, "", at(18, 14))
    handing = {"way": "direct", "on": at(18).date(), "detail": DIRECT, "by": town.clerk}
    with pytest.raises(PaymentOutstanding):
        cases.deliver(case, **handing, at=at(18, 15))
    with pytest.raises(NotPermitted):
        fees.begin(bill, channel="cash", amount=due, key="k", by=town.clerk, at=at(18, 15))
    payment = fees.begin(
        bill, channel="cash", amount=due, key="k", by=county.cashier, at=at(18, 15)
    )
    receipt = payment.receipts.get()
    assert receipt.document.title == "非税收入缴款票据"
    assert receipt.number
    done = cases.deliver(case, **handing, at=at(18, 16))
    assert done.state == CaseState.COMPLETED
    limits = Clock.objects.filter(matter=case.pk, label__in=("promised", "statutory", "delivery"))
    assert limits.count() == 3
    assert all(one.in_time for one in limits), "within its limits"
    page = Client().get(f"/towns/{town.organ.pk}/").content.decode()
    assert "办结" in page, "and in the open"


@pytest.mark.req("TWN-19")
def test_milestones_run_backward_from_their_days(county):
    place = Place(county.town.organ, PlaceKind.CENTRE)
    steps = ("leading_group", "plan", "site", "signboard", "operating")
    for number, one in enumerate(steps, start=1):
        actions.set_milestone(
            place, step=one, target_on=date(2026, number * 2, 1), by=county.director, at=at(1)
        )
    actions.set_milestone(
        place, step="leading_group", target_on=date(2026, 2, 1), done_on=date(2026, 1, 20),
        by=county.town.director, at=at(2),
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        actions.set_milestone(
            place, step="plan", target_on=date(2027, 1, 1), by=county.town.clerk, at=at(2)
        )
    with pytest.raises(rules.Missing):
        actions.set_milestone(
            place, step="x", target_on=date(2027, 1, 1), by=county.director, at=at(2)
        )
    row = queries.building([county.town.organ], date(2026, 9, 17))[0]
    assert (row["set"], row["done"], row["late"]) == (5, 1, 3)


@pytest.mark.req("TWN-20", "TWN-17")
def test_inspected_by_the_standard_put_right_by_a_day(county):
    town = county.town.organ
    place = Place(town, PlaceKind.CENTRE)
    small = {**SEEN, "area": "79.5", "water": False}
    with pytest.raises(NotPermitted):
        actions.inspect(place, results=SEEN, by=county.town.director, at=at(1))
    with pytest.raises(rules.Missing) as missing:
        actions.inspect(place, results=small, by=county.director, at=at(1))
    assert "rectify_by" in missing.value.fields
    row = actions.inspect(
        place, results=small, rectify_by=date(2026, 9, 10), by=county.director, at=at(1)
    )
    assert (row.passed, row.failed) == (False, ["area", "water"])
    day = date(2026, 9, 17)
    assert queries.building([town], day)[0]["overdue"] == 1
    assert queries.inspections_of(town, day)[0]["failed"] == ["办公面积", "饮水"]
    again = actions.inspect(place, results=SEEN, by=county.director, at=at(17))
    assert again.passed
    counted = queries.building([town], day)[0]
    assert (counted["passed"], counted["failed"], counted["overdue"]) == (1, 0, 0)
    village = town.region.children.order_by("code")[0]
    station = Place(town, PlaceKind.STATION, village)
    assert actions.inspect(
        station, results={"plate": True, "seats": True, "guide": True, "complaint_box": True},
        by=county.director, at=at(17),
    ).passed  # fmt: skip
    with pytest.raises(rules.PlaceNotFitting):
        actions.inspect(Place(town, PlaceKind.STATION), results=SEEN, by=county.director, at=at(17))
    with pytest.raises(rules.Missing):
        actions.inspect(Place(town, PlaceKind.TRADING), results={}, by=county.director, at=at(17))


@pytest.mark.req("TWN-02")
def test_trading_centres_are_halls_of_their_kind_beside_centres_and_stations(county):
    town = county.town.organ
    for code, organ in (("JY-X", county.places.centre), ("JY-Y", town)):
        org.found_hall(
            code, name=f"{organ.short_name}公共资源交易中心", kind=HallKind.TRADING,
            region=organ.region, organ=organ, by=SYSTEM, at=at(1),
        )  # fmt: skip
    assert Hall.objects.filter(kind=HallKind.TRADING).count() == 2
    actions.set_milestone(
        Place(town, PlaceKind.TRADING), step="site", target_on=date(2026, 12, 1),
        by=county.director, at=at(1),
    )  # fmt: skip
    villages = town.region.children.order_by("code")
    for village, state in zip(villages, ("planned", "building"), strict=False):
        actions.set_station(
            village, town=town, state=StationState(state), by=county.director, at=at(1)
        )
    with acting(county.director):
        page = Client().get(f"/desk/town/places/?town={town.pk}").content.decode()
        network = Client().get(f"/desk/town/network/?town={town.pk}").content.decode()
    assert "官盛镇公共资源交易中心" in page
    assert "在建" in network
    assert Region.objects.filter(parent=town.region).count() > 2


@pytest.mark.req("TWN-07", "TWN-08", "TWN-21", "JNT-13")
def test_meetings_visits_training_and_assessment_are_written_down(county):
    town, agent = (
        county.town.organ,
        next(one for one in county.people.agents if str(one.pk) == county.town.agent.id),
    )
    place, day = Place(town, PlaceKind.CENTRE), date(2026, 9, 17)
    village = town.region.children.order_by("code")[0]
    for kind, where in (
        (OccasionKind.QUARTER, place), (OccasionKind.MEETING, place),
        (OccasionKind.GUIDANCE, Place(town, PlaceKind.STATION, village)),
        (OccasionKind.TRAINING, place),
    ):  # fmt: skip
        actions.hold(
            where, held=Held(kind, day, "全体代办员", "当场解决"), by=county.director, at=at(17)
        )
    wrong = Held(OccasionKind.ASSESSMENT, day, "主任", "评定")
    with pytest.raises(rules.Missing) as missing:
        actions.hold(place, held=wrong, by=county.town.director, at=at(17))
    assert set(missing.value.fields) == {"agent", "grade"}
    good = Held(OccasionKind.ASSESSMENT, day, "主任", "评定", agent=agent, grade=Grade.GOOD)
    row = actions.hold(place, held=good, by=county.town.director, at=at(17))
    assert row.figures == {"handed_in": 0, "over": 0, "told": 0}
    with pytest.raises(NotPermitted):
        actions.hold(place, held=good, by=county.town.agent, at=at(17))
    assert set(Occasion.objects.values_list("kind", flat=True)) == set(OccasionKind)


@pytest.mark.req("TWN-16")
def test_leaflets_reach_the_positions_of_all_three_levels_and_are_signed_for(county):
    town = county.town
    village = town.organ.region.children.order_by("code")[0]
    actions.set_station(
        village, town=town.organ, state=StationState.OPEN, opened_on=date(2026, 3, 1),
        by=county.director, at=at(1),
    )  # fmt: skip
    with pytest.raises(NotPermitted):
        actions.publish_leaflet(title="x", text="x", source="x", by=town.director, at=at(1))
    with pytest.raises(rules.Missing):
        actions.publish_leaflet(title="x", text="x", source=" ", by=county.director, at=at(1))
    row = actions.publish_leaflet(
        title="医保缴费", text="每年九月起缴费。", source="演示文件", by=county.director, at=at(1)
    )
    kinds = {one.organ.kind for one in row.copies.select_related("organ")}
    assert kinds == {"centre", "town"}
    assert row.copies.filter(village=village).count() == 1
    own = LeafletCopy.objects.get(leaflet=row, organ=town.organ, village=None)
    with pytest.raises(NotPermitted):
        actions.read_leaflet(row, copy_id=own.pk, by=county.stranger, at=at(2))
    first = actions.read_leaflet(row, copy_id=own.pk, by=town.clerk, at=at(2))
    again = actions.read_leaflet(row, copy_id=own.pk, by=town.director, at=at(3))
    assert (first.read_by, again.read_at) == (town.clerk.name, at(2))
    assert "医保缴费" in Client().get(f"/towns/{town.organ.pk}/").content.decode()
    with acting(town.clerk):
        client = Client()
        assert "医保缴费" in client.get("/desk/town/leaflets/").content.decode()
        village_copy = row.copies.get(village=village)
        sent = client.post("/desk/town/leaflets/", {"copy": village_copy.pk})
        assert sent.status_code == 302
        assert client.post("/desk/town/leaflets/", {"copy": "x"}).status_code == 404
        assert client.post("/desk/town/leaflets/", {"title": "", "text": ""}).status_code == 422


def test_a_copy_goes_up_across_and_down_and_is_signed_for(county):
    case = cases.receive(application(county, "planning_town"), by=county.town.clerk, at=at(17))
    city = Organ.objects.get(pk="GAS-ZRZY")
    with pytest.raises(rules.Missing):
        actions.send_copy(case, to=city, note=" ", by=county.town.clerk, at=at(17))
    row = actions.send_copy(case, to=city, note="供了解", by=county.town.clerk, at=at(17))
    with pytest.raises(rules.SentAlready):
        actions.send_copy(case, to=city, note="供了解", by=county.town.clerk, at=at(17))
    with pytest.raises(NotPermitted):
        actions.send_copy(case, to=city, note="x", by=county.stranger, at=at(17))
    with pytest.raises(rules.NotOurs):
        actions.read_copy(row, by=county.stranger, at=at(18))
    reader = as_staff(county.people.staff["GAS-ZRZY"]["clerk"])
    with acting(reader):
        client = Client()
        assert case.matter.number in client.get("/desk/copies/").content.decode()
        assert (
            client.post("/desk/copies/", {"read": str(row.pk), "answer": "知悉"}).status_code == 302
        )
    read = CaseCopy.objects.get(pk=row.pk)
    assert (read.read_by, read.answer) == (reader.name, "知悉")
    with pytest.raises(rules.ReadAlready):
        actions.read_copy(row, by=reader, at=at(18))
    with acting(county.town.clerk):
        client = Client()
        wrong = client.post("/desk/copies/", {"number": "GA-NO", "to": "GA-MZJ", "note": "x"})
        assert wrong.status_code == 422
        given = {"number": case.matter.number, "to": "GA-MZJ", "note": "请协助"}
        assert client.post("/desk/copies/", given).status_code == 302
        for address in ("/desk/levels/", "/desk/levels/?code=GA-JB-NZY", "/desk/levels/?code=x"):
            assert client.get(address).status_code == 200
        shown = client.get("/desk/levels/?code=GA-JB-NZY").content.decode()
    for word in ("市级", "县级", "镇（乡、街道）级", "广安区行政审批局", "官盛镇"):
        assert word in shown


def test_forms_of_the_places_keep_what_was_typed(county):
    town = county.town.organ
    with acting(county.director):
        client = Client()
        address = f"/desk/town/places/?town={town.pk}"
        given = {"act": "inspect", "place": "centre", "area": "60", "seats": "on", "note": "小了"}
        answer = client.post(address, given)
        assert answer.status_code == 422
        assert "整改期限" in answer.content.decode()
        assert "小了" in answer.content.decode()
        assert client.post(address, {**given, "rectify_by": "2026-12-31"}).status_code == 302
        assert Inspection.objects.get().failed
        day = {"act": "milestone", "place": "centre", "step": "plan", "target_on": "2026-10-01"}
        assert client.post(address, day).status_code == 302
        assert client.post(address, {**day, "target_on": "x"}).status_code == 422
        held = {"kind": "guidance", "held_on": "2026-09-01", "present": "周某", "result": "好"}
        address = f"/desk/town/occasions/?town={town.pk}"
        assert client.post(address, held).status_code == 302
        assert client.post(address, {**held, "kind": "assessment"}).status_code == 422
        assert "周某" in client.get(address).content.decode()
