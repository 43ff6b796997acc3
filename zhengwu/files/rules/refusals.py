"""Why a file does not come in, in words its sender can act on."""

from __future__ import annotations

from zhengwu.kernel.errors import Refusal


class UnacceptableFile(Refusal):
    """文件“{name}”不能接收。"""

    status = 422
    recorded = False


class EmptyFile(UnacceptableFile):
    """文件“{name}”是空的（0 字节），请检查后重新选择。"""


class TooLarge(UnacceptableFile):
    """文件“{name}”超过 {limit} 的上限，请压缩或者分开上传。"""


class DisguisedName(UnacceptableFile):
    """文件名里有不可见的控制字符或者改变文字方向的字符，不能接收。请改名后重新上传。"""


class TypeNotAccepted(UnacceptableFile):
    """文件“{name}”是{kind}，此处不接收。可以上传：{accepted}。"""


class TypeMismatch(UnacceptableFile):
    """文件“{name}”的内容是{kind}，与扩展名不符。请用正确的文件重新上传。"""


class ExecutableFile(UnacceptableFile):
    """文件“{name}”是程序或者脚本，不能接收。"""


class EncryptedFile(UnacceptableFile):
    """文件“{name}”设有密码或者加密保护，工作人员无法审查。请去除密码后重新上传。"""


class MacrosInside(UnacceptableFile):
    """文件“{name}”含有宏或者脚本，可能危害安全。请另存为不带宏的文件后重新上传。"""


class SwollenArchive(UnacceptableFile):
    """文件“{name}”解压后过大或者内容异常，不能接收。"""


class UnreadableFile(UnacceptableFile):
    """文件“{name}”已损坏，无法打开。请检查后重新上传。"""


class Infected(UnacceptableFile):
    """文件“{name}”被查出病毒（{virus}），不能接收。"""

    recorded = True


class UnscannedRefused(UnacceptableFile):
    """查毒服务暂时不可用，暂不能接收文件，请稍后再试。"""

    status = 503


class StorageFull(Refusal):
    """服务器存储空间不足，文件没有保存。请稍后再试，或者到窗口办理。"""

    status = 507
    recorded = False
