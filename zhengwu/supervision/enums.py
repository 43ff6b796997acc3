"""Levels, states and words of supervision."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is; yellow and red are cards that must be answered."""

    NOTICE = "notice"
    WARNING = "warning"
    YELLOW = "yellow"
    RED = "red"


LEVEL_NAMES = {
    Level.NOTICE: "提示",
    Level.WARNING: "预警",
    Level.YELLOW: "黄牌",
    Level.RED: "红牌",
}
CARDS = (Level.YELLOW, Level.RED)


class Per(StrEnum):
    """How often one probe may find one thing."""

    ACT = "act"
    CLOCK = "clock"
    MATTER = "matter"


PER_NAMES = {Per.ACT: "每次行为", Per.CLOCK: "每个时限一次", Per.MATTER: "每件事一次"}


class ProbeState(StrEnum):
    """A version of a probe: written, waiting for a second person, in force, over."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    RETIRED = "retired"


PROBE_STATES = {
    ProbeState.DRAFT: "草稿",
    ProbeState.PROPOSED: "待批准",
    ProbeState.ACTIVE: "生效",
    ProbeState.RETIRED: "停用",
}


class CardState(StrEnum):
    """A card is dealt, explained, judged, put right; an appeal opens it once more."""

    DEALT = "dealt"
    EXPLAINED = "explained"
    JUDGED = "judged"
    APPEALED = "appealed"
    RECTIFIED = "rectified"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


CARD_STATES = {
    CardState.DEALT: "待说明",
    CardState.EXPLAINED: "待审议",
    CardState.JUDGED: "待整改",
    CardState.APPEALED: "申诉中",
    CardState.RECTIFIED: "待验收",
    CardState.WITHDRAWN: "已撤销",
    CardState.CLOSED: "已办结",
}
OPEN_CARDS = (
    CardState.DEALT,
    CardState.EXPLAINED,
    CardState.JUDGED,
    CardState.APPEALED,
    CardState.RECTIFIED,
)


class Verdict(StrEnum):
    """What the supervision makes of an explanation."""

    CONFIRMED = "confirmed"
    REDUCED = "reduced"
    WITHDRAWN = "withdrawn"


VERDICT_NAMES = {
    Verdict.CONFIRMED: "维持",
    Verdict.REDUCED: "降级",
    Verdict.WITHDRAWN: "撤销",
}


class Cause(StrEnum):
    """Why a matter was late; decided by a person."""

    WINDOW = "window"
    SECTION = "section"
    APPLICANT = "applicant"
    SYSTEM = "system"


CAUSE_NAMES = {
    Cause.WINDOW: "窗口",
    Cause.SECTION: "科室",
    Cause.APPLICANT: "申请人",
    Cause.SYSTEM: "系统或日历",
}


class OrderKind(StrEnum):
    """督办单 asks; 整改通知书 follows where the order was not answered."""

    ORDER = "order"
    RECTIFICATION = "rectification"


ORDER_NAMES = {OrderKind.ORDER: "督办单", OrderKind.RECTIFICATION: "整改通知书"}


class OrderState(StrEnum):
    """An order is issued, answered, and accepted or followed by a graver one."""

    ISSUED = "issued"
    ANSWERED = "answered"
    CLOSED = "closed"
    ESCALATED = "escalated"


ORDER_STATES = {
    OrderState.ISSUED: "待回复",
    OrderState.ANSWERED: "待审核",
    OrderState.CLOSED: "已办结",
    OrderState.ESCALATED: "已升级",
}
