"""The closed vocabularies of the hall, each word with its Chinese label."""

from __future__ import annotations

from zhengwu.org.enums import Labelled


class QueueKind(Labelled):
    """What people queue for."""

    BUSINESS = "business", "办事"
    CONSULTATION = "consultation", "咨询"
    COMPLAINT = "complaint", "投诉"


class SeatKind(Labelled):
    """Kinds of window: of one unit, shared in turns, or of a kind of its own."""

    INDEPENDENT = "independent", "独立窗口"
    MOBILE = "mobile", "流动窗口"
    CONSULTATION = "consultation", "咨询窗口"
    COMPLAINT = "complaint", "投诉窗口"


class SeatState(Labelled):
    """Whether a window takes people now."""

    CLOSED = "closed", "未开"
    OPEN = "open", "开放"
    PAUSED = "paused", "暂停"


class TicketState(Labelled):
    """The way of a ticket. 挂起 waits for something and is not called; 过号 did not come."""

    WAITING = "waiting", "等候"
    CALLED = "called", "已叫号"
    SERVING = "serving", "办理中"
    HELD = "held", "挂起"
    MISSED = "missed", "过号"
    SERVED = "served", "已办完"
    CANCELLED = "cancelled", "已取消"
    EXPIRED = "expired", "当日未办，已关闭"


AT_WINDOW = (TicketState.CALLED, TicketState.SERVING)
OPEN_TICKETS = (
    TicketState.WAITING, TicketState.CALLED, TicketState.SERVING, TicketState.HELD,
    TicketState.MISSED,
)  # fmt: skip


class Channel(Labelled):
    """How a ticket was taken."""

    TERMINAL = "terminal", "取号机"
    PHONE = "phone", "手机"
    CLERK = "clerk", "工作人员代取"
    APPOINTMENT = "appointment", "预约签到"


class HoursKind(Labelled):
    """Which days a line of opening hours holds for."""

    WORKDAY = "workday", "工作日"
    RESTDAY = "restday", "休息日"
    DAY = "day", "某一天"


class AppointmentState(Labelled):
    """The way of an appointment."""

    BOOKED = "booked", "已预约"
    ARRIVED = "arrived", "已签到"
    CANCELLED = "cancelled", "已取消"
    MISSED = "missed", "未到"


class BookedBy(Labelled):
    """How an appointment was made."""

    ONLINE = "online", "网上"
    PHONE = "phone", "电话"
    COUNTER = "counter", "现场"
