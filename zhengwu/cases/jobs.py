"""Long work of cases: the archive of a completed case."""

from __future__ import annotations

from zhengwu.cases import queries
from zhengwu.cases.actions import complete_announced
from zhengwu.cases.actions.archive import build_archive, keep_archive
from zhengwu.cases.actions.licences import settle_end, warn_holder
from zhengwu.cases.models import Case
from zhengwu.cases.queries import licences as licence_queries
from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job, periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now


@job("cases.archive")
def archive(handle: JobHandle) -> None:
    """One PDF with contents and one zip with its manifest, beside the case."""
    case = Case.objects.select_related("matter").get(pk=handle.params["case"])
    at = now()
    built = build_archive(case, at=at)
    keep_archive(case, built=built, by=SYSTEM, at=at)
    handle.finish(report={"pages": built.pages, "files": built.count})


@periodic("cases.announced", seconds=300)
def announced() -> None:
    """Decisions whose public notice has run its days count as served; one transaction a case."""
    at = now()
    for case in queries.announcements_over(at):
        complete_announced(case, by=SYSTEM, at=at)


@periodic("cases.licences", seconds=3600)
def licences() -> None:
    """Licences whose last day is over, and holders to be reminded; one transaction a licence."""
    at = now()
    for licence in licence_queries.ended_by(local_day(at)).iterator():
        settle_end(licence, by=SYSTEM, at=at)
    for licence in licence_queries.to_warn(local_day(at)).iterator():
        warn_holder(licence, by=SYSTEM, at=at)
