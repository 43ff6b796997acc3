"""Posts, staff, who holds what, who is away, and the three officers."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel import guards
from zhengwu.kernel.ids import new_id

from ..enums import OFFICER_DUTIES, POST_DUTIES, Duty, Leadership, RoleAB, StaffKind
from .organs import Organ, in_order
from .places import Hall, Window


class Post(Recorded):
    """岗位: a place in an organ with its duties, at a window or in a hall where it has one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField("编号", max_length=60, unique=True)
    name = models.CharField("名称", max_length=60)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="posts")
    hall = models.ForeignKey(
        Hall, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    window = models.ForeignKey(
        Window, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    leadership = models.CharField(
        "领导职务", max_length=10, choices=Leadership.choices(), blank=True, default=""
    )
    runs_daily = models.BooleanField("主持日常工作", default=False)
    abolished_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        ordering = ["organ", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(leadership="") | models.Q(hall__isnull=False),
                name="org_post_leads_a_hall",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def duty_list(self) -> list[Duty]:
        """The duties of the post, in the order of the vocabulary."""
        held = {row.duty for row in self.duties.all()}
        return [duty for duty in Duty if duty in held]


class PostDuty(models.Model):
    """岗位职责: one duty of a post. The three officers are never duties of a post."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="duties")
    duty = models.CharField(
        "职责", max_length=20, choices=[(duty.value, duty.label) for duty in POST_DUTIES]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "duty"], name="org_post_duty_once"),
            models.CheckConstraint(
                condition=~models.Q(duty__in=sorted(duty.value for duty in OFFICER_DUTIES)),
                name="org_post_duty_no_officer",
            ),
        ]


class Staff(Recorded):
    """工作人员: a person in office. Phone and identity number are sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("工号", max_length=30, unique=True)
    name = models.CharField("姓名", max_length=50)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="staff")
    kind = models.CharField("人员类别", max_length=20, choices=StaffKind.choices())
    phone_sealed = models.BinaryField(null=True, blank=True)
    id_number_sealed = models.BinaryField(null=True, blank=True)
    id_number_digest = models.CharField(max_length=64, blank=True)
    enforcement_certificate_no = models.CharField("行政执法证号", max_length=40, blank=True)
    joined_on = models.DateField("到岗日期", null=True, blank=True)
    left_on = models.DateField("离岗日期", null=True, blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "staff"
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_digest"],
                condition=~models.Q(id_number_digest=""),
                name="org_staff_one_person_once",
            ),
            models.CheckConstraint(condition=~models.Q(number=""), name="org_staff_has_number"),
        ]
        indexes = [models.Index(fields=["organ", "number"], name="org_staff_by_organ")]

    def __str__(self) -> str:
        return self.name

    @property
    def phone(self) -> str:
        """The phone number in clear, or nothing."""
        return self._opened(self.phone_sealed, "phone")

    @property
    def id_number(self) -> str:
        """The identity number in clear, or nothing."""
        return self._opened(self.id_number_sealed, "id")

    def _opened(self, sealed: bytes | memoryview | None, purpose: str) -> str:
        if not sealed:
            return ""
        return settings.VAULT.open(bytes(sealed), f"org.staff/{self.pk}/{purpose}")


class Holding(models.Model):
    """任岗: who holds which post in which time, as A, B or without distinction."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField("A/B角", max_length=1, choices=RoleAB.choices(), blank=True, default="")
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        ordering = ["-valid_from", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "post"],
                condition=models.Q(valid_to__isnull=True),
                name="org_holding_one_open",
            ),
            models.UniqueConstraint(
                fields=["post", "role"],
                condition=models.Q(valid_to__isnull=True) & ~models.Q(role=""),
                name="org_holding_one_a_one_b",
            ),
            in_order("org_holding_period_in_order"),
        ]
        indexes = [models.Index(fields=["staff", "valid_from"], name="org_holding_by_staff")]


class Leave(models.Model):
    """请假: days away, both ends inclusive; `returned_on` is the day of being back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="leaves")
    starts_on = models.DateField("自")
    ends_on = models.DateField("至")
    returned_on = models.DateField("销假日期", null=True, blank=True)
    reason = models.CharField("事由", max_length=100)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="org_leave_period_in_order",
            ),
            models.UniqueConstraint(
                fields=["staff", "starts_on"],
                condition=models.Q(returned_on__isnull=True),
                name="org_leave_one_a_day",
            ),
        ]
        indexes = [models.Index(fields=["staff", "ends_on"], name="org_leave_by_staff")]


class Cover(models.Model):
    """代岗: who stands in on which post during a leave."""

    leave = models.ForeignKey(Leave, on_delete=models.PROTECT, related_name="covers")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="covers")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="covers")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["leave", "post"], name="org_cover_one_a_post")
        ]
        indexes = [models.Index(fields=["staff"], name="org_cover_by_staff")]


class Officer(models.Model):
    """三员: the one officer's duty a person may have at a time.

    Officer's duties exist in this table only (a post cannot carry them), and a person has at most
    one open row: that is what makes the three mutually exclusive, whatever code forgets to ask.
    """

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="offices")
    duty = models.CharField(
        "职责", max_length=20, choices=[(duty.value, duty.label) for duty in sorted(OFFICER_DUTIES)]
    )
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="officers")
    since = models.DateField("自")
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["staff"],
                condition=models.Q(ended_at__isnull=True),
                name="org_officer_one_duty_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(duty__in=sorted(duty.value for duty in OFFICER_DUTIES)),
                name="org_officer_is_one_of_three",
            ),
        ]


# Who held what when is proof of who was entitled: such rows end, they never vanish.
for _table in ("org_staff", "org_holding", "org_leave", "org_cover", "org_officer"):
    guards.register(guards.Guard(_table, "DELETE", why="history stays"))
guards.register(
    guards.Guard(
        "org_officer", "UPDATE", when="OLD.ended_at IS NOT NULL", why="an ended office stays ended"
    )
)
