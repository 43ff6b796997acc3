"""Training, the yearly examination, work cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_day, local_day
from zhengwu.org.models import Hall, Staff
from zhengwu.personnel import policy, registry
from zhengwu.personnel.actions.registers import Line, write_register
from zhengwu.personnel.enums import CourseKind, CourseResult
from zhengwu.personnel.events import CardIssued, CardReturned, CourseHeld, ExamWritten
from zhengwu.personnel.models import Course, CourseRow, Exam, ExamRow, RegisterEntry, WorkCard
from zhengwu.personnel.rules import qualifying
from zhengwu.personnel.rules.refusals import CardThere, Missing, RewardedAlready, RowsFaulty


@dataclass(frozen=True, slots=True)
class Held:
    """A course as it was held; `results`: staff id → how that person took part."""

    kind: CourseKind
    title: str
    held_on: date
    hours: int
    place: str
    teacher: str
    subjects: list[str] = field(default_factory=list)
    hall: Hall | None = None
    results: Mapping[UUID, CourseResult] = field(default_factory=dict)


@action
def hold_course(held: Held, *, by: Actor, at: datetime) -> Course:
    """Write down a course and who took part, and how."""
    policy.require(policy.keeps(by))
    wrong = {}
    for name, text in (("title", held.title), ("place", held.place), ("teacher", held.teacher)):
        if not text.strip():
            wrong[name] = ["请填写"]
    if held.held_on > local_day(at):
        wrong["held_on"] = ["培训还没有举行"]
    if not held.subjects:
        wrong["subjects"] = ["请选择培训内容"]
    if not held.results:
        wrong["results"] = ["请填写参加人员"]
    if wrong:
        raise Missing(fields=wrong)
    row = Course(
        kind=held.kind, title=clean(held.title)[:100], subjects=held.subjects,
        held_on=held.held_on, hours=held.hours, place=clean(held.place)[:100],
        teacher=clean(held.teacher)[:100], hall=held.hall, written_by=by.name,
    )  # fmt: skip
    row.save(force_insert=True)
    CourseRow.objects.bulk_create(
        CourseRow(course=row, staff_id=pk, result=result) for pk, result in held.results.items()
    )
    results = list(held.results.values())
    event = CourseHeld(
        kind=row.kind, title=row.title, passed=results.count(CourseResult.PASSED),
        failed=results.count(CourseResult.FAILED), away=results.count(CourseResult.AWAY),
    )  # fmt: skip
    record(row, event, by=by, at=at)
    return row


@action
def write_exam(
    title: str, *, held_on: date, full: int, least: int, marks: str, by: Actor, at: datetime
) -> Exam:
    """Write down an examination with everybody's marks: lines `工号 分数`, all of them or none."""
    policy.require(policy.keeps(by))
    wrong = {}
    if not title.strip():
        wrong["title"] = ["请填写名称"]
    if held_on > local_day(at):
        wrong["held_on"] = ["考试还没有举行"]
    if not 0 < least <= full:
        wrong["least"] = ["合格分数应在满分以内"]
    if wrong:
        raise InvalidInput(fields=wrong)
    people = {one.number: one for one in Staff.objects.filter(left_on=None)}
    found, faults = qualifying.read_marks(marks, people, full)
    if faults or not found:
        shown = faults or ["请每行填写一名：工号 分数"]
        raise RowsFaulty(rows="；".join(shown), fields={"marks": shown})
    row = Exam(
        title=clean(title)[:100], held_on=held_on, full=full, least=least, written_by=by.name
    )
    row.save(force_insert=True)
    ExamRow.objects.bulk_create(
        ExamRow(exam=row, staff=people[number], marks=mark) for number, mark in found.items()
    )
    passed = sum(mark >= least for mark in found.values())
    record(row, ExamWritten(title=row.title, people=len(found), passed=passed), by=by, at=at)
    return row


@action
def reward_best(exam: Exam, *, by: Actor, at: datetime) -> list[RegisterEntry]:
    """The best of an examination go into the register of rewards; equal marks all count."""
    exam = Exam.objects.select_for_update().get(pk=exam.pk)
    policy.require(policy.directs(by))
    if exam.rewarded_at is not None:
        raise RewardedAlready(on=format_day(local_day(exam.rewarded_at)))
    rows = list(
        exam.rows.filter(marks__gte=exam.least).select_related("staff").order_by("-marks", "pk")
    )
    count = registry.value("rewarded_best", at)
    least = rows[min(count, len(rows)) - 1].marks if rows else None
    made = [
        write_register(
            Line("reward", local_day(at), {
                "sort": "表扬", "ground": f"{exam.title}成绩优秀：{one.marks} 分",
            }, organ=one.staff.organ, staff=one.staff),
            by=by, at=at,
        )
        for one in rows if least is not None and one.marks >= least
    ]  # fmt: skip
    exam.rewarded_at = at
    exam.save(update_fields=["rewarded_at"])
    return made


@action
def issue_card(
    staff: Staff, *, number: str, plate: str = "", phone: str, by: Actor, at: datetime
) -> WorkCard:
    """Give a work card; name, post and the office's phone stand in the public column from now."""
    staff = Staff.objects.select_for_update().get(pk=staff.pk)
    policy.require(policy.keeps(by))
    number, phone = clean(number).strip()[:30], clean(phone).strip()[:30]
    wrong = {}
    if not number:
        wrong["number"] = ["请填写工作证编号"]
    elif WorkCard.objects.filter(number=number).exists():
        wrong["number"] = ["这个编号已经用过"]
    if not phone:
        wrong["phone"] = ["请填写对外公布的办公电话"]
    if wrong:
        raise Missing(fields=wrong)
    if WorkCard.objects.filter(staff=staff, returned_on=None).exists():
        message = f"{staff.name}已有工作证，先收回原来的"
        raise CardThere(name=staff.name, fields={"staff": [message]})
    row = WorkCard(
        staff=staff, number=number, plate=clean(plate)[:30], phone=phone, issued_on=local_day(at)
    )
    row.save(force_insert=True)
    record(row, CardIssued(staff=str(staff.pk), number=number), by=by, at=at)
    return row


@action
def return_card(row: WorkCard, *, by: Actor, at: datetime) -> WorkCard:
    """Take a card back; the person leaves the public column."""
    row = WorkCard.objects.select_for_update().get(pk=row.pk)
    policy.require(policy.keeps(by))
    if row.returned_on is None:
        row.returned_on = local_day(at)
        row.save(update_fields=["returned_on"])
        record(row, CardReturned(staff=str(row.staff_id), number=row.number), by=by, at=at)
    return row
