"""Long and recurring work of supervision: trying a rule on the past."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job, periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.supervision import actions, queries
from zhengwu.supervision.models import ProbeVersion
from zhengwu.supervision.rules.groups import GroupHit
from zhengwu.supervision.rules.judging import Hit
from zhengwu.supervision.rules.measures import Answerable
from zhengwu.web.tables import Column, write_xlsx

_MOST = 5000


class Line(NamedTuple):
    """One card that would have been dealt."""

    day: date
    number: str
    unit: str
    name: str
    task: str
    facts: str


_COLUMNS = [
    Column("day", "日期", kind="day"),
    Column("number", "涉及的事"),
    Column("unit", "单位"),
    Column("name", "人员"),
    Column("task", "环节"),
    Column("facts", "依据的事实"),
]


_WHY = "到期日改变以后，当时并没有超期（放假安排、时限规则更正或者依法中止）"


@periodic("supervision.disprove", seconds=300)
def withdraw_false_cards() -> None:
    """Cards whose limit has moved behind their instant. Asked of the clocks themselves, for a
    day-off notice moves a hundred thousand of them and none may cost a delivery of its own."""
    at = now()
    for card, due_at in queries.disproved():
        watched = card.finding.watched
        if watched is not None:
            actions.withdraw_disproved(
                watched, clock_id=card.finding.clock, due_at=due_at, why=_WHY, by=SYSTEM, at=at
            )


@periodic("supervision.periods", seconds=3600)
def judge_periods() -> None:
    """Rules over a day or a month: each period is judged once when it is over."""
    at = now()
    for version, start in queries.periods_due(at):
        actions.judge_period(version, start=start, by=SYSTEM, at=at)


@periodic("supervision.bundle", seconds=1800)
def bundle_day() -> None:
    """Yesterday's records for the level above, once."""
    at = now()
    actions.bundle(local_day(at) - timedelta(days=1), by=SYSTEM, at=at)


@job("supervision.replay")
def replay(handle: JobHandle) -> None:
    """Which cards a version would have dealt between two instants; a sheet with each of them."""
    version = ProbeVersion.objects.get(pk=handle.params["version"])
    since = datetime.fromisoformat(handle.params["since"])
    until = datetime.fromisoformat(handle.params["until"])
    names = dict(Organ.objects.values_list("pk", "short_name"))
    months: Counter[str] = Counter()
    units: Counter[str] = Counter()
    rows: list[Line] = []
    found: Iterator[tuple[str, Hit | GroupHit, Answerable, datetime]]
    if version.of_groups:
        found = (
            (name, hit, who, hit.seen[-1].occurred_at)
            for name, hit, who in queries.replay_groups([version], since, until)
        )
    else:
        found = (
            (number, hit, who, act.occurred_at)
            for number, hit, who, act in queries.replay([version], since, until)
        )
    for number, hit, who, occurred_at in found:
        day = local_day(occurred_at)
        unit = names.get(who.organ_code, who.organ_code or "（不明）")
        months[f"{day:%Y-%m}"] += 1
        units[unit] += 1
        if len(rows) < _MOST:
            facts = "；".join(f"{name}={value}" for name, value in hit.facts.items())
            rows.append(Line(day, number, unit, who.name, who.task, facts))
    stream = io.BytesIO()
    write_xlsx(stream, _COLUMNS, rows, "规则试算")
    total = sum(months.values())
    handle.finish(
        report={
            "规则": f"{version.name}（第 {version.number} 版）",
            "时段": f"{local_day(since)} 至 {local_day(until)}",
            "会发出": f"{total} 张{version.level_name}",
            "按月": dict(sorted(months.items())),
            "按单位": dict(units.most_common(20)),
        },
        file_name="规则试算.xlsx",
        content=stream.getvalue(),
    )
