"""What evaluation refuses; the docstring is the message."""

from __future__ import annotations

from zhengwu.kernel.errors import InvalidInput, Refusal


class Missing(InvalidInput):
    """请把必填的内容写完整。"""


class LevelMissing(InvalidInput):
    """请先选择满意程度。系统不会替您选。"""


class AlreadyRated(Refusal):
    """这次服务您已经评价过了，一次服务评价一次；如有补充，可以追加一次。"""

    law = "GB/T 39734-2020 7.1（现场一次一评、网上一事一评）"


class AlreadyAppended(Refusal):
    """追加评价只有一次，您已经追加过了。"""


class TooLate(Refusal):
    """评价的有效期已过（{until}）。如有意见，请拨打 12345 或者到中心反映。"""


class NotRateable(Refusal):
    """现在还不能评价。"""


class StaffMayNotRate(Refusal):
    """工作人员账号不能评价，更不能代替群众评价。请群众本人评价。"""

    law = "国办发〔2019〕51号：自愿、自主评价，不得强迫或者代替"
    status = 403


class NotFinal(Refusal):
    """评价还没有定型，单位和工作人员不能查看。"""

    status = 404


class OwnRating(Refusal):
    """被评价的人员和单位不能办理、认定对自己的评价。"""

    law = "国办发〔2019〕51号：差评核实、复核"


class NotOpen(Refusal):
    """这件差评整改件现在是“{state}”，不能这样办理。"""


class EvidenceMissing(InvalidInput):
    """认定“误评”或者“恶意”必须写明证据。"""

    law = "国办发〔2019〕51号：恶意差评、误评应当有据可查"


class SameJudge(Refusal):
    """申诉应当由原认定人以外的人审议。"""


class AppealRuns(Refusal):
    """申诉期限到 {due_on} 为止，期限内不能办结。"""


class TriesMissing(Refusal):
    """联系不上的，至少要联系 {wanted} 次，现在是 {made} 次。"""


class NotAside(Refusal):
    """这条评价不在待复核之列。"""


class SampleEmpty(InvalidInput):
    """这个时段没有可以抽取的办件。"""


class CallDone(Refusal):
    """这个回访已经有结果了。"""


class SurveyNotOpen(Refusal):
    """这次评议现在是“{state}”，不能这样办理。"""


class TokenUsed(Refusal):
    """这个评议链接已经用过，或者不存在。一个链接只能评一次。"""


class SurveyIncomplete(InvalidInput):
    """评议还不能开始：{problems}。"""


class SurveyFrozen(Refusal):
    """评议结果已经固定，不能再改；更正请另发更正说明。"""


class NobodyToDeliver(Refusal):
    """这类评议的结果不需要移送。"""


class DeliveredAlready(Refusal):
    """评议结果已经移送，不能重复移送。"""


class NotDelivered(Refusal):
    """评议结果还没有移送，不能登记签收。"""


class ReceiptThere(Refusal):
    """已经登记签收。"""


class FileNotOpen(Refusal):
    """这份案卷现在是“{state}”，不能这样办理。"""


class OwnFile(Refusal):
    """评查人不能是案卷的经办人，也不能是承办单位的人。"""

    status = 403
