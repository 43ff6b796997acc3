"""Long and recurring work of supervision: trying a rule on the past."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from django.conf import settings
from PIL import Image

from zhengwu.files.actions import receive
from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job, periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Organ
from zhengwu.supervision import actions, queries, registry
from zhengwu.supervision.models import Camera, ProbeVersion, Still
from zhengwu.supervision.registry import Lens, NoPicture, Picture
from zhengwu.supervision.rules.groups import GroupHit
from zhengwu.supervision.rules.judging import Hit
from zhengwu.supervision.rules.measures import Answerable
from zhengwu.web.tables import Column, write_xlsx

_MOST = 5000
_MEBIBYTE = 1024 * 1024
# Cameras asked at the same time, stills looked at for that, pictures deleted in one go.
_AT_ONCE, _DUE, _BATCH = 8, 100, 500
_EXPIRED = "保存期限届满或者牌已撤销（个人信息保护法第十九条、第四十七条）"
log = structlog.get_logger(__name__)


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


_WHY = "到期日改变以后，当时并没有超期（放假安排或者时限规则更正）"


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


@job("supervision.stills")
def fetch_stills_now(handle: JobHandle) -> None:
    """Right after a card was dealt."""
    handle.finish(report={"取到": fetch_stills(), "说明": "没有取到的稍后再试，结果写在牌上"})


@periodic("supervision.stills", seconds=15)
def fetch_stills() -> int:
    """Ask the cameras of stills that are due; several at once, none twice. How many were stored.

    The lines are held outside of any transaction and in threads that touch no row.
    """
    at = now()
    due: dict[UUID, Still] = {}
    for still in queries.stills_due(at)[:_DUE]:
        due.setdefault(still.camera_id, still)
    taken = [one for one in list(due.values())[:_AT_ONCE] if actions.take_up(one, at=at)]
    lenses = [_lens(one.camera) for one in taken]
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as threads:
        answers = list(threads.map(_ask, (one.camera.kind for one in taken), lenses))
    return sum(map(_settle, taken, answers))


def _lens(camera: Camera) -> Lens:
    at = now()
    user, password = actions.sign_in_of(camera)
    return Lens(
        code=camera.code, place=camera.place, address=camera.snapshot, user=user,
        password=password, allowed=tuple(settings.CAMERA_NETWORKS),
        patience=registry.number("still_patience", at),
        most_bytes=registry.number("still_megabytes", at) * _MEBIBYTE, at=at,
    )  # fmt: skip


def _ask(kind: str, lens: Lens) -> tuple[Picture, datetime] | NoPicture:
    try:
        return registry.camera_kind(kind).still(lens), now()
    except NoPicture as reason:
        return reason
    except Exception:  # one camera's nonsense must not keep the others' pictures
        log.exception("camera failed", camera=lens.code)
        return NoPicture("监控点的应答无法处理")


@job("supervision.try_camera")
def try_camera(handle: JobHandle) -> None:
    """One picture of one camera, to see whether its address is right; nothing is kept."""
    camera = Camera.objects.get(pk=handle.params["camera"])
    begun = monotonic()
    answer = _ask(camera.kind, _lens(camera))
    handle.finish(
        report={
            "监控点": f"{camera.code} {camera.place}",
            "结果": _seen(answer),
            "用时": f"{monotonic() - begun:.1f} 秒",
            "说明": "只是试取，画面没有保存，也没有给任何人看。",
        }
    )


def _seen(answer: tuple[Picture, datetime] | NoPicture) -> str:
    if isinstance(answer, NoPicture):
        return f"没有取到：{answer}"
    content = answer[0].content
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            width, height = picture.size
    except (OSError, SyntaxError, ValueError):
        return "没有取到：监控点返回的不是完好的图片"
    kibibytes = max(1, len(content) // 1024)
    return f"取到了画面：宽 {width}、高 {height} 像素，{kibibytes} KB"


def _settle(still: Still, answer: tuple[Picture, datetime] | NoPicture) -> bool:
    """Store the picture, or write down why there is none."""
    if isinstance(answer, NoPicture):
        actions.put_off_still(still, why=str(answer), lasting=answer.lasting, by=SYSTEM, at=now())
        return False
    picture, captured_at = answer
    name = f"{still.card.matter.number}-{still.camera.code}.{picture.ending}"
    try:
        received = receive(io.BytesIO(picture.content), name=name, purpose="still")
    except Refusal:
        why = "监控点返回的不是完好的图片"
        actions.put_off_still(still, why=why, lasting=False, by=SYSTEM, at=now())
        return False
    actions.keep_still(still, received=received, captured_at=captured_at, by=SYSTEM, at=now())
    return True


@periodic("supervision.stills_expire", seconds=6 * 3600)
def delete_stills() -> None:
    """Pictures that nothing needs any more are deleted, and that is recorded."""
    at = now()
    for still in queries.stills_over(at)[:_BATCH]:
        actions.delete_still(still, why=_EXPIRED, by=SYSTEM, at=at)


@job("supervision.replay")
def replay(handle: JobHandle) -> None:
    """Which cards a version would have dealt between two instants; a sheet with each of them."""
    version = ProbeVersion.objects.get(pk=handle.params["version"])
    actions.require_judging(version)
    since = datetime.fromisoformat(handle.params["since"])
    until = datetime.fromisoformat(handle.params["until"])
    names = dict(Organ.objects.values_list("pk", "short_name"))
    told: Counter[tuple[str, str]] = Counter()
    rows: list[Line] = []
    total = queries.watched_objects()

    def tick(done: int) -> None:
        handle.progress(min(done, total), total)

    found: Iterator[tuple[str, Hit | GroupHit, Answerable, datetime]]
    if version.of_groups:
        found = (
            (name, hit, who, hit.seen[-1].occurred_at)
            for name, hit, who in queries.replay_groups([version], since, until, tick)
        )
    else:
        found = (
            (number, hit, who, act.occurred_at)
            for number, hit, who, act in queries.replay([version], since, until, tick)
        )
    for number, hit, who, occurred_at in found:
        day = local_day(occurred_at)
        unit = names.get(who.organ_code, who.organ_code or "（不明）")
        told[unit, f"{day:%Y-%m}"] += 1
        if len(rows) < _MOST:
            facts = "；".join(f"{name}：{value}" for name, value in registry.in_words(hit.facts))
            rows.append(Line(day, number, unit, who.name, who.task, facts))
    tick(total)
    stream = io.BytesIO()
    write_xlsx(stream, _COLUMNS, rows, "规则试算")
    handle.finish(
        report={
            "规则": f"{version.name}（第 {version.number} 版）",
            "时段": f"{local_day(since)} 至 {local_day(until)}",
            "会发出": f"{told.total()} 张{version.level_name}",
            "按单位和月份": _by_unit_and_month(told),
        },
        file_name="规则试算.xlsx",
        content=stream.getvalue(),
    )


def _by_unit_and_month(told: Counter[tuple[str, str]]) -> dict[str, list[Any]]:
    """A table for the page: units with the most first, a column a month, sums at both ends."""
    months = sorted({month for _, month in told})
    units: Counter[str] = Counter()
    for (unit, _), count in told.items():
        units[unit] += count
    lines = [
        [unit, *(told[unit, month] for month in months), count]
        for unit, count in units.most_common()
    ]
    sums = [sum(told[unit, month] for unit in units) for month in months]
    head = ["单位", *months, "合计"]
    every = [*lines, ["合计", *sums, told.total()]]
    return {"head": head, "rows": [list(zip(head, line, strict=True)) for line in every]}
