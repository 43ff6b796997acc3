"""Personal data in what people write, covered before anybody else reads it."""

from __future__ import annotations

import re

# Longest first: an identity number holds what looks like a telephone number.
_PATTERNS = (
    (re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?![\dXx])"), r"\1********\2"),
    (re.compile(r"(?<!\d)(\d{4})\d{8,11}(\d{4})(?!\d)"), r"\1********\2"),
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)"), r"\1****\2"),
    (re.compile(r"(?<!\d)(0\d{2,3}-?)\d{4}(\d{3,4})(?!\d)"), r"\1****\2"),
    (re.compile(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"), "（邮箱）"),
)
# 张某三同志、李医生、王老师: a name in front of how one is addressed.
_TITLES = "同志|先生|女士|医生|老师|主任|科长|局长|师傅|大姐|大哥|小姐|工作人员"
_NAME = re.compile(rf"([\u4e00-\u9fa5])[\u4e00-\u9fa5]{{1,2}}(?=(?:{_TITLES}))")
_HAN = r"[\u4e00-\u9fa5]"
_I_AM = re.compile(rf"(我(?:叫|是)|姓名[是：:]?|名叫)({_HAN}){_HAN}{{1,2}}(?!{_HAN})")


def masked(text: str) -> str:
    """The text with numbers, addresses of mail and names before a title covered.

    A program does not find every name: a person reads it before it is published.
    """
    for pattern, cover in _PATTERNS:
        text = pattern.sub(cover, text)
    text = _NAME.sub(r"\1某", text)
    return _I_AM.sub(r"\1\2某", text)
