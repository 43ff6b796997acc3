"""States, kinds and words of the assessment."""

from __future__ import annotations

from enum import StrEnum


class VersionState(StrEnum):
    """A version of a scheme: written, waiting for a second person, in force, over."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACTIVE = "active"
    RETIRED = "retired"


VERSION_STATES = {
    VersionState.DRAFT: "草稿",
    VersionState.PROPOSED: "待批准",
    VersionState.ACTIVE: "生效",
    VersionState.RETIRED: "停用",
}
PENDING = (VersionState.DRAFT, VersionState.PROPOSED)


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


KIND_NAMES = {PeriodKind.MONTH: "月度", PeriodKind.QUARTER: "季度", PeriodKind.YEAR: "年度"}


class How(StrEnum):
    """How the total of a period is found: from its own facts, or from its months."""

    DIRECT = "direct"
    MEAN = "mean"
    SUM = "sum"


HOW_NAMES = {
    How.DIRECT: "按本期事实直接计分",
    How.MEAN: "取各月得分的平均分",
    How.SUM: "取各月得分之和",
}


class PointKind(StrEnum):
    """What a criterion does to a score."""

    MINUS = "minus"
    PLUS = "plus"
    VETO = "veto"


POINT_KINDS = {PointKind.MINUS: "扣分", PointKind.PLUS: "加分", PointKind.VETO: "一票否决"}


class Per(StrEnum):
    """Whether each fact earns points, or the unit's figures once."""

    FACT = "fact"
    UNIT = "unit"


PER_NAMES = {Per.FACT: "每次", Per.UNIT: "全期合计"}


class PeriodState(StrEnum):
    """Computed (provisional), reviewed, published, frozen."""

    COMPUTED = "computed"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    FROZEN = "frozen"


PERIOD_STATES = {
    PeriodState.COMPUTED: "测算中（暂定）",
    PeriodState.REVIEWED: "已审核，待公示",
    PeriodState.PUBLISHED: "公示中",
    PeriodState.FROZEN: "已定案",
}
SHOWN = (PeriodState.PUBLISHED, PeriodState.FROZEN)


class EntryState(StrEnum):
    """A fact entered by a named person, confirmed by another, or withdrawn with reason."""

    WRITTEN = "written"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


ENTRY_STATES = {
    EntryState.WRITTEN: "待确认",
    EntryState.CONFIRMED: "已确认",
    EntryState.WITHDRAWN: "已撤回",
}


class Verdict(StrEnum):
    """What became of an objection."""

    UPHELD = "upheld"
    PARTLY = "partly"
    REJECTED = "rejected"


VERDICT_NAMES = {
    Verdict.UPHELD: "异议成立",
    Verdict.PARTLY: "部分成立",
    Verdict.REJECTED: "异议不成立",
}


class AdjustmentState(StrEnum):
    """A correction is proposed by one and decided by another."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


ADJUSTMENT_STATES = {
    AdjustmentState.PROPOSED: "待批准",
    AdjustmentState.APPROVED: "已更正",
    AdjustmentState.REFUSED: "未批准",
}


class SelectionState(StrEnum):
    """Votes are given, counted, and the list approved."""

    VOTING = "voting"
    COUNTED = "counted"
    APPROVED = "approved"


SELECTION_STATES = {
    SelectionState.VOTING: "投票中",
    SelectionState.COUNTED: "已计票，待批准表彰",
    SelectionState.APPROVED: "已批准表彰",
}


class BulletinKind(StrEnum):
    """Papers of the assessment."""

    SUMMARY = "summary"
    REVIEW = "review"
    RESULT = "result"
    CRITICISM = "criticism"


BULLETIN_NAMES = {
    BulletinKind.SUMMARY: "月小结",
    BulletinKind.REVIEW: "季讲评",
    BulletinKind.RESULT: "考核结果通报",
    BulletinKind.CRITICISM: "通报批评",
}


class BulletinState(StrEnum):
    """A paper is drafted and issued by another person."""

    DRAFT = "draft"
    ISSUED = "issued"


BULLETIN_STATES = {BulletinState.DRAFT: "草稿", BulletinState.ISSUED: "已印发"}
