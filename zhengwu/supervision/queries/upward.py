"""What the level above may read."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet

from zhengwu.journal.models import Entry
from zhengwu.org.models import Organ
from zhengwu.supervision import registry
from zhengwu.supervision.enums import VERDICT_NAMES, Verdict
from zhengwu.supervision.models import Bundle, Outgoing
from zhengwu.supervision.rules.upward import lines_of

_WORDS = {
    "supervision.card.dealt": "发出，待说明",
    "supervision.card.closed": "整改验收，办结",
    "supervision.finding.made": "已提示",
    "supervision.order.issued": "发出，待回复",
    "supervision.order.closed": "回复通过，办结",
    "supervision.order.escalated": "未按期回复或者回复不合格，升级",
}


def node_code(at: date | datetime) -> str:
    """How the level above calls this county: given by it, else the code of the region."""
    return str(registry.value("upper_code", at) or settings.REGION_CODE)


def unit_name(code: str) -> str:
    """Full name of a unit."""
    organ = Organ.objects.filter(pk=code).first()
    return organ.name if organ else code


def result_words(entry: Entry) -> str:
    """结果描述: what became of it, in words, from the entry."""
    if entry.code == "supervision.card.judged":
        return f"审议：{VERDICT_NAMES[Verdict(entry.payload['verdict'])]}"
    return _WORDS.get(entry.code, "")


def outgoing_after(number: int, most: int) -> QuerySet[Outgoing]:
    """Records after a number, in order: the cursor of the live feed."""
    return Outgoing.objects.filter(number__gt=number).order_by("number")[:most]


def bundle_bytes(bundle: Bundle) -> bytes:
    """The file of a bundle; the same bytes whenever it is asked for."""
    header = {
        "node": node_code(bundle.day),
        "bundle": bundle.number,
        "day": bundle.day.isoformat(),
        "first": bundle.first,
        "last": bundle.last,
        "previous": bundle.previous,
    }
    rows = Outgoing.objects.filter(number__gte=bundle.first, number__lte=bundle.last)
    records = ({"number": one.number, **one.content} for one in rows.order_by("number").iterator())
    return lines_of(header, records)
