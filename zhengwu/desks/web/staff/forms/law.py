"""Forms of the calendar and of the rules of time limits."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from zhengwu.clock.enums import Confidence
from zhengwu.clock.rules import NoticeText
from zhengwu.clock.rules.notices import parse_notice
from zhengwu.web.forms import PlainForm

_FIRST, _LAST = 1990, 2109
_WORDS = {"休": True, "放假": True, "班": False, "上班": False}
CONFIDENCE = {
    Confidence.CHECKED: "已核对原文",
    Confidence.SURE: "可靠",
    Confidence.UNSURE: "待核对",
    Confidence.DESIGN: "本地或设计参数",
}


class NoticeForm(PlainForm):
    """A year's days off: as a JSON file, or typed line by line."""

    file = forms.FileField(label="放假通知文件（JSON）", required=False)
    year = forms.IntegerField(label="年份", min_value=_FIRST, max_value=_LAST, required=False)
    title = forms.CharField(label="通知名称", max_length=200, required=False)
    number = forms.CharField(label="文号", max_length=60, required=False)
    issued_on = forms.DateField(
        label="发文日期", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    region = forms.RegexField(
        r"^\d{12}$",
        label="行政区划代码", required=False, help_text="国家放假通知不填；地方放假日填 12 位代码",
    )  # fmt: skip
    days = forms.CharField(
        label="逐日填写", required=False, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="每行一天，例如：2027-01-01 休 元旦　或　2027-02-20 班 春节",
    )  # fmt: skip
    text: NoticeText | None = None

    def clean(self) -> dict[str, Any]:
        """The notice as text; every fault at once."""
        data: dict[str, Any] = super().clean() or {}
        document = self._from_file(data) if data.get("file") else self._from_lines(data)
        if self.errors or document is None:
            return data
        self.text, faults = parse_notice(document)
        for fault in faults:
            self.add_error("file" if data.get("file") else "days", fault)
        return data

    def _from_file(self, data: dict[str, Any]) -> dict[str, Any] | None:
        try:
            document = json.loads(data["file"].read().decode("utf-8"))
        except (UnicodeDecodeError, ValueError):
            document = None
        if not isinstance(document, dict):
            self.add_error("file", "文件不是有效的 JSON 放假通知")
            return None
        return document

    def _from_lines(self, data: dict[str, Any]) -> dict[str, Any] | None:
        if not data.get("year"):
            self.add_error("year", "请填写年份，或者上传文件")
            return None
        rows = []
        for place, line in enumerate(data.get("days", "").splitlines(), start=1):
            if line.strip():
                rows.append(self._line(place, line.split()))
        return {
            "year": data["year"], "title": data.get("title", ""), "number": data.get("number", ""),
            "issued_on": data["issued_on"].isoformat() if data.get("issued_on") else None,
            "region": data.get("region", ""), "days": [row for row in rows if row],
        }  # fmt: skip

    def _line(self, place: int, words: list[str]) -> dict[str, Any] | None:
        if len(words) < 2 or words[1] not in _WORDS:
            self.add_error("days", f"第{place}行读不懂，请写成“2027-01-01 休 元旦”")
            return None
        return {"date": words[0], "isOffDay": _WORDS[words[1]], "name": "".join(words[2:])}


def as_document(text: NoticeText) -> dict[str, Any]:
    """The notice in the form in which it is read again on confirmation."""
    return {
        "year": text.year, "title": text.title, "number": text.number, "region": text.region_code,
        "issued_on": text.issued_on.isoformat() if text.issued_on else None,
        "papers": list(text.sources),
        "days": [
            {"date": one.day.isoformat(), "isOffDay": one.kind == "off", "name": one.name}
            for one in text.days
        ],
    }  # fmt: skip
