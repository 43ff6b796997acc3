"""States of a case, their groups, and the closed lists a case chooses from."""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands. A received case leaves the tray only by the ways of 许可法 32."""

    RECEIVED = "received"
    SUPPLEMENTING = "supplementing"
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    DECIDED = "decided"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    MISREGISTERED = "misregistered"
    SENT_BACK = "sent_back"


STATE_NAMES = {
    CaseState.RECEIVED: "已收件，待受理",
    CaseState.SUPPLEMENTING: "待申请人补正",
    CaseState.ACCEPTED: "办理中",
    CaseState.SUBMITTED: "已上报，待上级决定",
    CaseState.DECIDED: "已决定，待送达",
    CaseState.COMPLETED: "已办结",
    CaseState.DECLINED: "不予受理",
    CaseState.WITHDRAWN: "申请人已撤回",
    CaseState.MISREGISTERED: "登记有误，已更正",
    CaseState.SENT_BACK: "已退回初审机关",
}
IN_TRAY = frozenset({CaseState.RECEIVED, CaseState.SUPPLEMENTING})
RUNNING = frozenset({CaseState.ACCEPTED, CaseState.SUBMITTED, CaseState.DECIDED})
OVER = frozenset(CaseState) - IN_TRAY - RUNNING


class Channel(StrEnum):
    """By which entrance the application came."""

    ONLINE = "online"
    WINDOW = "window"
    AGENT = "agent"
    MACHINE = "machine"
    UPWARD = "upward"


CHANNEL_NAMES = {
    Channel.ONLINE: "网上",
    Channel.WINDOW: "窗口",
    Channel.AGENT: "村（社区）代办",
    Channel.MACHINE: "系统对接",
    Channel.UPWARD: "下级上报",
}


class Acceptance(StrEnum):
    """How a case came to be accepted."""

    ORDINARY = "ordinary"
    SUPPLEMENTED = "supplemented"
    DEEMED = "deemed"
    ON_THE_SPOT = "on_the_spot"


ACCEPTANCE_NAMES = {
    Acceptance.ORDINARY: "受理",
    Acceptance.SUPPLEMENTED: "补正后受理",
    Acceptance.DEEMED: "逾期未告知，视为受理",
    Acceptance.ON_THE_SPOT: "当场受理",
}


class Decline(StrEnum):
    """Why a case is not accepted: nothing else is lawful (许可法 32、78、79)."""

    NOT_REQUIRED = "not_required"
    NO_JURISDICTION = "no_jurisdiction"
    FALSE_MATERIAL = "false_material"
    BANNED = "banned"


DECLINE_NAMES = {
    Decline.NOT_REQUIRED: "依法不需要办理此事项",
    Decline.NO_JURISDICTION: "不属于本机关职权范围",
    Decline.FALSE_MATERIAL: "隐瞒有关情况或者提供虚假材料",
    Decline.BANNED: "在限制再次申请的期间内",
}


# Grounds that the licensing law alone knows.
LICENSING_DECLINES = frozenset({Decline.FALSE_MATERIAL, Decline.BANNED})


class BanGround(StrEnum):
    """Why somebody may not apply again for a while; the values are rules of the clocks' table."""

    FALSE_MATERIAL = "xk.ban.false_material"
    FRAUD = "xk.ban.fraud"


class LiftGround(StrEnum):
    """Why a ban is lifted before its time: nothing else ends it early."""

    REVIEW = "review"
    COURT = "court"
    OWN = "own"


class Verdict(StrEnum):
    """What was decided."""

    GRANTED = "granted"
    REFUSED = "refused"
    DONE = "done"


VERDICT_NAMES = {Verdict.GRANTED: "准予", Verdict.REFUSED: "不予", Verdict.DONE: "已办理"}


# What is granted or refused is called by the law of the item; 准予 belongs to licences.
VERDICTS_BY_LAW = {
    "xk": ("准予", "不予"),
    "qr": ("予以确认", "不予确认"),
    "jf": ("给予给付", "不予给付"),
}
OTHER_VERDICTS = ("予以办理", "不予办理")


def verdict_name(law: str, verdict: Verdict) -> str:
    """What was decided, in the words of the law that governs the item."""
    if verdict is Verdict.DONE:
        return VERDICT_NAMES[verdict]
    granted, refused = VERDICTS_BY_LAW.get(law, OTHER_VERDICTS)
    return refused if verdict is Verdict.REFUSED else granted


class Route(StrEnum):
    """办件类型 as halls manage them (六类办件), beside the official type of the item."""

    IMMEDIATE = "immediate"
    PROMISED = "promised"
    JOINT = "joint"
    UPWARD = "upward"
    SUPPLEMENT = "supplement"
    RETURNED = "returned"


ROUTE_NAMES = {
    Route.IMMEDIATE: "即办件",
    Route.PROMISED: "承诺件",
    Route.JOINT: "联办件",
    Route.UPWARD: "上报件",
    Route.SUPPLEMENT: "补办件",
    Route.RETURNED: "退办件",
}


class HandlingSystem(StrEnum):
    """七制: how each class is handled; the seventh, one charge, holds for every class."""

    DIRECT = "direct"
    PROMISED = "promised"
    JOINT = "joint"
    UPWARD = "upward"
    SUPPLEMENT = "supplement"
    RETURN = "return"
    ONE_CHARGE = "one_charge"


SYSTEM_OF = {
    Route.IMMEDIATE: HandlingSystem.DIRECT,
    Route.PROMISED: HandlingSystem.PROMISED,
    Route.JOINT: HandlingSystem.JOINT,
    Route.UPWARD: HandlingSystem.UPWARD,
    Route.SUPPLEMENT: HandlingSystem.SUPPLEMENT,
    Route.RETURNED: HandlingSystem.RETURN,
}


class FirstAskedState(StrEnum):
    """Where the question of somebody who came stands."""

    OPEN = "open"
    PASSED = "passed"
    ANSWERED = "answered"
    RECEIVED = "received"


FIRST_ASKED_NAMES = {
    FirstAskedState.OPEN: "待答复",
    FirstAskedState.PASSED: "已转交，待答复",
    FirstAskedState.ANSWERED: "已答复",
    FirstAskedState.RECEIVED: "已收件办理",
}


class MaterialRound(StrEnum):
    """When a paper was handed in."""

    INITIAL = "initial"
    SUPPLEMENT = "supplement"
    HANDLING = "handling"


FORM_PAPER = "attachment"  # code of a file handed up inside the application form
OFFICE_PAPER = "office"  # code of a paper the handling unit made for itself


class Label(StrEnum):
    """What a clock of a case measures."""

    ACCEPTANCE = "acceptance"
    STATUTORY = "statutory"
    PROMISED = "promised"
    DELIVERY = "delivery"


class Paper(StrEnum):
    """Papers an act of a case must leave; the values are the codes of the templates."""

    RECEIPT = "receipt"
    CORRECTION = "on_the_spot_fix"
    SUPPLEMENT = "supplement"
    ACCEPTANCE = "acceptance"
    DEEMED = "deemed_acceptance"
    TASK_SHEET = "task_sheet"
    DECLINE = "non_acceptance"
    WITHDRAWAL = "withdrawal"
    BAN = "reapplication_ban"
    BAN_LIFTED = "reapplication_ban_lifted"
    SUBMISSION = "upward_submission"
    SENT_BACK = "upward_return"
    PROCEDURE = "special_procedure"
    EXTENSION = "extension"
    CHECK = "inspection_record"
    GRANT = "grant"
    REFUSAL = "refusal"
    LICENCE = "licence"
    CONFIRMATION = "confirmation"
    CONFIRMATION_REFUSAL = "confirmation_refusal"
    BENEFIT = "benefit"
    BENEFIT_REFUSAL = "benefit_refusal"
    DONE = "service_result"
    NOT_DONE = "handling_refusal"
    IMMEDIATE = "immediate_result"
    STATEMENT = "statement_record"
    HEARING_RIGHT = "hearing_right"
    HEARING_WISH = "hearing_wish"
    HEARING_NOTICE = "hearing_notice"
    HEARING_ANNOUNCEMENT = "hearing_announcement"
    HEARING_POSTPONED = "hearing_postponement"
    CHALLENGE = "challenge_decision"
    HEARING_RECORD = "hearing_record"
    EXPERTS = "expert_review"
    TEST = "test_record"
    PUBLIC_NOTICE = "public_notice"
    OBJECTION = "objection_answer"


# Which paper a decision leaves, by regime of law: (granted, refused). Others: (DONE, NOT_DONE).
DECISION_PAPERS = {
    "xk": (Paper.GRANT, Paper.REFUSAL),
    "qr": (Paper.CONFIRMATION, Paper.CONFIRMATION_REFUSAL),
    "jf": (Paper.BENEFIT, Paper.BENEFIT_REFUSAL),
}


class TaskKind(StrEnum):
    """Kinds of steps in a flow that cases give a meaning of their own."""

    ACCEPT = "accept"
    REVIEW = "review"
    INSPECT = "inspect"
    EXPERT = "expert"
    HEARING = "hearing"
    CHECK = "check"
    DECIDE = "decide"
    ISSUE = "issue"
    DELIVER = "deliver"
    HANDLE = "handle"
    SUBMIT = "submit"


class PartyRole(StrEnum):
    """In which role somebody is heard."""

    APPLICANT = "applicant"
    INTERESTED = "interested"


PARTY_NAMES = {PartyRole.APPLICANT: "申请人", PartyRole.INTERESTED: "利害关系人"}


class Wish(StrEnum):
    """What a party said about the right to a hearing (许可法 47)."""

    NONE = "none"
    REQUESTED = "requested"
    WAIVED = "waived"
    WITHDRAWN = "withdrawn"


WISH_NAMES = {
    Wish.NONE: "尚未表示",
    Wish.REQUESTED: "申请听证",
    Wish.WAIVED: "放弃听证",
    Wish.WITHDRAWN: "撤回听证申请",
}


class HearingGround(StrEnum):
    """Why there is a hearing: the organ's duty (46), or a party's request (47)."""

    BY_LAW = "by_law"
    PUBLIC_INTEREST = "public_interest"
    ON_REQUEST = "on_request"


GROUND_NAMES = {
    HearingGround.BY_LAW: "法律、法规、规章规定应当听证",
    HearingGround.PUBLIC_INTEREST: "涉及公共利益的重大行政许可，本机关认为需要听证",
    HearingGround.ON_REQUEST: "当事人申请听证",
}
GROUND_LAWS = {
    HearingGround.BY_LAW: "《行政许可法》第四十六条",
    HearingGround.PUBLIC_INTEREST: "《行政许可法》第四十六条",
    HearingGround.ON_REQUEST: "《行政许可法》第四十七条",
}


class HearingState(StrEnum):
    """Where a hearing stands."""

    TOLD = "told"
    CALLED = "called"
    SET = "set"
    HELD = "held"
    CLOSED = "closed"


HEARING_NAMES = {
    HearingState.TOLD: "已告知听证权利",
    HearingState.CALLED: "应当举行，待确定时间地点",
    HearingState.SET: "已确定时间地点",
    HearingState.HELD: "已举行，笔录待确认签字",
    HearingState.CLOSED: "已举行，笔录已确认",
}


class SittingState(StrEnum):
    """What became of a sitting that was set."""

    SET = "set"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    HELD = "held"


SITTING_NAMES = {
    SittingState.SET: "待举行",
    SittingState.POSTPONED: "已延期",
    SittingState.CANCELLED: "已取消",
    SittingState.HELD: "已举行",
}


class Capacity(StrEnum):
    """As what somebody takes part in a sitting."""

    CHAIR = "chair"
    RECORDER = "recorder"
    PRESENTER = "presenter"
    APPLICANT = "applicant"
    INTERESTED = "interested"
    AGENT = "agent"
    WITNESS = "witness"


CAPACITY_NAMES = {
    Capacity.CHAIR: "听证主持人",
    Capacity.RECORDER: "记录人",
    Capacity.PRESENTER: "审查该申请的工作人员",
    Capacity.APPLICANT: "申请人",
    Capacity.INTERESTED: "利害关系人",
    Capacity.AGENT: "委托代理人",
    Capacity.WITNESS: "证人、鉴定人等",
}
# Those who sit for the organ sign their own minutes; only others may refuse.
OF_THE_ORGAN = frozenset({Capacity.CHAIR, Capacity.RECORDER, Capacity.PRESENTER})


class HearingClock(StrEnum):
    """Clocks of a hearing: label and rule code in one, the label being the last word."""

    APPLY = "xk.hearing.apply"
    ORGANISE = "xk.hearing.organise"
    NOTICE = "xk.hearing.notice"

    @property
    def label(self) -> str:
        """What a clock of this rule is called on a matter."""
        return "hearing_" + self.value.rpartition(".")[2]


HEARING_PROCEDURE = "听证"


class ReferralState(StrEnum):
    """Where what was sent up stands."""

    SENT = "sent"
    ANSWERED = "answered"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


REFERRAL_NAMES = {
    ReferralState.SENT: "上级办理中",
    ReferralState.ANSWERED: "上级已决定",
    ReferralState.RETURNED: "上级退回初审",
    ReferralState.WITHDRAWN: "申请人已撤回",
}


class LicenceState(StrEnum):
    """Where a granted licence stands."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


LICENCE_NAMES = {
    LicenceState.VALID: "有效",
    LicenceState.EXPIRED: "届满未延续",
    LicenceState.REVOKED: "已撤销",
    LicenceState.WITHDRAWN: "已撤回",
    LicenceState.CANCELLED: "已注销",
}


class LicenceAct(StrEnum):
    """What may happen to a licence."""

    GRANT = "grant"
    RENEW = "renew"
    DEEM_RENEWED = "deem_renewed"
    CHANGE = "change"
    REPLACE = "replace"
    REVOKE = "revoke"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    EXPIRE = "expire"
    REFUSE = "refuse"


ACT_NAMES = {
    LicenceAct.GRANT: "准予",
    LicenceAct.RENEW: "准予延续",
    LicenceAct.DEEM_RENEWED: "逾期未作决定，视为准予延续",
    LicenceAct.CHANGE: "准予变更",
    LicenceAct.REPLACE: "补发证件",
    LicenceAct.REVOKE: "撤销",
    LicenceAct.WITHDRAW: "撤回",
    LicenceAct.CANCEL: "注销",
    LicenceAct.EXPIRE: "有效期届满",
    LicenceAct.REFUSE: "不予准许",
}
# What a holder may ask for.
REQUESTABLE = (LicenceAct.RENEW, LicenceAct.CHANGE, LicenceAct.REPLACE, LicenceAct.CANCEL)
REQUEST_NAMES = {
    LicenceAct.RENEW: "延续",
    LicenceAct.CHANGE: "变更",
    LicenceAct.REPLACE: "补证",
    LicenceAct.CANCEL: "注销",
}


class SeatState(StrEnum):
    """What became of a drawn expert."""

    DRAWN = "drawn"
    RECUSED = "recused"
    GAVE = "gave"


SEAT_NAMES = {
    SeatState.DRAWN: "待提出意见",
    SeatState.RECUSED: "已回避",
    SeatState.GAVE: "已签署意见",
}
EXPERT_PROCEDURE = "专家评审"
TESTS = ("检验", "检测", "检疫")
