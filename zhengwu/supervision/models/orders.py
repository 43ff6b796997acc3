"""Supervision orders and rectification notices."""

from __future__ import annotations

from django.db import models

from zhengwu.supervision import enums


class Series(models.Model):
    """编号序列: the last number drawn of a kind of paper in a year; locked while one is drawn."""

    key = models.CharField(primary_key=True, max_length=40)
    last = models.PositiveIntegerField(default=0)


class Order(models.Model):
    """督办单、整改通知书: a unit is told to answer or to put right by a day."""

    matter = models.OneToOneField(
        "matters.Matter", models.PROTECT, primary_key=True, related_name="supervision_order"
    )
    kind = models.CharField(max_length=14)
    state = models.CharField(max_length=10, default=enums.OrderState.ISSUED)
    organ_code = models.CharField(max_length=40)
    about = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor"
    )
    # What it is about where it is no single matter: `entry` 进驻, else empty.
    topic = models.CharField(max_length=10, blank=True)
    facts = models.TextField()
    wanted = models.TextField()
    due_on = models.DateField()
    issued_by_id = models.CharField(max_length=64)
    issued_by = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    late = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organ_code", "state", "-issued_at"], name="supervision_orders")
        ]

    @property
    def kind_name(self) -> str:
        """What kind of paper, in Chinese."""
        return enums.ORDER_NAMES[enums.OrderKind(self.kind)]

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return enums.ORDER_STATES[enums.OrderState(self.state)]
