"""Particulars of a member of staff, and the rows of a staff list."""

from __future__ import annotations

import re
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

from zhengwu.kernel.errors import InvalidInput

_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")


def check_id_number(text: str) -> str:
    """An identity number (GB 11643-1999) in capitals, or empty; else InvalidInput."""
    text = text.strip().upper()
    if not text:
        return ""
    try:
        number = str(ric.validate(text))
    except InvalidChecksum:
        problem = "身份证号校验位不对，请核对。"
    except InvalidComponent:
        problem = "身份证号中的地区或出生日期不存在。"
    except ValidationError:
        problem = "身份证号应为 18 位（最后一位可以是 X）。"
    else:
        return number
    raise InvalidInput(fields={"id_number": [problem]})


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
