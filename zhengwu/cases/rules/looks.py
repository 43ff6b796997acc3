"""What a look at a register can come to (免提交). Pure."""

from __future__ import annotations

from enum import StrEnum


class LookOutcome(StrEnum):
    """What a look at a register or at the shared library came to."""

    FOUND = "found"
    NONE = "none"
    EXPIRED = "expired"
    REVOKED = "revoked"
    OTHER = "other"
    ABSENT = "absent"
    SILENT = "silent"


LOOK_WORDS = {
    LookOutcome.FOUND: "核验通过",
    LookOutcome.NONE: "没有查到这份证件",
    LookOutcome.EXPIRED: "查到的证件已过有效期",
    LookOutcome.REVOKED: "查到的证件已被撤销、注销或者吊销",
    LookOutcome.OTHER: "查到的证件不是申请人的",
    LookOutcome.ABSENT: "数据来源没有接通",
    LookOutcome.SILENT: "数据来源没有按时答复",
}
VERIFIED = "verified"
