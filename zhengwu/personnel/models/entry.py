"""The way onto a window's post and off it: candidates, training, examinations, cards."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.personnel import enums


class Candidate(Recorded):
    """拟派人员: somebody a unit wants to send to a window, and how far he is on the way."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("org.Staff", on_delete=models.PROTECT, related_name="candidacies")
    window = models.ForeignKey("org.Window", on_delete=models.PROTECT, related_name="+")
    education = models.CharField(max_length=20)
    born_on = models.DateField()
    regular = models.BooleanField()
    computer = models.BooleanField()
    business = models.BooleanField()
    failed = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=enums.CandidateState.PROPOSED)
    proposed_by = models.CharField(max_length=120)
    proposer_id = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    opinion = models.CharField(max_length=500, blank=True)
    exception = models.CharField(max_length=500, blank=True)
    examined_by = models.CharField(max_length=120, blank=True)
    examined_at = models.DateTimeField(null=True, blank=True)
    course = models.ForeignKey("Course", on_delete=models.PROTECT, null=True, related_name="+")
    on_post_on = models.DateField(null=True, blank=True)
    exit_kind = models.CharField(max_length=10, blank=True)
    exit_reason = models.CharField(max_length=500, blank=True)
    exited_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=~models.Q(
                    state__in=[enums.CandidateState.REFUSED, enums.CandidateState.EXITED]
                ),
                name="personnel_candidate_once",
            )
        ]

    @property
    def state_name(self) -> str:
        """How far."""
        return enums.CANDIDATE_STATES[enums.CandidateState(self.state)]


class Course(Recorded):
    """培训: a course for people of the windows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=100)
    subjects = models.JSONField(default=list)
    held_on = models.DateField()
    hours = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=100)
    teacher = models.CharField(max_length=100)
    hall = models.ForeignKey("org.Hall", on_delete=models.PROTECT, null=True, related_name="+")
    written_by = models.CharField(max_length=120)

    class Meta:
        indexes = [models.Index(fields=["-held_on", "id"], name="personnel_courses")]

    @property
    def kind_name(self) -> str:
        """岗前培训 or 业务培训."""
        return enums.COURSE_NAMES[enums.CourseKind(self.kind)]


class CourseRow(models.Model):
    """培训记录: how one person took part in a course."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="rows")
    staff = models.ForeignKey("org.Staff", on_delete=models.PROTECT, related_name="courses")
    result = models.CharField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "staff"], name="personnel_course_once")
        ]

    @property
    def result_name(self) -> str:
        """How."""
        return enums.COURSE_RESULTS[enums.CourseResult(self.result)]


class Exam(Recorded):
    """业务考试: the yearly examination of window staff."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=100)
    held_on = models.DateField()
    full = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()
    written_by = models.CharField(max_length=120)
    rewarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-held_on", "id"], name="personnel_exams")]


class ExamRow(models.Model):
    """考试成绩: one person's marks."""

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="rows")
    staff = models.ForeignKey("org.Staff", on_delete=models.PROTECT, related_name="exams")
    marks = models.DecimalField(max_digits=5, decimal_places=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam", "staff"], name="personnel_exam_once")
        ]


class WorkCard(Recorded):
    """工作证: badge and plate of a person at a window, and what the public column tells."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey("org.Staff", on_delete=models.PROTECT, related_name="work_cards")
    number = models.CharField(max_length=30)
    plate = models.CharField(max_length=30, blank=True)
    phone = models.CharField(max_length=30)
    issued_on = models.DateField()
    returned_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=models.Q(returned_on__isnull=True),
                name="personnel_card_one_a_person",
            ),
            models.UniqueConstraint(fields=["number"], name="personnel_card_number_once"),
        ]


for _table in ("personnel_candidate", "personnel_examrow", "personnel_workcard"):
    guards.register(guards.Guard(_table, "DELETE", why="history stays"))
