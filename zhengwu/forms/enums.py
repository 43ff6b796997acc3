"""Words of forms: the components of form-js we accept, the field dictionary, drafts."""

from __future__ import annotations

from enum import StrEnum


class FieldType(StrEnum):
    """The components of form-js that a form may use."""

    TEXT = "textfield"
    AREA = "textarea"
    NUMBER = "number"
    SELECT = "select"
    RADIO = "radio"
    CHECKBOX = "checkbox"
    CHECKLIST = "checklist"
    DATE = "datetime"
    GROUP = "group"
    LIST = "dynamiclist"
    STATIC = "text"
    HTML = "html"
    SEPARATOR = "separator"
    SPACER = "spacer"
    BUTTON = "button"
    FILE = "filepicker"


STATIC_TYPES = frozenset(
    {FieldType.STATIC, FieldType.HTML, FieldType.SEPARATOR, FieldType.SPACER, FieldType.BUTTON}
)
CHOICE_TYPES = frozenset({FieldType.SELECT, FieldType.RADIO, FieldType.CHECKLIST})
CONTAINER_TYPES = frozenset({FieldType.GROUP, FieldType.LIST})


class Check(StrEnum):
    """How a value of the dictionary is proven: an algorithm of its own, or a format alone."""

    ID_CARD = "id_card"
    USCC = "uscc"
    MOBILE = "mobile"
    PHONE = "phone"
    REGION = "region"
    POSTCODE = "postcode"
    EMAIL = "email"
    PERSON_NAME = "person_name"
    BANK_CARD = "bank_card"
    FORMAT = "format"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return _CHECK_WORDS[self]


_CHECK_WORDS = {
    Check.ID_CARD: "居民身份证号码（18位，出生日期和校验位）",
    Check.USCC: "统一社会信用代码（18位和校验位）",
    Check.MOBILE: "手机号码（11位）",
    Check.PHONE: "手机或座机号码",
    Check.REGION: "区划代码（6、9或12位）",
    Check.POSTCODE: "邮政编码（6位）",
    Check.EMAIL: "电子邮箱地址",
    Check.PERSON_NAME: "姓名（文字和间隔号）",
    Check.BANK_CARD: "银行账号（16、19位的核对校验位）",
    Check.FORMAT: "只按下面的格式和字数",
}


class EntryKind(StrEnum):
    """What an entry of the dictionary holds: a rule for texts, or a list to choose from."""

    TEXT = "text"
    LIST = "list"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return "填写规则" if self is EntryKind.TEXT else "选项清单"


class RuleState(StrEnum):
    """Where a version of an entry is on its way."""

    WAITING = "waiting"
    STANDING = "standing"
    DECLINED = "declined"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return {"waiting": "待批准", "standing": "已批准", "declined": "未批准"}[self.value]


class Subtype(StrEnum):
    """What a datetime component asks for."""

    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


class DraftState(StrEnum):
    """Where a draft of a form is on its way to a version."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    PUBLISHED = "published"
    DISCARDED = "discarded"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return {
            "draft": "起草中",
            "submitted": "待批准",
            "approved": "已批准，待生效",
            "published": "已发布",
            "discarded": "已放弃",
        }[self.value]


OPEN_DRAFTS = (DraftState.DRAFT, DraftState.SUBMITTED, DraftState.APPROVED)
