"""Levels, states and words of supervision."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is; from a deduction on it must be answered."""

    NOTICE = "notice"
    WARNING = "warning"
    SCORE = "score"
    YELLOW = "yellow"
    RED = "red"


LEVEL_NAMES = {
    Level.NOTICE: "提示",
    Level.WARNING: "预警",
    Level.SCORE: "扣分",
    Level.YELLOW: "黄牌",
    Level.RED: "红牌",
}
CARDS = (Level.SCORE, Level.YELLOW, Level.RED)


class Per(StrEnum):
    """How often one probe may find one thing."""

    ACT = "act"
    CLOCK = "clock"
    MATTER = "matter"
    GROUP = "group"


PER_NAMES = {
    Per.ACT: "每次行为",
    Per.CLOCK: "每个时限一次",
    Per.MATTER: "每件事一次",
    Per.GROUP: "每组每个时段一次",
}


class Answers(StrEnum):
    """Who has to answer for what a probe finds."""

    ACTOR = "actor"
    UNIT = "unit"
    NAMED = "named"


ANSWERS_NAMES = {
    Answers.ACTOR: "行为人；时限届满的，当时的经办人",
    Answers.UNIT: "所在单位，不涉及个人",
    Answers.NAMED: "记录里写明的人和单位",
}


class Desk(StrEnum):
    """The three levels that have a card in hand, one after the other where the lower is silent."""

    UNIT = "unit"
    CENTRE = "centre"
    OFFICE = "office"


DESK_NAMES = {Desk.UNIT: "窗口单位", Desk.CENTRE: "政务服务中心", Desk.OFFICE: "监察机关"}


class CameraState(StrEnum):
    """Whether a camera can be looked through."""

    WORKING = "working"
    BROKEN = "broken"
    OFF = "off"


CAMERA_STATES = {
    CameraState.WORKING: "正常",
    CameraState.BROKEN: "故障",
    CameraState.OFF: "停用",
}


class StillState(StrEnum):
    """What became of a still that was wanted at the time of a card."""

    WAITING = "waiting"
    TAKEN = "taken"
    MISSED = "missed"
    DELETED = "deleted"


STILL_STATES = {
    StillState.WAITING: "正在取",
    StillState.TAKEN: "已取到",
    StillState.MISSED: "没有取到画面",
    StillState.DELETED: "已按保存期限删除",
}


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
# What a card waits for now, and from whom; {unit} is whose card it is.
CARD_WAITS = {
    CardState.DEALT: "等{unit}说明情况；期限届满没有说明的，监察机构可以直接审议。",
    CardState.EXPLAINED: "等监察机构审议说明；审议的人不能是被监察的人和单位。",
    CardState.JUDGED: "等{unit}提交整改；对审议意见不服的，可以申诉一次。",
    CardState.APPEALED: "等监察机构审议申诉，由原审议人以外的人审议。",
    CardState.RECTIFIED: "等监察机构验收整改，验收通过后办结。",
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


class OrderTopic(StrEnum):
    """What an order is about where it is no single matter."""

    NONE = ""
    ENTRY = "entry"
