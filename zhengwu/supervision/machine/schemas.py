"""Shapes of the interface to the level above; fields of GB/T 39046 table 11."""

from __future__ import annotations

from ninja import Field, Schema


class Problem(Schema):
    """Why not."""

    message: str


class Record(Schema):
    """监察记录"""

    number: int = Field(..., description="顺序号，从 1 起连续不断")
    node: str = Field(..., description="本县节点代码")
    matter_number: str = Field(..., description="办件编号；不涉及办件的为空")
    record_number: str = Field(..., description="监察编号")
    probe_code: str = Field(..., description="监察规则编号；督办为空")
    alert_type: str = Field(
        ..., description="预警类型代码：1 提示 2 预警 3 扣分 4 黄牌 5 红牌 6 督办"
    )
    occurred_at: str = Field(..., description="状态产生时间，ISO 8601 带时区")
    order_text: str = Field(..., description="督办内容")
    order_issued_at: str = Field(..., description="督办发出时间，ISO 8601 带时区")
    organ_code: str = Field(..., description="机构")
    matter_kind: str = Field(..., description="事项类型：case 办件等")
    result: str = Field(..., description="结果描述")
    responsible: str = Field(..., description="责任部门")


class Feed(Schema):
    """监察记录（实时）"""

    records: list[Record]
    last: int = Field(..., description="下次从这里往后取；没有新记录时不变")


class BundleRow(Schema):
    """日报包"""

    number: int
    day: str
    first: int
    last: int
    digest: str = Field(..., description="文件的 SHA-256，十六进制")
    previous: str = Field(..., description="前一包的摘要")
    signature: str = Field(..., description="对摘要的 Ed25519 签名，十六进制")
    key: str = Field(..., description="签名公钥，十六进制")
    acknowledged: bool


class BundleList(Schema):
    """日报包目录"""

    bundles: list[BundleRow]


class Receipt(Schema):
    """收讫"""

    digest: str = Field(..., description="收到的文件的 SHA-256")
