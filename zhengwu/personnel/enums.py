"""The closed lists of personnel. What a county may choose itself stands in data/ instead."""

from __future__ import annotations

from enum import StrEnum


class Source(StrEnum):
    """How a swipe came."""

    FINGER = "finger"
    CARD = "card"
    DESK = "desk"


SOURCE_NAMES = {Source.FINGER: "指纹", Source.CARD: "刷卡", Source.DESK: "工作台签到"}


class Mode(StrEnum):
    """Which swipes a day needs: on coming and going only, or in every part of the day."""

    ENDS = "ends"
    PARTS = "parts"


MODE_NAMES = {Mode.ENDS: "每天两次（上班、下班）", Mode.PARTS: "每段两次（上午、下午都打）"}


class DayState(StrEnum):
    """What a person's day is judged to be."""

    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    ABSENT = "absent"
    LEAVE = "leave"
    SUBSTITUTE = "substitute"
    ELSEWHERE = "elsewhere"
    TOWN = "town"


DAY_NAMES = {
    DayState.PRESENT: "出勤",
    DayState.LATE: "迟到",
    DayState.EARLY: "早退",
    DayState.ABSENT: "缺勤",
    DayState.LEAVE: "请假",
    DayState.SUBSTITUTE: "代岗",
    DayState.ELSEWHERE: "公出",
    DayState.TOWN: "下乡",
}
# As they stand in the squares of a monthly sheet.
DAY_MARKS = {
    DayState.PRESENT: "√",
    DayState.LATE: "迟",
    DayState.EARLY: "退",
    DayState.ABSENT: "缺",
    DayState.LEAVE: "假",
    DayState.SUBSTITUTE: "代",
    DayState.ELSEWHERE: "公",
    DayState.TOWN: "乡",
}
FAULTS = (DayState.LATE, DayState.EARLY, DayState.ABSENT)


class Away(StrEnum):
    """Why somebody works elsewhere for some hours or days."""

    ELSEWHERE = "elsewhere"
    TOWN = "town"


AWAY_NAMES = {
    Away.ELSEWHERE: "公出（开会、培训、现场核查）",
    Away.TOWN: "下乡（到乡镇、村值班或者代办）",
}


class Answer(StrEnum):
    """What became of something that was asked for."""

    ASKED = "asked"
    AGREED = "agreed"
    DENIED = "denied"


ANSWER_NAMES = {Answer.ASKED: "待审", Answer.AGREED: "同意", Answer.DENIED: "不同意"}


class FileState(StrEnum):
    """An attendance file is tried first, then applied whole or given up."""

    TRIED = "tried"
    APPLIED = "applied"
    DISCARDED = "discarded"


FILE_STATES = {
    FileState.TRIED: "已试读",
    FileState.APPLIED: "已导入",
    FileState.DISCARDED: "已放弃",
}


class RowState(StrEnum):
    """What one row of an attendance file is."""

    NEW = "new"
    KNOWN = "known"
    DOUBLED = "doubled"
    UNKNOWN = "unknown"
    OTHER_DAY = "other_day"
    OTHER_DEVICE = "other_device"
    FAULTY = "faulty"


ROW_NAMES = {
    RowState.NEW: "导入",
    RowState.KNOWN: "以前已导入",
    RowState.DOUBLED: "重复行",
    RowState.UNKNOWN: "查无此人",
    RowState.OTHER_DAY: "不在所选日期内",
    RowState.OTHER_DEVICE: "考勤机不对",
    RowState.FAULTY: "读不懂",
}
# Rows that are left out for a reason a person has to look at before the rest is taken over.
LEFT_OUT = (RowState.UNKNOWN, RowState.OTHER_DAY, RowState.OTHER_DEVICE, RowState.FAULTY)


class FollowState(StrEnum):
    """How far something is that has to be answered or put right."""

    NONE = "none"
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


FOLLOW_NAMES = {
    FollowState.NONE: "不需跟进",
    FollowState.OPEN: "待落实",
    FollowState.ANSWERED: "待复查",
    FollowState.CLOSED: "已办结",
}


class CandidateState(StrEnum):
    """The way onto a post and off it."""

    PROPOSED = "proposed"
    EXAMINED = "examined"
    TRAINED = "trained"
    ON_POST = "on_post"
    REFUSED = "refused"
    EXITED = "exited"


CANDIDATE_STATES = {
    CandidateState.PROPOSED: "待中心考察",
    CandidateState.EXAMINED: "考察合格，待培训",
    CandidateState.TRAINED: "培训合格，可上岗",
    CandidateState.ON_POST: "在岗",
    CandidateState.REFUSED: "考察不合格",
    CandidateState.EXITED: "已退出",
}


class CourseKind(StrEnum):
    """Before somebody goes on post, or afterwards."""

    PRE_POST = "pre_post"
    REGULAR = "regular"


COURSE_NAMES = {CourseKind.PRE_POST: "岗前培训", CourseKind.REGULAR: "业务培训"}


class CourseResult(StrEnum):
    """How somebody took part."""

    PASSED = "passed"
    FAILED = "failed"
    AWAY = "away"


COURSE_RESULTS = {
    CourseResult.PASSED: "参加，合格",
    CourseResult.FAILED: "参加，不合格",
    CourseResult.AWAY: "没有参加",
}


class LeaveState(StrEnum):
    """The way of an application for leave."""

    ASKED = "asked"
    AGREED = "agreed"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


LEAVE_STATES = {
    LeaveState.ASKED: "待批准",
    LeaveState.AGREED: "已批准",
    LeaveState.DENIED: "不同意",
    LeaveState.WITHDRAWN: "本人撤回",
}
