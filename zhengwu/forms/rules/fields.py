"""Cleaning one value: the field dictionary and the checks of each component kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from zhengwu.forms.enums import Check, FieldType, Subtype
from zhengwu.forms.rules.dictionary import Rule
from zhengwu.forms.rules.schema import Field
from zhengwu.kernel.text import clean

_MOBILE = re.compile(r"^1[3-9][0-9]{9}$")
_LANDLINE = re.compile(
    r"^(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(-[0-9]{1,6})?$|^(400|800)-?[0-9]{3}-?[0-9]{4}$|^1[0-9]{4}$"
)
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$")
# Hanzi of every extension, minority letters, Latin letters, and the dot of 买买提·吐尔逊.
_NAME = re.compile(r"^[^\W\d_][^\W\d_·．.\s'-]*(?:[·．.\s'-]{1,2}[^\W\d_]+)*$")
_NUMBER = re.compile(r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)\Z")
# Four digits of the year; month and day of one or two, but two where nothing stands between.
_DAY = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})|"
    r"\.([0-9]{1,2})\.([0-9]{1,2})|([0-9]{2})([0-9]{2})|年([0-9]{1,2})月([0-9]{1,2})日)"
)
_CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::[0-9]{2})?")
_INSTANT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)")
_CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Bad(Exception):
    """A value that cannot be taken; its text is the Chinese message."""


def half_width(value: str) -> str:
    """Digits and letters typed in full width become half width; spaces around go."""
    return unicodedata.normalize("NFKC", value).strip()


def check_rule(rule: Rule, value: str) -> str:
    """The value in its normal form; raises `Bad` with what is wrong and what to do."""
    text = half_width(value)
    if rule.upper:
        text = text.translate(_CAPITALS)
    text = _CHECKS[rule.check](text) if rule.check is not Check.FORMAT else text
    if len(text) < rule.least:
        raise Bad(f"至少{rule.least}个字。")
    if len(text) > rule.most:
        raise Bad(f"最多{rule.most}个字。")
    if rule.formats and not any(re.fullmatch(one, text) for one in rule.patterns):
        raise Bad(rule.wrong)
    return text


def _id_card(value: str) -> str:
    number = value.replace(" ", "").upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Bad("身份证号码应为18位，最后一位可以是 X。")
    try:
        ric.get_birth_date(number)
    except (ValidationError, ValueError):
        raise Bad("身份证号码中的出生日期不存在，请核对。") from None
    if ric.calc_check_digit(number) != number[-1]:
        raise Bad("身份证号码校验位不对，请逐位核对。")
    return number


def _uscc(value: str) -> str:
    number = value.replace(" ", "").upper()
    if len(number) != 18:
        raise Bad("统一社会信用代码应为18位。")
    try:
        return str(uscc.validate(number))
    except ValidationError:
        raise Bad("统一社会信用代码有误（不含字母 I、O、Z、S、V），请逐位核对。") from None


def _mobile(value: str) -> str:
    number = re.sub(r"[\s-]", "", value).removeprefix("+86")
    if not _MOBILE.match(number):
        raise Bad("手机号码应为11位数字，以1开头。")
    return number


def _phone(value: str) -> str:
    compact = re.sub(r"\s", "", value).removeprefix("+86")
    if _MOBILE.match(compact.replace("-", "")):
        return compact.replace("-", "")
    if not _LANDLINE.match(compact):
        raise Bad("电话号码有误；座机请写成 0826-2345678，手机写11位数字。")
    return compact


def _region(value: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{5}([0-9]{3}([0-9]{3})?)?", value):
        raise Bad("区划代码应为6位、9位或12位数字。")
    return value.ljust(12, "0")


def _postcode(value: str) -> str:
    if not re.fullmatch(r"[0-9]{6}", value):
        raise Bad("邮政编码应为6位数字。")
    return value


def _email(value: str) -> str:
    if len(value) > 254 or not _EMAIL.match(value):
        raise Bad("电子邮箱地址有误，应类似 name@example.cn。")
    return value


def _person_name(value: str) -> str:
    if len(value) > 50:
        raise Bad("姓名最多50个字。")
    if not _NAME.match(value):
        raise Bad("姓名只能写文字和间隔号“·”，请与证件上一致。")
    return value.replace("．", "·")


def _bank_card(value: str) -> str:
    number = re.sub(r"[\s-]", "", value)
    if not re.fullmatch(r"[0-9]{12,19}", number):
        raise Bad("银行账号应为12至19位数字。")
    if len(number) in {16, 19} and not luhn.is_valid(number):
        raise Bad("银行卡号校验不通过，请逐位核对。")
    return number


_CHECKS: Mapping[Check, Callable[[str], str]] = {
    Check.ID_CARD: _id_card,
    Check.USCC: _uscc,
    Check.MOBILE: _mobile,
    Check.PHONE: _phone,
    Check.REGION: _region,
    Check.POSTCODE: _postcode,
    Check.EMAIL: _email,
    Check.PERSON_NAME: _person_name,
    Check.BANK_CARD: _bank_card,
}


def cleaned(field: Field, raw: Any, today: date | None = None) -> Any:
    """The value of one field, JSON-able; empty is None (False for a checkbox, [] for a checklist).

    Raises `Bad`. A number is an int where it is whole and otherwise its decimal as text, because a
    float cannot hold a cent.
    """
    if field.kind is FieldType.CHECKBOX:
        return _checkbox(raw)
    if field.kind in (FieldType.CHECKLIST, FieldType.FILE):
        return _checklist(field, raw) if field.options else _files(field, raw)
    if isinstance(raw, bool | list | dict) or raw is None or str(raw).strip() == "":
        if isinstance(raw, list | dict):
            raise Bad("填写的内容格式不对。")
        return None
    text = str(raw)
    if field.kind is FieldType.NUMBER:
        return _number(field, text)
    if field.kind is FieldType.DATE:
        return _instant(field, text, today)
    if field.kind in {FieldType.SELECT, FieldType.RADIO}:
        return _choice(field, text)
    return _text(field, text)


def _checkbox(raw: Any) -> bool:
    return raw is True or str(raw).lower() in {"true", "on", "1", "yes"}


def _checklist(field: Field, raw: Any) -> list[str]:
    chosen = [raw] if isinstance(raw, str) else list(raw) if isinstance(raw, list | tuple) else []
    picked = {str(one) for one in chosen if str(one)}
    if picked - {value for value, _ in field.options}:
        raise Bad("选择了列表之外的选项，请重新选择。")
    return [value for value, _ in field.options if value in picked]


def _choice(field: Field, text: str) -> str:
    if text not in {value for value, _ in field.options}:
        raise Bad("请从列出的选项中选择。")
    return text


def _text(field: Field, text: str) -> str | None:
    value = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    if field.kind is FieldType.TEXT:
        value = value.replace("\n", " ")
    value = value.strip()
    if not value:
        return None
    if len(value) > field.max_length:
        raise Bad(f"最多{field.max_length}个字，现有{len(value)}个字。")
    if field.min_length and len(value) < field.min_length:
        raise Bad(f"至少{field.min_length}个字。")
    return check_rule(field.rule, value) if field.rule else value


def _number(field: Field, text: str) -> int | str:
    compact = half_width(text).replace(",", "").replace(" ", "")
    if not _NUMBER.match(compact):
        raise Bad("请填写数字。")
    value = Decimal(compact)
    if abs(value) >= Decimal(10) ** 15:
        raise Bad("数字太大或不是有效数字。")
    if len(compact.partition(".")[2]) > field.decimals:
        raise Bad(f"最多{field.decimals}位小数。" if field.decimals else "请填写整数。")
    if field.minimum and value < Decimal(field.minimum):
        raise Bad(f"不能小于{field.minimum}。")
    if field.maximum and value > Decimal(field.maximum):
        raise Bad(f"不能大于{field.maximum}。")
    return int(value) if value == value.to_integral_value() else format(value, "f")


def _instant(field: Field, text: str, today: date | None) -> str:
    value = half_width(text)
    if field.subtype is Subtype.TIME:
        return _parsed_time(value)
    if field.subtype is Subtype.DATETIME:
        return _parsed_instant(value)
    day = _parsed_day(value)
    if today and field.no_past and day < today:
        raise Bad("日期不能早于今天。")
    if today and field.no_future and day > today:
        raise Bad("日期不能晚于今天。")
    return day.isoformat()


def _parsed_instant(value: str) -> str:
    found = _INSTANT.fullmatch(value)
    try:
        if found:
            return f"{_parsed_day(found[1]).isoformat()}T{_parsed_time(found[2])}"
    except Bad:
        pass
    raise Bad("日期时间请写成 2026-09-17 09:30，并且确有这一刻。")


def _parsed_time(value: str) -> str:
    if not _CLOCK.fullmatch(value):
        raise Bad("时间请写成 09:30。")
    try:
        return time.fromisoformat(value).isoformat(timespec="minutes")
    except ValueError:
        raise Bad("时间请写成 09:30。") from None


def _parsed_day(value: str) -> date:
    found = _DAY.fullmatch(value)
    try:
        if found:
            year, month, day = (int(one) for one in found.groups() if one)
            return date(year, month, day)
    except ValueError:
        pass
    raise Bad("日期请写成 2026-09-17 这样的形式，并且确有这一天。")


def _files(field: Field, raw: Any) -> list[dict[str, Any]]:
    """What was handed up inside the form: the file's id, its name and size."""
    given = raw if isinstance(raw, list) else []
    kept = [
        {name: one.get(name) for name in ("file", "name", "size")}
        for one in given
        if isinstance(one, dict) and one.get("file")
    ]
    if len(kept) > field.max_rows:
        raise Bad(f"最多上传{field.max_rows}个文件。")
    return kept
