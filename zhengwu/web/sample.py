"""Invented data for the living style page (演示). Shown nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest

from zhengwu.kernel.time import SHANGHAI
from zhengwu.web.paging import Page

SEGMENTS = [
    {"kind": "counted", "x": 0, "share": 16.67, "text": "8月4日—10日，计 5 个工作日"},
    {"kind": "suspended", "x": 16.67, "share": 33.33, "text": "8月11日—24日 专家评审，不计入"},
    {"kind": "counted", "x": 50, "share": 43.34, "text": "8月25日—9月10日，计 13 个工作日"},
]
FLOW = [
    {"title": "受理", "note": "王倩 8/3", "state": "done"},
    {"title": "书面审查", "note": "赵明 8/5", "state": "done"},
    {"title": "现场核查", "note": "2 人 8/7", "state": "done"},
    {"title": "专家评审", "note": "8/10–24", "state": "done"},
    {"title": "审核", "note": "孙丽 9/8", "state": "done"},
    {"title": "决定", "note": "李文静（B 角）", "state": "current"},
    {"title": "制证", "note": "", "state": "next"},
    {"title": "送达", "note": "", "state": "next"},
]
NAV = [
    {
        "title": "",
        "links": [
            {"label": "我的待办", "url": "#todo", "icon": "inbox", "count": 1, "word": "超期", "tone": "bad", "current": False},
            {"label": "待受理", "url": "#receive", "icon": "file-import", "count": 12},
            {"label": "审查中", "url": "#review", "icon": "file-search", "count": 27},
            {"label": "待我决定", "url": "#decide", "icon": "gavel", "count": 3, "word": "将到期", "tone": "warn", "current": True},
            {"label": "中止计时", "url": "#paused", "icon": "player-pause", "count": 4},
            {"label": "待送达", "url": "#deliver", "icon": "mail-forward", "count": 6},
        ],
    },
    {
        "title": "本窗口",
        "links": [
            {"label": "窗口收件", "url": "#window", "icon": "scan"},
            {"label": "叫号", "url": "#call", "icon": "volume", "count": "A031"},
            {"label": "今日办结", "url": "#today", "icon": "checks", "count": 41},
        ],
    },
    {
        "title": "事项",
        "links": [
            {"label": "事项目录", "url": "#items", "icon": "list-details"},
            {"label": "流程与表单", "url": "#flows", "icon": "sitemap"},
            {"label": "工作日历", "url": "#calendar", "icon": "calendar"},
        ],
    },
]  # fmt: skip
MATTERS = [
    {"title": "食品经营许可（新办）", "who": "广安区好邻居便利店", "number": "GA-XK-2026-004217", "stage": "warning", "remaining": "还剩 2 个工作日", "meta": "网上 · 承诺件", "current": True},
    {"title": "小餐饮备案变更", "who": "蒋家桥面馆", "number": "GA-BA-2026-000982", "stage": "today", "remaining": "今日到期", "meta": "村代办 · 即办件"},
    {"title": "公众聚集场所投入使用、营业前消防安全检查", "who": "𠮷祥·古丽商贸有限公司", "number": "GA-XK-2026-003988", "stage": "overdue", "remaining": "已超期 1 个工作日", "meta": "窗口 · 承诺件"},
    {"title": "食品生产许可（延续）", "who": "四川广安川北粉业有限公司", "number": "GA-XK-2026-004101", "stage": "normal", "remaining": "还剩 9 个工作日", "meta": "窗口 · 承诺件"},
    {"title": "药品零售企业许可（变更）", "who": "康民大药房", "number": "GA-XK-2026-004055", "stage": "suspended", "remaining": "中止计时", "meta": "网上 · 专家评审"},
]  # fmt: skip
TIMELINE = [
    {"title": "审核通过，转决定", "who": "孙丽", "at": "9月8日 16:20", "tone": "good"},
    {"title": "恢复计时：专家评审结果收到", "who": "系统", "at": "8月24日 10:02", "tone": ""},
    {
        "title": "中止计时：专家评审（告知书已送达）",
        "who": "赵明",
        "at": "8月10日 09:15",
        "tone": "pause",
    },
    {"title": "受理，出具受理通知书", "who": "王倩", "at": "8月3日 14:41", "tone": ""},
    {"title": "申请人网上提交，材料 6 份", "who": "好邻居便利店", "at": "8月3日 11:07", "tone": ""},
]
TABS = [
    {"id": "info", "label": "申请信息", "count": None},
    {"id": "materials", "label": "材料", "count": 6},
    {"id": "opinions", "label": "意见", "count": 4},
    {"id": "papers", "label": "文书", "count": 3},
    {"id": "fees", "label": "费用", "count": None},
]
BPMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="zw">
<process id="p"><startEvent id="s" name="受理"/><userTask id="a" name="书面审查"/><parallelGateway id="g"/><userTask id="b" name="现场核查"/><userTask id="c" name="专家评审"/><parallelGateway id="j"/><userTask id="e" name="决定"/><endEvent id="z" name="送达"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="g"/><sequenceFlow id="f3" sourceRef="g" targetRef="b"/><sequenceFlow id="f4" sourceRef="g" targetRef="c"/><sequenceFlow id="f5" sourceRef="b" targetRef="j"/><sequenceFlow id="f6" sourceRef="c" targetRef="j"/><sequenceFlow id="f7" sourceRef="j" targetRef="e"/><sequenceFlow id="f8" sourceRef="e" targetRef="z"/></process>
<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p">
<bpmndi:BPMNShape id="s_" bpmnElement="s"><dc:Bounds x="20" y="122" width="36" height="36"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="a_" bpmnElement="a"><dc:Bounds x="110" y="100" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="g_" bpmnElement="g"><dc:Bounds x="260" y="115" width="50" height="50"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="b_" bpmnElement="b"><dc:Bounds x="360" y="20" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="c_" bpmnElement="c"><dc:Bounds x="360" y="180" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="j_" bpmnElement="j"><dc:Bounds x="510" y="115" width="50" height="50"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="e_" bpmnElement="e"><dc:Bounds x="610" y="100" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="z_" bpmnElement="z"><dc:Bounds x="762" y="122" width="36" height="36"/></bpmndi:BPMNShape>
<bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="56" y="140"/><di:waypoint x="110" y="140"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e2" bpmnElement="f2"><di:waypoint x="210" y="140"/><di:waypoint x="260" y="140"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e3" bpmnElement="f3"><di:waypoint x="285" y="115"/><di:waypoint x="285" y="60"/><di:waypoint x="360" y="60"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e4" bpmnElement="f4"><di:waypoint x="285" y="165"/><di:waypoint x="285" y="220"/><di:waypoint x="360" y="220"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e5" bpmnElement="f5"><di:waypoint x="460" y="60"/><di:waypoint x="535" y="60"/><di:waypoint x="535" y="115"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e6" bpmnElement="f6"><di:waypoint x="460" y="220"/><di:waypoint x="535" y="220"/><di:waypoint x="535" y="165"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e7" bpmnElement="f7"><di:waypoint x="560" y="140"/><di:waypoint x="610" y="140"/></bpmndi:BPMNEdge>
<bpmndi:BPMNEdge id="e8" bpmnElement="f8"><di:waypoint x="710" y="140"/><di:waypoint x="762" y="140"/></bpmndi:BPMNEdge>
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"""  # noqa: E501
WHERE = {
    "done": ["s", "a", "b"],
    "current": ["c"],
    "waiting": [],
    "notes": {"a": "赵明 8/5", "b": "2 人 8/7", "c": "等待专家意见"},
}


class ContactForm(forms.Form):
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
        "segments": SEGMENTS,
        "flow": FLOW,
        "desk_nav": NAV,
        "matters": MATTERS,
        "timeline": TIMELINE,
        "tabs": TABS,
        "bpmn": BPMN,
        "where": WHERE,
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
