"""What the desks wire together: rooms that do not know each other tell of one town on one page."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from zhengwu.assessment.enums import SHOWN
from zhengwu.assessment.models import Period
from zhengwu.complaints import queries as complaints
from zhengwu.complaints.enums import FAULTED
from zhengwu.evaluation import queries as ratings
from zhengwu.hall.models import Ticket
from zhengwu.hall.registry import Link
from zhengwu.kernel.time import local_day, midnight, now
from zhengwu.org.models import Holding
from zhengwu.personnel.enums import FAULTS
from zhengwu.personnel.models import AttendanceDay
from zhengwu.supervision.enums import CardState, Level
from zhengwu.supervision.models import Card
from zhengwu.township.registry import Measured

ALL_OF_A_TOWN = "town_staff"  # the group of the assessment that holds everybody of the towns


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
    seen, accounted = "supervision", "accountability"
    return [
        Measured("黄牌", levels.get(Level.YELLOW, 0), "张", "电子监察发出，未撤销", seen),
        Measured("红牌", levels.get(Level.RED, 0), "张", f"另有撤销 {withdrawn} 张", seen),
        Measured("收到投诉举报", counted["total"], "件", f"查实 {true} 件", seen),
        Measured("责任追究", len(pursued), "人次", "", accounted),
        Measured("群众评价", given.count(), "条", "", "appraisal"),
        *_appraised(town),
        *_attendance(town, since),
        *_assessed(town),
    ]


def _appraised(town: str) -> list[Measured]:
    """The last published appraisal of the town's centre."""
    found = ratings.last_published(town)
    if found is None:
        return []
    survey, unit = found
    answers = sum(unit.answers.values())
    told = "份数不足，不计分" if unit.score is None else f"{unit.score} 分，第 {unit.rank} 名"
    return [Measured("四方评议", answers, "份答卷", f"{survey.name}：{told}", "appraisal")]


def _attendance(town: str, since: date) -> list[Measured]:
    """Days judged of the town's people, agents and seconded ones by where their post is."""
    people = Holding.objects.filter(post__organ=town).values("staff")
    days = AttendanceDay.objects.filter(Q(organ=town) | Q(staff__in=people), day__gte=since)
    faulty = days.filter(state__in=FAULTS).count()
    return [Measured("考勤", days.count(), "人天", f"迟到、早退、缺勤 {faulty} 人天", "attendance")]


def _assessed(town: str) -> list[Measured]:
    """Who of the town's people was scored in the last published period that scores them all."""
    period = Period.objects.filter(scheme__group=ALL_OF_A_TOWN, state__in=SHOWN).order_by(
        "-first_day"
    )
    last = period.first()
    if last is None:
        return [Measured("全员考核", 0, "人", "还没有公布", "assessment")]
    scored = last.scores.filter(organ_code=town)
    agents = scored.filter(klass="agents").count()
    note = f"{last.words}，其中村级代办员 {agents} 人"
    return [Measured("全员考核", scored.count(), "人", note, "assessment")]


def rating_of(ticket: Ticket) -> Link | None:
    """A served number's page leads to its rating, once that was offered."""
    service = ratings.offered_for("ticket", str(ticket.pk))
    if service is None:
        return None
    return Link("评价这次服务", reverse("evaluation_citizen:rate", args=[service.token]))
