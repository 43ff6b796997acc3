"""What the assessment refuses; the docstring is the message."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, Refusal


class Missing(InvalidInput):
    """请把必填的内容写完整。"""


class SchemeFaulty(InvalidInput):
    """考核办法还不能提交：{problems}。"""


class VersionFixed(Refusal):
    """生效过的考核办法不能再改，请另拟新版本。"""


class VersionNotProposed(Refusal):
    """这一版考核办法没有提交，不能批准。"""


class OwnProposal(Refusal):
    """考核办法由两人把关：拟写人不能批准自己拟的办法。"""


class NotBackdated(InvalidInput):
    """新办法只能从以后的考核期用起，生效日期应当晚于今天。"""


class NoVersion(Refusal):
    """{period}没有生效的考核办法，不能计分。"""


class PeriodNotBegun(Refusal):
    """{period}还没有开始，不能计分。"""


class PeriodRuns(Refusal):
    """{period}还没有结束，不能审核。"""


class PeriodState(Refusal):
    """{period}现在是“{state}”，不能这样办理。"""


class PeriodFixed(Refusal):
    """{period}已经定案，得分不能重新计算；确有差错的，请提出更正，由另一人批准，原得分保留。"""


class OwnScore(Refusal):
    """被考核的人和单位不能审核、裁定或者更正自己的得分。"""


class SecondPerson(Refusal):
    """{act}要由另一个人办理。"""


class ObjectionOver(Refusal):
    """异议期到 {due_on} 为止，已经结束。"""


class ObjectionRuns(Refusal):
    """异议期到 {due_on} 为止，还没有结束，不能定案。"""


class ObjectionOpen(Refusal):
    """还有 {count} 件异议没有裁定，不能定案。"""


class ObjectionThere(Refusal):
    """对这项得分已经提出过异议，正在处理。"""


class ObjectionDecided(Refusal):
    """这件异议已经裁定。"""


class NotHeard(Refusal):
    """只有被考核的本人或者单位负责人可以对得分提出异议。"""


class EntryFixed(Refusal):
    """这条登记现在是“{state}”，不能这样办理。"""


class EntryTooLate(Refusal):
    """{period}已经公示或者定案，不能再登记这一期的事实；请提出更正。"""


class NotToBeEntered(InvalidInput):
    """这一计分项从系统记录取得，不能人工登记。"""


class AdjustmentDecided(Refusal):
    """这项更正已经处理。"""


class SelectionNotOpen(Refusal):
    """这次评选现在是“{state}”，不能这样办理。"""


class NoCandidates(Refusal):
    """没有符合条件的候选对象：{rule}。"""


class NoVoter(Refusal):
    """您不在这次评选的投票人名单里。"""


class VotedAlready(Refusal):
    """您已经投过票，一人一票，不能更改。"""


class OwnCandidate(Refusal):
    """不能投自己或者本单位。"""


class SelectionThere(Refusal):
    """这一期已经组织过评选。"""


class BulletinFixed(Refusal):
    """这份文书已经印发，不能再改。"""


class NobodyToCriticise(Refusal):
    """{period}没有不合格或者被一票否决的单位，不需要通报批评。"""
