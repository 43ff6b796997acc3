"""Demonstration content for a sample of a paper: every field filled, nothing of a real person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from zhengwu.documents.rules.templates import ANY, Field, Template
from zhengwu.documents.rules.wording import compose, shown_date

_FOOT = ("样张：只用于审阅文书用语，不编号、不用印，不具有法律效力。",)


def law_of(template: Template) -> str:
    """A law under which the paper is used: the licensing law where it may be."""
    return "xk" if {ANY, "xk"} & template.laws else sorted(template.laws)[0]


def sample_values(template: Template, at: datetime) -> dict[str, Any]:
    """A made-up value for every field, in stored form."""
    return {field.code: _value(field, place, at) for place, field in enumerate(template.fields)}


def _value(field: Field, place: int, at: datetime) -> Any:
    day = (at + timedelta(days=place)).date()
    simple: Mapping[str, Any] = {
        "date": day.isoformat(),
        "instant": at.isoformat(),
        "int": 10,
        "money": "100.00",
        "choice": next(iter(field.choices), ""),
        "list": [f"{field.name}之一（样例）", f"{field.name}之二（样例）"],
        "rows": [{c.code: f"{c.name}{n}" for c in field.columns} for n in (1, 2)],
    }
    return simple.get(field.type, f"（{field.name}）")


def sample_blocks(template: Template, *, at: datetime, remedy: str) -> list[dict[str, Any]]:
    """The blocks of a sample, ready to be read or printed."""
    return compose(
        template,
        sample_values(template, at),
        law=law_of(template),
        addressee="（受送达人）",
        remedy=remedy,
        query="办理进度可凭事项编号和查询码在本平台“办件查询”查询。",
    )


def sample_sheet(
    template: Template, *, organ: str, day: date, at: datetime, remedy: str
) -> dict[str, Any]:
    """What is typeset: no number, no seal, marked on every page."""
    blocks = sample_blocks(template, at=at, remedy=remedy)
    return {
        "layout": template.layout,
        "title": template.title,
        "number": "（样张不编号）",
        "organ": organ,
        "seal": "none",
        "blocks": blocks,
        "contact": "联系人：（联系人）；联系电话：（联系电话）",
        "copies": "存档",
        "corrects": "",
        "footer": list(_FOOT),
        "addressee": "（受送达人）",
        "date": shown_date(day),
        "day": [day.year, day.month, day.day],
        "sample": True,
    }
