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


class Subtype(StrEnum):
    """What a datetime component asks for."""

    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
