"""Particulars of a member of staff, and the rows of a staff list."""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric

from zhengwu.kernel.errors import InvalidInput

_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
# GB/T 2260 first two digits, with 81–83 for residents of 港澳台.
_PROVINCES = frozenset(
    """11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54
    61 62 63 64 65 71 81 82 83""".split()  # noqa: SIM905 - a list of forty strings is no easier
)
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")


def check_id_number(text: str) -> str:
    """An identity number (GB 11643-1999) in capitals, or empty; else InvalidInput.

    Form, birth date, province and check digit are looked at. Not the county: stdnum's `validate`
    wants its code to have existed in the year of birth, but a number carries the code of the year
    it was given out – it refuses everybody of 广安区 (a code of 1998) born before that.
    """
    text = text.strip().upper()
    if not text:
        return ""
    if not _ID_NUMBER.fullmatch(text) or text[:2] not in _PROVINCES:
        problem = "身份证号应为 18 位（最后一位可以是 X），前两位是省级代码。"
    elif not _is_day(text[6:14]):
        problem = "身份证号中的出生日期不存在。"
    elif ric.calc_check_digit(text) != text[-1]:
        problem = "身份证号校验位不对，请核对。"
    else:
        return text
    raise InvalidInput(fields={"id_number": [problem]})


def _is_day(text: str) -> bool:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])).year >= 1900
    except ValueError:
        return False


def check_phone(text: str) -> str:
    """A mobile or fixed line number without spaces, or empty; else InvalidInput."""
    text = text.replace(" ", "").replace("\u3000", "")
    if text and not _PHONE.fullmatch(text):
        raise InvalidInput(fields={"phone": ["电话应为 11 位手机号，或者“区号-号码”。"]})
    return text


def read_day(text: str) -> date | None:
    """A day as people write it in sheets: 2026-01-05, 2026/1/5, 2026年1月5日, 20260105."""
    text = text.strip()
    if not text:
        return None
    match = re.fullmatch(
        r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:[ T]00:00(?::00)?)?",
        text,
    ) or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    try:
        if match:
            return date(*(int(part) for part in match.groups()))
    except ValueError:
        pass
    raise InvalidInput(fields={"joined_on": [f"日期“{text[:20]}”看不懂，请写成 2026-01-05。"]})
