"""What forms announce."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhengwu.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class FormPublished(Event):
    """A new version of a form stands."""

    code: ClassVar[str] = "forms.form.published"
    form: str
    number: int
    digest: str
