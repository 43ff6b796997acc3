"""What a collecting bank sends and what it hears back."""

from __future__ import annotations

from typing import Literal

from ninja import Field, Schema


class BankMessage(Schema):
    """One thing that happened to one order. The same `id` again is the same message."""

    id: str = Field(..., max_length=60, description="银行的通知编号；重发时编号和内容都不变")
    kind: Literal["pay", "refund"] = Field(..., description="pay 缴款，refund 退款")
    order: str = Field(..., max_length=60, description="本平台的订单号或者退款单号")
    outcome: Literal["paid", "refused"] = Field(..., description="paid 已扣（退）款，refused 未成")
    amount: str = Field(..., description="金额（元），文本，最多两位小数，例如 27450.00")
    ref: str = Field("", max_length=60, description="银行流水号；已扣（退）款的必填")


class Taken(Schema):
    """The message has been kept; what became of it. Sent again, the answer is the same."""

    id: str
    outcome: str = Field(
        ...,
        description="matched 已入账；repeated 此前已入账；failed 未扣款；"
        "suspense 待查；settled 待查已处理",
    )
    why: str = ""


class Problem(Schema):
    """Nothing was done. 4xx: do not send the same again; 5xx and no answer: send again."""

    message: str
    law: str = ""
    fields: dict[str, list[str]] = {}
