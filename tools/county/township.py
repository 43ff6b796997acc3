"""The demonstration's townships: stations, powers, registers, and upward cases at every stage."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import Channel, Verdict
from zhengwu.cases.models import Case
from zhengwu.catalogue.actions import apply, begin_import
from zhengwu.catalogue.actions.shipped import publish_shipped
from zhengwu.catalogue.models import Item
from zhengwu.catalogue.registry import DATA
from zhengwu.catalogue.rules.shipped import composed
from zhengwu.identity.models import Person
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.time import local_day
from zhengwu.org import actions as org
from zhengwu.org.enums import HallKind
from zhengwu.org.models import Organ, Staff
from zhengwu.org.queries import duties_of
from zhengwu.township import actions as township
from zhengwu.township import registry
from zhengwu.township.enums import (
    Grade,
    OccasionKind,
    PlaceKind,
    PowerKind,
    ReceptionKind,
    Register,
    Section,
    StationState,
)

from .answers import fill
from .levels import BUREAU, COMMUNITY
from .people import People

TOWN = "GA-T101"
FOLDER = DATA / "township"
_STATES = (StationState.OPEN, StationState.OPEN, StationState.BUILDING, StationState.PLANNED)
_POWERS = (
    ("GA-GSZ-0001", PowerKind.ACCEPT, Section.ECONOMY),
    ("GA-GSZ-0002", PowerKind.ACCEPT, Section.SOCIAL),
    ("GA-GSZ-0003", PowerKind.AGENT, Section.ECONOMY),
    ("GA-GSZ-0004", PowerKind.ACCEPT, Section.ECONOMY),
    ("GA-GSZ-0005", PowerKind.HANDLE, Section.ECONOMY),
)
_BASIS = "镇便民服务指导目录（演示）"
_SEEN = {"area": "96", "open_windows": True, "computers": True, "seats": True, "water": True,
         "plate": True, "badges": True, "guide": True, "complaint_box": True}  # fmt: skip


def publish(*, by: Actor, at: datetime) -> None:
    """The items a town reviews first or only collects, and those above."""
    content = (FOLDER / "upward_items.csv").read_bytes()
    apply(begin_import("upward_items.csv", content, by=by, at=at), by=by, at=at)
    shared = yaml.safe_load((DATA / "editions" / "_shared.yaml").read_text(encoding="utf-8"))
    for path in sorted((FOLDER / "editions").glob("*.yaml")):
        plan = composed(yaml.safe_load(path.read_text(encoding="utf-8")), shared)
        publish_shipped(plan, by=by, at=at)


def establish(people: People, *, at: datetime, since: date) -> None:
    """Stations in every village of every town, powers, visitors, registers, the last report."""
    for code in people.towns:
        _stations(Organ.objects.get(pk=code), since, at)
    town = Organ.objects.select_related("region").get(pk=TOWN)
    for code, kind, section in _POWERS:
        item = Item.objects.get(code=code)
        township.set_power(
            town, item=item, kind=kind, section=section, in_villages=True,
            basis=_BASIS, by=SYSTEM, at=at,
        )  # fmt: skip
    for code, holder in (("GA-NHJD-0001", "GA-T001"), ("GA-SQ-0001", COMMUNITY)):
        township.set_power(
            Organ.objects.get(pk=holder), item=Item.objects.get(code=code), kind=PowerKind.HANDLE,
            section=Section.SOCIAL, basis=_BASIS, by=SYSTEM, at=at,
        )  # fmt: skip
    _places(people, at=at, since=since)
    team = SimpleNamespace(**{key: _actor(one, at) for key, one in people.towns[TOWN].items()})
    _records(town, team, at)
    _upward(people, team, at)
    _chain(people, team, at)


def _places(people: People, *, at: datetime, since: date) -> None:
    """How the places are built, how they met the standard, what was held, what hangs there."""
    director = _actor(people.centre["director"], at)
    today = local_day(at)
    steps = list(registry.standards()["milestones"]["rows"])
    for number, code in enumerate(("GA-T001", "GA-T101", "GA-T107")):
        organ = Organ.objects.get(pk=code)
        place = township.Place(organ, PlaceKind.CENTRE)
        for order, step in enumerate(steps):
            target = since + timedelta(days=30 * (order + 1) + 40 * number)
            reached = order < len(steps) - number
            township.set_milestone(
                place, step=step, target_on=target, done_on=target if reached else None,
                by=director, at=at,
            )  # fmt: skip
        seen = _SEEN if number != 1 else {**_SEEN, "area": "72", "water": False}
        township.inspect(
            place, results=seen, rectify_by=today + timedelta(days=30), by=director, at=at
        )
        org.found_hall(
            f"JY-{code}", name=f"{organ.short_name}公共资源交易中心（演示）",
            kind=HallKind.TRADING, region=organ.region, organ=organ,
            opened_on=since if number != 2 else None, by=SYSTEM, at=at,
        )  # fmt: skip
    centre = Organ.objects.get(pk="GA-ZWZX")
    org.found_hall(
        "JY-GA", name="广安区公共资源交易中心（演示）", kind=HallKind.TRADING,
        region=centre.region, organ=centre, opened_on=since, by=SYSTEM, at=at,
    )  # fmt: skip
    _held(people, director, at)
    leaflet = township.publish_leaflet(
        title="家庭困难怎么申请低保（演示）",
        text="家里人均收入低于当地标准的，可以申请。行动不便的，打电话给村代办员，上门帮您填。",
        source="社会救助暂行办法（演示，条款待区民政局核对）", by=director, at=at,
    )  # fmt: skip
    hung = leaflet.copies.get(organ=TOWN, village=None)
    clerk = _actor(people.towns[TOWN]["clerk"], at)
    township.read_leaflet(leaflet, copy_id=hung.pk, by=clerk, at=at)


def _held(people: People, director: Actor, at: datetime) -> None:
    town = Organ.objects.get(pk=TOWN)
    agent = next(one for one in people.agents if one.organ_id == TOWN)
    place, day = township.Place(town, PlaceKind.CENTRE), local_day(at)
    told = (
        (OccasionKind.QUARTER, "区政务服务中心、各乡镇便民服务中心主任", "统一移送单填写。"),
        (OccasionKind.GUIDANCE, "区政务服务中心业务股、区民政局", "当场更正两件低保材料。"),
        (OccasionKind.TRAINING, "全镇代办员", "学习一次性告知和代办委托书。"),
    )
    for kind, present, result in told:
        township.hold(place, held=township.Held(kind, day, present, result), by=director, at=at)
    township.hold(
        place,
        held=township.Held(
            OccasionKind.ASSESSMENT, day, "镇便民服务中心主任", "按代办件数和群众反映评定。",
            agent=agent, grade=Grade.FIT,
        ),
        by=director, at=at,
    )  # fmt: skip


def _actor(staff: Staff, at: datetime) -> Actor:
    duties = duties_of(staff, local_day(at))
    return Actor(
        kind=ActorKind.STAFF, id=str(staff.pk), name=staff.name, organ_code=staff.organ_id,
        duties=frozenset(f"{duty}@{organ}" for duty, organ in duties),
        assurance=Assurance.SECOND_FACTOR,
    )  # fmt: skip


def _stations(town: Organ, since: date, at: datetime) -> None:
    agents = list(Staff.objects.filter(organ=town, kind="village").order_by("number"))
    for place, village in enumerate(town.region.children.order_by("code")[:12]):
        state = _STATES[place % len(_STATES)]
        opened = state is StationState.OPEN
        township.set_station(
            village, town=town, state=state, agent=agents[place % len(agents)] if opened else None,
            cadre="村（社区）委员会委员" if opened else "",
            phone="0826-2100000（演示）" if opened else "",
            pilot=place == 0, opened_on=since if opened else None, by=SYSTEM, at=at,
        )  # fmt: skip


def _records(town: Organ, team: SimpleNamespace, at: datetime) -> None:
    village = town.region.children.order_by("code").first()
    told = (
        (ReceptionKind.CONSULT, "问低保怎么申请，要带什么材料", "伍大爷"),
        (ReceptionKind.PROBLEM, "村道排水沟堵塞，雨天进水", "蒋家院子住户代表"),
        (ReceptionKind.HARDSHIP, "独居老人冬季用柴困难，请求帮扶", "邻居代为反映"),
    )
    rows = [
        township.register_visit(
            township.Visit(town, kind, text, name, "", village), by=team.clerk, at=at
        )
        for kind, text, name in told
    ]
    township.finish(rows[0], outcome="当场告知条件和材料，发放办事指南。", by=team.clerk, at=at)
    township.put_to_director(
        rows[1], opinion="建议由经济发展服务部安排疏通。", by=team.clerk, at=at
    )
    township.assign(rows[2], section=Section.SOCIAL, by=team.clerk, at=at)
    for register in Register:
        township.write_line(
            township.Line(
                town, register, name="伍大爷", phone="13900000000", text="上门办理社保资格认证",
                village=village, planned_at=at + timedelta(days=1),
            ),
            by=team.clerk, at=at,
        )  # fmt: skip


def _upward(people: People, team: SimpleNamespace, at: datetime) -> None:
    """One case at each stage: received, reviewed, above, returned, decided above, delivered."""
    above = {key: _actor(staff, at) for key, staff in people.staff["GA-ZJJ"].items()}
    item = Item.objects.select_related("live").get(code="GA-GSZ-0001")
    assert item.live is not None
    for stage in range(6):
        case = _received(item, team.clerk, at, random.Random(stage))
        if stage >= 1:
            cases.accept(case, by=team.clerk, at=at)
            _step(case, team.reviewer, "agree", at)
        if stage == 0 or stage == 1:
            continue
        referral = cases.submit_upward(
            case, opinion="已到实地查看，选址符合村庄规划，拟同意。", by=team.clerk, at=at
        )
        upper = Case.objects.select_related("matter").get(pk=referral.upper_id)
        if stage == 3:
            cases.return_review(upper, reason="缺少与村庄规划图的核对。", by=above["clerk"], at=at)
        if stage >= 4:
            cases.accept(upper, by=above["clerk"], at=at)
            _step(upper, above["reviewer"], "pass", at)
        if stage == 5:
            _step(upper, above["checker"], "pass", at)
            ruling = cases.Ruling(Verdict.GRANTED, content="准予建设")
            cases.decide(upper, task=None, ruling=ruling, by=above["A"], at=at)
        cases.take_answer(case, by=SYSTEM, at=at)


def _chain(people: People, team: SimpleNamespace, at: datetime) -> None:
    """One that town and county have reviewed and that lies with the city; shown to the congress."""
    county = {key: _actor(staff, at) for key, staff in people.staff["GA-XZSP"].items()}
    city = _actor(people.staff[BUREAU]["clerk"], at)
    item = Item.objects.select_related("live").get(code="GA-GSZ-0004")
    case = _received(item, team.clerk, at, random.Random(9))
    cases.accept(case, by=team.clerk, at=at)
    _step(case, team.reviewer, "agree", at)
    first = cases.submit_upward(case, opinion="一户一宅，拟同意。", by=team.clerk, at=at)
    middle = Case.objects.select_related("matter").get(pk=first.upper_id)
    cases.accept(middle, by=county["clerk"], at=at)
    _step(middle, county["reviewer"], "agree", at)
    second = cases.submit_upward(
        middle, opinion="符合村庄规划，同意上报。", by=county["clerk"], at=at
    )
    cases.accept(Case.objects.select_related("matter").get(pk=second.upper_id), by=city, at=at)
    township.send_copy(
        middle, to=Organ.objects.get(pk="GA-RDB"), note="代表关注的农村建房事项，抄送知悉。",
        by=county["clerk"], at=at,
    )  # fmt: skip


def _received(item: Item, by: Actor, at: datetime, chance: random.Random) -> Case:
    assert item.live is not None
    terms = queries.terms_of(item.live.pk)
    person = Person.objects.get(account__username="liujianguo")
    return cases.receive(
        cases.Application(
            edition_id=item.live.pk,
            applicant=cases.Applicant(person),
            answers=fill(queries.schema_of(terms), chance, person.name),
            papers=[cases.HandedIn(code, form="original") for code in terms.required_materials],
            channel=Channel.WINDOW,
            truth_declared=True,
            simulated=True,
        ),
        by=by,
        at=at,
    )


def _step(case: Case, by: Actor, outcome: str, at: datetime) -> None:
    task = queries.open_tasks(case)[0]
    cases.complete_step(
        case, task=task, outcome=outcome, opinion="经核对，情况属实。", by=by, at=at
    )
