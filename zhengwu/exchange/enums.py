"""Ways, states and the names of everything that may go wrong on the way."""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """How bundles reach a node."""

    HTTPS = "https"
    FERRY = "ferry"

    @property
    def chinese(self) -> str:
        """The word on pages."""
        return {"https": "网络直连（HTTPS）", "ferry": "文件摆渡"}[self.value]


class Standing(StrEnum):
    """What a node is to us."""

    UPPER = "upper"
    LOWER = "lower"
    INNER = "inner"
    RESOURCE = "resource"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        """The word on pages."""
        return {
            "upper": "上级平台",
            "lower": "下级节点",
            "inner": "本级内外网",
            "resource": "资源中心",
            "other": "其他",
        }[self.value]


class SentState(StrEnum):
    """Where a message of ours stands."""

    WAITING = "waiting"
    ACKNOWLEDGED = "acknowledged"
    REFUSED = "refused"

    @property
    def chinese(self) -> str:
        """The word on pages."""
        return {
            "waiting": "等待回执",
            "acknowledged": "对方已收存",
            "refused": "对方不收",
        }[self.value]


class ReceivedState(StrEnum):
    """Where a message of theirs stands."""

    STORED = "stored"
    DONE = "done"
    UNFIT = "unfit"
    STUCK = "stuck"
    SKIPPED = "skipped"

    @property
    def chinese(self) -> str:
        """The word on pages."""
        return {
            "stored": "已收存，待办",
            "done": "已办",
            "unfit": "内容不合要求",
            "stuck": "多次未办成",
            "skipped": "人工跳过",
        }[self.value]


class FaultKind(StrEnum):
    """What was found wrong; one plain name for each."""

    DAMAGED = "damaged"
    FORGED = "forged"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_KEY = "unknown_key"
    UNCONFIRMED_KEY = "unconfirmed_key"
    KEY_NOT_YET = "key_not_yet"
    KEY_EXPIRED = "key_expired"
    KEY_REVOKED = "key_revoked"
    CLOCK = "clock"
    WRONG_TARGET = "wrong_target"
    CLOSED = "closed"
    NO_CHANNEL = "no_channel"
    GAP = "gap"
    REORDERED = "reordered"
    DOUBLED = "doubled"
    REPLAYED = "replayed"
    CONFLICT = "conflict"
    TOO_FAR = "too_far"
    UNKNOWN_TYPE = "unknown_type"
    SCHEMA = "schema"
    CONTENT = "content"
    STUCK = "stuck"
    BEYOND = "beyond"
    LOST = "lost"
    TOO_LARGE = "too_large"
    DISK = "disk"
    UNREACHABLE = "unreachable"

    @property
    def chinese(self) -> str:
        """The word on pages."""
        return _FAULTS[self.value]


_FAULTS = {
    "damaged": "文件损坏或者不完整",
    "forged": "签名不对，疑似伪造",
    "unknown_source": "不认识的节点",
    "unknown_key": "公钥没有登记",
    "unconfirmed_key": "公钥还没有核对指纹",
    "key_not_yet": "公钥还没有到启用时间",
    "key_expired": "公钥已经过期",
    "key_revoked": "公钥已经吊销",
    "clock": "时钟不一致",
    "wrong_target": "不是发给本节点的",
    "closed": "节点或者通道已停用",
    "no_channel": "没有这条通道",
    "gap": "缺号",
    "reordered": "到达次序颠倒",
    "doubled": "重复到达",
    "replayed": "旧包重复导入",
    "conflict": "同号异文",
    "too_far": "号码超前太多",
    "unknown_type": "不认识的报文种类",
    "schema": "报文不合格式",
    "content": "内容没有被接受",
    "stuck": "多次处理没有成功",
    "beyond": "对方收到的比我们发出的多",
    "lost": "要补发的报文已经清理",
    "too_large": "超过大小限制",
    "disk": "磁盘写不进去",
    "unreachable": "连不上对方",
}
# What happens on any road and costs nothing; everything else waits for a person or a repetition.
HARMLESS = frozenset({FaultKind.DOUBLED, FaultKind.REORDERED, FaultKind.REPLAYED})
