"""What this room refuses."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, Refusal


class Missing(InvalidInput):
    """请把必填的内容写完整。"""


class NotOpen(Refusal):
    """这件投诉{state}，不能再这样处理。"""


class Conflicted(Refusal):
    """{name}应当回避：{why}。请交没有利害关系的人办理。"""

    law = "《公务员法》关于公务回避的规定（条号待核对）；GB/T 36113—2018"


class IdentityLeaks(InvalidInput):
    """概要和认定的事实会给被投诉单位看，不能出现投诉人的姓名、电话。"""


class GuardedReport(Refusal):
    """举报材料和有关情况不得透露、转给被举报的人和单位。"""

    law = "《信访工作条例》第三十条第三款（参照）"


class NotInvestigated(Refusal):
    """还没有调查：先确定调查人，至少有一份谈话记录或者证据，才能作出认定。"""

    law = "GB/T 36113—2018 调查环节"


class NotHeard(Refusal):
    """还没有听取被投诉方的意见：先请其说明，收到说明或者说明期限（{due_on}）届满后再作认定。"""

    law = "GB/T 36113—2018 调查环节"


class SamePerson(Refusal):
    """复核要由原来没有办理这件投诉的人进行。"""


class ReviewedOnce(Refusal):
    """复核只有一次，这件已经复核过。"""


class ReviewTooLate(Refusal):
    """申请复核的期限是 {due_on}，已经过了。"""


class MergeNotFitting(InvalidInput):
    """只能并入同一被投诉单位、还没有并案的另一件投诉。"""


class NotTheTown(Refusal):
    """只有乡镇便民服务中心受理的投诉可以报区里处理。"""


class AccountedAlready(Refusal):
    """对{name}的同一件事（{reference}）已经有责任追究记录 {number}，不重复追究。"""

    law = "一事一究（本地规则，待确认）"


class CauseMissing(InvalidInput):
    """责任追究要有查实的原因。"""


class NotCompetent(Refusal):
    """“{measure}”要由{who}决定。"""


class HeardFirst(Refusal):
    """先听取本人的陈述申辩，再作决定。"""


class ObjectionTooLate(Refusal):
    """提出异议的期限是 {due_on}，已经过了。"""


class OwnRecord(Refusal):
    """不能决定对本人的责任追究。"""
