"""The types a value of the language may have."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Type of a value; NULL fits everywhere, ANY is what cannot be known before evaluation."""

    NUMBER = "number"
    STRING = "string"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"
    NULL = "null"
    ANY = "any"

    @property
    def chinese(self) -> str:
        """The word shown to people."""
        return _WORDS[self]


_WORDS = {
    Kind.NUMBER: "数字",
    Kind.STRING: "文字",
    Kind.BOOLEAN: "是否",
    Kind.DATE: "日期",
    Kind.LIST: "列表",
    Kind.NULL: "空值",
    Kind.ANY: "任意",
}
