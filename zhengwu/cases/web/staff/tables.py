"""How a case stands in a list: its stage in a word, the days left, the columns of the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from zhengwu.cases import queries
from zhengwu.cases.enums import CHANNEL_NAMES, OVER, Channel
from zhengwu.cases.models import NO_LIMIT, Case
from zhengwu.clock import queries as clock
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Task
from zhengwu.kernel.time import format_day, local_day
from zhengwu.web.tables import Column


@dataclass(frozen=True, slots=True)
class Stage:
    """The stage of a due day: code of the component, words beside it."""

    code: str
    words: str


class Days:
    """Today, the day until which a due day is near, and the working days between. Two queries."""

    def __init__(self, at: datetime) -> None:
        self.today = local_day(at)
        self.near = queries.near_day(at)
        self.calendar = clock.known().calendar()

    def stage(self, case: Case) -> Stage:
        """How the due day of a case stands today."""
        if case.state in OVER:
            return Stage("met", case.state_name)
        if case.suspended:
            return Stage("suspended", "中止计时")
        if case.announced and case.serves_on is not None:
            return Stage("suspended", f"公告至 {format_day(case.serves_on)}")
        if case.due_on == NO_LIMIT:
            return Stage("none", "不计时")
        return self._running(case.due_on)

    def _running(self, due: date) -> Stage:
        if due < self.today:
            late = max(1, self.calendar.working_between(due, self.today))
            return Stage("overdue", f"超期 {late} 个工作日")
        if due == self.today:
            return Stage("today", "今天到期")
        left = self.calendar.working_between(self.today, due)
        return Stage("warning" if due <= self.near else "normal", f"还剩 {left} 个工作日")


def with_step(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Each case with the name of the step that waits longest, if any."""
    waiting = Task.objects.filter(matter=OuterRef("pk"), state__in=PENDING)
    return cases.annotate(step=Subquery(waiting.order_by("opened_at", "id").values("name")[:1]))


def address(case: Case, view: str = "") -> str:
    """The page of a case; `view` keeps the list it was opened from beside it."""
    url = reverse("cases_staff:case", args=[case.matter.number])
    return f"{url}?{urlencode({'view': view})}" if view else url


def channel_name(case: Case) -> str:
    """By which entrance it came, in Chinese."""
    return CHANNEL_NAMES[Channel(case.channel)]


def columns(days: Days, view: str, organs: dict[str, str]) -> list[Column]:
    """The columns of the list; the organ only for those who see several."""
    found = [
        Column("number", "编号", kind="short", value=lambda case: case.matter.number,
               url=lambda case: address(case, view), sort="pk"),
        Column("title", "事项", value=lambda case: case.matter.title),
        Column("applicant_name", "申请人"),
        Column("organ", "单位", kind="short",
               value=lambda case: organs.get(case.organ_code, case.organ_code)),
        Column("state", "状态", kind="short", value=lambda case: case.state_name),
        Column("route", "类别", kind="short", value=lambda case: case.route_name),
        Column("step", "当前环节", kind="short", value=_step),
        Column("undertaker_name", "承办人", kind="short"),
        Column("channel", "来源", kind="short", value=channel_name),
        Column("received_at", "收件", kind="day", value=lambda case: local_day(case.received_at)),
        Column("due_on", "到期日", kind="day", sort="due_on",
               value=lambda case: None if case.due_on == NO_LIMIT else case.due_on),
        Column("stage", "时限", kind="short", value=lambda case: days.stage(case).words,
               template="cases/staff/_stage.html"),
    ]  # fmt: skip
    return found if len(organs) > 1 else [one for one in found if one.name != "organ"]


def _step(case: Any) -> str:
    return case.step or ""


def row_of(case: Case, days: Days, view: str, current: str = "") -> dict[str, Any]:
    """One case in the pane beside a matter, as the component takes it."""
    stage = days.stage(case)
    return {
        "href": address(case, view),
        "title": case.matter.title,
        "who": case.applicant_name,
        "number": case.matter.number,
        "stage": stage.code,
        "remaining": stage.words,
        "meta": f"{channel_name(case)} · {case.route_name}",
        "current": "1" if case.matter.number == current else "",
    }
