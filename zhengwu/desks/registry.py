"""What the desks wire together: rooms that do not know each other tell of one town on one page."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count
from django.urls import reverse

from zhengwu.complaints import queries as complaints
from zhengwu.complaints.enums import FAULTED
from zhengwu.evaluation import queries as ratings
from zhengwu.hall.models import Ticket
from zhengwu.hall.registry import Link
from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.supervision.enums import CardState, Level
from zhengwu.supervision.models import Card
from zhengwu.township.registry import Measured


def of_town(town: str, since: date) -> list[Measured]:
    """Cards, complaints and ratings of a town since a day (TWN-03): supervision in the same place
    as disclosure and service."""
    at = now()
    today = local_day(at)
    cards = Card.objects.filter(organ_code=town, dealt_at__gte=midnight(since))
    levels = dict(
        cards.exclude(state=CardState.WITHDRAWN).order_by().values_list("level")
        .annotate(Count("pk"))
    )  # fmt: skip
    withdrawn = cards.filter(state=CardState.WITHDRAWN).count()
    period = complaints.Period(since, today + timedelta(days=1))
    counted = complaints.figures(period, town)
    true = sum(counted["findings"].get(one, 0) for one in FAULTED)
    pursued = [one for one in complaints.accountability(period) if one["organ"] == town]
    given = ratings.count_levels((since, today), final_at=at).filter(organ_code=town)
    return [
        Measured("黄牌", levels.get(Level.YELLOW, 0), "张", "电子监察发出，未撤销"),
        Measured("红牌", levels.get(Level.RED, 0), "张", f"另有撤销 {withdrawn} 张"),
        Measured("收到投诉举报", counted["total"], "件", f"查实 {true} 件"),
        Measured("责任追究", len(pursued), "人次"),
        Measured("群众评价", given.count(), "条"),
    ]


def rating_of(ticket: Ticket) -> Link | None:
    """A served number's page leads to its rating, once that was offered."""
    service = ratings.offered_for("ticket", str(ticket.pk))
    if service is None:
        return None
    return Link("评价这次服务", reverse("evaluation_citizen:rate", args=[service.token]))
