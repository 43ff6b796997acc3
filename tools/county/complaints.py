"""Complaints of the demonstration county: some twenty, in every state; everything is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Case
from zhengwu.complaints import actions
from zhengwu.complaints.enums import CauseKind, Channel, Finding, Naming, RecordKind, Satisfaction
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.rules.intake import SENDER
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import SHANGHAI, local_day
from zhengwu.org.enums import Duty, OrganKind
from zhengwu.org.models import Organ, Staff

from .joint import as_actor

# What was said, and how far it came. `how`: received, accepted, inquiry, asked, upheld, partly,
# not_upheld, unproven, closed, review, reviewed, declined, handed_on, merged, withdrawn, answered.
_STORIES: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("complaint", "web", "department", "closed", "again", "先说缺户口本，又说缺照片，跑了三趟。"),
    ("complaint", "hotline", "department", "upheld", "manner", "边打电话边办事，问一句答半句。"),
    ("report", "letter", "department", "accepted", "demand", "有人收“加急费”，不给就拖着。"),
    ("complaint", "box", "department", "partly", "slow", "说好五天，等了九天没人通知。"),
    ("complaint", "web", "department", "review", "charge", "复印也收十元，没有票据。"),
    ("complaint", "window", "department", "reviewed", "absent", "下午三点窗口没人，等了四十分钟。"),
    ("complaint", "web", "department", "not_upheld", "slow", "办得太慢，故意不给我办。"),
    ("complaint", "letter", "department", "unproven", "manner", "有人说话很难听，记不清是谁。"),
    ("complaint", "web", "department", "inquiry", "again", "网上写不用交的材料，窗口还要。"),
    ("complaint", "web", "case", "asked", "slow", "我的件交了很久没有消息。"),
    ("complaint", "portal", "department", "received", "", "取号以后没有叫号，过号了也不说。"),
    ("complaint", "portal", "department", "merged", "", "取号以后没有叫号，等了一上午。"),
    ("consultation", "portal", "centre", "answered", "", "周六能不能办营业执照？"),
    ("suggestion", "web", "centre", "answered", "", "建议大厅多放几把老花镜。"),
    ("suggestion", "box", "centre", "received", "", "希望停车场给办事的人留几个位子。"),
    ("complaint", "visit", "department", "declined", "", "不服不予许可的决定，要求改过来。"),
    ("report", "letter", "department", "handed_on", "", "反映某干部收受礼金。"),
    ("complaint", "web", "department", "withdrawn", "", "没有收到短信通知。"),
    ("window", "town", "town", "closed", "inaction", "上班时间窗口没人，门开着灯亮着。"),
    ("burden", "town", "town", "accepted", "charge", "村里按人头收“卫生费”，没有文件。"),
    ("dispute", "town", "town", "answered", "", "两家为宅基地边界争执，请镇里调解。"),
    ("complaint", "town", "town", "received", "", "低保复核拖了两个月没有答复。"),
    ("complaint", "web", "officer", "received", "", "前次投诉打了三次电话都没有人接。"),
)  # fmt: skip
_AGES = (38, 30, 2, 24, 20, 33, 26, 28, 5, 4, 1, 1, 9, 8, 3, 12, 11, 7, 25, 3, 10, 6, 2)
_EVENING = 17
_TURNED = {
    "declined": ("对许可决定不服，应当申请行政复议或者提起诉讼", "reconsideration"),
    "handed_on": ("反映公职人员违纪违法，不属于服务投诉", "discipline"),
}
_FINDINGS = {
    "upheld": Finding.UPHELD, "closed": Finding.UPHELD, "partly": Finding.PARTLY,
    "review": Finding.NOT_UPHELD, "reviewed": Finding.NOT_UPHELD,
    "not_upheld": Finding.NOT_UPHELD, "unproven": Finding.UNPROVEN,
}  # fmt: skip


@dataclass
class _Day:
    """A clock that goes on through working hours from the day it came in, never past now."""

    at: datetime
    now: datetime

    def __call__(self) -> datetime:
        self.at += timedelta(hours=2)
        if self.at.hour >= _EVENING:
            self.at = (self.at + timedelta(days=1)).replace(hour=9)
        self.at = min(self.at, self.now)
        return self.at


class _People:
    """Who acts in the county's complaints."""

    def __init__(self, at: datetime) -> None:
        self.day = local_day(at)
        self.officer = self._one(Duty.COMPLAINT_OFFICER)
        self.manager = self._one(Duty.CENTRE_MANAGER)
        self.supervisor = self._one(Duty.SUPERVISOR)
        self.hall = self._one(Duty.HALL_MANAGER)

    def _one(self, duty: Duty, organ: str = "") -> Actor | None:
        rows = Staff.objects.filter(holdings__post__duties__duty=duty).order_by("number")
        if organ:
            rows = rows.filter(holdings__post__organ_id=organ)
        found = rows.first()
        return as_actor(found, self.day) if found else None

    def of(self, duty: Duty, organ: str) -> Actor | None:
        """Somebody with a duty at an organ."""
        return self._one(duty, organ)


def complain(*, at: datetime) -> int:
    """Send them in and on; how many."""
    people = _People(at)
    if people.officer is None or Complaint.objects.exists():
        return 0
    places = _places()
    open_case = Case.objects.filter(state=CaseState.ACCEPTED).select_related("matter").first()
    earlier: dict[str, Complaint] = {}
    for place, (story, age) in enumerate(zip(_STORIES, _AGES, strict=True)):
        kind, channel, where, how, fault, text = story
        morning = at.astimezone(SHANGHAI).replace(hour=7, minute=place)
        day = _Day(morning - timedelta(days=age), at)
        organ = places[where] if where in places else places["departments"][place % 6]
        about = _person(organ.pk, where, people)
        case = ""
        if where == "case" and open_case is not None:
            organ, about = Organ.objects.get(pk=open_case.organ_code), None
            case = open_case.matter.number
        if how in ("received", "merged") and channel == "portal":
            organ, about = places["departments"][0], None
        row = actions.receive(
            actions.Letter(
                kind=kind, text=f"（演示）{text}", organ=organ.pk, channel=Channel(channel),
                case=case, staff_id=about.id if about else "", **_who(place),
            ),
            by=_registrar(channel, organ, people), at=day(),
        )  # fmt: skip
        _go_on(row, how, fault, people, day, earlier)
        earlier[organ.pk] = row
    _pursue(people, at)
    deliver_all()
    return len(_STORIES)


def _places() -> dict[str, Any]:
    town = Organ.objects.get(pk="GA-T101")
    centre = Organ.objects.filter(kind=OrganKind.CENTRE).order_by("code").first()
    rows = Organ.objects.filter(kind=OrganKind.DEPARTMENT, code__startswith="GA-")
    clerks = rows.filter(posts__duties__duty=Duty.WINDOW_CLERK).distinct().order_by("code")
    return {"town": town, "centre": centre, "officer": centre, "departments": list(clerks[:6])}


def _person(organ: str, where: str, people: _People) -> Actor | None:
    if where == "officer":
        return people.officer
    if where == "town":
        return people.of(Duty.TOWN_CLERK, organ)
    return people.of(Duty.WINDOW_CLERK, organ) if where == "department" else None


def _who(place: int) -> dict[str, Any]:
    if place % 3 == 2:
        return {"naming": Naming.ANONYMOUS}
    naming = Naming.SECRET if place % 2 else Naming.REAL
    return {"naming": naming, "name": f"演示群众{place + 1}", "phone": f"139000000{place:02d}"}


def _registrar(channel: str, organ: Organ, people: _People) -> Actor:
    if channel in ("web", "portal"):
        return SENDER
    if channel == "town":
        return people.of(Duty.TOWN_MANAGER, organ.pk) or SENDER
    return (people.hall if channel == "box" else people.officer) or SENDER


def _go_on(
    row: Complaint, how: str, fault: str, people: _People, day: _Day, earlier: dict[str, Complaint]
) -> None:
    desk = people.of(Duty(row.desk), row.office)
    if how == "received" or desk is None:
        return
    if how in _TURNED:
        reason, way = _TURNED[how]
        verb = actions.decline if how == "declined" else actions.hand_on
        verb(row, reason=f"（演示）{reason}", way=way, by=desk, at=day())
        return
    if how == "merged":
        into = earlier.get(row.about_organ)
        if into is not None:
            actions.merge(row, into=into, reason="（演示）同一天同一台叫号机", by=desk, at=day())
        return
    if how == "withdrawn":
        actions.withdraw(row, reason="（演示）已经收到短信", by=SENDER, at=day())
        return
    gist = "（演示）" + row.words.removeprefix("（演示）")
    row = actions.accept(row, gist=gist, fault=fault, by=desk, at=day())
    if how == "accepted":
        return
    if how == "answered":
        actions.answer(row, text="（演示）已经办理，谢谢您的意见。", by=desk, at=day())
        return
    _inquire(row, how, fault, desk, people, day)


def _inquire(row: Complaint, how: str, fault: str, desk: Actor, people: _People, day: _Day) -> None:
    staff = Staff.objects.get(pk=desk.id)
    row = actions.name_investigator(row, staff=staff, by=desk, at=day())
    actions.add_record(
        row, what=RecordKind.TALK, person="窗口负责人", text="（演示）核对了叫号、收件和监控记录。",
        by=desk, at=day(),
    )  # fmt: skip
    if how == "inquiry":
        actions.ask_extension(row, days=5, reason="（演示）要调取监控", by=desk, at=day())
        return
    row = actions.ask_opinion(row, by=desk, at=day())
    if how == "asked":
        return
    head = people.of(Duty.HEAD, row.about_organ) or people.of(Duty.TOWN_MANAGER, row.about_organ)
    if head is None:
        return
    actions.give_opinion(row, text="（演示）当天人多，工作没有做细。", by=head, at=day())
    _close(row, how, fault, desk, head, people, day)


def _close(
    row: Complaint, how: str, fault: str, desk: Actor, head: Actor, people: _People, day: _Day
) -> None:
    finding = _FINDINGS[how]
    true = finding in (Finding.UPHELD, Finding.PARTLY)
    outcome = actions.Outcome(
        finding=finding,
        found="（演示）经核对记录，情况" + ("属实。" if true else "与记录不符或者无法查实。"),
        answer="（演示）谢谢您的监督，" + ("已责令整改。" if true else "没有发现您反映的问题。"),
        fault=fault if true else "", disposals=("rectify", "educate") if true else (),
        disposal="（演示）限期整改，组织学习一次性告知制度" if true else "",
    )  # fmt: skip
    row = actions.decide(row, outcome=outcome, by=desk, at=day())
    if how == "closed":
        actions.rectify(row, text="（演示）已培训，已向群众道歉。", by=head, at=day())
        actions.say_satisfied(row, satisfaction=Satisfaction.SATISFIED, by=SENDER, at=day())
        actions.archive(row, by=desk, at=day())
    if how in ("review", "reviewed"):
        actions.ask_review(row, reason="（演示）没有看当天的监控", by=SENDER, at=day())
    if how == "reviewed" and people.supervisor is not None:
        actions.review(
            row, finding=Finding.UPHELD, fault=fault, text="（演示）调看监控，确有四十分钟无人。",
            by=people.supervisor, at=day(),
        )  # fmt: skip


def _pursue(people: _People, at: datetime) -> None:
    """One decided, one waiting to be heard."""
    rows = Complaint.objects.filter(finding=Finding.UPHELD).exclude(staff_id="")
    for place, row in enumerate(rows.select_related("matter").order_by("received_at")[:2]):
        staff = Staff.objects.get(pk=row.staff_id)
        proposal = actions.Proposal(
            staff, CauseKind.COMPLAINT, row.matter.number, "talk", "（演示）没有一次性告知。"
        )
        if people.supervisor is None:
            return
        made = actions.propose(proposal, by=people.supervisor, at=at)
        if place == 0:
            statement = "（演示）接受，今后改正。"
            made = actions.hear(made, statement=statement, by=people.supervisor, at=at)
            head = people.of(Duty.HEAD, staff.organ_id) or people.of(
                Duty.TOWN_MANAGER, staff.organ_id
            )
            if head is not None:
                actions.record_measure(made, decision="（演示）情节较轻。", by=head, at=at)
