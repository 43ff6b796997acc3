"""What must stay with the complaint office, encrypted at rest."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models

_PERSON = "complaints/person"
_TEXT = "complaints/text"


class Sealed(models.Model):
    """密封内容: who complains (`who`) and the words used (`words`), each sealed by itself."""

    person = models.BinaryField(default=bytes, editable=False)
    content = models.BinaryField(default=bytes, editable=False)

    class Meta:
        abstract = True

    @property
    def who(self) -> dict[str, Any]:
        """name, phone, address, person (id of the account's holder), staff (id); empty if none."""
        if not self.person:
            return {}
        found: dict[str, Any] = json.loads(settings.VAULT.open(self.person, context=_PERSON))
        return found

    @who.setter
    def who(self, value: dict[str, Any]) -> None:
        kept = {name: text for name, text in value.items() if text}
        sealed = settings.VAULT.seal(json.dumps(kept, ensure_ascii=False), _PERSON)
        self.person = sealed if kept else b""

    @property
    def words(self) -> str:
        """What was written, as it was written."""
        return str(settings.VAULT.open(self.content, context=_TEXT)) if self.content else ""

    @words.setter
    def words(self, value: str) -> None:
        self.content = settings.VAULT.seal(value, _TEXT)
