"""What the editor of forms refuses."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, NotPermitted, Outdated, Refusal


class DraftStands(Refusal):
    """表单“{title}”已有一份{state}的草稿，请先完成或放弃它。"""


class WrongStage(Outdated):
    """表单“{title}”现在是“{state}”，不能这样操作。"""


class SameHands(NotPermitted):
    """起草和批准应当由不同的人进行。"""


class ReasonMissing(InvalidInput):
    """请写明理由。"""


class FormUnfinished(InvalidInput):
    """表单还不能提交：{problems}。"""


class RuleStands(Refusal):
    """字典条目“{name}”已有一份待批准的修改，请先处理它。"""


class RuleUnreadable(InvalidInput):
    """字典规则不能使用：{problem}。"""


class NothingChanged(InvalidInput):
    """和现行版本相同，没有需要修改的内容。"""
