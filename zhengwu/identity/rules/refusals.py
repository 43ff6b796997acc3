"""What identity refuses. Messages tell a stranger nothing about who has an account."""

from __future__ import annotations

from typing import ClassVar

from zhengwu.kernel.errors import InvalidInput, Refusal


class SignInFailed(Refusal):
    """登录名、密码或验证码不正确。请核对后重新输入。"""

    status = 422


class TooManyAttempts(Refusal):
    """尝试次数太多，请在 {retry} 之后再试。"""

    status = 429


class SignInExpired(Refusal):
    """这一步等待的时间太长了，请从头重新登录。"""


class CodeWrong(Refusal):
    """验证码不正确或已经用过。请等动态口令刷新后，输入新的 6 位数字。"""

    status = 422


class PasskeyRefused(Refusal):
    """没有认出这把通行密钥。请重试，或改用动态口令。"""

    status = 422


class PasswordRefused(InvalidInput):
    """这个密码不能使用，请按提示更换。"""

    recorded: ClassVar[bool] = False


class UsernameTaken(InvalidInput):
    """这个登录名不能使用，请换一个。"""

    recorded: ClassVar[bool] = False


class FieldsRefused(InvalidInput):
    """填写的内容有误，请按提示修改。"""

    recorded: ClassVar[bool] = False


class NotOneself(Refusal):
    """不能对自己的账号进行这项操作，请由另一位有权限的人员办理。"""

    law = "GB/T 22239-2019 8.1.5（系统、安全、审计管理相互制约）"
    status = 403


class SecondOfficerNeeded(Refusal):
    """找回账号需要两位不同的管理人员，发起人不能自己核准。"""

    law = "GB/T 22239-2019 8.1.5"
    status = 403


class RecoveryOpen(Refusal):
    """这个账号已有一件未完成的找回申请，请先处理完。"""


class RecoveryClosed(Refusal):
    """这件找回申请已经处理过或已经过期。"""


class AccountExists(Refusal):
    """这位工作人员已经有账号。"""


class AccountClosed(Refusal):
    """这个账号已经停用。"""


class FactsMissing(Refusal):
    """核验通过必须同时确认两项：本人与证件一致，姓名和号码与登记一致。"""

    law = "《中华人民共和国居民身份证法》第十三条"
    status = 422


class ReasonMissing(Refusal):
    """请写明理由。"""

    status = 422
    recorded: ClassVar[bool] = False


class VerifiedElsewhere(Refusal):
    """在线核验没有完成。请携带有效证件原件，到政务服务中心窗口办理核验。"""


class HeldByOther(Refusal):
    """这个证件号码已由另一个账号完成核验。请当面确认后，选择“停用原账号，转到本账号”。"""


class AlreadyVerified(Refusal):
    """已经核验过，不需要再次核验。"""


class NumberDiffers(Refusal):
    """证件上的姓名或号码与该账号登记的不一致，不能核验通过。"""

    status = 422


class LevelTooLow(Refusal):
    """需要先完成实名核验，才能办理这项操作。"""

    status = 403


class NotMember(Refusal):
    """您不是该单位登记的经办人。"""

    status = 403


class MandateDates(Refusal):
    """委托期限有误：开始日期不能晚于结束日期，期限不能超过 {days} 天。"""

    status = 422


class MandateToOneself(Refusal):
    """不能委托自己代办。"""

    status = 422


class EvidenceMissing(Refusal):
    """窗口登记委托需要上传经委托人签名的授权委托书。"""

    law = "《中华人民共和国行政许可法》第二十九条"
    status = 422


class OfficerNeeded(Refusal):
    """这项操作由{officer}办理。"""

    law = "GB/T 22239-2019 8.1.5"
    status = 403


class LastFactor(Refusal):
    """工作人员必须保留至少一种第二因素，不能删除最后一种。"""


class ScopeUnknown(Refusal):
    """没有这种接口权限：{scope}。"""

    status = 422
