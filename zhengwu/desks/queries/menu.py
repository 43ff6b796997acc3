"""What the desk's navigation says: whose duty is what, and how much of it waits."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse

from zhengwu.assessment import policy as assessment
from zhengwu.authority import policy as authority
from zhengwu.cases import policy as cases
from zhengwu.cases import queries as case_queries
from zhengwu.catalogue import policy as catalogue
from zhengwu.clock import policy as clock
from zhengwu.complaints import policy as complaints
from zhengwu.desks import policy
from zhengwu.desks.queries.counting import capped, shown
from zhengwu.documents import policy as documents
from zhengwu.evaluation import policy as evaluation
from zhengwu.exchange import policy as exchange
from zhengwu.fees import policy as fees
from zhengwu.flow import policy as flow
from zhengwu.forms import policy as forms
from zhengwu.hall import policy as hall
from zhengwu.hall import queries as hall_queries
from zhengwu.identity import policy as identity
from zhengwu.joint import policy as joint
from zhengwu.kernel import yaml
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.time import local_day, now
from zhengwu.notices import policy as notices
from zhengwu.notices.models import Message
from zhengwu.notices.queries import inbox_of
from zhengwu.org import policy as org
from zhengwu.org.enums import Duty
from zhengwu.parameters import policy as parameters
from zhengwu.personnel import policy as personnel
from zhengwu.statistics import policy as statistics
from zhengwu.supervision import policy as supervision
from zhengwu.township import policy as township
from zhengwu.web.access import actor_of

_CAST = "demo_cast.json"
# Printed by ./run demo and shown at /demo/; nothing but a demonstration ever has it.
DEMO_PASSWORD = "guang-an-demo-2026"  # noqa: S105


class Duties(NamedTuple):
    """One of the desk's own views: its name, its icon, whose duty it is (nobody named: all)."""

    view: str
    label: str
    icon: str
    duties: tuple[str, ...] = ()


_TAKING_IN = (Duty.WINDOW_CLERK, Duty.HEAD)
VIEWS = (
    Duties("mine", "我的待办", "checklist"),
    Duties("received", "待受理", "inbox", _TAKING_IN),
    Duties("supplementing", "待补正", "file-alert", _TAKING_IN),
    Duties("handling", "审查中", "file-search"),
    Duties("decide", "待我决定", "gavel", (Duty.DECIDER,)),
    Duties("paused", "中止计时", "player-pause"),
    Duties("deliver", "待送达", "send"),
    Duties("today", "今日办结", "circle-check"),
    Duties("open", "全部在办", "list-details"),
    Duties("all", "办件查询", "search"),
)


def handles_cases(actor: Actor) -> bool:
    """Whether cases are this person's business at all; the three officers see none."""
    return cases.oversees(actor) or bool(cases.seen_organs(actor)) or cases.may_use_window(actor)


def _somebody(actor: Actor) -> bool:
    return actor.is_staff


# title, then (label, address name, icon, who): pages of all domains, each under its own policy.
_PLACES: tuple[tuple[str, tuple[tuple[str, str, str, Callable[[Actor], bool]], ...]], ...] = (
    ("窗口和办件", (
        ("窗口受理", "cases_staff:window", "device-desktop", cases.may_use_window),
        ("村级代办", "cases_staff:agent", "home-hand", cases.may_act_as_agent),
        ("承办单交接", "cases_staff:handovers", "clipboard-text", handles_cases),
        ("上报件", "cases_staff:upward", "arrow-big-up-lines", handles_cases),
        ("抄送", "township_staff:copies", "copy", _somebody),
        ("首问登记", "cases_staff:first_asked", "message-question", handles_cases),
        ("窗口服务登记", "statistics_staff:services", "hand-click",
         statistics.may_register_service),
        ("实名核验", "identity_staff:verification", "id", identity.may_verify_at_counter),
        ("许可证件", "cases_staff:licences", "certificate", handles_cases),
        ("联办收件", "joint_staff:counter_choose", "stack-push", joint.may_receive_joint),
        ("联办", "joint_staff:desk", "arrows-join", joint.may_use_desk),
        ("建设项目", "joint_staff:projects", "building-factory", joint.may_see_projects),
        ("办件统计", "cases_staff:statistics", "chart-bar", cases.may_count),
        ("联办统计", "joint_staff:statistics", "chart-dots", joint.may_count),
    )),
    ("大厅", (
        ("叫号", "hall_staff:call", "speakerphone", hall.works_at_counter),
        ("大厅现在", "hall_staff:home", "building-community", hall.may_see),
        ("代取号", "hall_staff:take", "ticket", hall.may_help),
        ("预约登记", "hall_staff:register", "calendar-event", hall.may_help),
        ("流动窗口轮值", "hall_staff:roster", "arrows-shuffle", hall.may_see),
        ("排队统计", "hall_staff:figures", "chart-histogram", hall.may_read_figures),
        ("大厅设置", "hall_staff:settings", "settings", hall.manages),
    )),
    ("乡镇便民服务", (
        ("便民服务中心", "township_staff:home", "home-heart", township.may_use),
        ("来访办理", "township_staff:visits", "users", township.may_use),
        ("月报季报", "township_staff:reports", "report", township.may_use),
        ("服务网络", "township_staff:network", "affiliate", township.may_use),
        ("建设与验收", "township_staff:places", "building-community", township.may_use),
        ("例会和指导", "township_staff:occasions", "calendar-event", township.may_use),
        ("政策宣传单", "township_staff:leaflets", "speakerphone", township.may_use),
    )),
    ("窗口人员", (
        ("我的考勤", "personnel_staff:mine", "fingerprint", personnel.may_use),
        ("请假", "personnel_staff:leaves", "beach", personnel.may_use),
        ("月考勤表", "personnel_staff:month", "calendar-user", personnel.may_read),
        ("考勤审核", "personnel_staff:waiting", "user-check", personnel.may_read),
        ("考勤文件", "personnel_staff:files", "file-import", personnel.keeps),
        ("巡查", "personnel_staff:patrols", "walk", personnel.may_use),
        ("准入和退出", "personnel_staff:candidates", "user-plus", personnel.may_read),
        ("培训和考试", "personnel_staff:training", "school", personnel.may_use),
        ("中心台账", "personnel_staff:registers", "notebook", personnel.may_use),
    )),
    ("统计", (
        ("领导驾驶舱", "desks_staff:cockpit", "dashboard", statistics.oversees),
        ("统计数", "statistics_staff:figures", "chart-histogram", statistics.may_see_figures),
        ("统计月报", "statistics_staff:reports", "report-analytics", statistics.may_see_figures),
    )),
    ("电子监察", (
        ("监察总览", "supervision_staff:live", "eye", supervision.oversees),
        ("监控室", "desks_staff:monitor", "device-cctv", supervision.oversees),
        ("黄牌红牌", "supervision_staff:cards", "cards", supervision.may_use),
        ("督办", "supervision_staff:orders", "urgent", supervision.may_use),
        ("监察规则", "supervision_staff:probes", "list-search", supervision.may_see_probes),
    )),
    ("考核", (
        ("考核结果", "assessment_staff:home", "trophy", assessment.may_use),
        ("考核办法", "assessment_staff:schemes", "list-numbers", assessment.may_use),
        ("考核登记", "assessment_staff:entries", "clipboard-plus", assessment.may_enter),
        ("评选", "assessment_staff:selections", "star", assessment.may_use),
        ("考核通报", "assessment_staff:bulletins", "news", assessment.may_use),
    )),
    ("效能投诉", (
        ("投诉办理", "complaints_staff:list", "message-report", complaints.may_use),
        ("请我说明的", "complaints_staff:asked_list", "message-2-question", complaints.may_use),
        ("投诉统计", "complaints_staff:figures", "chart-histogram", complaints.may_count),
        ("责任追究", "complaints_staff:accounts", "user-exclamation", complaints.may_use),
    )),
    ("好差评", (
        ("好差评总览", "evaluation_staff:home", "mood-smile", evaluation.may_use),
        ("全部评价", "evaluation_staff:ratings", "stars", evaluation.oversees),
        ("差评整改", "evaluation_staff:followups", "tool", evaluation.may_use),
        ("抽样回访", "evaluation_staff:samples", "phone-call", evaluation.keeps_quality),
        ("评议", "evaluation_staff:surveys", "users-group", evaluation.oversees),
        ("案卷评查", "evaluation_staff:file_reviews", "file-search", evaluation.may_read_files),
        ("窗口评价器", "evaluation_staff:terminals", "device-tablet",
         evaluation.may_see_terminals),
    )),
    ("事项", (
        ("事项目录", "catalogue_staff:list", "books", _somebody),
        ("一件事清单", "joint_staff:services", "stack-2", joint.may_use_desk),
        ("各级由谁办", "township_staff:codes", "binary-tree", _somebody),
        ("完整度看板", "catalogue_staff:board", "layout-dashboard", _somebody),
        ("公开站点", "catalogue_staff:outlets", "world-upload", catalogue.may_see_outlets),
        ("办理流程", "flow_staff:flows", "sitemap", flow.may_see_flows),
        ("表单", "forms_staff:forms", "forms", forms.may_see_forms),
        ("工作日历", "desks_staff:calendar", "calendar", clock.may_see_rules),
        ("时限规则", "desks_staff:rules", "clock", clock.may_see_rules),
        ("参数与模板", "parameters_staff:home", "adjustments-alt", parameters.may_see),
    )),
    ("财政收费", (
        ("收费窗口", "fees_staff:window", "cash", fees.may_see_books),
        ("退费", "fees_staff:refunds", "cash-off", fees.may_see_books),
        ("对账日结", "fees_staff:today", "report-money", fees.may_see_books),
        ("一卡式发放", "fees_staff:payouts", "credit-card", fees.may_see_books),
        ("退回重办", "fees_staff:reworks", "arrow-back-up", fees.may_see_reworks),
        ("收费标准", "fees_staff:standards", "receipt", fees.may_see_standards),
        ("减免", "fees_staff:waivers", "discount", fees.may_see_standards),
    )),
    ("机构与授权", (
        ("组织机构", "org_staff:tree", "building", org.may_see_organisation),
        ("人员岗位", "org_staff:staff", "users", org.may_see_organisation),
        ("大厅窗口", "org_staff:halls", "building-bank", org.may_see_organisation),
        ("授权委托书", "authority_staff:letters", "certificate", authority.may_see_letters),
    )),
    ("记录与运行", (
        ("操作记录", "desks_staff:journal", "history", policy.may_read_journal),
        ("文号登记簿", "documents_staff:registers", "numbers", documents.may_read_papers),
        ("文书地方参数", "documents_staff:parameters", "adjustments",
         documents.may_confirm_parameters),
        ("任务", "desks_staff:jobs", "progress", _somebody),
        ("未办成的投递", "desks_staff:stuck", "alert-triangle", policy.may_see_stuck),
        ("未发出的通知", "notices_staff:unsent", "mail-off", notices.may_watch_dispatches),
        ("节点交换", "exchange_staff:home", "arrows-exchange", exchange.may_see),
        ("工作人员账号", "identity_staff:accounts", "user-cog", identity.may_read_accounts),
        ("系统对接", "identity_staff:clients", "plug", identity.may_set_parameters),
    )),
)  # fmt: skip


# Whose daily work a group is: for them it stands open, for others it opens at a click.
_DAILY: dict[str, Callable[[Actor], bool]] = {
    "窗口和办件": handles_cases,
    "大厅": hall.manages,
    "乡镇便民服务": lambda actor: bool(township.towns_of(actor)),
    "窗口人员": personnel.keeps,
    "统计": statistics.oversees,
    "电子监察": supervision.oversees,
    "考核": assessment.assesses,
    "效能投诉": complaints.oversees,
    "好差评": evaluation.judges,
    "事项": catalogue.may_edit_somewhere,
    "财政收费": fees.may_use_finance,
    "机构与授权": identity.may_read_accounts,
    "记录与运行": lambda actor: policy.may_see_stuck(actor) or identity.may_read_accounts(actor),
}


def desk_nav(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `desk_nav`, counted only where a page shows it."""
    return {"desk_nav": partial(navigation, request)}


def call_bar(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `call_bar`, the hall's bar above the window's screen, made only there."""
    return {"call_bar": partial(_bar, request)}


def _bar(request: HttpRequest) -> str:
    actor = actor_of(request)
    facts = None
    if hall.works_at_counter(actor):
        facts = hall_queries.bar_of(actor, now(), request.get_full_path())
    return render_to_string("hall/staff/_bar.html", facts, request=request) if facts else ""


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """Groups of links with counts: three statements for any number of duties and cases."""
    actor = actor_of(request)
    if not actor.is_staff:
        return []
    work = _work(request, actor) if handles_cases(actor) else []
    groups = [{"title": "", "links": [_home(request), *work], "open": True}]
    for title, places in _PLACES:
        links = [
            link
            for label, name, icon, who in places
            if who(actor) and (link := _link(request, label, name, icon))
        ]
        if links:
            shown_open = _DAILY[title](actor) or any(link["current"] for link in links)
            groups.append({"title": title, "links": links, "open": shown_open})
    return [*groups, {"title": "我", "links": _own(request, actor), "open": True}]


def _home(request: HttpRequest) -> dict[str, Any]:
    url = reverse("desks_staff:home")
    return {"label": "我的工作台", "url": url, "icon": "home", "current": request.path == url}


def views_of(actor: Actor) -> list[Duties]:
    """The desk's own views that belong to this person's duties."""
    overseeing = cases.oversees(actor)
    return [
        one
        for one in VIEWS
        if not one.duties
        or (overseeing and one.view != "decide")
        or any(actor.has_anywhere(duty) for duty in one.duties)
    ]


def counts_of(actor: Actor, at: datetime) -> dict[str, int]:
    """How much waits in each view, and how much of it is late or near; capped, one statement."""
    near = case_queries.near_day(at)
    rows: dict[str, QuerySet[Any]] = {
        one.view: case_queries.desk_view(actor, one.view, at)
        for one in views_of(actor)
        if one.view != "all"
    }
    mine = case_queries.desk_view(actor, "mine", at)
    rows["mine_late"] = mine.filter(due_on__lt=local_day(at))
    rows["mine_near"] = mine.filter(due_on__gte=local_day(at), due_on__lte=near)
    rows["messages"] = _unread(actor)
    return capped(rows)


def counts_for(request: HttpRequest) -> dict[str, int]:
    """The counts of this request's person, counted once a page."""
    counts: dict[str, int] | None = getattr(request, "desk_counts", None)
    if counts is None:
        counts = counts_of(actor_of(request), now())
        request.desk_counts = counts  # type: ignore[attr-defined]
    return counts


def _unread(actor: Actor) -> QuerySet[Message]:
    return inbox_of(actor).filter(read_at__isnull=True)


def _work(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    counts = counts_for(request)
    base = reverse("cases_staff:list")
    here = request.GET.get("view", "") if request.path.startswith(base) else None
    links = []
    for one in views_of(actor):
        link: dict[str, Any] = {
            "label": one.label,
            "url": f"{base}?view={one.view}",
            "icon": one.icon,
            "count": shown(counts[one.view]) if one.view in counts else None,
            "current": here == one.view,
        }
        if one.view == "mine":
            _warn(link, counts)
        links.append(link)
    return links


def _warn(link: dict[str, Any], counts: Mapping[str, int]) -> None:
    if counts["mine_late"]:
        link |= {"count": shown(counts["mine_late"]), "word": "超期", "tone": "bad"}
    elif counts["mine_near"]:
        link |= {"count": shown(counts["mine_near"]), "word": "将到期", "tone": "warn"}


def _own(request: HttpRequest, actor: Actor) -> list[dict[str, Any]]:
    messages = _link(request, "消息", "notices_staff:inbox", "bell")
    counts = getattr(request, "desk_counts", None)
    unread = counts["messages"] if counts else capped({"messages": _unread(actor)})["messages"]
    if messages and unread:
        messages["count"] = shown(unread)
    security = _link(request, "账户安全与退出", "identity_staff:security", "shield-lock")
    return [link for link in (messages, security) if link]


def _link(request: HttpRequest, label: str, name: str, icon: str) -> dict[str, Any] | None:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    return {"label": label, "url": url, "icon": icon, "current": request.path == url}


def cast() -> list[dict[str, str]]:
    """The demonstration's accounts, as its builder left them beside the database."""
    path = Path(settings.DATA_DIR) / _CAST
    if not settings.DEMO or not path.exists():
        return []
    rows: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


@lru_cache(maxsize=1)
def act_names() -> dict[str, str]:
    """Code of a recorded act → its name in Chinese."""
    path = Path(__file__).parent.parent / "data" / "acts.yaml"
    found: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def first_id(at: datetime) -> UUID:
    """The smallest id an entry of this instant can have: ids begin with their millisecond."""
    return UUID(int=int(at.timestamp() * 1000) << 80)
