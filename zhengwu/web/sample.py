"""Invented data for the living style page (演示). Shown nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest

from zhengwu.kernel import yaml
from zhengwu.kernel.time import SHANGHAI
from zhengwu.web.forms import PlainForm
from zhengwu.web.paging import Page

_DATA = Path(__file__).parent / "data"


@cache
def _data() -> dict[str, Any]:
    shown: dict[str, Any] = yaml.safe_load((_DATA / "style.yaml").read_text())
    return shown | {"bpmn": (_DATA / "style.bpmn").read_text()}


class ContactForm(PlainForm):
    """A form of the style page: bound with faults, so that its errors show."""

    name = forms.CharField(label="经营者名称", help_text="与营业执照上的名称一致。")
    phone = forms.CharField(label="联系电话", min_length=11)
    founded = forms.DateField(
        label="成立日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    way = forms.ChoiceField(
        label="怎样领取结果",
        choices=[("online", "电子证照，网上下载"), ("post", "邮寄到家"), ("window", "到窗口领取")],
        widget=forms.RadioSelect,
    )


@dataclass(frozen=True, slots=True)
class SampleTable:
    """The shape `<c-table>` reads, without a database behind it."""

    rows: list[dict[str, Any]]
    page: Page[Any]
    count_text: str = "共 1,000+ 行"
    export_url: str = "?export=xlsx"
    empty_title: str = "没有待受理的申请"
    empty_text: str = "新的网上申请和窗口收件会出现在这里。"

    @property
    def heads(self) -> list[dict[str, str]]:
        """Heads: one sorted, one sortable, one plain."""
        return [
            {"label": "编号", "kind": "short", "url": "?sort=number"},
            {"label": "事项", "kind": "text"},
            {"label": "最迟答复", "kind": "day", "url": "?sort=-due", "sorted": "ascending"},
            {"label": "金额（元）", "kind": "number", "url": "?sort=fee"},
        ]


def _table() -> SampleTable:
    def line(number: str, item: str, due: str, fee: str) -> dict[str, Any]:
        return {
            "cells": [
                {"label": "编号", "kind": "short", "text": number, "url": "#row"},
                {"label": "事项", "kind": "text", "text": item},
                {"label": "最迟答复", "kind": "day", "text": due},
                {"label": "金额（元）", "kind": "number", "text": fee},
            ]
        }

    rows = [
        line("GA-XK-2026-004217", "食品经营许可（新办）", "2026-09-14", "0.00"),
        line("GA-XK-2026-003988", "公众聚集场所消防安全检查", "2026-09-11", "1,280.00"),
        line("GA-XK-2026-004101", "食品生产许可（延续）", "2026-09-23", "12,400.50"),
    ]
    return SampleTable(rows, Page([], previous="?before=x", next="?after=x", first="?", last="?"))


def context(request: HttpRequest) -> dict[str, Any]:
    """Everything the style page's templates show."""
    return {
        **_data(),
        "desk_nav": _data()["nav"],
        "form": ContactForm({"phone": "138", "way": ""}),
        "kept": [{"id": "1", "name": "营业执照副本.pdf", "size": 482_133, "url": "#file"}],
        "table": _table(),
        "none": SampleTable([], Page([])),
        "trail": [("首页", "/"), ("办事指南", "#guides")],
        "due": date(2026, 9, 14),
        "sample_day": date(2026, 9, 17),
        "sample_instant": datetime(2026, 9, 8, 16, 20, tzinfo=SHANGHAI),
        "sample_money": Decimal("12400.5"),
        "sample_numbers": [3, 0, -2, None],
        "faces": {
            "citizen": "办事人手机页",
            "list": "工作台：三栏",
            "desk": "工作台：一栏",
            "wall": "大厅屏幕",
            "print": "打印页",
        },
    }
