"""Queues, windows as places that call, their hours, and the local table of priorities."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zhengwu.hall.enums import HoursKind, QueueKind, SeatKind, SeatState
from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class Queue(Recorded):
    """业务队列: a group of business for which people wait together in a hall."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey("org.Hall", models.PROTECT, related_name="queues")
    code = models.CharField("号头", max_length=4)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField(max_length=14, choices=QueueKind.choices())
    taking = models.BooleanField("可以取号", default=True)
    position = models.PositiveSmallIntegerField("排序", default=10)
    # Appointments: how many people a slot takes; none are offered where it is 0.
    slot_capacity = models.PositiveSmallIntegerField("每个时段预约人数", default=0)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        ordering = ["hall", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "code"],
                condition=Q(closed_on__isnull=True),
                name="hall_queue_code_once",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> str:
        """The kind in Chinese."""
        return QueueKind.label_of(self.kind)


class QueueScope(models.Model):
    """队列业务范围: whose items belong to a queue; an item of its own where one is named."""

    queue = models.ForeignKey(Queue, models.CASCADE, related_name="scopes")
    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+")
    item_code = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "organ", "item_code"], name="hall_queue_scope_once"
            )
        ]


class Seat(Recorded):
    """窗口席位: a window as a place that calls, with who sits there and whether it takes people."""

    window = models.OneToOneField(
        "org.Window", models.PROTECT, primary_key=True, related_name="seat"
    )
    kind = models.CharField(max_length=14, choices=SeatKind.choices())
    state = models.CharField(
        max_length=8, choices=SeatState.choices(), default=SeatState.CLOSED.value
    )
    staff = models.ForeignKey("org.Staff", models.PROTECT, null=True, blank=True, related_name="+")
    organ_code = models.CharField(max_length=32, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    # Set while nobody is there in duty hours and this has been noted: once a spell.
    absent_since = models.DateTimeField(null=True, blank=True)
    current = models.OneToOneField(
        "hall.Ticket", models.PROTECT, null=True, blank=True, related_name="at_seat"
    )

    class Meta:
        ordering = ["window__code"]

    def __str__(self) -> str:
        return str(self.window)

    @property
    def kind_name(self) -> str:
        """The kind in Chinese."""
        return SeatKind.label_of(self.kind)

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return SeatState.label_of(self.state)


class SeatQueue(models.Model):
    """窗口叫号范围: from which queues a window calls. `delay_minutes` puts a queue behind others:
    its people count as having come that much later, so none of them waits for ever."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="calls")
    queue = models.ForeignKey(Queue, models.PROTECT, related_name="seats")
    delay_minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["delay_minutes", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["seat", "queue"], name="hall_seat_queue_once")
        ]


class PriorityKind(Recorded):
    """优先规则: who counts as having come some minutes earlier, on what ground, by which proof."""

    code = models.SlugField(primary_key=True, max_length=20)
    name = models.CharField(max_length=40)
    head_start_minutes = models.PositiveSmallIntegerField()
    proof = models.CharField(max_length=120)
    basis = models.CharField(max_length=300)
    source = models.CharField(max_length=300, blank=True)
    confidence = models.CharField(max_length=12, default="to_confirm")
    offered = models.BooleanField("取号时可以选", default=True)
    position = models.PositiveSmallIntegerField(default=10)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class OpenHours(models.Model):
    """开放时间: one span of a kind of day, of a hall or of one window; a day of its own wins."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey("org.Hall", models.PROTECT, related_name="open_hours")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="open_hours")
    kind = models.CharField(max_length=8, choices=HoursKind.choices())
    on = models.DateField(null=True, blank=True)
    # Both empty: closed on that day.
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["hall", "kind", "on", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(closes__gt=models.F("opens")),
                name="hall_hours_in_order",
            ),
            models.CheckConstraint(
                condition=(Q(kind=HoursKind.DAY.value) & Q(on__isnull=False))
                | (~Q(kind=HoursKind.DAY.value) & Q(on__isnull=True)),
                name="hall_hours_say_the_day",
            ),
        ]
        indexes = [models.Index(fields=["hall", "ended_at"], name="hall_hours")]

    @property
    def kind_name(self) -> str:
        """The kind in Chinese."""
        return HoursKind.label_of(self.kind)


class RosterDay(models.Model):
    """流动窗口轮值: which unit mans the shared window on a day, and by whom."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="roster")
    on = models.DateField()
    organ = models.ForeignKey("org.Organ", models.PROTECT, related_name="+")
    staff = models.ForeignKey("org.Staff", models.PROTECT, null=True, blank=True, related_name="+")
    swapped = models.CharField("调班原因", max_length=200, blank=True)

    class Meta:
        ordering = ["seat", "on"]
        constraints = [models.UniqueConstraint(fields=["seat", "on"], name="hall_roster_one_a_day")]


class Terminal(Recorded):
    """取号机: a device in the hall that may take numbers; known by a key kept as a digest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey("org.Hall", models.PROTECT, related_name="terminals")
    name = models.CharField(max_length=40)
    key_digest = models.CharField(max_length=64, unique=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["hall", "name"]

    def __str__(self) -> str:
        return self.name


class HallNotice(Recorded):
    """大厅公告: a line on the screens of a hall from a day until a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hall = models.ForeignKey("org.Hall", models.PROTECT, related_name="hall_notices")
    text = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField()
    written_by = models.CharField(max_length=120)
    taken_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-from_on", "-pk"]
