"""Recurring and long work of the catalogue."""

from __future__ import annotations

from zhengwu.catalogue.actions import apply, send_due, take_effect
from zhengwu.catalogue.enums import EditionState
from zhengwu.catalogue.models import Edition, ImportRun
from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job, periodic
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.time import local_day, now


@periodic("catalogue.take_effect", seconds=300)
def take_effects() -> None:
    """Approved editions whose day has come go live."""
    at = now()
    due = Edition.objects.filter(state=EditionState.APPROVED, effective_on__lte=local_day(at))
    for edition in due.select_related("item"):
        take_effect(edition, by=SYSTEM, at=at)


@periodic("catalogue.outlets", seconds=30)
def send_guides() -> None:
    """Guides that other sites wait for; receipts that came back."""
    send_due(at=now())


@job("catalogue.import")
def import_items(handle: JobHandle) -> None:
    """Apply a long file in the name of whoever asked; one transaction, so all of it or nothing."""
    run = ImportRun.objects.get(pk=handle.params["run"])
    who = handle.params["by"]
    by = Actor(
        kind=ActorKind.STAFF,
        id=who["id"],
        name=who["name"],
        account=who["account"],
        organ_code=who["organ_code"],
        duties=frozenset(who["duties"]),
        assurance=Assurance.SECOND_FACTOR,
    )
    handle.progress(0, run.total, "正在导入")
    run = apply(run, skip_errors=handle.params["skip_errors"], by=by, at=now())
    handle.progress(run.total, run.total, "导入完成")
    handle.finish(
        report={
            "新增": run.created_count,
            "更新": run.updated_count,
            "无变化": run.same_count,
            "问题": run.counts,
        }
    )
