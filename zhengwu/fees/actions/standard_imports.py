"""Verbs on a sheet of standards: read it without changing anything, hand it in whole or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhengwu.catalogue.rules.sheets import read
from zhengwu.fees import policy
from zhengwu.fees.actions.standards import draft, submit
from zhengwu.fees.enums import StatementState, VersionState
from zhengwu.fees.events import StandardsRead
from zhengwu.fees.models import Standard, StandardsFile, StandardVersion
from zhengwu.fees.rules.standard_rows import SheetFaulty, StandardRow, read_rows
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import digest
from zhengwu.org.models import Organ


@action
def try_standards(content: bytes, *, file_name: str, by: Actor, at: datetime) -> StandardsFile:
    """Read a csv or xlsx of standards as a dry run: only the report is kept."""
    policy.require(policy.may_import_standards(by))
    found = StandardsFile(
        file_name=file_name[-200:], content=content, digest=digest(content),
        state=StatementState.TRIED, made_by=by.name, made_at=at,
    )  # fmt: skip
    new, changed, same, bad = _sorted(found)
    found.report = _report(new, changed, same, bad)
    found.save(force_insert=True)
    _told(found, by, at)
    return found


def _report(
    new: list[StandardRow], changed: list[StandardRow], same: int, bad: list[dict[str, str]]
) -> dict[str, Any]:
    lines = [
        {"row": one.number, "code": one.code, "name": one.name, "what": what,
         "from": one.terms["effective_from"].isoformat(), "words": one.terms["rate_words"]}
        for what, rows in (("新增", new), ("新的一版", changed)) for one in rows
    ]  # fmt: skip
    return {"new": len(new), "changed": len(changed), "same": same, "bad": bad, "lines": lines}


def _sorted(
    file: StandardsFile,
) -> tuple[list[StandardRow], list[StandardRow], int, list[dict[str, str]]]:
    """New ones, new versions of known ones, how many say nothing new, and faults."""
    organs: dict[str, str] = {}
    for code, name, short in Organ.objects.values_list("code", "name", "short_name"):
        organs |= {code: code, name: code, short: code}
    sheet = read(file.file_name, bytes(file.content))
    rows, bad = read_rows(sheet.header, sheet.lines, organs)
    codes = [row.code for row in rows]
    known = {one.pk: one for one in Standard.objects.filter(pk__in=codes)}
    newest: dict[str, StandardVersion] = {}
    for version in StandardVersion.objects.filter(standard__in=codes).order_by("number"):
        newest[version.standard_id] = version
    new: list[StandardRow] = []
    changed: list[StandardRow] = []
    same = 0
    for row in rows:
        latest = newest.get(row.code)
        problem = _conflict(row, known.get(row.code), latest)
        if problem:
            bad.append({"row": str(row.number), "name": row.name, "problem": problem})
        elif latest is None:
            new.append(row)
        elif latest.state == VersionState.PUBLISHED and _says_the_same(latest, row.terms):
            same += 1
        else:
            changed.append(row)
    return new, changed, same, sorted(bad, key=lambda one: int(one["row"]))


def _conflict(row: StandardRow, standard: Standard | None, version: StandardVersion | None) -> str:
    if standard is not None and (standard.name, standard.organ_id) != (row.name, row.organ):
        return f"编码“{row.code}”已是“{standard.name}”，名称或者执收单位不同"
    if version is not None and version.state == VersionState.SUBMITTED:
        return "这一项已有待审批的版本，批准或者退回后再导入"
    return ""


def _says_the_same(version: StandardVersion, terms: dict[str, Any]) -> bool:
    # An open end that a later version has closed is no difference.
    names = set(terms) - {"effective_to"}
    return all(getattr(version, name) == terms[name] for name in names)


def _told(file: StandardsFile, by: Actor, at: datetime) -> None:
    report = file.report
    event = StandardsRead(
        file=file.file_name, state=file.state, digest=file.digest, new=report["new"],
        changed=report["changed"], bad=len(report["bad"]),
    )  # fmt: skip
    record(file, event, by=by, at=at)


@action
def hand_in_standards(file: StandardsFile, *, by: Actor, at: datetime) -> StandardsFile:
    """Every row becomes a version waiting for approval, or none does. Handed in once.

    Nothing is charged by it: another person publishes each version, as if written by hand.
    """
    file = StandardsFile.objects.select_for_update().get(pk=file.pk)
    policy.require(policy.may_import_standards(by))
    if file.state == StatementState.APPLIED:
        return file
    new, changed, same, bad = _sorted(file)
    if bad or not (new or changed):
        raise SheetFaulty(count=len(bad))
    organs = Organ.objects.in_bulk({row.organ for row in (*new, *changed)})
    for row in (*new, *changed):
        version = draft(
            row.code, name=row.name, organ=organs[row.organ], terms=row.terms, by=by, at=at
        )
        submit(version, by=by, at=at)
    file.state, file.applied_at = StatementState.APPLIED, at
    file.report = _report(new, changed, same, bad)
    file.save(update_fields=["state", "applied_at", "report"])
    _told(file, by, at)
    return file
