"""Notices: load the country's days off of a year, or the days of a region."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from zhengwu.clock.actions.clear import wronged_by
from zhengwu.clock.actions.rederive import touched_by
from zhengwu.clock.enums import DayKind
from zhengwu.clock.events import NoticeLoaded
from zhengwu.clock.models import Day, DayNotice
from zhengwu.clock.policy import may_load_notices
from zhengwu.clock.rules import NoticeDay, NoticeText
from zhengwu.clock.rules.notices import check_notice
from zhengwu.jobs.actions import enqueue
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotPermitted, Refusal


class NoticeFaulty(Refusal):
    """放假通知有误：{faults}。"""

    status = 422
    recorded = False


@action
def load_notice(text: NoticeText, *, by: Actor, at: datetime) -> DayNotice:
    """Load a notice; an earlier one of the same year and region is superseded, not changed.

    Loading the same days again gives the notice that is there. Open clocks the notice touches
    are derived anew by a job (`clock.rederive`), each with its entry. Raises NotPermitted,
    NoticeFaulty with all faults.
    """
    if not may_load_notices(by):
        raise NotPermitted
    faults = check_notice(text)
    if faults:
        raise NoticeFaulty(faults="；".join(faults))
    old = DayNotice.objects.select_for_update().filter(
        year=text.year, region_code=text.region_code, superseded=False
    )
    before = old.first()
    if before is not None and before.digest == text.digest:
        return before
    if before is not None:
        old.update(superseded=True)
    notice = _created(text, before, by, at)
    record(notice, _loaded(notice, text, before), by=by, at=at)
    if touched_by(notice).exists() or wronged_by(notice).exists():
        title = f"{notice.label}：重新计算时限"
        enqueue("clock.rederive", {"notice": notice.pk}, title=title, by=by, at=at)
    return notice


def _created(text: NoticeText, before: DayNotice | None, by: Actor, at: datetime) -> DayNotice:
    days = [one.day for one in text.days]
    year = (date(text.year, 1, 1), date(text.year, 12, 31))
    earlier = (before.first_day, before.last_day) if before else ()
    # The whole year is touched: without its notice every date in it was provisional. Days of a
    # region touch only themselves.
    bounds = [*days, *(() if text.region_code else year), *earlier]
    notice = DayNotice.objects.create(
        year=text.year,
        region_code=text.region_code,
        title=text.title,
        number=text.number,
        issued_on=text.issued_on,
        sources=list(text.sources),
        digest=text.digest,
        loaded_by=by.name,
        loaded_at=at,
        first_day=min(bounds),
        last_day=max(bounds),
    )
    Day.objects.bulk_create(
        [Day(notice=notice, date=one.day, kind=one.kind, name=one.name) for one in text.days]
    )
    return notice


def _loaded(notice: DayNotice, text: NoticeText, before: DayNotice | None) -> NoticeLoaded:
    return NoticeLoaded(
        notice=notice.pk,
        year=notice.year,
        region=notice.region_code,
        label=notice.label,
        days=len(text.days),
        superseded=before.pk if before else 0,
    )


@action
def add_regional_days(
    region_code: str,
    days: Sequence[tuple[date, str]],
    *,
    number: str,
    title: str,
    issued_on: date | None = None,
    by: Actor,
    at: datetime,
) -> list[DayNotice]:
    """Days off that the government of a region has set (民族节日, 全国年节及纪念日放假办法 4).

    `days` holds (date, name of the feast). They replace what this region had for those years.
    """
    if not region_code or not number.strip():
        raise NoticeFaulty(faults="地方放假日必须写明行政区划和文号")
    years = sorted({day.year for day, _ in days})
    return [
        load_notice(
            NoticeText(
                year=year,
                title=title,
                days=tuple(NoticeDay(d, DayKind.OFF, name) for d, name in days if d.year == year),
                number=number.strip(),
                issued_on=issued_on,
                region_code=region_code,
            ),
            by=by,
            at=at,
        )
        for year in years
    ]
