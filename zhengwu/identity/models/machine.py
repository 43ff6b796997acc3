"""Other systems that call the machine interface."""

from __future__ import annotations

from django.db import models

from zhengwu.journal.models import Recorded
from zhengwu.kernel.ids import new_id


class MachineClient(Recorded):
    """接口调用方: a system with a named person responsible for it and the scopes it may use."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80, unique=True)
    organ_code = models.CharField(max_length=40)
    responsible = models.CharField(max_length=80)
    scopes = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()


class MachineToken(models.Model):
    """接口令牌: known to us by its digest only; rotation lets the old one run on for a while."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(MachineClient, on_delete=models.CASCADE, related_name="tokens")
    hint = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)
