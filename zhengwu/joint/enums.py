"""States of joint matters, of their parts, consultations, meetings and projects."""

from __future__ import annotations

from enum import StrEnum


class EditionState(StrEnum):
    """Where an edition of a joint service stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    DISCARDED = "discarded"


EDITION_NAMES = {
    EditionState.DRAFT: "草稿",
    EditionState.PUBLISHED: "现行",
    EditionState.SUPERSEDED: "已被替代",
    EditionState.DISCARDED: "已放弃",
}


class JointState(StrEnum):
    """Where a joint matter stands as a whole."""

    RECEIVED = "received"
    SUPPLEMENTING = "supplementing"
    ACCEPTED = "accepted"
    COLLECTED = "collected"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


JOINT_NAMES = {
    JointState.RECEIVED: "已收件，待统一受理",
    JointState.SUPPLEMENTING: "待申请人补正",
    JointState.ACCEPTED: "并联办理中",
    JointState.COLLECTED: "各部门已办结，待集中答复",
    JointState.COMPLETED: "已集中答复",
    JointState.DECLINED: "不予受理",
    JointState.WITHDRAWN: "申请人已撤回",
}
TRAY = frozenset({JointState.RECEIVED, JointState.SUPPLEMENTING})
OPEN = TRAY | {JointState.ACCEPTED, JointState.COLLECTED}


class PartState(StrEnum):
    """Where one organ's part stands: the states of its case, and two of its own."""

    WAITING = "waiting"
    RECEIVED = "received"
    SUPPLEMENTING = "supplementing"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MISREGISTERED = "misregistered"
    LAPSED = "lapsed"


PART_NAMES = {
    PartState.WAITING: "等前一环节的结果",
    PartState.RECEIVED: "待统一受理",
    PartState.SUPPLEMENTING: "待补正",
    PartState.ACCEPTED: "办理中",
    PartState.DECIDED: "已办出结果",
    PartState.COMPLETED: "结果已送达",
    PartState.DECLINED: "不予受理",
    PartState.WITHDRAWN: "已撤回",
    PartState.MISREGISTERED: "登记有误，已更正",
    PartState.LAPSED: "前置未通过，不再办理",
}
IN_TRAY = frozenset({PartState.RECEIVED, PartState.SUPPLEMENTING})
WITHOUT_RESULT = frozenset(
    {PartState.DECLINED, PartState.WITHDRAWN, PartState.MISREGISTERED, PartState.LAPSED}
)
DONE = WITHOUT_RESULT | {PartState.DECIDED, PartState.COMPLETED}


class Purpose(StrEnum):
    """Why an organ gets a copy (抄告)."""

    HANDLE = "handle"
    CONSULT = "consult"
    INFORM = "inform"


PURPOSE_NAMES = {
    Purpose.HANDLE: "并联办理",
    Purpose.CONSULT: "征求意见",
    Purpose.INFORM: "知悉",
}


class AnswerState(StrEnum):
    """Where a consultation stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DEEMED = "deemed"
    SILENT = "silent"
    CONFIRMED = "confirmed"


ANSWER_NAMES = {
    AnswerState.OPEN: "待答复",
    AnswerState.ANSWERED: "已答复",
    AnswerState.DEEMED: "逾期未答复，视为同意，待补出意见",
    AnswerState.SILENT: "逾期未答复，已报效能监督",
    AnswerState.CONFIRMED: "视为同意，意见已补出",
}


class Silence(StrEnum):
    """What follows when a consulted organ does not answer by its day (超时默认)."""

    DEEMED_CONSENT = "deemed_consent"
    REPORT_ONLY = "report_only"


SILENCE_NAMES = {
    Silence.DEEMED_CONSENT: "视为同意，一个工作日内补出意见，记入效能监督",
    Silence.REPORT_ONLY: "不作默认，只记入效能监督，由牵头窗口催办",
}


class Suspension(StrEnum):
    """What a special procedure of one member does to the clocks of the whole (许可法 45)."""

    ALL = "all"
    STATUTORY = "statutory"


SUSPENSION_NAMES = {
    Suspension.ALL: "联办法定期限和联办承诺都中止，其他部门照常办",
    Suspension.STATUTORY: "只中止联办法定期限，联办承诺照常计算",
}


class Label(StrEnum):
    """What a clock of a joint matter measures."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    PART = "part"
    CONSULT = "consult"
    OPINION = "opinion"


class Paper(StrEnum):
    """Papers of a joint matter; the values are the codes of the templates."""

    RECEIPT = "receipt"
    ACCEPTANCE = "acceptance"
    SUPPLEMENT = "supplement"
    EXTENSION = "extension"
    COPY = "copy_notice"
    REPLY = "joint_reply"
    MINUTES = "meeting_minutes"


class ProjectKind(StrEnum):
    """Kinds of project; each has an agency window of its own (全程代办)."""

    APPROVAL = "approval"
    INVESTMENT = "investment"
    PARK = "park"


KIND_NAMES = {
    ProjectKind.APPROVAL: "立项项目",
    ProjectKind.INVESTMENT: "招商引资项目",
    ProjectKind.PARK: "园区项目",
}


class ProjectState(StrEnum):
    """Where a project stands."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


PROJECT_NAMES = {
    ProjectState.RUNNING: "推进中",
    ProjectState.FINISHED: "全部阶段已完成",
    ProjectState.STOPPED: "已终止",
}


class StageCode(StrEnum):
    """The four joint stages of a construction project (四联合), in order."""

    APPROVAL = "approval"
    PROOF = "proof"
    DRAWINGS = "drawings"
    ACCEPTANCE = "acceptance"


STAGE_NAMES = {
    StageCode.APPROVAL: "联合审批",
    StageCode.PROOF: "联合论证",
    StageCode.DRAWINGS: "联合审图",
    StageCode.ACCEPTANCE: "联合验收",
}


class StageState(StrEnum):
    """Where a stage stands."""

    AHEAD = "ahead"
    RUNNING = "running"
    DONE = "done"


STAGE_STATES = {
    StageState.AHEAD: "未开始",
    StageState.RUNNING: "进行中",
    StageState.DONE: "已完成",
}


class MeetingKind(StrEnum):
    """What a meeting is for."""

    PROOF = "proof"
    CONSULTATION = "consultation"
    REVIEW = "review"


MEETING_NAMES = {
    MeetingKind.PROOF: "联合论证会",
    MeetingKind.CONSULTATION: "会商会",
    MeetingKind.REVIEW: "联审会",
}


class MeetingState(StrEnum):
    """Where a meeting stands."""

    CALLED = "called"
    HELD = "held"
    SIGNED = "signed"
    CANCELLED = "cancelled"


MEETING_STATES = {
    MeetingState.CALLED: "已通知",
    MeetingState.HELD: "已召开，待签字",
    MeetingState.SIGNED: "纪要已签字",
    MeetingState.CANCELLED: "已取消",
}
