"""Long work of cases: the archive of a completed case."""

from __future__ import annotations

from zhengwu.cases import queries
from zhengwu.cases.actions import complete_announced
from zhengwu.cases.actions.archive import build_archive, keep_archive
from zhengwu.cases.actions.figures import count_cases
from zhengwu.cases.models import Case
from zhengwu.jobs.actions import JobHandle
from zhengwu.jobs.registry import job, periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now


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


@periodic("cases.count", seconds=300)
def count() -> None:
    """Keep the public counts fresh."""
    count_cases(by=SYSTEM, at=now())
