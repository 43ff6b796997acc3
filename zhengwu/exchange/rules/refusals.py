"""What exchange will not do."""

from __future__ import annotations

from typing import ClassVar

from zhengwu.kernel.errors import InvalidInput, Refusal


class BundleRefused(Refusal):
    """{name}：{words}。"""

    # The fault is recorded with the bundle, in a row of its own.
    recorded: ClassVar[bool] = False
    status: ClassVar[int] = 422


class NodeFormWrong(InvalidInput):
    """填写的内容有误，请按提示修改。"""


class FingerprintDiffers(Refusal):
    """输入的指纹与登记的公钥不一致。请与对方重新核对；仍不一致的，公钥可能被换过，不要启用。"""

    status: ClassVar[int] = 422


class WayClosed(Refusal):
    """本节点只用文件摆渡，不向外建立网络连接。"""


class NotOffered(Refusal):
    """通道“{channel}”没有约定发送“{type}”。"""


class PayloadUnfit(Refusal):
    """要发送的内容不合“{type}”的格式：{words}"""


class NothingStuck(Refusal):
    """这份报文没有停住，不需要处理。"""

    recorded: ClassVar[bool] = False


class ReasonNeeded(InvalidInput):
    """请写明理由。"""
