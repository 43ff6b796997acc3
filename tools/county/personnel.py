"""People at the windows of the demonstration county: a month of swipes, patrols, registers."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from zhengwu.clock.queries import known
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.time import SHANGHAI, local_day, midnight
from zhengwu.org import actions as org
from zhengwu.org.models import Hall, Organ, Staff, Window
from zhengwu.personnel import actions as personnel
from zhengwu.personnel.enums import Away, CourseKind, CourseResult, DayState
from zhengwu.personnel.models import AttendanceDay, PatrolFinding
from zhengwu.personnel.queries import expected_on
from zhengwu.township.models import Station

from .joint import as_actor
from .people import People

# Shares of days, in a thousand: late, gone early, one swipe forgotten, not there at all.
_ODDS = (("late", 25), ("early", 12), ("forgotten", 8), ("absent", 4))
_AGENT_DAYS = 5
_EDUCATION = ("大专", "本科", "本科", "研究生")
_REGISTERS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("duty", {"handled": "（演示）一切正常"}, "keeper"),
    ("leader_duty", {"handled": "（演示）巡视大厅，协调排队"}, "manager"),
    ("daily_inspection", {"seen": "（演示）各窗口在岗、环境整洁"}, ""),
    ("talk", {"present": "区人社局分管领导", "topic": "（演示）社保窗口排队较长",
              "agreed": "增开一个窗口"}, "organ"),
    ("reward", {"sort": "表扬", "ground": "（演示）群众来信表扬"}, "clerk"),
    ("safety", {"measure": "（演示）夜间断电、专人巡更", "place": "一楼大厅"}, "keeper"),
    ("hazard", {"sort": "用电超负荷", "place": "三楼机房", "found": "（演示）插座发烫",
                "assessed": "已报中心主任，评估为一般隐患"}, "keeper"),
    ("fire", {"extinguishers": "完好", "wiring": "完好", "locks": "完好", "guard": "在岗"}, ""),
    ("equipment", {"sort": "窗口电脑", "serial": "演示-PC-001", "state": "在用"}, ""),
    ("equipment", {"sort": "视频探头", "serial": "演示-SP-001", "state": "在用"}, ""),
    ("meeting", {"present": "（演示）全体窗口负责人", "minutes": "通报上月办件和评价情况",
                 "agreed": "各窗口月底前更新办事指南"}, "organ"),
    ("special", {"subject": "工作作风", "seen": "（演示）查看窗口在岗、服务用语"}, "organ"),
    ("statement", {"with": "区长", "signer": "（演示）周正平"}, "organ"),
    ("intranet_check", {"sort": "定期检查", "seen": "（演示）审批系统、办公内网、门户"}, ""),
    ("intranet_check", {"sort": "不定期抽查", "seen": "（演示）收文、待办",
                        "found": "（演示）两份收文超过一天没有签收"}, "clerk"),
    ("return_visit", {"sort": "人大代表", "visitor": "（演示）代表两名", "visited": "演示企业",
                      "heard": "办事方便", "opinion": "希望延时服务"}, "organ"),
    ("rule_document", {"title": "（演示）窗口工作人员管理办法", "number": "演示〔2026〕1号",
                       "sort": "窗口人员管理", "state": "有效"}, ""),
    ("reform", {"task": "（演示）再减一批重复提交的材料", "goal": "减少三成"}, "head"),
)  # fmt: skip


def establish(people: People, *, at: datetime) -> None:
    """Everything of this room, up to yesterday."""
    today = local_day(at)
    days = _working(today)
    hall = Hall.objects.get(code="GA-HALL")
    keeper = as_actor(people.centre["hall"], today)
    manager = as_actor(people.centre["director"], today)
    personnel.load_shift(valid_from=days[0], by=SYSTEM, at=midnight(days[0]))
    personnel.set_device("ZK-GA-01", name="一楼考勤机（演示）", hall=hall, by=keeper, at=at)
    _away(people, days, at)
    _agents(people, days[-_AGENT_DAYS:], manager, at)
    _swipes(hall, days, keeper, at)
    _corrections(days, keeper, at)
    _patrols(people, hall, days, keeper, at)
    _registers(people, days, keeper, manager, at)
    _entry(people, hall, days, keeper, manager, at)


def _working(today: date) -> list[date]:
    """About a month of working days up to yesterday."""
    calendar = known().calendar()
    found = [today - timedelta(days=n) for n in range(31, 0, -1)]  # not law: demo
    return [one for one in found if calendar.is_working(one)]


def _away(people: People, days: list[date], at: datetime) -> None:
    """Somebody on leave with cover, somebody in a town."""
    team = people.staff["GA-RSJ"]
    org.put_on_leave(
        team["A"], starts_on=days[4], ends_on=days[6], reason="年休假", cover=team["B"],
        by=as_actor(team["head"], days[4]), at=at,
    )  # fmt: skip
    clerk, day = people.staff["GA-MZJ"]["clerk"], days[8]
    trip = personnel.Trip(
        Away.TOWN, _instant(day, 8), _instant(day, 18), "官盛镇", "（演示）上门办理高龄津贴"
    )
    asked = personnel.ask_assignment(clerk, trip=trip, by=as_actor(clerk, local_day(at)), at=at)
    head = as_actor(people.staff["GA-MZJ"]["head"], local_day(at))
    personnel.decide_assignment(asked, agreed=True, by=head, at=at)


def _agents(people: People, days: list[date], manager: Actor, at: datetime) -> None:
    """Hours of duty of one town's village agents, who sign in at their stations."""
    stations = Station.objects.filter(state="open").select_related("agent", "town").order_by("pk")
    first = stations.first()
    if first is None:
        return
    hours = personnel.Hours(
        "村级代办员值守（演示）", [["09:00", "11:30"]], days[0], organ=first.town,
        kinds=["village"], grace_late=10, absent_after=60, source="（演示）镇便民服务中心通知",
        reason="（演示）代办点上午有人",
    )  # fmt: skip
    personnel.set_shift(hours, by=manager, at=midnight(days[0]))
    agents = {one.agent for one in stations if one.agent and one.town_id == first.town_id}
    for day in days:
        for place, agent in enumerate(sorted(agents, key=lambda one: one.number)):
            late = 25 if (day.day + place) % 5 == 0 else 0
            own = as_actor(agent, day)
            personnel.sign_in(by=own, at=_instant(day, 8, 52) + timedelta(minutes=late + place))
            personnel.sign_in(by=own, at=_instant(day, 11, 35))


def _instant(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def _swipes(hall: Hall, days: list[date], keeper: Actor, at: datetime) -> None:
    """One file of the device for the month, tried and applied; each day judged."""
    lot = random.Random(511602)
    staff = [one.staff for one in expected_on(days[0]).values()]
    lines = ["工号,姓名,考勤机,打卡时间"]
    for day in days:
        for one in staff:
            lines += [f"{one.number},{one.name},ZK-GA-01,{t:%Y-%m-%d %H:%M:%S}"
                      for t in _day(lot, day)]  # fmt: skip
    lines.append(f"GA9999,路人,ZK-GA-01,{days[0]} 09:00:00")
    content = "\r\n".join(lines).encode("gb18030")
    row = personnel.import_file(
        content, name="考勤机导出（演示）.csv", hall=hall, first=days[0], last=days[-1],
        by=keeper, at=at,
    )  # fmt: skip
    personnel.apply_file(row, seen=True, note="（演示）一人已调离", by=keeper, at=at)
    for day in days:
        personnel.judge_day(day, by=SYSTEM, at=at)


def _day(lot: random.Random, day: date) -> list[datetime]:
    drawn, kind = lot.randrange(1000), ""
    for name, share in _ODDS:
        if 0 <= drawn < share:
            kind = name
        drawn -= share
    came = _instant(day, 8, 35) + timedelta(seconds=lot.randrange(20 * 60))
    went = _instant(day, 17, 31) + timedelta(seconds=lot.randrange(25 * 60))
    if kind == "absent":
        return []
    if kind == "late":
        came = _instant(day, 9, 1) + timedelta(minutes=lot.randrange(35))
    if kind == "early":
        went = _instant(day, 16, 50) + timedelta(minutes=lot.randrange(35))
    return [came] if kind == "forgotten" else [came, went]


def _corrections(days: list[date], keeper: Actor, at: datetime) -> None:
    """One objection that is agreed to, one that waits."""
    rows = AttendanceDay.objects.filter(day__in=days, state=DayState.LATE).exclude(
        staff_id=keeper.id
    )
    for place, row in enumerate(rows.select_related("staff").order_by("day", "pk")[:2]):
        own = as_actor(row.staff, local_day(at))
        asked = personnel.ask_correction(
            row, wanted=DayState.PRESENT, reason="（演示）指纹没有识别，有监控可查", by=own, at=at
        )
        if place == 0:
            personnel.decide_correction(asked, agreed=True, by=keeper, at=at)


def _patrols(people: People, hall: Hall, days: list[date], keeper: Actor, at: datetime) -> None:
    windows = list(Window.objects.filter(hall=hall).order_by("code"))
    clerk, other = people.cast("clerk"), people.staff["GA-RSJ"]["clerk"]
    seen = [
        personnel.Seen("protocol", "farewell", windows[0], clerk, "（演示）没有送声"),
        personnel.Seen("cards", "plate", windows[1], other, "（演示）台牌没有摆"),
        personnel.Seen("order", "materials", windows[2], None, "（演示）样表用完"),
    ]
    for place, day in enumerate(days[-9::4]):
        tour = personnel.Tour(
            hall, day, ["five_sames", "protocol", "language", "discipline", "cards", "order"],
            [one.code for one in windows[place * 5 : place * 5 + 5]],
            seen[place : place + 1], random=True,
        )  # fmt: skip
        personnel.record_patrol(tour, by=keeper, at=_instant(day, 15))
    row = PatrolFinding.objects.order_by("on").first()
    if row is not None:
        own = as_actor(clerk, local_day(at))
        personnel.answer(row, text="（演示）已对照规范改正", by=own, at=at)


def _registers(
    people: People, days: list[date], keeper: Actor, manager: Actor, at: datetime
) -> None:
    organ = Organ.objects.get(pk="GA-RSJ")
    approval = Organ.objects.get(pk="GA-XZSP")
    links: dict[str, dict[str, Any]] = {
        "keeper": {"staff": people.centre["hall"]},
        "manager": {"staff": people.centre["deputy"]},
        "clerk": {"staff": people.cast("clerk")},
        "organ": {"organ": organ},
        "head": {"organ": approval, "staff": people.cast("head")},
        "": {},
    }
    for place, (kind, values, link) in enumerate(_REGISTERS):
        day = days[-1 - place % 5]
        own = values | ({"year": str(day.year)} if kind == "statement" else {})
        line = personnel.Line(kind, day, own, **links[link])
        personnel.write_register(line, by=manager, at=_instant(day, 17))
    care = {"occasion": "生日", "done": "（演示）送上生日贺卡"}
    line = personnel.Line("care", days[-1], care, staff=people.cast("clerk"))
    personnel.write_register(line, by=manager, at=at)
    values = {"leader": "分管副区长（演示）", "hours": "9:00—11:30", "place": "大厅二楼接待室",
              "seats": "8"}  # fmt: skip
    soon = known().calendar().nth_working(local_day(at), 5)
    personnel.write_register(personnel.Line("reception_day", soon, values), by=manager, at=at)


def _entry(
    people: People, hall: Hall, days: list[date], keeper: Actor, manager: Actor, at: datetime
) -> None:
    """Three went the whole way, one waits; a course, an examination, cards for the windows."""
    staff = [people.cast("clerk"), people.cast("A"), people.staff["GA-RSJ"]["clerk"]]
    start = _instant(days[-6], 9)
    windows = {one.organ_id: one for one in Window.objects.order_by("-code")}
    rows = []
    waiting = people.staff["GA-WJJ"]["clerk"]
    for place, one in enumerate([*staff, waiting]):
        head = as_actor(people.staff[one.organ_id]["head"], days[-6])
        own = personnel.Particulars(
            _EDUCATION[place % len(_EDUCATION)], date(1988 + place, 3, 1), regular=True,
            computer=True, business=one is not waiting,
        )  # fmt: skip
        rows.append(personnel.propose(
            one, window=windows[one.organ_id], particulars=own, by=head, at=start
        ))  # fmt: skip
    results = {one.pk: CourseResult.PASSED for one in staff}
    for row in rows[:3]:
        personnel.examine(row, fit=True, opinion="（演示）符合条件", by=manager, at=start)
    held = personnel.Held(
        CourseKind.PRE_POST, "窗口人员上岗培训（演示）", days[-4], 16, "三楼会议室", "（演示）教师",
        ["审批应用系统使用", "普通话", "服务礼仪"], hall, results,
    )  # fmt: skip
    personnel.hold_course(held, by=keeper, at=_instant(days[-4], 18))
    for row in rows[:3]:
        personnel.confirm_training(row, by=keeper, at=_instant(days[-3], 9))
        personnel.enter_post(row, on=days[-3], by=keeper, at=_instant(days[-3], 9))
    _exam(staff, days, keeper)
    _cards(days, keeper, at)


def _exam(staff: list[Staff], days: list[date], keeper: Actor) -> None:
    marks = "\n".join(f"{one.number} {95 - 4 * place}" for place, one in enumerate(staff))
    personnel.write_exam(
        f"{days[-5].year}年窗口业务考试（演示）", held_on=days[-5], full=100, least=60,
        marks=marks, by=keeper, at=_instant(days[-5], 18),
    )  # fmt: skip


def _cards(days: list[date], keeper: Actor, at: datetime) -> None:
    for place, one in enumerate(expected_on(days[-1]).values(), start=1):
        personnel.issue_card(
            one.staff, number=f"演示-{place:03d}", plate=f"TP-{place:03d}",
            phone=one.staff.organ.phone or "0826-0000000（演示）", by=keeper, at=at,
        )  # fmt: skip
