"""States, stages and units of clocks, with the words people see."""

from __future__ import annotations

from enum import StrEnum


class Unit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    MONTH = "month"
    YEAR = "year"
    HOUR = "hour"
    SECOND = "second"
    FIXED_DATE = "fixed_date"
    IMMEDIATE = "immediate"


UNIT_ZH = {
    Unit.WORKING_DAY: "个工作日",
    Unit.CALENDAR_DAY: "日（自然日）",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.HOUR: "小时",
    Unit.SECOND: "秒",
    Unit.FIXED_DATE: "固定日期",
    Unit.IMMEDIATE: "当场",
}


class Direction(StrEnum):
    """Forward: due after the event; backward: must happen before it."""

    FORWARD = "forward"
    BACKWARD = "backward"


class Label(StrEnum):
    """Which of a matter's clocks this is. Other domains may use labels of their own."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    STEP = "step"
    DELIVERY = "delivery"
    SUPPLEMENT = "supplement"


LABEL_ZH = {
    Label.STATUTORY: "法定时限",
    Label.PROMISED: "承诺时限",
    Label.STEP: "环节时限",
    Label.DELIVERY: "送达时限",
    Label.SUPPLEMENT: "补正告知时限",
}


class ClockState(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    MET = "met"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


OPEN_STATES = (ClockState.RUNNING, ClockState.SUSPENDED)


class Outcome(StrEnum):
    """How a clock is stopped."""

    MET = "met"
    CANCELLED = "cancelled"


class Stage(StrEnum):
    """What colour a clock shows now."""

    GREEN = "green"
    WARNING = "warning"
    DUE_TODAY = "due_today"
    OVERDUE = "overdue"
    PAUSED = "paused"
    PAUSE_OVERRUN = "pause_overrun"
    WAITING = "waiting"
    REACHED = "reached"


STAGE_ZH = {
    Stage.GREEN: "期限内",
    Stage.WARNING: "即将到期",
    Stage.DUE_TODAY: "今天到期",
    Stage.OVERDUE: "已超期",
    Stage.PAUSED: "计时暂停",
    Stage.PAUSE_OVERRUN: "暂停超过告知的时间",
    Stage.WAITING: "法定最短期限未满",
    Stage.REACHED: "法定最短期限已满",
}


class IntervalKind(StrEnum):
    """What an interval does to a clock."""

    SUSPENSION = "suspension"
    EXTENSION = "extension"


class DayKind(StrEnum):
    """What a notice makes of a day."""

    OFF = "off"
    MAKEUP = "makeup"


class Confidence(StrEnum):
    """How surely a row of the table is the law."""

    CHECKED = "checked"
    SURE = "sure"
    UNSURE = "unsure"
    DESIGN = "design"


CONFIRMED = (Confidence.CHECKED, Confidence.SURE)


class Origin(StrEnum):
    """Where a version of a rule comes from."""

    SHIPPED = "shipped"
    LOCAL = "local"


class Consequence(StrEnum):
    """What follows when a clock runs out."""

    CARD = "card"
    DEEMED_ACCEPTED = "deemed_accepted"
    DEEMED_RENEWED = "deemed_renewed"
    DEEMED_AGREED = "deemed_agreed"
    DEEMED_ABANDONED = "deemed_abandoned"
    DEEMED_SERVED = "deemed_served"
    LAPSED = "lapsed"


class LineKind(StrEnum):
    """What a day is in the explanation of a clock."""

    START = "start"
    COUNTED = "counted"
    MAKEUP = "makeup"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    ROLLED = "rolled"
