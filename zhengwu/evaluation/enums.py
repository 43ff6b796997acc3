"""Levels, channels and states of evaluation."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """The five levels by their codes of GB/T 39046 Annex A; none of them is ever given for you."""

    VERY_SATISFIED = 1
    SATISFIED = 2
    FAIRLY_SATISFIED = 3
    DISSATISFIED = 4
    VERY_DISSATISFIED = 5


LEVEL_NAMES = {
    Level.VERY_SATISFIED: "非常满意",
    Level.SATISFIED: "满意",
    Level.FAIRLY_SATISFIED: "基本满意",
    Level.DISSATISFIED: "不满意",
    Level.VERY_DISSATISFIED: "非常不满意",
}
NEGATIVE = (Level.DISSATISFIED, Level.VERY_DISSATISFIED)


class Channel(StrEnum):
    """By which way a rating came (data set of 好差评)."""

    WEB = "web"
    MOBILE = "mobile"
    QR = "qr"
    TERMINAL = "terminal"
    MESSAGE = "message"
    PHONE = "phone"


CHANNEL_NAMES = {
    Channel.WEB: "网站（PC 端）",
    Channel.MOBILE: "移动端",
    Channel.QR: "二维码",
    Channel.TERMINAL: "窗口评价器",
    Channel.MESSAGE: "短信和消息链接",
    Channel.PHONE: "电话回访",
}


class Scene(StrEnum):
    """现场一次一评, 网上一事一评."""

    ON_SITE = "on_site"
    ONLINE = "online"


SCENE_NAMES = {Scene.ON_SITE: "现场，一次一评", Scene.ONLINE: "网上，一事一评"}


class Standing(StrEnum):
    """Whether a rating counts. It is never deleted, and its level never changed."""

    COUNTED = "counted"
    ASIDE = "aside"
    VOID = "void"


STANDING_NAMES = {
    Standing.COUNTED: "计入",
    Standing.ASIDE: "待复核",
    Standing.VOID: "不计入",
}


class Publication(StrEnum):
    """Whether the words of a rating are shown to the public."""

    PENDING = "pending"
    PUBLISHED = "published"
    WITHHELD = "withheld"


PUBLICATION_NAMES = {
    Publication.PENDING: "待审核",
    Publication.PUBLISHED: "已公开",
    Publication.WITHHELD: "不公开",
}


class Suspicion(StrEnum):
    """Why a rating is set aside for a person to look at."""

    OWN = "own"
    PERSON = "person"
    DEVICE = "device"
    NETWORK = "network"
    PHONE = "phone"


SUSPICION_NAMES = {
    Suspicion.OWN: "评价人就是被评价的工作人员",
    Suspicion.PERSON: "同一评价人短时间多次评价同一对象",
    Suspicion.DEVICE: "同一设备短时间多次评价",
    Suspicion.NETWORK: "同一网络短时间多次评价",
    Suspicion.PHONE: "同一手机号短时间多次评价",
}


class FollowUpState(StrEnum):
    """A negative rating from hand to hand."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    CONTACTED = "contacted"
    VERIFIED = "verified"
    RECTIFYING = "rectifying"
    RECTIFIED = "rectified"
    REVIEWED = "reviewed"
    SETTLED = "settled"
    APPEALED = "appealed"
    CALLED = "called"
    CLOSED = "closed"


FOLLOWUP_STATES = {
    FollowUpState.OPENED: "待分派",
    FollowUpState.ASSIGNED: "待联系",
    FollowUpState.CONTACTED: "待核实",
    FollowUpState.VERIFIED: "待认定",
    FollowUpState.RECTIFYING: "待整改",
    FollowUpState.RECTIFIED: "待审核",
    FollowUpState.REVIEWED: "待回访",
    FollowUpState.SETTLED: "已认定，可申诉",
    FollowUpState.APPEALED: "申诉中",
    FollowUpState.CALLED: "待办结",
    FollowUpState.CLOSED: "已办结",
}


class Finding(StrEnum):
    """差评分类: what the verification showed. Decided by the centre, not by the unit rated."""

    TRUE = "true"
    MISTAKEN = "mistaken"
    MALICIOUS = "malicious"


FINDING_NAMES = {
    Finding.TRUE: "属实",
    Finding.MISTAKEN: "误评",
    Finding.MALICIOUS: "恶意",
}


class Complexity(StrEnum):
    """Which limit the rectification has."""

    ORDINARY = "ordinary"
    COMPLEX = "complex"


COMPLEXITY_NAMES = {Complexity.ORDINARY: "一般", Complexity.COMPLEX: "复杂"}


class ContactKind(StrEnum):
    """What a contact with the evaluator was for."""

    FIRST = "first"
    BACK = "back"


CONTACT_NAMES = {ContactKind.FIRST: "联系核实", ContactKind.BACK: "整改回访"}


class Reached(StrEnum):
    """How a try to reach somebody ended."""

    REACHED = "reached"
    UNREACHED = "unreached"
    REFUSED = "refused"
    NO_ADDRESS = "no_address"


REACHED_NAMES = {
    Reached.REACHED: "已联系上",
    Reached.UNREACHED: "没有联系上",
    Reached.REFUSED: "不愿意接受联系",
    Reached.NO_ADDRESS: "匿名评价，没有留联系方式",
}


class CallState(StrEnum):
    """A call of a sample."""

    WAITING = "waiting"
    REACHED = "reached"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"


CALL_STATES = {
    CallState.WAITING: "待回访",
    CallState.REACHED: "已回访",
    CallState.REFUSED: "不愿意接受回访",
    CallState.UNREACHABLE: "多次未联系上",
}


class Panel(StrEnum):
    """四方: who appraises the units."""

    ENTERPRISES = "enterprises"
    PUBLIC = "public"
    DEPUTIES = "deputies"
    MEMBERS = "members"


PANEL_NAMES = {
    Panel.ENTERPRISES: "企业代表",
    Panel.PUBLIC: "群众代表",
    Panel.DEPUTIES: "人大代表",
    Panel.MEMBERS: "政协委员",
}


class Scope(StrEnum):
    """Whom a survey appraises: units that stand in the centre, the towns' own centres, or every
    department of the county."""

    RESIDENT = "resident"
    TOWNS = "towns"
    DEPARTMENTS = "departments"


SCOPE_NAMES = {
    Scope.RESIDENT: "进驻政务服务中心的单位",
    Scope.TOWNS: "乡镇（街道）便民服务中心",
    Scope.DEPARTMENTS: "全县各部门（含不在中心的）",
}


class SurveyKind(StrEnum):
    """Who appraises on which questions, and whose units by default: rows of data/questions.yaml."""

    FOUR_PANEL = "four_panel"
    TOWNS = "towns"
    CONDUCT = "conduct"


SURVEY_KINDS = {
    SurveyKind.FOUR_PANEL: "四方评议",
    SurveyKind.TOWNS: "群众评议便民服务中心",
    SurveyKind.CONDUCT: "行风政风评议",
}


class SurveyState(StrEnum):
    """A survey is drawn up, open for answers, closed and counted, published."""

    DRAFT = "draft"
    OPEN = "open"
    FROZEN = "frozen"
    PUBLISHED = "published"


SURVEY_STATES = {
    SurveyState.DRAFT: "筹备",
    SurveyState.OPEN: "评议中",
    SurveyState.FROZEN: "已截止，待公布",
    SurveyState.PUBLISHED: "已公布",
}


class FileState(StrEnum):
    """A drawn file waits, was found faulty, was put right, is done."""

    WAITING = "waiting"
    RECTIFYING = "rectifying"
    ANSWERED = "answered"
    CLOSED = "closed"


FILE_STATES = {
    FileState.WAITING: "待评查",
    FileState.RECTIFYING: "待整改",
    FileState.ANSWERED: "待复查",
    FileState.CLOSED: "已办结",
}
