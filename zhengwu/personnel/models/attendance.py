"""Attendance: devices, hours of duty, swipes, and how each person's day was judged."""

from __future__ import annotations

from typing import Any

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id
from zhengwu.personnel import enums


def _person(name: str = "+") -> Any:
    return models.ForeignKey("org.Staff", on_delete=models.PROTECT, related_name=name)


class Device(Recorded):
    """考勤机: a fingerprint device or card reader and the hall it stands in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    hall = models.ForeignKey("org.Hall", on_delete=models.PROTECT, related_name="+")
    retired_on = models.DateField(null=True, blank=True)


class Enrolment(Recorded):
    """考勤号: the number by which a device or a card knows a person, if not the staff number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=6)
    number = models.CharField(max_length=30)
    staff = _person("enrolments")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "number"],
                condition=models.Q(ended_on__isnull=True),
                name="personnel_enrolment_once",
            )
        ]


class Shift(Recorded):
    """作息: duty hours of everybody, a hall or an organ, from a day on; the narrowest holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    hall = models.ForeignKey("org.Hall", on_delete=models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, null=True, related_name="+")
    kinds = models.JSONField(default=list)
    parts = models.JSONField()
    mode = models.CharField(max_length=6)
    grace_late = models.PositiveSmallIntegerField()
    grace_early = models.PositiveSmallIntegerField()
    absent_after = models.PositiveSmallIntegerField()
    desk_allowed = models.BooleanField(default=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=12)
    reason = models.CharField(max_length=300, blank=True)
    set_by = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "organ", "valid_from"],
                name="personnel_shift_one_a_day",
                nulls_distinct=False,
            )
        ]

    @property
    def scope_name(self) -> str:
        """For whom: an organ, a hall, or everybody."""
        if self.organ:
            return str(self.organ.short_name)
        return str(self.hall.name) if self.hall else "全部大厅"

    @property
    def mode_name(self) -> str:
        """Which swipes a day needs."""
        return enums.MODE_NAMES[enums.Mode(self.mode)]

    @property
    def hours_text(self) -> str:
        """9:00—12:00，13:30—17:30."""
        return "，".join(f"{start}—{end}" for start, end in self.parts)


class DeviceFile(Recorded):
    """考勤文件: what a device gave out, tried and then applied whole; once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey("org.Hall", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    encoding = models.CharField(max_length=12, blank=True)
    source = models.CharField(max_length=6)
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=10)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=list)
    swipes = models.JSONField(default=list)
    note = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    applied_by = models.CharField(max_length=120, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                condition=models.Q(state=enums.FileState.APPLIED),
                name="personnel_file_applied_once",
            )
        ]
        indexes = [models.Index(fields=["-made_at", "id"], name="personnel_files")]

    @property
    def state_name(self) -> str:
        """How far it is."""
        return enums.FILE_STATES[enums.FileState(self.state)]

    @property
    def left_out(self) -> int:
        """How many rows are not taken over for a reason somebody must look at."""
        return sum(self.counts.get(one, 0) for one in enums.LEFT_OUT)


class Swipe(models.Model):
    """打卡: one person at one device at one instant; written once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = _person("swipes")
    swiped_at = models.DateTimeField()
    day = models.DateField()
    source = models.CharField(max_length=6)
    device = models.CharField(max_length=40, blank=True)
    file = models.ForeignKey(DeviceFile, on_delete=models.PROTECT, null=True, related_name="taken")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "swiped_at"], name="personnel_swipe_once")
        ]
        indexes = [models.Index(fields=["day", "staff"], name="personnel_swipes_day")]

    @property
    def source_name(self) -> str:
        """How it came."""
        return enums.SOURCE_NAMES[enums.Source(self.source)]


class Assignment(Recorded):
    """公出下乡: work elsewhere for some hours or days, asked for and agreed to by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = _person("assignments")
    kind = models.CharField(max_length=10)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=100)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=8, default=enums.Answer.ASKED)
    asked_by = models.CharField(max_length=120)
    asker_id = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="personnel_assignment_in_order",
            )
        ]
        indexes = [models.Index(fields=["staff", "starts_at"], name="personnel_assignments")]

    @property
    def kind_name(self) -> str:
        """公出 or 下乡."""
        return enums.DAY_NAMES[enums.DayState(self.kind)]

    @property
    def state_name(self) -> str:
        """What became of it."""
        return enums.ANSWER_NAMES[enums.Answer(self.state)]


class Outage(Recorded):
    """考勤停用: a hall could take no swipes (power cut, broken device); nobody is late by it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey("org.Hall", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    written_by = models.CharField(max_length=120)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="personnel_outage_in_order",
            )
        ]


class Round(Recorded):
    """考勤判定: the judging of one day; its row is the lock, its chain tells each run."""

    day = models.DateField(primary_key=True)
    judged_at = models.DateTimeField()
    counts = models.JSONField(default=dict)


class AttendanceDay(Recorded):
    """出勤日: one person's day. `judged` is what the swipes say, `state` what counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = _person("attendance")
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=10)
    judged = models.CharField(max_length=10)
    late_minutes = models.PositiveSmallIntegerField(default=0)
    early_minutes = models.PositiveSmallIntegerField(default=0)
    absent_parts = models.PositiveSmallIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=300, blank=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+")
    corrected = models.BooleanField(default=False)
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff", "day"], name="personnel_day_once")]
        indexes = [
            models.Index(fields=["day", "organ", "state"], name="personnel_days"),
        ]

    @property
    def state_name(self) -> str:
        """What the day counts as."""
        return enums.DAY_NAMES[enums.DayState(self.state)]

    @property
    def judged_name(self) -> str:
        """What the swipes say."""
        return enums.DAY_NAMES[enums.DayState(self.judged)]

    @property
    def faulty(self) -> bool:
        """Late, early or absent."""
        return self.state in enums.FAULTS

    @property
    def minutes(self) -> int:
        """Minutes late and early together."""
        return self.late_minutes + self.early_minutes


class Correction(Recorded):
    """考勤更正: a day shall count otherwise; asked by person or keeper, decided by another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.ForeignKey(AttendanceDay, on_delete=models.PROTECT, related_name="corrections")
    was = models.CharField(max_length=10)
    wanted = models.CharField(max_length=10)
    reason = models.CharField(max_length=500)
    by_person = models.BooleanField()
    asked_by = models.CharField(max_length=120)
    asker_id = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, default=enums.Answer.ASKED)
    answer = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=models.Q(state=enums.Answer.ASKED),
                name="personnel_correction_one_open",
            )
        ]
        indexes = [models.Index(fields=["state", "-asked_at", "id"], name="personnel_corrections")]

    @property
    def was_name(self) -> str:
        """As it counted."""
        return enums.DAY_NAMES[enums.DayState(self.was)]

    @property
    def wanted_name(self) -> str:
        """As it shall count."""
        return enums.DAY_NAMES[enums.DayState(self.wanted)]

    @property
    def state_name(self) -> str:
        """What became of it."""
        return enums.ANSWER_NAMES[enums.Answer(self.state)]


guards.append_only("personnel_swipe")
for _table in ("personnel_attendanceday", "personnel_correction", "personnel_shift"):
    guards.register(guards.Guard(_table, "DELETE", why="history stays"))
guards.register(
    guards.Guard(
        "personnel_correction", "UPDATE",
        when="OLD.state <> 'asked' AND NEW.journal_seq = OLD.journal_seq",
        why="a decided correction stays",
    )
)  # fmt: skip
