"""Verbs on imports: read a file without applying it, map its columns anew, apply it whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings

from zhengwu.catalogue import policy
from zhengwu.catalogue.actions.assess import assess
from zhengwu.catalogue.enums import ImportState
from zhengwu.catalogue.events import ImportApplied, ImportChecked, ItemChanged, ItemListed
from zhengwu.catalogue.models import ImportFault, ImportRun, Item
from zhengwu.catalogue.rules import rows as rules
from zhengwu.catalogue.rules import sheets
from zhengwu.jobs.actions import enqueue
from zhengwu.journal.actions import Record, action, record, record_many
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import NotPermitted, Refusal
from zhengwu.org.actions import check_sheet
from zhengwu.org.models import Organ

_BATCH = 500
LONG = 2000
_COMPARED = (
    "name", "main_name", "kind", "organ_code", "organ_name", "organ_given", "area_code", "link",
    "code_form", "flags",
)  # fmt: skip


class ImportHasErrors(Refusal):
    """有 {errors} 处错误，没有导入。请改正文件，或选择“跳过有错误的行”。"""

    status = 422


class ImportOver(Refusal):
    """这个文件已经导入过了。"""


@action
def begin_import(
    file_name: str,
    content: bytes,
    *,
    mapping: Mapping[str, str] | None = None,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Read a csv, xlsx or json file as a dry run: nothing changes but the report that is kept.

    Without `mapping` (field → header) the columns are guessed. Raises `FileUnreadable`.
    """
    if not policy.may_import(by):
        raise NotPermitted
    if content.startswith(b"PK"):
        # One cell in the last row makes the fast reader lay out the rectangle up to it, and the
        # whole process dies of that. What was let in once is kept and read again as it is.
        try:
            check_sheet(content, most_area=sheets.MOST_AREA)
        except Refusal as refused:
            why = refused.facts.get("reason", "")
            raise sheets.FileUnreadable(reason=f"不是可用的 xlsx，{why}") from None
    sheet = sheets.read(file_name, content)
    run = ImportRun.objects.create(
        file_name=file_name[-200:],
        file_digest=digest(content),
        content=content,
        encoding=sheet.encoding,
        header=sheet.header,
        mapping=dict(mapping or rules.guess_mapping(sheet.header)),
        state=str(ImportState.CHECKED),
        by_name=by.name,
        at=at,
    )
    return _checked(run, sheet, by=by, at=at)


@action
def remap(run: ImportRun, mapping: Mapping[str, str], *, by: Actor, at: datetime) -> ImportRun:
    """Read the same file again with other columns."""
    run = _locked(run, by)
    run.mapping = {name: column for name, column in mapping.items() if column in run.header}
    return _checked(run, sheets.read(run.file_name, bytes(run.content)), by=by, at=at)


def _locked(run: ImportRun, by: Actor) -> ImportRun:
    if not policy.may_import(by):
        raise NotPermitted
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state == ImportState.APPLIED:
        raise ImportOver
    return run


def _reading(run: ImportRun, sheet: sheets.Sheet) -> rules.Reading:
    organs: dict[str, str] = {}
    for code, name, short in Organ.objects.values_list("code", "name", "short_name"):
        organs |= {name: code, short: code}
    return rules.examine(sheet, run.mapping, region=settings.REGION_CODE[:6], organs=organs)


def _checked(run: ImportRun, sheet: sheets.Sheet, *, by: Actor, at: datetime) -> ImportRun:
    reading = _reading(run, sheet)
    run.total, run.good, run.counts = reading.total, len(reading.rows), reading.counts()
    run.save(update_fields=["mapping", "total", "good", "counts"])
    run.faults.all().delete()
    ImportFault.objects.bulk_create(
        [
            ImportFault(
                run=run,
                line=fault.line,
                severity=str(fault.severity),
                code=fault.code,
                message=fault.message,
            )
            for fault in reading.faults
        ],
        batch_size=_BATCH,
    )
    event = ImportChecked(file=run.file_name, total=run.total, errors=reading.errors)
    record(run, event, by=by, at=at)
    return run


@action
def apply(run: ImportRun, *, skip_errors: bool = False, by: Actor, at: datetime) -> ImportRun:
    """Take a file into the catalogue, all of it or nothing. Known codes are updated, new ones
    listed; nothing is ever removed by an import.

    Raises `ImportHasErrors` unless rows with errors are to be left out.
    """
    run = _locked(run, by)
    reading = _reading(run, sheets.read(run.file_name, bytes(run.content)))
    if (reading.errors and not skip_errors) or not reading.rows:
        raise ImportHasErrors(errors=reading.errors)
    known = {
        item.code: item
        for item in Item.objects.select_for_update(of=("self",))
        .select_related("live")
        .filter(code__in=[row.code.text for row in reading.rows])
    }
    new = [_item(row, at) for row in reading.rows if row.code.text not in known]
    changed = [
        (item, changes)
        for row in reading.rows
        if (item := known.get(row.code.text)) and (changes := _update(item, row, at))
    ]
    Item.objects.bulk_create(new, batch_size=_BATCH)
    Item.objects.bulk_update(
        [item for item, _ in changed],
        [*_COMPARED, "everyday_names", "changed_at"],
        batch_size=_BATCH,
    )
    record_many(
        [Record(item, ItemListed(item=item.code, name=item.name)) for item in new], by=by, at=at
    )
    record_many(
        [Record(item, ItemChanged(item=item.code), changes=changes) for item, changes in changed],
        by=by,
        at=at,
    )
    assess([*new, *(item for item, _ in changed)], by=by, at=at)
    run.created_count, run.updated_count = len(new), len(changed)
    run.same_count = len(reading.rows) - len(new) - len(changed)
    run.state, run.applied_at = str(ImportState.APPLIED), at
    run.save(update_fields=["created_count", "updated_count", "same_count", "state", "applied_at"])
    event = ImportApplied(created=len(new), updated=len(changed), same=run.same_count)
    record(run, event, by=by, at=at)
    return run


def _values(row: rules.Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "main_name": row.main_name,
        "kind": str(row.kind),
        "organ_code": row.organ_code or row.organ_given,
        "organ_name": row.organ_name,
        "organ_given": row.organ_given,
        "area_code": row.area_code or row.code.area,
        "link": row.link,
        "code_form": row.code.form,
        "flags": row.flags,
    }


def _item(row: rules.Row, at: datetime) -> Item:
    return Item(
        code=row.code.text,
        everyday_names=list(row.everyday_names),
        created_at=at,
        changed_at=at,
        **_values(row),
    )


def _update(item: Item, row: rules.Row, at: datetime) -> dict[str, tuple[Any, Any]]:
    """Set what the row says; old and new of what differs. Everyday words of a live edition stay."""
    values = _values(row)
    if row.everyday_names and not item.live_id:
        values["everyday_names"] = list(row.everyday_names)
    changes = {
        name: (getattr(item, name), value)
        for name, value in values.items()
        if getattr(item, name) != value
    }
    for name, value in values.items():
        setattr(item, name, value)
    if changes:
        item.changed_at = at
    return changes


@action
def apply_or_enqueue(
    run: ImportRun, *, skip_errors: bool = False, by: Actor, at: datetime
) -> ImportRun:
    """Apply a short file at once; a long one becomes a job, which the page shows with progress."""
    run = _locked(run, by)
    if run.total <= LONG:
        return apply(run, skip_errors=skip_errors, by=by, at=at)
    params = {
        "run": str(run.pk),
        "skip_errors": skip_errors,
        "by": {
            "id": by.id,
            "name": by.name,
            "account": by.account,
            "organ_code": by.organ_code,
            "duties": sorted(by.duties),
        },
    }
    job = enqueue("catalogue.import", params, title=f"导入 {run.file_name}", by=by, at=at)
    run.job_id = str(job.pk)
    run.save(update_fields=["job_id"])
    return run
