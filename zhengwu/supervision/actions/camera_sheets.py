"""A sheet of cameras: tried without changing anything, then taken over whole or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.kernel.errors import Refusal
from zhengwu.org.actions import read_sheet
from zhengwu.org.models import Window
from zhengwu.supervision import policy
from zhengwu.supervision.actions.cameras import CameraPlan, register_camera, sound
from zhengwu.supervision.events import CamerasRead
from zhengwu.supervision.models import Camera, CameraSheet
from zhengwu.supervision.rules import refusals
from zhengwu.supervision.rules.camera_rows import CameraRow, Fault, lacking, read_rows

_SAME = ("place", "stream", "snapshot", "ground")


def try_cameras(content: bytes, *, file_name: str, by: Actor, at: datetime) -> CameraSheet:
    """Read an .xlsx as a dry run; only the report is kept. Raises what the sheet is refused for."""
    policy.require(policy.oversees(by))
    rows, faults = _read(content)  # outside of the transaction: a large sheet must hold no lock
    return _keep_report(content, file_name, rows, faults, by=by, at=at)


@action
def _keep_report(
    content: bytes, file_name: str, rows: list[CameraRow], faults: list[Fault], *, by: Actor,
    at: datetime,
) -> CameraSheet:  # fmt: skip
    found = CameraSheet(
        file_name=file_name[-200:], content=content, digest=digest(content), made_by=by.name,
        made_at=at, report=_report(rows, faults),
    )  # fmt: skip
    found.save(force_insert=True)
    _told(found, by, at)
    return found


def _read(content: bytes) -> tuple[list[CameraRow], list[Fault]]:
    sheet = read_sheet(content)
    lines = [(number, [cell.text for cell in cells]) for number, cells in sheet.rows]
    header = [one.strip() for one in lines[0][1]] if lines else []
    if missing := lacking(header):
        raise refusals.Missing(fields={"file": [f"表头里没有：{'、'.join(missing)}"]})
    windows = set(Window.objects.filter(closed_on=None).values_list("code", flat=True))
    rows, faults = read_rows(header, lines[1:], windows)
    good = []
    for row in rows:
        try:
            sound(row.stream, row.snapshot)
        except Refusal as refused:
            told = "；".join(one for several in refused.fields.values() for one in several)
            faults.append(Fault(row.number, row.code, told))
        else:
            good.append(row)
    return good, sorted(faults, key=lambda one: one.number)


def _outcome(row: CameraRow, known: Camera | None) -> str:
    if known is None:
        return "new"
    same = all(getattr(known, name) == getattr(row, name) for name in _SAME)
    same = same and known.state == row.state and known.notice_posted == row.notice
    same = same and (known.window.code if known.window else "") == row.window
    return "same" if same else "changed"


def _report(rows: list[CameraRow], faults: list[Fault]) -> dict[str, Any]:
    cameras = Camera.objects.select_related("window")
    known = {one.code: one for one in cameras.filter(code__in=[row.code for row in rows])}
    lines = [
        {"row": one.number, "code": one.code, "place": one.place, "window": one.window,
         "outcome": _outcome(one, known.get(one.code)), "problem": ""} for one in rows
    ]  # fmt: skip
    lines += [
        {"row": one.number, "code": one.code, "place": "", "window": "", "outcome": "faulty",
         "problem": one.problem} for one in faults
    ]  # fmt: skip
    counts = {
        what: sum(line["outcome"] == what for line in lines)
        for what in ("new", "changed", "same", "faulty")
    }
    return {"counts": counts, "lines": sorted(lines, key=lambda one: int(str(one["row"])))}


def _told(sheet: CameraSheet, by: Actor, at: datetime) -> None:
    counts = sheet.report["counts"]
    event = CamerasRead(
        file=sheet.file_name, digest=sheet.digest, applied=sheet.applied_at is not None,
        new=counts["new"], changed=counts["changed"], bad=counts["faulty"],
    )  # fmt: skip
    record(sheet, event, by=by, at=at)


@action
def apply_cameras(sheet: CameraSheet, *, by: Actor, at: datetime) -> CameraSheet:
    """Every new and changed row is registered, or none is; once."""
    sheet = CameraSheet.objects.select_for_update().get(pk=sheet.pk)
    policy.require(policy.oversees(by))
    if sheet.applied_at is not None:
        raise refusals.SheetTaken
    rows, faults = _read(bytes(sheet.content))
    if faults:
        raise refusals.SheetFaulty(count=len(faults))
    sheet.report = _report(rows, faults)
    wanted = {line["row"] for line in sheet.report["lines"] if line["outcome"] != "same"}
    windows = {one.code: one for one in Window.objects.all()}
    kinds = dict(Camera.objects.values_list("code", "kind"))
    for row in rows:
        if row.number in wanted:
            plan = CameraPlan(
                row.place, windows.get(row.window), row.stream, kinds.get(row.code, "http"),
                row.snapshot, notice_posted=row.notice, ground=row.ground, state=row.state,
            )  # fmt: skip
            register_camera(row.code, plan=plan, by=by, at=at)
    sheet.applied_at = at
    sheet.save(update_fields=["report", "applied_at"])
    _told(sheet, by, at)
    return sheet
