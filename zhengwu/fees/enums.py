"""The closed vocabularies of charging, each word with its Chinese label."""

from __future__ import annotations

from zhengwu.org.enums import Labelled


class BasisLevel(Labelled):
    """Rank of the rule a charge rests on. What a county decides by itself is no basis at all."""

    LAW = "law", "法律"
    REGULATION = "regulation", "行政法规"
    LOCAL = "local", "地方性法规"
    STATE = "state", "国务院和财政、价格主管部门文件"
    PROVINCE = "province", "省级财政、价格主管部门文件"


class Formula(Labelled):
    """How an amount is found."""

    FREE = "free", "不收费"
    FIXED = "fixed", "定额"
    UNIT = "unit", "按数量（面积、件数）"
    PERCENT = "percent", "按比例"
    GRADED = "graded", "分档累进"
    STEPPED = "stepped", "分档定额"
    EXPRESSION = "expression", "计算式"


class Rounding(Labelled):
    """To which coin, and which way."""

    CENT = "cent", "四舍五入到分"
    JIAO = "jiao", "四舍五入到角"
    YUAN = "yuan", "四舍五入到元"
    YUAN_DOWN = "yuan_down", "元以下不计"


class VersionState(Labelled):
    """Life of one version of a standard."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待审批"
    PUBLISHED = "published", "已公布"
    WITHDRAWN = "withdrawn", "已废止"


class WaiverKind(Labelled):
    """What alone may reduce a charge (重大项目减免的三种依据)."""

    POLICY = "policy", "优惠政策"
    CONTRACT = "contract", "合同文本"
    MINUTES = "minutes", "政府专题会议纪要"


class WaiverState(Labelled):
    """Life of a waiver."""

    PROPOSED = "proposed", "待审批"
    IN_FORCE = "in_force", "已生效"
    REVOKED = "revoked", "已停止"


class Gate(Labelled):
    """Before which step a charge must have been paid."""

    ACCEPT = "accept", "受理前"
    DECIDE = "decide", "决定前"
    DELIVER = "deliver", "送达（发证）前"

    @property
    def rank(self) -> int:
        """Earlier gates come first."""
        return list(Gate).index(self)


class BillState(Labelled):
    """Where a bill stands."""

    OPEN = "open", "待缴费"
    RETURNED = "returned", "退回重办"
    PAID = "paid", "已缴清"
    VOID = "void", "已作废"


class ReworkKind(Labelled):
    """Why the finance window sends a bill back (三种打回重办的情形)."""

    WRONG_STANDARD = "wrong_standard", "收费标准适用错误"
    UNLAWFUL_REDUCTION = "unlawful_reduction", "随意减免"
    OMISSION = "omission", "遗漏收费"


class AccountKind(Labelled):
    """Whose account money goes to."""

    COUNTY = "county", "县级非税收入专户"
    TOWNSHIP = "township", "乡镇非税收入专户"
    AGENCY = "agency", "代征代收（税款等）"


class PaymentState(Labelled):
    """Where a payment stands."""

    PENDING = "pending", "等待银行确认"
    CONFIRMED = "confirmed", "已到账"
    REFUSED = "refused", "银行未扣款"
    EXPIRED = "expired", "超时未确认"


class Outcome(Labelled):
    """What became of a bank's message."""

    MATCHED = "matched", "已入账"
    REPEATED = "repeated", "重复通知"
    FAILED = "failed", "未扣款"
    SUSPENSE = "suspense", "待查"
    SETTLED = "settled", "待查已处理"


class ReceiptKind(Labelled):
    """A receipt, or the red one that takes it (or a part of it) back."""

    BLUE = "blue", "缴款票据"
    RED = "red", "红字票据"


class RefundState(Labelled):
    """Where a refund stands."""

    ASKED = "asked", "待复核"
    APPROVED = "approved", "已批准，银行处理中"
    REJECTED = "rejected", "不同意退费"
    DONE = "done", "已退付"
    FAILED = "failed", "银行退款失败，可重新申请"


class StatementState(Labelled):
    """A bank's file is tried first and applied after somebody has read the report."""

    TRIED = "tried", "已试读"
    APPLIED = "applied", "已入账"


class DifferenceKind(Labelled):
    """What the bank's file and our books say differently."""

    BANK_ONLY = "bank_only", "银行有、系统无"
    HOUSE_ONLY = "house_only", "系统有、银行无"
    AMOUNT = "amount", "金额不一致"
    TWICE = "twice", "银行重复记账"
    REFERENCE = "reference", "银行流水号不一致"


class BatchState(Labelled):
    """Life of a batch of payouts."""

    TRIED = "tried", "已检查"
    SUBMITTED = "submitted", "待复核"
    APPROVED = "approved", "已批准"
    SENT = "sent", "已送银行"
    SETTLED = "settled", "已办结"
    DISCARDED = "discarded", "已放弃"


class PayoutState(Labelled):
    """Where one person's money stands."""

    BAD = "bad", "有错误"
    GOOD = "good", "检查通过"
    QUEUED = "queued", "待发放"
    PAID = "paid", "已发放"
    FAILED = "failed", "发放失败"
    DROPPED = "dropped", "未发放"
