"""What supervision refuses; the docstring is the message."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, Refusal


class Missing(InvalidInput):
    """请把必填的内容写完整。"""


class ProbeFaulty(InvalidInput):
    """规则还不能提交：{problems}。"""


class ProbeFixed(Refusal):
    """生效过的规则版本不能再改，请另拟新版本。"""


class ProbeNotProposed(Refusal):
    """这一版规则没有提交，不能批准。"""


class OwnProposal(Refusal):
    """规则由两人把关：拟写人不能批准自己拟的规则。"""


class NotBackdated(InvalidInput):
    """规则不能对过去的行为生效，生效时间应当晚于现在。"""


class CardNotOpen(Refusal):
    """这张牌现在是“{state}”，不能这样办理。"""


class OwnCard(Refusal):
    """被监察的人和单位不能审议自己的说明。"""


class NoLowerLevel(Refusal):
    """黄牌不能再降级，可以维持或者撤销。"""


class SameJudge(Refusal):
    """申诉应当由原审议人以外的人审议。"""


class OrderNotOpen(Refusal):
    """这份督办现在是“{state}”，不能这样办理。"""


class OrderRuns(Refusal):
    """回复期限到 {due_on} 为止，还没有逾期，回复也没有不合格，不能升级为整改通知书。"""


class CameraOutside(Refusal):
    """监控点的地址不在允许的网段内（{allowed}）。"""


class NothingToTry(Refusal):
    """还没有登记抓图地址，没有可以试的。"""

    recorded = False


class TrialUnlawful(Refusal):
    """没有登记提示标识或者留存画面的依据，不能取画面，试取也不行。"""

    law = "个人信息保护法 第二十六条"


class NoStill(Refusal):
    """没有可以查看的画面：{state}。"""

    status = 410
    recorded = False


class SheetFaulty(Refusal):
    """表里有 {count} 行不合格，一行也没有导入。请改正后重新上传。"""

    recorded = False


class SheetTaken(Refusal):
    """这张表已经导入过。"""

    recorded = False
