"""The demonstration's cast with the codes of this moment, and stories to try."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhengwu.desks import queries
from zhengwu.identity.queries import code_now
from zhengwu.kernel.time import now
from zhengwu.web.access import access, anyone

STORIES = (
    ("wangqian", "窗口受理", "打开“窗口受理”，输入身份证号，选一个即办事项，当场办结并打印结果。"),
    ("weijian-ck", "一次性告知", "打开“待受理”里的一件，选“一次性告知补正”。"),
    (
        "zhaoming",
        "审查与特别程序",
        "打开“我的待办”，写审查意见；开始专家评审，看时限怎样停走。",
    ),
    ("hezhiyuan", "决定", "打开“待我决定”，页面会写明您的授权委托书是否覆盖这个事项。"),
    ("wangxiulan", "企业办事", "查指南、填申请，跟踪每一天为什么这样算。"),
    (
        "liujianguo",
        "取号到评价",
        "在首页“大厅取号和预约”取一个号，再用 wangqian 叫号、办完，回到取号页评价。",
    ),
    ("dating", "大厅", "打开“大厅现在”，再开“大屏”；到“巡查”记一次巡查。"),
    ("haoping", "差评整改", "工作台写着哪些差评待分派、待认定；打开一件办下去。"),
    ("jiandu", "电子监察", "看“监察总览”，审议一张牌；在“监察规则”里起草一条，用历史试算。"),
    ("kaohe", "考核", "打开“考核结果”里的一期，点一个分数，看它从哪些事实来。"),
    ("fuquzhang", "领导驾驶舱", "用手机打开“领导驾驶舱”，十秒钟看懂今天；再看大屏版。"),
    (
        "zhongxin",
        "全区一览",
        "看“全部在办”；在“工作日历”试载一份放假通知，看会改变什么。",
    ),
    ("shenji", "审计", "打开“操作记录”，查一次被拒绝的操作，下载它的封存证明。"),
)


@access(anyone)
@never_cache
@require_safe
def demo(request: HttpRequest) -> HttpResponse:
    """Only where the installation says that it is a demonstration; nowhere else does it exist."""
    if not settings.DEMO:
        raise Http404
    at = now()
    rows = [
        {**row, "code": code_now(row["secret"], at) if row.get("secret") else ""}
        for row in queries.cast()
    ]
    names = {row["username"]: row["name"] for row in rows}
    context = {
        "staff": [row for row in rows if row["face"] == "staff"],
        "citizens": [row for row in rows if row["face"] != "staff"],
        "stories": [
            {"username": user, "name": names[user], "title": title, "text": text}
            for user, title, text in STORIES
            if user in names
        ],
        "password": queries.DEMO_PASSWORD,
    }
    return render(request, "desks/staff/demo.html", context)
