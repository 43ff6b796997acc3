"""Rows of registers against their kinds, and what a register lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from zhengwu.kernel.text import clean

_MOST = {"text": 200, "lines": 4000, "choice": 60}
_MOST_NUMBER = 100_000
LINKS = ("staff", "organ", "window", "file")


def checked(
    kind: Mapping[str, Any], given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Values of the kind's own fields, and what is wrong, by field. Links are checked elsewhere."""
    values: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for field in kind["fields"]:
        name, value = field["name"], given.get(field["name"])
        empty = value is None or not str(value).strip()
        if field.get("required") and empty:
            verb = "请选择" if field["kind"] in ("choice", *LINKS) else "请填写"
            wrong[name] = [f"{verb}{field['label']}"]
        elif field["kind"] not in LINKS and not empty:
            value, problem = _value(field, value)
            if problem:
                wrong[name] = [problem]
            else:
                values[name] = value
    nobody = not str(given.get("staff") or "").strip()
    if needs_follow(kind, values) and kind["follow"].get("person") and nobody:
        wrong["staff"] = ["发现了问题，请指明由谁处理"]
    return values, wrong


def _value(field: Mapping[str, Any], value: Any) -> tuple[Any, str]:
    text = clean(str(value)).strip()
    kind = field["kind"]
    if kind == "choice":
        return text, "" if text in field["options"] else f"请从列出的选项中选择{field['label']}"
    if kind == "number":
        good = text.isdecimal() and int(text) <= _MOST_NUMBER
        return (int(text), "") if good else (None, f"{field['label']}要填整数")
    if kind == "day":
        try:
            return date.fromisoformat(text).isoformat(), ""
        except ValueError:
            return None, f"{field['label']}不是有效的日期"
    return text[: _MOST[kind]], ""


def title_of(kind: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """What a list shows of a row: its first text, without line ends. A private row shows none."""
    if kind.get("private"):
        return str(kind["name"])
    order = [one for one in kind["fields"] if one["kind"] in ("text", "lines", "choice")]
    words = [str(values[one["name"]]) for one in order if values.get(one["name"])]
    return " ".join("　".join(words[:2]).split())[:200] or str(kind["name"])


def needs_follow(kind: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether something has to happen: always, or only when a certain field says something."""
    follow = kind.get("follow")
    if not follow:
        return False
    when = follow.get("when")
    return not when or bool(values.get(when))


def lacking_days(
    every: str, first: date, last: date, there: Iterable[date], working: Iterable[date]
) -> list[str]:
    """Days, months or years from `first` to `last` without a row, as people read them."""
    have = set(there)
    if every == "day":
        return [f"{day.month}月{day.day}日" for day in working if day not in have]
    if every == "month":
        months = {(day.year, day.month) for day in have}
        return [f"{year}年{month}月" for year, month in _months(first, last)
                if (year, month) not in months]  # fmt: skip
    years = {day.year for day in have}
    return [f"{year}年" for year in range(first.year, last.year + 1) if year not in years]


def _months(first: date, last: date) -> list[tuple[int, int]]:
    found, day = [], first.replace(day=1)
    while day <= last:
        found.append((day.year, day.month))
        day = (day + timedelta(days=32)).replace(day=1)  # not law: into the next month
    return found
