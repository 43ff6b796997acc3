"""What an applicant types, sealed at rest."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models


class SealedForm(models.Model):
    """密封表单: answers of a form, encrypted at rest; `answers` opens and sets them."""

    form = models.BinaryField(default=bytes, editable=False)

    class Meta:
        abstract = True

    @property
    def answers(self) -> dict[str, Any]:
        """The answers by field key."""
        if not self.form:
            return {}
        value: dict[str, Any] = json.loads(settings.VAULT.open(self.form, context="cases/form"))
        return value

    @answers.setter
    def answers(self, value: dict[str, Any]) -> None:
        self.form = settings.VAULT.seal(json.dumps(value, ensure_ascii=False), "cases/form")
