"""Verbs of forms."""

from zhengwu.forms.actions.dictionary import (
    approve_rule,
    decline_rule,
    load_rule,
    propose_rule,
)
from zhengwu.forms.actions.drafts import (
    approve_draft,
    begin_draft,
    change_draft,
    discard_draft,
    return_draft,
    submit_draft,
    take_effect,
)
from zhengwu.forms.actions.publish import publish

__all__ = [
    "approve_draft",
    "approve_rule",
    "begin_draft",
    "change_draft",
    "decline_rule",
    "discard_draft",
    "load_rule",
    "propose_rule",
    "publish",
    "return_draft",
    "submit_draft",
    "take_effect",
]
