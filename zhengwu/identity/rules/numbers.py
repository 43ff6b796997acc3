"""Numbers and names by which people and firms are known (formats: digest 13)."""

from __future__ import annotations

import re
from datetime import date

from zhengwu.identity.enums import IdKind
from zhengwu.kernel.text import clean

LONGEST_NAME = 50
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PHONE = re.compile(r"1[3-9]\d{9}")
_FULL_WIDTH = {ord("０") + n: str(n) for n in range(10)} | {ord("Ｘ"): "X", ord("ｘ"): "X"}
_OTHER_PAPERS = {
    IdKind.HONGKONG_MACAO: re.compile(r"[HMC]\d{8}(\d{2})?"),
    IdKind.TAIWAN: re.compile(r"\d{8}(\d{2})?"),
    IdKind.FOREIGN_RESIDENT: re.compile(r"[A-Z]{3}\d{12}|9\d{16}[\dX]"),
    IdKind.PASSPORT: re.compile(r"[A-Z0-9]{5,17}"),
}


def compact(number: str) -> str:
    """A number as typed (spaces, full-width digits, small x) in its one stored form."""
    text = clean(number).translate(_FULL_WIDTH)
    return re.sub(r"[\s\-·]+", "", text).upper()


def is_resident_number(number: str) -> bool:
    """GB 11643-1999: 17 digits with a real birthday, then the check digit (mod 11).

    The region is not looked up: codes change, and old numbers keep theirs.
    """
    return not resident_fault(number)


def resident_fault(number: str) -> str:
    """What is wrong with a compact resident number, as the half of a sentence; "" if nothing."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number, re.ASCII):
        return "应为18位，最后一位可以是 X，"
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "其中的出生日期不存在，"
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return "" if _CHECKS[total % 11] == number[17] else "校验位不对，"


def is_id_number(kind: IdKind | str, number: str) -> bool:
    """Whether a compact number can be one of this paper."""
    if kind == IdKind.RESIDENT:
        return is_resident_number(number)
    return bool(_OTHER_PAPERS[IdKind(kind)].fullmatch(number))


def is_credit_code(code: str) -> bool:
    """GB 32100-2015: 18 characters without I O S V Z, weights 3^i mod 31."""
    if len(code) != 18 or any(letter not in _USCC for letter in code):
        return False
    total = sum(_USCC.index(letter) * pow(3, place, 31) for place, letter in enumerate(code[:17]))
    return _USCC[(31 - total % 31) % 31] == code[17]


def is_phone(number: str) -> bool:
    """A Chinese mobile number of eleven digits."""
    return bool(_PHONE.fullmatch(number))


def tidy_name(name: str) -> str:
    """A name as it is kept: outer spaces gone, the middle dot in its one form (U+00B7)."""
    text = re.sub(r"\s+", " ", clean(name)).strip()
    return re.sub(r"\s*[•‧・･∙⋅]\s*", "·", text)


def is_person_name(name: str) -> bool:
    """One to fifty characters, no control characters or digits only; rare Hanzi are welcome."""
    return 0 < len(name) <= LONGEST_NAME and any(char.isalpha() for char in name)


def tidy_username(username: str) -> str:
    """Sign-in names compare without case and width: Ａdmin is admin."""
    import unicodedata

    return unicodedata.normalize("NFKC", clean(username)).strip().casefold()


def is_username(username: str) -> bool:
    """Four to thirty-two letters (Hanzi count), digits, dot, dash or underscore."""
    return bool(re.fullmatch(r"[\w.\-]{4,32}", username)) and not is_resident_number(
        username.upper()
    )
