"""Built into every template: icons, assets, days and amounts as people read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhengwu.kernel import money as amounts
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import SHANGHAI, format_date, format_day, format_instant
from zhengwu.web import bundle, once
from zhengwu.web.access import may_open

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", filled: bool = False) -> SafeString:
    """An icon of Tabler as inline SVG; decorative unless a `label` says what it means."""
    body = bundle.icon(name, filled=filled)
    kind = "icon icon-filled" if filled else "icon"
    if label:
        template_ = '<svg class="{}" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>'
        return format_html(template_, kind, label, body)
    template_ = '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>'
    return format_html(template_, kind, body)


@register.filter
def opens(actor: Actor, address: str) -> bool:
    """Whether a page lets the actor in: `{% if actor|opens:address %}`."""
    return may_open(actor, address)


@register.simple_tag
def asset(name: str) -> str:
    """The address of a built asset: `{% asset "site.css" %}`."""
    return bundle.url(name)


@register.simple_tag(takes_context=True, name="once")
def once_field(context: Context) -> SafeString:
    """The hidden field that makes a double click act once; see `zhengwu.web.once`."""
    return format_html('<input type="hidden" name="{}" value="{}">', once.FIELD, once.new_token())


@register.filter
def day(value: date | datetime | None) -> str:
    """2026年9月17日（周四）; nothing for None."""
    return format_day(_date(value)) if value else ""


@register.filter
def shortday(value: date | datetime | None) -> str:
    """9月17日; nothing for None. For places where the year is plain from beside it."""
    if not value:
        return ""
    local = _date(value)
    return f"{local.month}月{local.day}日"


@register.filter
def longday(value: date | datetime | None) -> str:
    """2026年9月17日"""
    return format_date(_date(value)) if value else ""


@register.filter
def isoday(value: date | datetime | None) -> str:
    """2026-09-17, for attributes and narrow tables."""
    return _date(value).isoformat() if value else ""


@register.filter
def instant(value: datetime | None) -> str:
    """2026年9月17日 16:20 in the county's zone; nothing for None."""
    return format_instant(value) if value else ""


@register.simple_tag(name="day")
def day_tag(value: date | datetime | None, short: bool = False) -> SafeString | str:
    """`{% day d %}`: the day inside a `<time>` that never breaks; `short=True` drops the year."""
    if not value:
        return ""
    text = day(value)
    text = text.partition("年")[2] if short else text
    return format_html('<time datetime="{}">{}</time>', isoday(value), text)


@register.simple_tag(name="instant")
def instant_tag(value: datetime | None) -> SafeString | str:
    """`{% instant t %}`: the instant as text inside a `<time>`."""
    if not value:
        return ""
    machine = value.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', machine, format_instant(value))


@register.filter
def remaining(amount: int | None, unit: str = "个工作日") -> str:
    """还剩 3 个工作日, 今日到期, 已超期 2 个工作日. None means that no clock runs."""
    if amount is None:
        return "不计时"
    if amount > 0:
        return f"还剩 {amount} {unit}"
    return "今日到期" if amount == 0 else f"已超期 {-amount} {unit}"


@register.filter
def money(value: Decimal | int | str | None) -> str:
    """1,234.50 元; 免费 for nothing to pay; a dash where no amount is known."""
    if value is None or value == "":
        return "—"
    amount = amounts.yuan(value)
    return f"{amount:,.2f} 元" if amount else "免费"


@register.filter
def number(value: int | None) -> str:
    """12,345; a dash where nothing is known."""
    return "—" if value is None else f"{value:,}"


@register.filter
def lookup(mapping: Any, key: Any) -> Any:
    """`{{ errors|lookup:name }}`: a key that is itself a variable; nothing when it is missing."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def fraction(part: float, whole: float) -> str:
    """`{{ done|fraction:total }}`: per cent as a bare number for SVG widths and `<progress>`."""
    return f"{100 * part / whole:.2f}" if whole else "0"


def _date(value: date | datetime) -> date:
    return value.astimezone(SHANGHAI).date() if isinstance(value, datetime) else value
