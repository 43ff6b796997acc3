"""What joint handling will not do, in plain Chinese with the article behind it."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, Refusal


class NotPublishable(Refusal):
    """还不能发布：{list}。"""

    status = 422


class NotOpen(Refusal):
    """“{name}”暂不接受申请：{missing}。"""


class DraftStands(Refusal):
    """“{name}”已有一个没有发布的版本，请先发布或放弃它。"""


class NotADraft(Refusal):
    """这一版已经{state}，不能再改。"""


class SamePerson(Refusal):
    """起草和发布应当由不同的人进行。"""


class NoLead(Refusal):
    """按填写的内容找不到牵头窗口，请联系政务服务中心。"""


class SituationOpen(InvalidInput):
    """请先回答办理情形：{question}"""


class NothingDoneHere(Refusal):
    """按您的情形不在这里联合办理：{why}。"""

    law = "行政许可法 第32条第1款第1项、第2项"


class NobodyTakesPart(InvalidInput):
    """按填写的内容没有需要办理的事项。"""


class FormIncomplete(InvalidInput):
    """申请表还有 {count} 处需要填写或更正：{what}。"""


class NotInTray(Refusal):
    """此件现在是“{state}”，不能再作受理环节的处理。"""

    law = "行政许可法 第32条"


class NotRunning(Refusal):
    """此件现在是“{state}”，不在并联办理中。"""


class Over(Refusal):
    """此件已经是“{state}”，不能再变更。"""


class PapersMissing(Refusal):
    """还缺 {count} 项必要材料：{missing}。请一次性告知申请人补正。"""

    law = "行政许可法 第32条第1款第4项"


class NothingAsked(InvalidInput):
    """请至少列出一项需要补正的材料，并写明问题和要求。"""


class OutsideTheList(Refusal):
    """“{material}”不在本联办事项公布的材料清单内，不得要求申请人提供。"""

    law = "行政许可法 第30条、第31条"


class SecondSupplement(Refusal):
    """各部门的补正要求只能合并告知一次，{told_on} 已经告知过。"""

    law = "行政许可法 第32条第1款第4项"


class PartsOutstanding(Refusal):
    """还有部门没有办出结果：{names}。需要先行送达的，请写明理由。"""


class NothingToHandOver(Refusal):
    """没有可以送达的结果。"""


class DependantsNamed(Refusal):
    """撤回“{names}”后，“{others}”要用它的结果，也不能再办。请一并选择撤回，或者都保留。"""

    status = 422


class NothingChosen(InvalidInput):
    """请至少选择一项。"""


class ReasonMissing(InvalidInput):
    """请写明理由。"""


class ResultNotReady(Refusal):
    """{names}还没有办结，请该部门办结后再一并送达。"""


class SameLead(InvalidInput):
    """牵头窗口没有变化。"""


class NoWindow(InvalidInput):
    """“{organ}”今天没有窗口，不能牵头或者承接。"""


class NothingToExtend(Refusal):
    """此件没有正在计算的联办法定期限，不需要延长。"""


class AnsweredAlready(Refusal):
    """这次征求意见已经是“{state}”。"""


class AnswerLate(Refusal):
    """答复期限（{due_on}）已过，依超时默认制已视为同意，现在只能补出意见。"""


class OpinionMissing(InvalidInput):
    """请写明意见；不同意的，写明依据的法律规定。"""


class AskedAlready(Refusal):
    """已经向“{organ}”征求意见，还没有答复。"""


class MeetingOver(Refusal):
    """这次会议现在是“{state}”，不能这样操作。"""


class MinutesIncomplete(InvalidInput):
    """请写明会议情况和结论，并登记到会人员。"""


class NotAParticipant(Refusal):
    """您不在到会人员名单中，不能签字。"""


class StageNotItsTurn(Refusal):
    """前一阶段“{before}”还没有完成，不能开始“{stage}”。"""


class StageStands(Refusal):
    """“{stage}”已经{state}。"""


class NotAnAgent(InvalidInput):
    """“{name}”不在代办窗口单位，不能担任本项目代办员。"""


class ProjectOver(Refusal):
    """本项目已经是“{state}”。"""


class CodeTaken(InvalidInput):
    """项目代码“{code}”已经登记过。"""
