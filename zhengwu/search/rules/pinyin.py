"""Pinyin of titles and of names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# A surname may be read unlike the same character elsewhere: 单 is Shan, not Dan.
SURNAMES = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "盖": "ge",
    "尉迟": "yuchi", "万俟": "moqi", "令狐": "linghu", "宓": "fu", "朴": "piao", "任": "ren",
    "纪": "ji", "缪": "miao", "覃": "qin", "翟": "zhai", "卜": "bu", "华": "hua", "燕": "yan",
    "乐": "yue", "员": "yun", "洗": "xian", "逄": "pang", "乜": "nie", "幺": "yao", "折": "she",
    "秘": "bi", "过": "guo", "宁": "ning", "种": "chong", "晟": "cheng", "黑": "he", "繁": "po",
}  # fmt: skip


def spelled(text: str, *, surname: bool = False) -> list[str]:
    """Pinyin syllables without tones; other letters and digits one by one; the rest left out.

    With `surname` the text is a person's name, whose first character or two are read as a surname.
    """
    # Imported when first needed: its dictionaries take a second, and few processes index anything.
    from pypinyin import Style, lazy_pinyin

    head: list[str] = []
    if surname:
        for length in (2, 1):
            if text[:length] in SURNAMES:
                head, text = [SURNAMES[text[:length]]], text[length:]
                break
    return [*head, *_plain(lazy_pinyin(text, style=Style.NORMAL, errors=_one_by_one))]


# Letters and digits come through singly; pypinyin takes a list here, its stub only a text.
_one_by_one: Any = list


def _plain(syllables: Iterable[str]) -> list[str]:
    lowered = (one.lower() for one in syllables)
    return [one for one in lowered if one.isascii() and one.isalnum()]


def initials(text: str, *, surname: bool = False) -> str:
    """公共场所卫生许可 → ggcswsxk."""
    return "".join(syllable[0] for syllable in spelled(text, surname=surname))
