"""The closed lists of complaints. Kinds, faults and measures are data (data/*.yaml)."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """How it came in; all but the first are registered by staff."""

    WEB = "web"
    PORTAL = "portal"
    BOX = "box"
    HOTLINE = "hotline"
    VISIT = "visit"
    LETTER = "letter"
    WINDOW = "window"
    TOWN = "town"


CHANNEL_NAMES = {
    Channel.WEB: "网上（手机）",
    Channel.PORTAL: "门户网站咨询投诉栏目",
    Channel.BOX: "大厅投诉箱",
    Channel.HOTLINE: "投诉热线",
    Channel.VISIT: "来访",
    Channel.LETTER: "来信",
    Channel.WINDOW: "投诉窗口",
    Channel.TOWN: "乡镇便民服务中心",
}
OWN_CHANNELS = (Channel.WEB, Channel.PORTAL)
DESK_CHANNELS = tuple(one for one in Channel if one not in OWN_CHANNELS)


class Naming(StrEnum):
    """Whether a name was given, and whether it must stay with the complaint office."""

    REAL = "real"
    SECRET = "secret"  # noqa: S105 - a word of the vocabulary
    ANONYMOUS = "anonymous"


NAMING_NAMES = {
    Naming.REAL: "实名",
    Naming.SECRET: "实名，要求保密",
    Naming.ANONYMOUS: "匿名",
}


class State(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    REVIEWING = "reviewing"
    CLOSED = "closed"
    DECLINED = "declined"
    HANDED_ON = "handed_on"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    State.RECEIVED: "待受理",
    State.ACCEPTED: "调查办理中",
    State.DECIDED: "已答复",
    State.REVIEWING: "复核中",
    State.CLOSED: "已归档",
    State.DECLINED: "不予受理",
    State.HANDED_ON: "已转有权机关",
    State.MERGED: "已并案",
    State.WITHDRAWN: "已撤回",
}
OPEN_STATES = (State.RECEIVED, State.ACCEPTED, State.REVIEWING)
WITHDRAWABLE = (State.RECEIVED, State.ACCEPTED)
# Ended without an investigation of its own.
TURNED_AWAY = (State.DECLINED, State.HANDED_ON, State.MERGED, State.WITHDRAWN)


class Finding(StrEnum):
    """What the investigation came to."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"
    UNPROVEN = "unproven"
    ANSWERED = "answered"


FINDING_NAMES = {
    Finding.UPHELD: "属实",
    Finding.PARTLY: "部分属实",
    Finding.NOT_UPHELD: "不属实",
    Finding.UNPROVEN: "无法查实",
    Finding.ANSWERED: "已答复（咨询、建议）",
}
FAULTED = (Finding.UPHELD, Finding.PARTLY)


class RecordKind(StrEnum):
    """What the file of an investigation holds."""

    TALK = "talk"
    EVIDENCE = "evidence"
    OPINION = "opinion"
    NOTE = "note"


RECORD_NAMES = {
    RecordKind.TALK: "谈话记录",
    RecordKind.EVIDENCE: "调取的证据",
    RecordKind.OPINION: "被投诉方的意见",
    RecordKind.NOTE: "办理记录",
}


class Satisfaction(StrEnum):
    """What the complainant says of the answer."""

    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"


SATISFACTION_NAMES = {
    Satisfaction.SATISFIED: "满意",
    Satisfaction.FAIR: "基本满意",
    Satisfaction.DISSATISFIED: "不满意",
}


class CauseKind(StrEnum):
    """What an accountability record rests on; a reference by number, never a foreign key upward."""

    COMPLAINT = "complaint"
    PATROL = "patrol"
    CARD = "card"


CAUSE_NAMES = {
    CauseKind.COMPLAINT: "效能投诉属实",
    CauseKind.PATROL: "检查、巡查发现",
    CauseKind.CARD: "电子监察黄牌、红牌",
}


class RecordState(StrEnum):
    """责任追究: proposed, heard, decided, perhaps objected to; expunged after its time."""

    PROPOSED = "proposed"
    HEARD = "heard"
    DECIDED = "decided"
    OBJECTED = "objected"
    REVOKED = "revoked"
    EXPUNGED = "expunged"


RECORD_STATES = {
    RecordState.PROPOSED: "待听取陈述申辩",
    RecordState.HEARD: "待决定",
    RecordState.DECIDED: "已决定",
    RecordState.OBJECTED: "异议处理中",
    RecordState.REVOKED: "不予追究或者已撤销",
    RecordState.EXPUNGED: "影响期满，已消除",
}
# Counts in assessments.
STANDING = (RecordState.DECIDED, RecordState.OBJECTED, RecordState.EXPUNGED)
