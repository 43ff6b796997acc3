"""What the flow refuses, in plain Chinese."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, NotPermitted, Outdated, Refusal


class NotPublishable(InvalidInput):
    """流程图不能发布：{problems}"""


class NotYours(NotPermitted):
    """“{task}”不由您办理。"""


class SamePerson(Refusal):
    """“{task}”须由他人办理：您已经办理过“{other}”。"""


class SamePersonTwice(Refusal):
    """“{task}”须由不同的人分别办理，您已经办理过其中一份。"""


class AlreadyDone(Outdated):
    """“{task}”{state}，不能再次操作。"""


class AlreadyClaimed(Outdated):
    """“{task}”已由{who}签收。"""


class TaskRests(Refusal):
    """“{task}”已挂起，请先恢复。"""


class OutcomeUnknown(InvalidInput):
    """“{task}”的办理结果“{outcome}”不在可选范围内。"""


class OpinionMissing(InvalidInput):
    """请填写办理意见。"""


class ReasonMissing(InvalidInput):
    """请填写理由。"""


class FactUnfit(InvalidInput):
    """填写的内容有误，请按提示修改。"""


class NotEarlier(Refusal):
    """不能退回到“{node}”：它不在已经办过的步骤中。"""


class NextHasOpened(Refusal):
    """下一步已有人签收或已经送出，不能撤回；请联系对方退回。"""


class SentBackSince(Refusal):
    """这一步之后已被退回重办，不能再撤回；请在重新办理的那一步办理。"""


class CosignersPending(Refusal):
    """还有加签人没有答复，不能撤销。"""


class NotACosigner(Refusal):
    """“{task}”不是加签，不能减签。"""


class NoSuchColleague(Refusal):
    """{who}今天没有“{duty}”的职责，不能交办。"""


class ToOneself(InvalidInput):
    """不能交给自己。"""


class NobodyWaits(Refusal):
    """没有步骤在等待“{message}”。"""


class NoOrgan(Refusal):
    """“{task}”没有确定办理部门，流程无法继续。"""


class RunsAlready(Refusal):
    """该事项已有流程在办理。"""


class NotRunning(Refusal):
    """该事项没有正在办理的流程。"""


class StillUnfit(Refusal):
    """还有{count}件办件不能迁移，请补全对应关系，或选定让它们留在旧版：{reasons}。"""

    status = 422


class MapWrong(InvalidInput):
    """步骤对应关系有误：{problems}"""


class NothingToMigrate(Refusal):
    """没有按第{number}版办理的在办事项，不需要迁移。"""

    recorded = False


class OtherFlow(InvalidInput):
    """只能在同一流程的两个不同版本之间迁移。"""


class SameHands(NotPermitted):
    """起草和批准应当由不同的人进行。"""


class WrongStage(Outdated):
    """“{what}”现在是“{state}”，不能这样操作。"""


class DraftStands(Refusal):
    """“{name}”已有一份{state}的草稿，请先完成或放弃它。"""


class TooLarge(InvalidInput):
    """流程图超过{size}MB，不能保存。"""


class NotLinear(InvalidInput):
    """这张流程图不能用步骤清单编辑：{why}。请用画图方式修改。"""
