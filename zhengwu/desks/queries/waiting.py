"""What waits today for the people of the rooms: one line a duty, counted in one statement.

A line of a duty stands there also when nothing waits, so that its holder sees what is his; a line
for everybody ("a card I have to explain") only when there is something.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse

from zhengwu.assessment import policy as assessment
from zhengwu.assessment.enums import (
    AdjustmentState,
    BulletinState,
    EntryState,
    PeriodState,
    SelectionState,
    VersionState,
)
from zhengwu.assessment.models import (
    Adjustment,
    Bulletin,
    Entry,
    Objection,
    Period,
    SchemeVersion,
    Selection,
)
from zhengwu.catalogue import policy as catalogue
from zhengwu.catalogue.enums import EditionState
from zhengwu.catalogue.models import Edition
from zhengwu.complaints import policy as complaints
from zhengwu.complaints.enums import State
from zhengwu.desks import policy
from zhengwu.desks.queries import heaps
from zhengwu.desks.queries.counting import capped, shown
from zhengwu.evaluation import policy as evaluation
from zhengwu.evaluation.enums import CallState, FollowUpState, Standing
from zhengwu.evaluation.models import Call, Rating
from zhengwu.exchange import policy as exchange
from zhengwu.exchange.models import Fault
from zhengwu.fees import policy as fees
from zhengwu.fees import queries as fee_queries
from zhengwu.fees.enums import BatchState, BillState, RefundState, WaiverState
from zhengwu.fees.enums import VersionState as StandardState
from zhengwu.fees.models import Batch, Bill, Refund, StandardVersion, Waiver
from zhengwu.flow import policy as flow
from zhengwu.flow.enums import DraftState
from zhengwu.flow.models import Draft
from zhengwu.hall import policy as hall
from zhengwu.jobs.enums import JobState
from zhengwu.jobs.models import Job
from zhengwu.joint import queries as joint
from zhengwu.journal import queries as journal
from zhengwu.kernel.actors import Actor
from zhengwu.notices import policy as notice_policy
from zhengwu.notices import queries as notices
from zhengwu.parameters import policy as parameters
from zhengwu.parameters.enums import ChangeState
from zhengwu.parameters.models import Change
from zhengwu.personnel import policy as personnel
from zhengwu.personnel.enums import Answer, FileState, FollowState
from zhengwu.personnel.models import Candidate, Correction, DeviceFile
from zhengwu.statistics import policy as statistics
from zhengwu.statistics import queries as figures
from zhengwu.supervision import policy as supervision
from zhengwu.supervision import queries as watching
from zhengwu.supervision.enums import CardState, OrderState, ProbeState
from zhengwu.supervision.models import Order, ProbeVersion


class Line(NamedTuple):
    """One line of a person's first page. `number` as the desk writes it: 37, 999+."""

    label: str
    number: str
    unit: str
    url: str
    tone: str


class Room(NamedTuple):
    """A room with what waits in it for one person."""

    title: str
    url: str
    lines: list[Line]


class Wait(NamedTuple):
    """One kind of thing that waits. `who` None: everybody, and only where there is something."""

    label: str
    unit: str
    page: str
    ask: str
    tone: str
    who: Callable[[Actor], bool] | None
    rows: heaps.Heap


def _of(rows: Callable[[], heaps.Rows]) -> heaps.Heap:
    """A heap that is the same for everybody who sees it."""
    return lambda actor, at: rows()


_WAITS: tuple[tuple[str, str, tuple[Wait, ...]], ...] = (
    ("全区情况", "desks_staff:cockpit", (
        Wait("已超期的办件", "件", "supervision_staff:late", "", "bad", supervision.oversees,
             lambda actor, at: figures.late_matters(at, supervision.lying_beyond(actor))),
        Wait("已超期的办件", "件", "desks_staff:cockpit", "", "bad",
             lambda actor: statistics.oversees(actor) and not supervision.oversees(actor),
             lambda actor, at: figures.late_matters(at, statistics.lying_beyond(actor))),
    )),
    ("大厅", "hall_staff:home", (
        Wait("正在等候", "人", "hall_staff:home", "", "", hall.manages, heaps.tickets),
        Wait("暂停的窗口", "个", "hall_staff:home", "", "warn", hall.manages, heaps.seats),
        Wait("上班时间没有人的窗口", "个", "hall_staff:home", "", "bad", hall.manages,
             heaps.empty_seats),
        Wait("今天预约、还没到的", "人", "hall_staff:register", "", "", hall.manages,
             heaps.appointments),
    )),
    ("窗口人员", "personnel_staff:mine", (
        Wait("考勤更正待审核", "件", "personnel_staff:waiting", "", "warn", personnel.keeps,
             _of(lambda: Correction.objects.filter(state=Answer.ASKED))),
        Wait("公出、下乡待批准", "件", "personnel_staff:waiting", "", "warn", personnel.may_read,
             heaps.assignments),
        Wait("请假待批准", "件", "personnel_staff:leaves", "", "warn", personnel.grants_any_leave,
             heaps.leaves),
        Wait("考勤文件试读后未入账", "个", "personnel_staff:files", "", "warn", personnel.keeps,
             _of(lambda: DeviceFile.objects.filter(state=FileState.TRIED))),
        Wait("巡查问题整改待复查", "项", "personnel_staff:patrols", "view=open", "warn",
             personnel.keeps, heaps.findings(FollowState.ANSWERED)),
        Wait("巡查问题过期未整改", "项", "personnel_staff:patrols", "view=open", "bad",
             personnel.keeps, heaps.findings(FollowState.OPEN, late=True)),
        Wait("准入手续没有办完的", "人", "personnel_staff:candidates", "", "", personnel.keeps,
             _of(lambda: Candidate.objects.filter(state__in=heaps.ENTERING))),
        Wait("巡查问题要我答复", "项", "personnel_staff:patrols", "view=open", "warn", None,
             heaps.my_findings),
    )),
    ("电子监察", "supervision_staff:cards", (
        Wait("牌已说明，待审议", "张", "supervision_staff:cards", "state=explained", "warn",
             supervision.oversees, heaps.cards(CardState.EXPLAINED)),
        Wait("对牌的申诉待复核", "张", "supervision_staff:cards", "state=appealed", "warn",
             supervision.supervises, heaps.cards(CardState.APPEALED)),
        Wait("整改待验收", "张", "supervision_staff:cards", "state=rectified", "warn",
             supervision.supervises, heaps.cards(CardState.RECTIFIED)),
        Wait("督办已回复，待审核", "件", "supervision_staff:orders", "", "warn",
             supervision.supervises,
             _of(lambda: Order.objects.filter(state=OrderState.ANSWERED))),
        Wait("督办过期未回复", "件", "supervision_staff:orders", "", "bad", supervision.supervises,
             heaps.late_orders),
        Wait("超期原因待认定", "件", "supervision_staff:late", "cause=undecided", "warn",
             supervision.oversees,
             _of(lambda: watching.late_rows(cause=watching.UNDECIDED))),
        Wait("监察规则待批准", "条", "supervision_staff:probes", "", "warn",
             supervision.may_approve_probes,
             _of(lambda: ProbeVersion.objects.filter(state=ProbeState.PROPOSED))),
        Wait("牌要我说明", "张", "supervision_staff:cards", "state=dealt", "bad", None,
             heaps.my_cards(CardState.DEALT)),
        Wait("牌要我整改", "张", "supervision_staff:cards", "state=judged", "bad", None,
             heaps.my_cards(CardState.JUDGED)),
        Wait("督办要我回复", "件", "supervision_staff:orders", "", "bad", None, heaps.my_orders),
    )),
    ("好差评", "evaluation_staff:home", (
        Wait("差评待分派", "件", "evaluation_staff:followups", "state=opened", "warn",
             evaluation.keeps_quality, heaps.followups(FollowUpState.OPENED)),
        Wait("差评待认定", "件", "evaluation_staff:followups", "state=verified", "warn",
             evaluation.judges, heaps.followups(FollowUpState.VERIFIED)),
        Wait("整改待审核", "件", "evaluation_staff:followups", "state=rectified", "warn",
             evaluation.judges, heaps.followups(FollowUpState.RECTIFIED)),
        Wait("对认定的申诉", "件", "evaluation_staff:followups", "state=appealed", "warn",
             evaluation.judges, heaps.followups(FollowUpState.APPEALED)),
        Wait("回访完，待办结", "件", "evaluation_staff:followups", "state=called", "warn",
             evaluation.judges, heaps.followups(FollowUpState.CALLED)),
        Wait("留言待审核公开", "条", "evaluation_staff:ratings", "view=comments", "",
             evaluation.keeps_quality, heaps.comments),
        Wait("疑似刷评，待审核", "条", "evaluation_staff:ratings", "view=aside", "warn",
             evaluation.keeps_quality,
             _of(lambda: Rating.objects.filter(standing=Standing.ASIDE))),
        Wait("抽样回访要打的电话", "个", "evaluation_staff:samples", "", "",
             evaluation.keeps_quality, _of(lambda: Call.objects.filter(state=CallState.WAITING))),
        Wait("差评分派给我", "件", "evaluation_staff:followups", "", "warn", None,
             heaps.my_followups),
        Wait("差评要本单位整改", "件", "evaluation_staff:followups", "state=rectifying", "bad",
             None, heaps.unit_followups),
    )),
    ("效能投诉", "complaints_staff:list", (
        Wait("收到，待受理", "件", "complaints_staff:list", "state=received", "warn",
             heaps.has_desk, heaps.complaints(State.RECEIVED)),
        Wait("正在调查", "件", "complaints_staff:list", "state=accepted", "", heaps.has_desk,
             heaps.complaints(State.ACCEPTED)),
        Wait("要求复核的", "件", "complaints_staff:list", "state=reviewing", "warn", heaps.has_desk,
             heaps.complaints(State.REVIEWING)),
        Wait("延期申请待批", "件", "complaints_staff:list", "state=accepted", "warn", heaps.centre,
             heaps.extensions),
        Wait("责任追究没有办完的", "件", "complaints_staff:accounts", "", "", complaints.oversees,
             heaps.accounts),
        Wait("由我调查", "件", "complaints_staff:list", "state=accepted", "warn", None,
             heaps.investigated),
        Wait("要我说明情况", "件", "complaints_staff:asked_list", "", "warn", None, heaps.asked),
    )),
    ("考核", "assessment_staff:home", (
        Wait("考核登记待确认", "条", "assessment_staff:entries", "state=written", "warn",
             assessment.oversees, _of(lambda: Entry.objects.filter(state=EntryState.WRITTEN))),
        Wait("结果算好，待审核", "期", "assessment_staff:home", "", "warn", assessment.approves,
             _of(lambda: Period.objects.filter(state=PeriodState.COMPUTED))),
        Wait("结果审核过，待公布", "期", "assessment_staff:home", "", "warn", assessment.approves,
             _of(lambda: Period.objects.filter(state=PeriodState.REVIEWED))),
        Wait("异议待裁定", "件", "assessment_staff:home", "", "warn", assessment.approves,
             _of(lambda: Objection.objects.filter(decided_at=None))),
        Wait("更正待批准", "件", "assessment_staff:home", "", "warn", assessment.approves,
             _of(lambda: Adjustment.objects.filter(state=AdjustmentState.PROPOSED))),
        Wait("考核办法待批准", "份", "assessment_staff:schemes", "", "warn", assessment.approves,
             _of(lambda: SchemeVersion.objects.filter(state=VersionState.PROPOSED))),
        Wait("投票结束，待计票", "项", "assessment_staff:selections", "", "warn",
             assessment.assesses, heaps.voted_out),
        Wait("评选待批准", "项", "assessment_staff:selections", "", "warn", assessment.commends,
             _of(lambda: Selection.objects.filter(state=SelectionState.COUNTED))),
        Wait("通报待签发", "份", "assessment_staff:bulletins", "", "warn", assessment.commends,
             _of(lambda: Bulletin.objects.filter(state=BulletinState.DRAFT))),
        Wait("评选等我投票", "项", "assessment_staff:selections", "", "warn", None, heaps.votes),
    )),
    ("收费", "fees_staff:reworks", (
        Wait("待缴费", "笔", "fees_staff:window", "", "", fees.may_collect,
             _of(lambda: Bill.objects.filter(state=BillState.OPEN))),
        Wait("银行通知待查", "笔", "fees_staff:today", "", "warn", fees.may_use_finance,
             _of(fee_queries.suspense)),
        Wait("对账差异未处理", "笔", "fees_staff:today", "", "bad", fees.may_use_finance,
             _of(lambda: fee_queries.differences(open_only=True))),
        Wait("退费待复核", "笔", "fees_staff:refunds", "", "warn", fees.may_check,
             _of(lambda: Refund.objects.filter(state=RefundState.ASKED))),
        Wait("减免待审批", "件", "fees_staff:waivers", "", "warn", fees.may_check,
             _of(lambda: Waiver.objects.filter(state=WaiverState.PROPOSED))),
        Wait("收费标准待审批", "项", "fees_staff:standards", "state=submitted", "warn",
             fees.may_check,
             _of(lambda: StandardVersion.objects.filter(state=StandardState.SUBMITTED))),
        Wait("发放批次待复核", "批", "fees_staff:payouts", "", "warn", fees.may_check,
             _of(lambda: Batch.objects.filter(state=BatchState.SUBMITTED))),
        Wait("退回我重办的缴款通知", "件", "fees_staff:reworks", "", "bad", None, heaps.reworks),
    )),
    ("联办和抄送", "township_staff:copies", (
        Wait("征求意见等我答复", "件", "joint_staff:desk", "", "warn", None,
             lambda actor, at: joint.waiting_answers(actor)),
        Wait("抄告待签收", "件", "joint_staff:desk", "", "warn", None,
             lambda actor, at: joint.unsigned_for(actor)),
        Wait("抄送没有看的", "件", "township_staff:copies", "", "", None, heaps.copies),
    )),
    ("便民服务", "township_staff:home", (
        Wait("来访没有办完的", "件", "township_staff:visits", "", "", None, heaps.receptions),
    )),
    ("事项和规则", "parameters_staff:home", (
        Wait("事项待审核发布", "项", "catalogue_staff:list", "draft=1", "warn",
             catalogue.may_approve, _of(lambda: Edition.objects.filter(state=EditionState.CENTRE))),
        Wait("流程草稿待批准", "份", "flow_staff:flows", "", "warn", flow.may_approve,
             _of(lambda: Draft.objects.filter(state=DraftState.SUBMITTED))),
        Wait("参数修改待批准", "项", "parameters_staff:home", "", "warn", parameters.may_approve,
             _of(lambda: Change.objects.filter(state=ChangeState.SUBMITTED))),
    )),
    ("运行", "desks_staff:jobs", (
        Wait("未办成的投递", "件", "desks_staff:stuck", "", "bad", policy.may_see_stuck,
             _of(journal.stuck)),
        Wait("节点交换没有了结的异常", "项", "exchange_staff:home", "", "warn", exchange.may_see,
             _of(lambda: Fault.objects.filter(over_at=None))),
        Wait("未发出的通知", "条", "notices_staff:unsent", "", "warn",
             notice_policy.may_watch_dispatches, _of(notices.unsent)),
        Wait("正在运行的任务", "个", "desks_staff:jobs", "", "", policy.may_keep_running,
             _of(lambda: Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING]))),
    )),
    ("操作记录", "desks_staff:journal", (
        Wait("今天的操作", "条", "desks_staff:journal", "", "", policy.may_read_journal,
             heaps.today),
        Wait("今天被拒绝的操作", "条", "desks_staff:journal", "refused=on", "warn",
             policy.may_read_journal, heaps.refused),
    )),
)  # fmt: skip


def waiting(actor: Actor, at: datetime) -> list[Room]:
    """What waits for this person in all rooms; one statement, whatever there is."""
    due = [
        (title, page, one)
        for title, page, waits in _WAITS
        for one in waits
        if one.who is None or one.who(actor)
    ]
    counts = capped({str(place): one.rows(actor, at) for place, (*_, one) in enumerate(due)})
    rooms: dict[str, Room] = {}
    for place, (title, page, one) in enumerate(due):
        count = counts[str(place)]
        if count or one.who is not None:
            room = rooms.setdefault(title, Room(title, reverse(page), []))
            url = reverse(one.page) + (f"?{one.ask}" if one.ask else "")
            tone = one.tone if count else ""
            room.lines.append(Line(one.label, shown(count), one.unit, url, tone))
    return list(rooms.values())
