"""Verbs of forms."""

from zhengwu.forms.actions.drafts import (
    approve_draft,
    begin_draft,
    change_draft,
    discard_draft,
    return_draft,
    submit_draft,
)
from zhengwu.forms.actions.publish import publish

__all__ = [
    "approve_draft",
    "begin_draft",
    "change_draft",
    "discard_draft",
    "publish",
    "return_draft",
    "submit_draft",
]
