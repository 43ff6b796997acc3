"""Words of forms: the component kinds of form-js we accept and the field dictionary."""

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


STATIC_TYPES = frozenset(
    {FieldType.STATIC, FieldType.HTML, FieldType.SEPARATOR, FieldType.SPACER, FieldType.BUTTON}
)
CHOICE_TYPES = frozenset({FieldType.SELECT, FieldType.RADIO, FieldType.CHECKLIST})
CONTAINER_TYPES = frozenset({FieldType.GROUP, FieldType.LIST})


class Dictionary(StrEnum):
    """字段字典: kinds of value with a rule of their own (`properties.dictionary`)."""

    ID_CARD = "id_card"
    USCC = "uscc"
    MOBILE = "mobile"
    PHONE = "phone"
    REGION = "region"
    POSTCODE = "postcode"
    EMAIL = "email"
    PERSON_NAME = "person_name"
    BANK_CARD = "bank_card"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return _DICTIONARY_WORDS[self]


_DICTIONARY_WORDS = {
    Dictionary.ID_CARD: "居民身份证号码",
    Dictionary.USCC: "统一社会信用代码",
    Dictionary.MOBILE: "手机号码",
    Dictionary.PHONE: "联系电话（手机或座机）",
    Dictionary.REGION: "区划代码（到村、社区）",
    Dictionary.POSTCODE: "邮政编码",
    Dictionary.EMAIL: "电子邮箱",
    Dictionary.PERSON_NAME: "姓名",
    Dictionary.BANK_CARD: "银行账号",
}


class Subtype(StrEnum):
    """What a datetime component asks for."""

    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


class DraftState(StrEnum):
    """Where a draft of a form is on its way to a version."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    DISCARDED = "discarded"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return {
            "draft": "起草中",
            "submitted": "待批准",
            "published": "已发布",
            "discarded": "已放弃",
        }[self.value]


OPEN_DRAFTS = (DraftState.DRAFT, DraftState.SUBMITTED)
