"""Codes of items and of departments as they are found in the wild."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.cn import uscc

_TAILED = re.compile(
    r"^(?P<basic>[0-9A-Z]+(?:-\d{6}-\d{3,4})?)-(?P<area>\d{12})-(?P<serial>\d{3})-"
    r"(?P<organ>[0-9A-Z-]+)-(?P<level>\d)-(?P<version>\d{2})$"
)
_IMPLEMENTATION = re.compile(
    r"^(?P<organ>[0-9A-Z]{18})(?P<level>[1-7])(?P<basic>[0-9A-Z]{12})(\d{2})?$"
)
_LETTER = re.compile(r"^[A-Z]-\d{6}-\d{3,4}$")


@dataclass(frozen=True, slots=True)
class ItemCode:
    """An item code taken apart. `form`: long (14), short (12), letter (G-000007-001), national (31
    or 33 digits), local (a code without the parts), irregular."""

    text: str
    form: str
    basic: str = ""
    area: str = ""
    organ: str = ""

    @property
    def organ_region(self) -> str:
        """The six digits of the region inside the organ's credit code, if it carries one."""
        found = re.match(r"^(?:11|12|13|19)(\d{6})", self.organ)
        return found[1] if found and len(self.organ) in {17, 18} else ""


def item_code(text: str) -> ItemCode:
    """Take a code apart; an unknown form is irregular, never an error by itself."""
    if found := _TAILED.match(text):
        basic = found["basic"]
        form = "letter" if _LETTER.match(basic) else "long" if len(basic) == 14 else "short"
        if form == "short" and len(basic) != 12:
            form = "irregular"
        return ItemCode(text, form, basic, found["area"], found["organ"])
    if found := _IMPLEMENTATION.match(text):
        return ItemCode(text, "national", found["basic"], "", found["organ"])
    if re.fullmatch(r"[A-Z0-9][A-Z0-9-]{2,29}", text) and not _LETTER.match(text[:12]):
        return ItemCode(text, "local", text)
    return ItemCode(text, "irregular")


def organ_code_form(text: str) -> str:
    """uscc, cut_uscc (17), organisation (9 or 8-1), suffixed (…_5143), internal (19), other."""
    if "_" in text:
        return "suffixed"
    bare = text.replace("-", "")
    if len(text) == 18 and uscc.is_valid(text):
        return "uscc"
    if len(text) == 18:
        return "bad_uscc"
    if len(text) == 17 and text.startswith(("11", "12")):
        return "cut_uscc"
    if re.fullmatch(r"[0-9A-Z]{8}-?[0-9X]", text):
        return "organisation"
    if re.fullmatch(r"\d{19}", bare):
        return "internal"
    return "other"


ORGAN_CODE_WORDS = {
    "bad_uscc": "18位但校验不通过",
    "cut_uscc": "17位，疑为统一社会信用代码缺一位",
    "organisation": "旧组织机构代码",
    "suffixed": "带内部后缀",
    "internal": "19位内部编号",
    "other": "不是任何一种已知代码",
}
