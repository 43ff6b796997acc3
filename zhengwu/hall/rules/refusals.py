"""What the hall will not do, in plain Chinese."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, Refusal


class Missing(InvalidInput):
    """请把必填的内容写完整。"""


class NotTaking(Refusal):
    """{queue}现在不取号：{why}。"""

    recorded = False


class HallClosed(Refusal):
    """{hall}现在不取号。{hours}"""

    recorded = False


class TooManyTickets(Refusal):
    """您在{queue}已经有一个号（{code}），办完或者取消以后才能再取。"""

    recorded = False


class NotYourWindow(Refusal):
    """您现在不在{window}值守，不能叫号。请先打开窗口。"""

    status = 403


class NotOnDuty(Refusal):
    """{window}今天由{people}值守，您不在其中，不能打开。"""

    status = 403


class WindowNotOpen(Refusal):
    """{window}现在是“{state}”，请先打开再叫号。"""

    recorded = False


class StillAtWindow(Refusal):
    """{code}还在窗口，请先办完、过号、挂起或者转走，再叫下一位。"""

    recorded = False


class NotAtWindow(Refusal):
    """{code}不在这个窗口（现在是“{state}”），不能这样办。"""

    recorded = False


class NotRecallable(Refusal):
    """{code}现在是“{state}”，不能叫回来。"""

    recorded = False


class MissedTooOften(Refusal):
    """{code}已经过号 {misses} 次，不能再排回队里，请重新取号。"""

    recorded = False


class CannotMove(Refusal):
    """{code}不能转到{target}：{why}。"""

    recorded = False


class KeyUsed(Refusal):
    """这次操作的标识已经用过（{verb}），请刷新页面。"""

    recorded = False


class DayNotOver(Refusal):
    """{day}还没有过去，不能关闭这一天的号。"""

    recorded = False


class SlotNotOffered(InvalidInput):
    """这个时段不能预约：{why}。"""


class SlotFull(Refusal):
    """{slot}已经约满，请换一个时段。"""

    recorded = False


class TooManyAppointments(Refusal):
    """同一个人最多同时有 {most} 个没有办的预约，请先取消一个。"""

    recorded = False


class MissedBefore(Refusal):
    """您最近 {days} 天有 {missed} 次预约未到，网上暂时不能再约；可以直接来大厅取号，或者打电话。"""

    recorded = False


class AppointmentOver(Refusal):
    """这个预约现在是“{state}”，不能这样办。"""

    recorded = False


class NotYetTime(Refusal):
    """预约的时间是{slot}，还没有到可以签到的时候（提前 {minutes} 分钟起）。"""

    recorded = False


class TownRegister(Refusal):
    """乡镇的电话预约在“便民服务”的预约电话登记里登记，这里不重复登记。"""

    recorded = False


class RosterTaken(Refusal):
    """{day}已经排了{organ}，请先调班。"""

    recorded = False
