"""Verbs of the flow."""

from zhengwu.flow.actions.assign import delegate, hand_over
from zhengwu.flow.actions.back import return_to, take_back
from zhengwu.flow.actions.complete import claim, complete
from zhengwu.flow.actions.cosign import add_cosigner, drop_cosigner
from zhengwu.flow.actions.drafts import (
    approve_draft,
    begin_draft,
    change_draft,
    discard_draft,
    return_draft,
    submit_draft,
    take_effect,
)
from zhengwu.flow.actions.migrate import (
    actor_of,
    approve_migration,
    finish_migration,
    move_batch,
    outcome_of,
    resume_migration,
    retry_conflicts,
)
from zhengwu.flow.actions.outside import (
    deliver_message,
    finish_service,
    finish_subflow,
    fire_timer,
)
from zhengwu.flow.actions.plan_migration import (
    discard_migration,
    plan_again,
    plan_back,
    plan_migration,
)
from zhengwu.flow.actions.publish import publish
from zhengwu.flow.actions.rehouse import rehouse
from zhengwu.flow.actions.start import cancel, start
from zhengwu.flow.actions.watch import resume, suspend, urge

__all__ = [
    "actor_of",
    "add_cosigner",
    "approve_draft",
    "approve_migration",
    "begin_draft",
    "cancel",
    "change_draft",
    "claim",
    "complete",
    "delegate",
    "deliver_message",
    "discard_draft",
    "discard_migration",
    "drop_cosigner",
    "finish_migration",
    "finish_service",
    "finish_subflow",
    "fire_timer",
    "hand_over",
    "move_batch",
    "outcome_of",
    "plan_again",
    "plan_back",
    "plan_migration",
    "publish",
    "rehouse",
    "resume",
    "resume_migration",
    "retry_conflicts",
    "return_draft",
    "return_to",
    "start",
    "submit_draft",
    "suspend",
    "take_back",
    "take_effect",
    "urge",
]
