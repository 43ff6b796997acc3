"""Staff lists: tried first, applied whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import InvalidInput, NotPermitted, Refusal
from zhengwu.kernel.time import local_day

from .. import policy
from ..enums import ImportState, RoleAB, StaffKind
from ..events import ImportApplied, ImportDiscarded, ImportTried
from ..models import ImportRun, Organ, Post, Staff
from ..rules.refusals import ImportChanged, RowsFaulty
from ..rules.sheet import Sheet, read_sheet
from ..rules.staff_rows import Known, StaffRow, counts, judge, read_rows
from ..rules.words import one_line
from .people import found_staff, id_digest
from .posts import appoint
from .writing import require


def import_staff(
    content: bytes,
    *,
    file_name: str = "人员名单.xlsx",
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = True,
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Try a staff list (.xlsx bytes) and, unless `dry_run`, apply it.

    Returns the run; `run.report` has `counts`, `columns` and one line a row. Raises
    SheetUnreadable, SheetTooLarge, ColumnsMissing, and on applying RowsFaulty.
    """
    require(policy.may_import_staff(by))
    sheet = read_sheet(content)  # outside the transaction: a large sheet must hold no lock
    run = try_staff(
        sheet,
        file_name=file_name,
        file_digest=digest(content),
        mapping=mapping or {},
        by=by,
        at=at,
    )
    return run if dry_run else apply_staff(run, by=by, at=at)


@action
def try_staff(
    sheet: Sheet,
    *,
    file_name: str,
    file_digest: str,
    mapping: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> ImportRun:
    """Check every row and keep the report; no member of staff is changed."""
    require(policy.may_import_staff(by))
    rows, columns = read_rows(sheet, _known(), mapping)
    if any(row.values.get("posts") for row in rows) and not policy.may_grant(by):
        raise NotPermitted(
            fields={"file": ["“岗位”列会授予职责，只能由安全保密管理员导入；请删去这一列。"]}
        )
    _judge(rows)
    report: dict[str, Any] = {
        "counts": counts(rows),
        "columns": columns,
        "mapping": dict(mapping),
        "sheet": sheet.name,
        "rows": [_line(row) for row in rows],
    }
    run = ImportRun(
        what="staff",
        file_name=one_line(file_name)[:200],
        file_digest=file_digest,
        state=ImportState.TRIED.value,
        report=report,
        made_by=_staff(by),
        made_at=at,
    )
    text = json.dumps([{"row": row.row, **row.values} for row in rows], ensure_ascii=False)
    run.rows_sealed = settings.VAULT.seal(text, f"org.import/{run.pk}")
    run.save(force_insert=True)
    record(run, ImportTried(what="staff", counts=report["counts"]), by=by, at=at)
    return run


def _staff(by: Actor) -> Staff | None:
    return Staff.objects.filter(pk=by.id).first() if by.is_staff else None


def _known() -> Known:
    organs: dict[str, str] = {}
    for code, name, short in Organ.objects.values_list("pk", "name", "short_name"):
        _name(organs, {code, name, short}, code)
    posts: dict[str, str] = {}
    rows = Post.objects.filter(abolished_on__isnull=True)
    for code, name, organ in rows.values_list("code", "name", "organ__short_name"):
        _name(posts, {code, name, f"{organ}{name}"}, code)
    return Known(organs, posts)


def _name(known: dict[str, str], names: Iterable[str], code: str) -> None:
    """A name two rows bear leads nowhere (""): the list must then give the code."""
    for name in names:
        plain = one_line(name)
        known[plain] = code if known.get(plain, code) == code or plain == code else ""


def _judge(rows: list[StaffRow]) -> None:
    numbers = [row.values["number"] for row in rows if row.values.get("number")]
    persons = {row.values["id_number"] for row in rows if row.values.get("id_number")}
    digests = {id_digest(person): person for person in persons}
    found = Staff.objects.filter(id_number_digest__in=list(digests))
    holders = {digests[d]: n for d, n in found.values_list("id_number_digest", "number")}
    existing = {
        staff.number: {
            "name": staff.name,
            "organ": staff.organ_id,
            "kind": staff.kind,
            "enforcement_certificate_no": staff.enforcement_certificate_no,
            "joined_on": staff.joined_on.isoformat() if staff.joined_on else "",
            "phone": staff.phone,
            "id_number": staff.id_number,
        }
        for staff in Staff.objects.filter(number__in=numbers)
    }
    judge(rows, existing, holders)


def _line(row: StaffRow) -> dict[str, Any]:
    return {
        "row": row.row,
        "number": str(row.values.get("number", "")),
        "name": str(row.values.get("name", "")),
        "outcome": row.outcome,
        "messages": [*row.errors, *row.warnings],
    }


@action
def apply_staff(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Take over a tried list, all rows or none. Rows are checked again: time has passed."""
    require(policy.may_import_staff(by))
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != ImportState.TRIED.value:
        raise ImportChanged(state=ImportState.label_of(run.state))
    if faulty := run.report["counts"]["faulty"]:
        raise RowsFaulty(count=faulty)
    rows = json.loads(run.rows_text)
    organs = Organ.objects.in_bulk([row["organ"] for row in rows])
    posts = {post.code: post for post in Post.objects.all()}
    for row in rows:
        _apply(row, organs, posts, by=by, at=at)
    run.state = ImportState.APPLIED.value
    run.applied_at = at
    run.rows_sealed = None
    run.save(update_fields=["state", "applied_at", "rows_sealed"])
    record(run, ImportApplied(what="staff", counts=run.report["counts"]), by=by, at=at)
    return run


def _apply(
    row: dict[str, Any],
    organs: Mapping[str, Organ],
    posts: Mapping[str, Post],
    *,
    by: Actor,
    at: datetime,
) -> None:
    joined = date.fromisoformat(row["joined_on"]) if row.get("joined_on") else None
    try:
        staff = found_staff(
            row["number"],
            name=row["name"],
            organ=organs[row["organ"]],
            kind=StaffKind(row["kind"]),
            phone=row.get("phone", ""),
            id_number=row.get("id_number", ""),
            enforcement_certificate_no=_kept(row, "enforcement_certificate_no"),
            joined_on=joined,
            by=by,
            at=at,
        )
        for code in row.get("posts", []):
            if not staff.holdings.filter(post__code=code, valid_to__isnull=True).exists():
                appoint(
                    staff,
                    posts[code],
                    valid_from=joined or local_day(at),
                    role=RoleAB(row.get("role", "")),
                    by=by,
                    at=at,
                )
    except Refusal as refusal:
        problems = [one for several in refusal.fields.values() for one in several]
        message = f"第 {row['row']} 行：{'；'.join(problems) or refusal.message}"
        raise InvalidInput(fields={"file": [message]}) from refusal


def _kept(row: dict[str, Any], name: str) -> str:
    """An empty cell leaves what is known."""
    if text := row.get(name):
        return str(text)
    known = Staff.objects.filter(number=row["number"]).values_list(name, flat=True).first()
    return str(known or "")


@action
def discard_import(run: ImportRun, *, by: Actor, at: datetime) -> ImportRun:
    """Give a tried list up; its rows are forgotten, its report stays."""
    require(policy.may_import_staff(by))
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if run.state != ImportState.TRIED.value:
        raise ImportChanged(state=ImportState.label_of(run.state))
    run.state = ImportState.DISCARDED.value
    run.rows_sealed = None
    run.save(update_fields=["state", "rows_sealed"])
    record(run, ImportDiscarded(what=run.what), by=by, at=at)
    return run
