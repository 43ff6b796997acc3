"""Limits: how often, how long – and who has used up what."""

from __future__ import annotations

from django.db import models


class Parameter(models.Model):
    """安全参数: a local value that replaces the shipped one of data/parameters.yaml."""

    code = models.CharField(primary_key=True, max_length=60)
    value = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    by_name = models.CharField(max_length=120)
    changed_at = models.DateTimeField()


class Throttle(models.Model):
    """限次计数: attempts under one key in the running window; in a table, so that every process
    and a restart see the same."""

    key = models.CharField(primary_key=True, max_length=64)
    limit = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=0)
    window_ends_at = models.DateTimeField(db_index=True)
    blocked_until = models.DateTimeField(null=True, blank=True)
