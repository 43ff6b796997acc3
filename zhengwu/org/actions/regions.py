"""Divisions: importing a list, founding a single one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files

from zhengwu.journal.actions import Record, action, record, record_many
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import InvalidInput

from .. import policy
from ..enums import ImportState
from ..events import ImportApplied, RegionEnded, RegionListed, RegionRenamed
from ..models import ImportRun, Region, RegionName
from ..rules.divisions import (
    RegionRow,
    check_code,
    level_of,
    orphans,
    parent_of,
    prefix_of,
    read_rows,
)
from ..rules.refusals import RegionCodeWrong, RowsFaulty
from ..rules.words import required
from .writing import lock, require, revise

SHIPPED = "regions_511602_2023.csv"


def shipped_list() -> str:
    """The list that comes with the program (see data/NOTICE.md for its source and licence)."""
    return files("zhengwu.org").joinpath("data", SHIPPED).read_text(encoding="utf-8")


@action
def found_region(
    code: str,
    *,
    name: str,
    valid_from: date | None = None,
    source: str = "",
    by: Actor,
    at: datetime,
) -> Region:
    """Enter one division or give it another name; the region above must be there."""
    require(policy.may_keep_structure(by))
    code = check_code(code)
    name = required(name, "name", "区划名称", 60)
    region = lock(Region, code=code)
    if region is not None:
        if region.name != name and valid_from is not None:
            _remember_names([region], valid_from)
        return revise(
            region, {"name": name}, event=lambda row: RegionRenamed(name=row.name), by=by, at=at
        )
    above = parent_of(code)
    if above and not Region.objects.filter(pk=above).exists():
        raise RegionCodeWrong(code=code, reason=f"上级区划 {above} 还没有登记")
    region = Region.objects.create(
        code=code,
        name=name,
        level=level_of(code).value,
        parent_id=above or None,
        valid_from=valid_from,
        source=source,
    )
    record(region, RegionListed(name=name, level=region.level), by=by, at=at)
    return region


@action
def import_regions(
    text: str,
    *,
    as_of: date,
    source: str,
    close_missing_below: str = "",
    file_name: str = SHIPPED,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Take over a list of divisions (csv with code,name) as it stood on a day, whole or not at all.

    New codes are entered, other names are changed and the former ones kept. With
    `close_missing_below` (a region code) the divisions inside it that the list no longer has end
    the day before `as_of`. Refuses lists with faulty rows, naming each.
    """
    require(policy.may_keep_structure(by))
    rows = _checked(text)
    known = {
        region.code: region
        for region in Region.objects.select_for_update().filter(code__in=[row.code for row in rows])
    }
    new = [_region(row, as_of, source) for row in rows if row.code not in known]
    renamed = [(known[r.code], r) for r in rows if r.code in known and known[r.code].name != r.name]
    records = [Record(r, RegionListed(name=r.name, level=r.level)) for r in new]
    Region.objects.bulk_create(new, batch_size=500)
    records += _rename(renamed, as_of)
    ended = _end_missing(rows, close_missing_below, as_of)
    records += [
        Record(
            region,
            RegionEnded(last_day=str(region.valid_to)),
            changes={"valid_to": (None, region.valid_to)},
        )
        for region in ended
    ]
    record_many(records, by=by, at=at)
    counts = {"rows": len(rows), "new": len(new), "renamed": len(renamed), "ended": len(ended)}
    run = ImportRun.objects.create(
        what="regions",
        file_name=file_name[:200],
        file_digest=digest(text),
        state=ImportState.APPLIED.value,
        report={"counts": counts, "source": source, "as_of": as_of.isoformat()},
        made_at=at,
        applied_at=at,
    )
    record(run, ImportApplied(what="regions", counts=counts), by=by, at=at)
    return run


def _checked(text: str) -> list[RegionRow]:
    rows, faults = read_rows(text)
    known = Region.objects.filter(code__in={row.parent_code for row in rows})
    for row in orphans(rows, known.values_list("code", flat=True)):
        faults.append(f"{row.code} {row.name}：上级区划 {row.parent_code} 不在名单里，也没有登记。")
    if faults:
        raise RowsFaulty(count=len(faults), fields={"file": faults[:200]})
    if not rows:
        raise InvalidInput(fields={"file": ["名单里没有一行区划；表头应为 code,name。"]})
    return rows


def _region(row: RegionRow, as_of: date, source: str) -> Region:
    return Region(
        code=row.code,
        name=row.name,
        level=row.level.value,
        parent_id=row.parent_code or None,
        valid_from=as_of,
        source=source[:200],
    )


def _rename(pairs: Sequence[tuple[Region, RegionRow]], as_of: date) -> list[Record]:
    regions = [region for region, _ in pairs]
    _remember_names(regions, as_of)
    records = []
    for region, row in pairs:
        change = {"name": (region.name, row.name)}
        region.name = row.name
        records.append(Record(region, RegionRenamed(name=row.name), changes=change))
    Region.objects.bulk_update(regions, ["name"], batch_size=500)
    return records


def _remember_names(regions: Sequence[Region], as_of: date) -> None:
    last_day = as_of - timedelta(days=1)
    RegionName.objects.bulk_create(
        [RegionName(region=region, name=region.name, valid_to=last_day) for region in regions],
        ignore_conflicts=True,
    )


def _end_missing(rows: Sequence[RegionRow], below: str, as_of: date) -> list[Region]:
    if not below:
        return []
    listed = {row.code for row in rows}
    inside = Region.objects.select_for_update().filter(
        code__startswith=prefix_of(check_code(below)), valid_to__isnull=True
    )
    ended = [region for region in inside if region.code not in listed]
    last_day = as_of - timedelta(days=1)
    for region in ended:
        region.valid_to = max(last_day, region.valid_from or last_day)
    Region.objects.bulk_update(ended, ["valid_to"], batch_size=500)
    return ended
