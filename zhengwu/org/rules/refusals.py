"""What the organisation refuses, in the words its people read."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, Refusal


class SelfGrant(Refusal):
    """任何人不得给自己授予、恢复或扩大职责，请由另一位安全保密管理员办理。"""

    law = "GB/T 22239—2019 8.1.4.2（访问控制）"


class OfficerConflict(Refusal):
    """{name}已经是{held}。系统管理员、安全保密管理员、安全审计员三员不得由同一人兼任。"""

    law = "GB/T 22239—2019 8.1.7.2（人员配备）"


class OfficerUnidentified(Refusal):
    """{name}没有登记身份证号，不能确认没有以另一工号兼任，不得担任三员。"""


class PeriodReversed(InvalidInput):
    """结束日期（{end}）早于开始日期（{start}）。"""


class PeriodOverlap(Refusal):
    """{what}在 {start} 至 {end} 已有记录，与所填日期重叠。"""


class PostTaken(Refusal):
    """岗位“{post}”的{role}在这段时间由{name}担任，请先结束其任岗。"""


class DelegationMissing(InvalidInput):
    """委托代理窗口必须写明代理哪个单位，且不能是本单位；其他窗口不得填写代理单位。"""


class PlaceClosed(Refusal):
    """{name}已于 {on} 关闭，不能再安排。"""


class NotYet(Refusal):
    """日期 {on} 还没有到，请到当日再办理。"""


class CoverNotEntitled(Refusal):
    """{cover}既不是岗位“{posts}”的 B 角，也没有同单位的同等岗位，不能代岗。"""


class CoverAbsent(Refusal):
    """{cover}在 {start} 至 {end} 也不在岗，不能代岗。"""


class NotOnLeave(Refusal):
    """{name}目前没有未销假的请假记录。"""


class HoldingEnded(Refusal):
    """该任岗已于 {on} 结束。"""


class StaffLeft(Refusal):
    """{name}已于 {on} 离岗，不能再任岗。"""


class SheetUnreadable(InvalidInput):
    """表格打不开：{reason}。请另存为 .xlsx 后再上传。"""


class SheetTooLarge(InvalidInput):
    """表格太大：{reason}。请只保留人员名单所在的工作表，删除多余的空行空列后再上传。"""


class ColumnsMissing(InvalidInput):
    """表头缺少必填的列：{columns}。请在“列对应关系”里指明，或修改表头。"""


class RowsFaulty(Refusal):
    """有 {count} 行不合格，没有导入任何一行。请下载逐行报告，改正后重新上传。"""


class ImportChanged(Refusal):
    """这次导入已经办结（{state}），不能重复办理。"""


class RegionCodeWrong(InvalidInput):
    """区划代码“{code}”不对：{reason}。"""
