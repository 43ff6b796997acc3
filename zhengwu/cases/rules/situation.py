"""Refusals of the situation guide and of what is verified instead of handed in. Pure."""

from __future__ import annotations

from datetime import date

from zhengwu.cases.enums import LicenceState
from zhengwu.cases.rules.looks import LookOutcome
from zhengwu.kernel.errors import InvalidInput, Refusal

# Beside the answers of the form a draft keeps those of the guide; no field's name begins so.
SITUATION = "_situation"


class SituationOpen(InvalidInput):
    """请先回答办理情形：{question}"""


class ApplyElsewhere(Refusal):
    """按您的情形不在这里申请：{say}"""

    law = "行政许可法 第32条第1款第1项、第2项"


class NotInThisSituation(Refusal):
    """按申请人的情形，“{material}”不需要提交，不得要求申请人提供。"""

    law = "行政许可法 第31条"


class SituationClosed(Refusal):
    """此件现在是“{state}”，受理以后不能再改办理情形。"""


class PartOfAWhole(Refusal):
    """这一件是联办件的一部分，情形是几个部门合在一起问的，不能只改这一件；要改的请撤回联办件，按新的情形重新申请，材料可以再用。"""


class AnotherForm(Refusal):
    """按改后的情形要填另一张申请表，不能在这一件上改；请撤回后按新的情形重新申请，材料可以再用。"""


class NothingChanged(InvalidInput):
    """回答没有变化。"""


class AlreadyVerified(Refusal):
    """“{material}”已由系统核验（{source}，{on}），不得要求申请人另行提供。"""

    law = "国务院关于在线政务服务的若干规定 第7条"


class EvidenceLapsed(Refusal):
    """“{material}”提交时核验通过，现在{why}，不能据此受理；请一次性告知申请人补交这份材料。"""

    law = "行政许可法 第32条第1款第4项"


class EvidenceStale(InvalidInput):
    """“{material}”的核验结果已经失效（{why}），请重新核验，或者上传这份材料。"""


class NotFree(Refusal):
    """“{material}”没有可以核验的来源，请上传。"""


class ConsentMissing(InvalidInput):
    """请先勾选同意，系统才能查询核验。"""

    law = "个人信息保护法 第14条"


class SupplementedAlready(Refusal):
    """补正材料已经交齐，改后的情形还要“{missing}”，补正要求不能再提第二次；请撤回后按新的情形重新申请。"""

    law = "行政许可法 第32条第1款第4项"


class NotThisVerification(Refusal):
    """“{material}”的核验结果不属于这一件申请，请重新核验，或者上传这份材料。"""


def licence_outcome(state: str, valid_from: date, valid_to: date | None, day: date) -> LookOutcome:
    """Whether a licence of the register stands for a paper on this day."""
    if state == LicenceState.EXPIRED or (valid_to is not None and valid_to < day):
        return LookOutcome.EXPIRED
    if state != LicenceState.VALID or valid_from > day:
        return LookOutcome.REVOKED if state != LicenceState.VALID else LookOutcome.NONE
    return LookOutcome.FOUND
