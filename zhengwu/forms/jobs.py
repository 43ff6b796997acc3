"""Recurring work of forms: approved drafts take effect."""

from __future__ import annotations

from zhengwu.forms import actions
from zhengwu.forms.enums import DraftState
from zhengwu.forms.models import FormDraft
from zhengwu.jobs.registry import periodic
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import local_day, now


@periodic("forms.take_effect", seconds=300)
def take_effects() -> None:
    """Approved drafts whose day has come become versions."""
    at = now()
    due = FormDraft.objects.filter(state=DraftState.APPROVED, effective_on__lte=local_day(at))
    for draft in due:
        actions.take_effect(draft, by=SYSTEM, at=at)
