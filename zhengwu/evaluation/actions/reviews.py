"""Case-file review: draw, look through, put right, look again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from zhengwu.clock.queries import known
from zhengwu.evaluation import policy, queries, registry
from zhengwu.evaluation.enums import FileState
from zhengwu.evaluation.events import FileMoved, FilesDrawn
from zhengwu.evaluation.models import Review, ReviewedFile
from zhengwu.evaluation.rules import drawing, refusals, reviewing
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_day, local_day
from zhengwu.notices import actions as notices
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty

_LONGEST = 500


@action
def draw_files(first_on: date, last_on: date, *, seed: str, by: Actor, at: datetime) -> Review:
    """Draw finished matters of a period, of every unit a share; the seed stands in the record."""
    policy.require(policy.keeps_quality(by))
    population = queries.finished_files((first_on, last_on))
    share, least = (registry.number(one, at) for one in ("file_share", "file_least"))
    strata = drawing.draw(population, share=share, least=least, seed=seed)
    if not strata:
        raise refusals.SampleEmpty(fields={"first": ["这个时段没有办结的办件"]})
    row = Review.objects.create(
        first_on=first_on,
        last_on=last_on,
        share=share,
        least=least,
        seed=seed,
        strata=[
            {"name": one.name, "population": one.population, "drawn": len(one.drawn)}
            for one in strata
        ],
        population=sum(one.population for one in strata),
        population_digest=drawing.population_digest(population),
        drawn=sum(len(one.drawn) for one in strata),
        checklist=registry.files(),
        drawn_by=by.name,
        drawn_at=at,
    )
    ReviewedFile.objects.bulk_create(
        ReviewedFile(review=row, case_id=key, organ_code=one.name, stratum=one.name)
        for one in strata
        for key in one.drawn
    )
    event = FilesDrawn(
        seed=seed, share=share, population=row.population,
        population_digest=row.population_digest, drawn=row.drawn,
    )  # fmt: skip
    record(row, event, by=by, at=at)
    return row


def _locked(row: ReviewedFile, *states: FileState) -> ReviewedFile:
    rows = ReviewedFile.objects.select_for_update(of=("self",))
    row = rows.select_related("review", "case__matter").get(pk=row.pk)
    if row.state not in states:
        raise refusals.FileNotOpen(state=row.state_name)
    return row


def _moved(row: ReviewedFile, by: Actor, at: datetime, reason: str = "") -> ReviewedFile:
    row.save()
    event = FileMoved(
        number=row.case.matter.number, organ=row.organ_code, state=row.state,
        faults=sorted(row.faults), score=row.score,
    )  # fmt: skip
    record(row, event, by=by, at=at, reason=reason)
    return row


@action
def review_file(
    row: ReviewedFile, *, faults: Mapping[str, str], note: str = "", by: Actor, at: datetime
) -> ReviewedFile:
    """Somebody who had no hand in the matter holds it against the checklist of the draw.

    `faults`: item → what is wrong. What is found has to be put right by the unit within its days.
    """
    policy.require(policy.reviews(by))
    row = _locked(row, FileState.WAITING)
    if by.organ_code == row.organ_code or by.id in queries.hands_of(row.case):
        raise refusals.OwnFile
    words = {code: clean(text).strip()[:_LONGEST] for code, text in faults.items()}
    known_items = row.review.checklist["items"]
    wrong = {code: ["请写明问题"] for code, text in words.items() if not text}
    wrong |= {code: ["清单里没有这一项"] for code in words if code not in known_items}
    if wrong:
        raise refusals.Missing(fields=wrong)
    row.faults, row.note = words, clean(note).strip()[:_LONGEST]
    row.score = reviewing.score(row.review.checklist, words)
    row.reviewer_id, row.reviewer, row.reviewed_at = by.id, by.name, at
    row.state = FileState.RECTIFYING if words else FileState.CLOSED
    if words:
        days = registry.number("file_days", at)
        row.due_on = known().calendar().nth_working(local_day(at), days)
        _tell(row, by, at)
    return _moved(row, by, at, row.note)


def _tell(row: ReviewedFile, by: Actor, at: datetime) -> None:
    number, due = row.case.matter.number, format_day(row.due_on) if row.due_on else ""
    day = local_day(at)
    people = org.holders(Duty.HEAD, row.organ_code, day)
    for staff in people | org.holders(Duty.TOWN_MANAGER, row.organ_code, day):
        notices.send(
            to=notices.Address(kind="staff", key=str(staff.pk), name=staff.name),
            subject=f"案卷评查发现问题：{number}",
            text=f"请在{due}以前整改并写明情况。",
            link=f"/desk/evaluation/files/{row.review_id}/{row.pk}/",
            dedupe=f"evaluation/file/{row.pk}/{staff.pk}/{row.due_on}",
            by=by,
            at=at,
        )


@action
def answer_file(row: ReviewedFile, *, text: str, by: Actor, at: datetime) -> ReviewedFile:
    """The unit says how it was put right; past its day it is late."""
    row = _locked(row, FileState.RECTIFYING)
    policy.require(by.is_staff and row.organ_code in policy.heads(by))
    text = clean(text).strip()
    if not text:
        raise refusals.Missing(fields={"text": ["请写明怎样整改"]})
    row.answer, row.answerer_id, row.answered_by, row.answered_at = text, by.id, by.name, at
    row.state = FileState.ANSWERED
    return _moved(row, by, at, text)


@action
def check_file(
    row: ReviewedFile, *, good: bool, text: str = "", by: Actor, at: datetime
) -> ReviewedFile:
    """Look again: put right, or back to the unit with a reason and new days."""
    row = _locked(row, FileState.ANSWERED)
    policy.require(policy.reviews(by) and by.organ_code != row.organ_code)
    text = clean(text).strip()
    if not good and not text:
        raise refusals.Missing(fields={"text": ["退回要写明理由"]})
    if good:
        row.state, row.closed_by, row.closed_at = FileState.CLOSED, by.name, at
    else:
        row.state = FileState.RECTIFYING
        row.due_on = known().calendar().nth_working(local_day(at), registry.number("file_days", at))
        row.answered_at = None
        _tell(row, by, at)
    return _moved(row, by, at, text)
