"""Why a change is not taken."""

from __future__ import annotations

from zhengwu.kernel.errors import Refusal


class ChangeStands(Refusal):
    """“{title}”已经有人在修改（{state}，{who}），办完以后才能再起草。"""


class WrongStage(Refusal):
    """“{title}”现在是“{state}”，不能这样办理。"""


class ReasonMissing(Refusal):
    """请写明理由。"""

    status = 422
    recorded = False


class SameHands(Refusal):
    """起草和批准应当由不同的人进行，您参与了起草，不能批准。"""

    status = 403


class NothingChanged(Refusal):
    """与现行内容相同，没有需要修改的地方。"""

    status = 422
    recorded = False


class TooEarly(Refusal):
    """生效日期{day}已经过去：修改不能追溯，请另选今天或者以后的日期。"""


class BeforeApproved(Refusal):
    """第{number}版已经批准，{day}起生效；新的修改不能早于这一天生效。"""


class BaseMoved(Refusal):
    """起草以后现行内容已经改变，请放弃这份草稿，按新的现行内容重新起草。"""


class NumberFaulty(Refusal):
    """编号规则有误：{fault}"""

    status = 422
    recorded = False


class NumberClash(Refusal):
    """编号会重复：{fault}"""


class ChoiceFaulty(Refusal):
    """“{title}”不能这样设置：{fault}。"""

    status = 422
    recorded = False
