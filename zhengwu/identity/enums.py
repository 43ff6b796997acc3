"""Words with a fixed set of values, each with the Chinese that people see."""

from __future__ import annotations

from enum import StrEnum


class Face(StrEnum):
    """Which door an account opens."""

    CITIZEN = "citizen"
    STAFF = "staff"


class AccountState(StrEnum):
    """Whether an account opens its door."""

    ACTIVE = "active"
    DISABLED = "disabled"


class Level(StrEnum):
    """How surely we know who somebody is. Order: NONE < DECLARED < VERIFIED."""

    NONE = "none"
    DECLARED = "declared"
    VERIFIED = "verified"

    def reaches(self, needed: str) -> bool:
        """Whether this level is enough where `needed` is asked for."""
        order = list(Level)
        return order.index(self) >= order.index(Level(needed))


class IdKind(StrEnum):
    """Papers by which a natural person is known."""

    RESIDENT = "resident"
    HONGKONG_MACAO = "hongkong_macao"
    TAIWAN = "taiwan"
    FOREIGN_RESIDENT = "foreign_resident"
    PASSPORT = "passport"


class How(StrEnum):
    """How an identity was verified."""

    COUNTER = "counter"
    PROVIDER = "provider"


class Answer(StrEnum):
    """What a verification ended with."""

    YES = "yes"
    NO = "no"
    UNAVAILABLE = "unavailable"


class MemberRole(StrEnum):
    """In what capacity somebody belongs to a firm."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    HANDLER = "handler"


class MandateState(StrEnum):
    """Whether a power of attorney can be used."""

    ACTIVE = "active"
    REVOKED = "revoked"


class FactorKind(StrEnum):
    """Kinds of second factor."""

    TOTP = "totp"
    PASSKEY = "passkey"


class RecoveryState(StrEnum):
    """Where a recovery by two officers stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    USED = "used"


LEVEL_NAMES = {Level.NONE: "未登记", Level.DECLARED: "已登记，未核验", Level.VERIFIED: "已实名核验"}
ID_KIND_NAMES = {
    IdKind.RESIDENT: "居民身份证",
    IdKind.HONGKONG_MACAO: "港澳居民来往内地通行证",
    IdKind.TAIWAN: "台湾居民来往大陆通行证",
    IdKind.FOREIGN_RESIDENT: "外国人永久居留身份证",
    IdKind.PASSPORT: "护照",
}
HOW_NAMES = {How.COUNTER: "窗口当面核验", How.PROVIDER: "第三方核验"}
ANSWER_NAMES = {Answer.YES: "核验通过", Answer.NO: "核验不通过", Answer.UNAVAILABLE: "暂时无法核验"}
ROLE_NAMES = {MemberRole.LEGAL_REPRESENTATIVE: "法定代表人", MemberRole.HANDLER: "经办人"}
FACTOR_NAMES = {FactorKind.TOTP: "动态口令", FactorKind.PASSKEY: "通行密钥"}
RECOVERY_NAMES = {
    RecoveryState.REQUESTED: "待第二人核准",
    RecoveryState.APPROVED: "已核准，待本人使用",
    RecoveryState.REFUSED: "未予核准",
    RecoveryState.USED: "本人已使用",
}
