"""The one table of web: which forms have been answered already."""

from __future__ import annotations

from django.db import models


class Submission(models.Model):
    """已处理的提交: a form's token that has been used, with the answer that was given.

    Not a record of an act (the journal is); rows live for a day.
    """

    key = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    header = models.CharField(max_length=20, default="")
    location = models.TextField(default="")
