"""Verbs on jobs: enqueue, cancel, run one, and run what recurs."""

from __future__ import annotations

import os
import traceback
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q

from zhengwu.jobs.enums import JobState
from zhengwu.jobs.events import JobCancelled, JobEnded, JobQueued
from zhengwu.jobs.models import Job, Recurring
from zhengwu.jobs.registry import Periodic, all_periodic, kind_named
from zhengwu.journal.actions import action, record
from zhengwu.kernel.acting import entered
from zhengwu.kernel.actors import SYSTEM, Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import now

log = structlog.get_logger(__name__)
_BROKEN = (
    "任务没有完成：系统出了问题，故障已经自动记录。请稍后再试；"
    "多次出现时，请把故障编号 {reference} 告诉系统管理员。"
)


class UnknownWork(Refusal):
    """系统不认识这种任务：{kind}。"""


class JobOver(Refusal):
    """任务已经结束，不能停止。"""

    recorded = False


class Cancelled(Exception):
    """The job was cancelled while it ran."""


@action
def enqueue(kind: str, params: dict[str, Any], *, title: str = "", by: Actor, at: datetime) -> Job:
    """Ask for long work; a worker takes it up. `params` holds JSON values."""
    if kind_named(kind) is None:
        raise UnknownWork(kind=kind)
    job = Job.objects.create(
        kind=kind,
        title=title or kind,
        params=params,
        asked_by=by.id,
        asked_by_name=by.name,
        organ_code=by.organ_code,
        asked_at=at,
    )
    record(job, JobQueued(kind=kind), by=by, at=at)
    return job


@action
def cancel(job: Job, *, by: Actor, at: datetime) -> Job:
    """Stop a job: a waiting one at once, a running one at its next sign of progress."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state not in (JobState.WAITING, JobState.RUNNING):
        raise JobOver
    job.state, job.ended_at = JobState.CANCELLED, at
    job.save(update_fields=["state", "ended_at"])
    record(job, JobCancelled(kind=job.kind), by=by, at=at)
    return job


class JobHandle:
    """What a handler holds of its job: parameters, progress, a state that survives a crash."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.params: dict[str, Any] = job.params
        self.state: dict[str, Any] = job.saved

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far it is, renew the lease; raises `Cancelled` when somebody stopped it."""
        lease = now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        with entered("jobs"):
            running = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING).update(
                done=done, total=total, note=note, leased_until=lease
            )
        if not running:
            raise Cancelled
        self.job.done, self.job.total = done, total

    def save_state(self) -> None:
        """Keep `state`: a handler started again finds it there."""
        with entered("jobs"):
            Job.objects.filter(pk=self.job.pk).update(saved=self.state)

    def finish(
        self, *, report: dict[str, Any], file_name: str = "", content: bytes | None = None
    ) -> None:
        """Leave a report and a file to download; the file is there before the row says so."""
        if content is not None:
            path = self.job.file_path
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_suffix(".tmp")
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        with entered("jobs"):
            Job.objects.filter(pk=self.job.pk).update(report=report, file_name=file_name)


def run_next(*, at: datetime, strict: bool = False) -> Job | None:
    """Lease and run one job; None if none is due. `strict` lets errors through, for tests."""
    job = _lease(at)
    if job is None:
        return None
    kind = kind_named(job.kind)
    state, note = JobState.DONE, ""
    try:
        if kind is None:
            raise UnknownWork(kind=job.kind)
        with entered(kind.domain):
            kind.handler(JobHandle(job))
    except Cancelled:
        return job
    except Refusal as refusal:
        state, note = JobState.FAILED, refusal.message
    except Exception:
        if strict:
            raise
        # The trace is for the log; whoever asked for the work reads a sentence and a reference.
        reference = job.pk.hex[-8:].upper()
        log.exception("job failed", job=str(job.pk), kind=job.kind, reference=reference)
        state, note = JobState.FAILED, _BROKEN.format(reference=reference)
    _end(job, state=state, note=note, by=SYSTEM, at=now())
    return job


def run_all(*, at: datetime | None = None) -> int:
    """Run every waiting job inline, letting errors through: for tests and the demonstration."""
    count = 0
    while run_next(at=at or now(), strict=True):
        count += 1
    return count


def _lease(at: datetime) -> Job | None:
    due = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, leased_until__lt=at)
    with transaction.atomic(), entered("jobs"):
        jobs = Job.objects.filter(due).order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            jobs = jobs.select_for_update(skip_locked=True)
        job = jobs.first()
        if job is None:
            return None
        job.state, job.attempts = JobState.RUNNING, job.attempts + 1
        job.leased_until = at + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        if job.attempts > settings.JOB_ATTEMPTS:
            job.state, job.note, job.ended_at = JobState.FAILED, "多次中断，已停止", at
        job.save(update_fields=["state", "attempts", "leased_until", "note", "ended_at"])
        return job if job.state == JobState.RUNNING else None


@action
def _end(job: Job, *, state: JobState, note: str, by: Actor, at: datetime) -> None:
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state != JobState.RUNNING:
        return
    job.state, job.ended_at = state, at
    job.note = note or job.note
    job.save(update_fields=["state", "ended_at", "note"])
    record(job, JobEnded(kind=job.kind, state=state, note=note[:500]), by=by, at=at)


def run_recurring(*, at: datetime) -> list[str]:
    """Run recurring work that is due; of several workers one does each. Names of what was run.

    One statement where nothing is due.
    """
    done = []
    resting = set(Recurring.objects.filter(next_at__gt=at).values_list("name", flat=True))
    for work in all_periodic():
        if work.name not in resting and _claim(work, at):
            _run_recurring(work)
            done.append(work.name)
    return done


def _claim(work: Periodic, at: datetime) -> bool:
    following = at + timedelta(seconds=work.seconds)
    with entered("jobs"):
        known = Recurring.objects.filter(name=work.name)
        if known.filter(next_at__lte=at).update(next_at=following, last_at=at):
            return True
        if known.exists():
            return False
        row = Recurring(name=work.name, next_at=at)
        Recurring.objects.bulk_create([row], ignore_conflicts=True)
        return bool(known.filter(next_at__lte=at).update(next_at=following, last_at=at))


def _run_recurring(work: Periodic) -> None:
    error = ""
    try:
        with entered(work.domain):
            work.handler()
    except Exception:
        error = traceback.format_exc(limit=6)[-3000:]
        log.exception("recurring work failed", work=work.name)
    with entered("jobs"):
        Recurring.objects.filter(name=work.name).update(error=error)
