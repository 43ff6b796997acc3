"""Case-file review: what may be drawn, whose hands were in it, what the program sees beforehand."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from zhengwu.cases.models import Case
from zhengwu.clock.models import Clock
from zhengwu.documents.models import Document
from zhengwu.evaluation.models import ReviewedFile
from zhengwu.flow.models import Task
from zhengwu.kernel.time import end_of, midnight


def finished_files(period: tuple[date, date]) -> dict[str, list[str]]:
    """Matters finished in a period, by unit; one statement."""
    first, last = period
    rows = Case.objects.filter(
        completed_at__gte=midnight(first), completed_at__lt=end_of(last), part_of=None
    )
    found: dict[str, list[str]] = defaultdict(list)
    for key, organ in rows.values_list("pk", "organ_code"):
        found[organ].append(str(key))
    return dict(found)


def hands_of(case: Case) -> set[str]:
    """Everybody who had a task in it, took it in, or acted as agent."""
    tasks = Task.objects.filter(instance__matter=case.matter_id).values_list(
        "assignee_id", flat=True
    )
    return {one for one in (*tasks, case.undertaker_id, case.agent_id) if one}


def seen_beforehand(row: ReviewedFile) -> dict[str, tuple[bool, str]]:
    """What papers and clocks say of items of the checklist: (as it should be, in words). Three
    statements; the reviewer decides, not the program."""
    items: dict[str, Any] = row.review.checklist["items"]
    papers = list(
        Document.objects.filter(matter=row.case.matter_id, corrects=None).prefetch_related(
            "services"
        )
    )
    codes = {one.template_code: one for one in papers}
    found: dict[str, tuple[bool, str]] = {}
    for code, item in items.items():
        if wanted := item.get("paper"):
            there = [codes[one] for one in wanted if one in codes]
            told = "、".join(f"《{one.title}》{one.number}" for one in there)
            found[code] = (bool(there), told or "系统里没有这份文书")
    late = Clock.objects.filter(matter=row.case.matter_id, in_time=False).exists()
    found["in_time"] = (not late, "有期限超过" if late else "各期限都没有超过")
    served = [one for one in papers if one.services.all()]
    found["served"] = (bool(served), f"送达记录 {len(served)} 份文书")
    return {code: one for code, one in found.items() if code in items}
