"""The citizens' home: find, follow, see. Anybody may look; who is signed in sees what waits."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from zhengwu.cases import queries as cases
from zhengwu.cases.enums import IN_TRAY, RUNNING, CaseState
from zhengwu.cases.models import Draft
from zhengwu.cases.policy import may_apply
from zhengwu.catalogue.queries import counts_by_kind
from zhengwu.catalogue.registry import SEARCH
from zhengwu.desks.machine.api import api
from zhengwu.joint import queries as joint
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.time import local_day, now
from zhengwu.search.queries import facet_counts
from zhengwu.statistics import queries as statistics
from zhengwu.web.access import access, actor_of, anyone
from zhengwu.web.paging import capped_count

# Pictures for the themes of the national catalogue; a theme without one gets a plain sheet.
_ICONS = {
    "社会保障": "shield-check", "婚姻收养": "heart", "就业创业": "briefcase", "证件办理": "id",
    "优待抚恤": "medal", "医疗卫生": "stethoscope", "社会救助": "lifebuoy",
    "职业资格": "certificate", "设立变更": "building-store", "准营准办": "license",
    "信息查询": "file-search",
    "司法公证": "scale", "安全生产": "alert-triangle", "投资审批": "building-factory-2",
    "文体教育": "school", "社会组织": "users-group", "资质认证": "rosette-discount-check",
    "食品药品": "tools-kitchen-2",
}  # fmt: skip
_THEMES = 6
_SERVICES = 3
_EXAMPLES = ("卫生许可证", "开店", "社保卡", "结婚")


@access(anyone)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search in the middle; below it the ways people come by."""
    actor = actor_of(request)
    kinds = counts_by_kind()
    context = {
        "groups": [_group("person", "个人办事"), _group("firm", "企业和单位办事")],
        "examples": _EXAMPLES,
        "together": _together(),
        "items": sum(row["n"] for row in kinds),
        "figures": statistics.this_year(now()),
        "mine": _mine(actor),
        "applies": _applies(actor),
    }
    return render(request, "desks/citizen/home.html", context)


def _together() -> list[dict[str, Any]]:
    """Services of several organs that one applies for once."""
    today = local_day(now())
    documents = [one.live.document for one in joint.open_services() if one.live]
    return [
        {"code": one.code, "name": one.name, "organs": len(one.organs),
         "days": one.promise.amount}
        for one in documents
        if not one.ended(today)
    ][:_SERVICES]  # fmt: skip


def _group(who: str, title: str) -> dict[str, Any]:
    counts = facet_counts(SEARCH, "theme", filters={"who": who})
    search = reverse("catalogue_citizen:search")
    themes = [
        {
            "name": name,
            "count": count,
            "icon": _ICONS.get(name, "file-text"),
            "url": f"{search}?{urlencode({'who': who, 'theme': name})}",
        }
        for name, count in list(counts.items())[:_THEMES]
    ]
    return {"title": title, "themes": themes, "all": f"{search}?{urlencode({'who': who})}"}


def _applies(actor: Actor) -> bool:
    """Whom the ways to apply and to follow are shown to: the public, and village agents."""
    return not actor.is_staff or may_apply(actor)


def _mine(actor: Actor) -> dict[str, Any] | None:
    """What of one's own is under way; nothing for visitors and staff."""
    if actor.kind is not ActorKind.CITIZEN:
        return None
    own = cases.visible_to(actor)
    return {
        "open": capped_count(own.filter(state__in=IN_TRAY | RUNNING), 99),
        "waiting": list(own.filter(state=CaseState.SUPPLEMENTING).order_by("-matter")[:3]),
        "drafts": capped_count(Draft.objects.filter(owner=actor.id, submitted=None), 99),
    }


@access(anyone)
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page by what one wants to do."""
    return render(request, "desks/citizen/sitemap.html", {"applies": _applies(actor_of(request))})


@access(anyone)
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Who runs this, what it is, and how one complains."""
    return render(request, "desks/citizen/about.html")


@access(anyone)
@require_safe
def interface(request: HttpRequest) -> HttpResponse:
    """The machine interface, readable: every address with what goes in and what comes out."""
    schema = api.get_openapi_schema()
    calls = [
        {
            "method": method.upper(),
            "path": path,
            "name": call.get("summary", ""),
            "parameters": call.get("parameters", []),
            "body": ", ".join(call.get("requestBody", {}).get("content", {})),
            "answers": ", ".join(str(status) for status in call.get("responses", {})),
        }
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
    ]
    return render(request, "desks/citizen/interface.html", {"calls": calls, "schema": schema})
