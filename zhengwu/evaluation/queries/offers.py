"""What evaluation says on pages of lower rooms: the invitation, the rate of an item."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from zhengwu.cases.models import Case
from zhengwu.cases.registry import Sequel
from zhengwu.catalogue.registry import Remark
from zhengwu.evaluation import registry
from zhengwu.evaluation.models import Service
from zhengwu.evaluation.queries.figures import rate_of_item
from zhengwu.kernel.time import local_day, now

_YEAR_BACK = timedelta(days=364)  # not law: what a guide looks back on

_ASKED = "这次服务怎么样？自愿、匿名，被评价的单位和人员看不到是谁评的。点这里或者扫码评价。"


def invitation(case: Case) -> Sequel | None:
    """Rate this case, by link or by the code; afterwards what one said and what became of it."""
    row = Service.objects.filter(kind="case", subject=str(case.pk)).select_related("rating").first()
    if row is None:
        return None
    url = reverse("evaluation_citizen:rate", args=[row.token])
    if hasattr(row, "rating"):
        return Sequel("您的评价", f"您评价了“{row.rating.level_name}”。", "看我的评价", url)
    if now() >= row.closes_at:
        return None
    image = reverse("evaluation_citizen:code", args=[row.token])
    return Sequel("评价这次服务", _ASKED, "评价", url, image)


def said_of_item(item_code: str) -> Remark | None:
    """The rate of an item, from a least number of ratings on."""
    today = local_day(now())
    found = rate_of_item(item_code, now(), (today - _YEAR_BACK, today))
    if not found.enough(registry.number("least_public", today)):
        return None
    text = f"近一年 {found.total} 人评价，满意率 {found.rate}%。"
    return Remark(text, reverse("evaluation_citizen:figures"))
