"""Verbs of joint services, joint matters and projects, one theme a file."""

from zhengwu.joint.actions.accept import accept
from zhengwu.joint.actions.agency import (
    Particulars,
    begin_stage,
    end_project,
    finish_stage,
    name_agent,
    open_project,
    set_agency,
    start_agency,
    write_step,
)
from zhengwu.joint.actions.apply import JointApplication, Sheet, receive
from zhengwu.joint.actions.consult import (
    answer,
    apply_silence,
    consult,
    set_silence,
)
from zhengwu.joint.actions.copies import inform, sign_copy
from zhengwu.joint.actions.drafts import (
    attach,
    detach,
    discard_draft,
    save_draft,
    start_draft,
    submit,
    tell_situation,
    told_in,
)
from zhengwu.joint.actions.dues import settle_dues
from zhengwu.joint.actions.hand_over import confirm_post, hand_over
from zhengwu.joint.actions.lead import change_lead, extend, reassign, rejoin, strand
from zhengwu.joint.actions.meetings import (
    Seat,
    call_meeting,
    cancel_meeting,
    keep_minutes,
    sign_minutes,
)
from zhengwu.joint.actions.opening import Whole, open_joint
from zhengwu.joint.actions.procedures import follow_procedures
from zhengwu.joint.actions.services import (
    discard_edition,
    draft_edition,
    edit_edition,
    list_service,
    publish_edition,
    renew,
    suspend_service,
)
from zhengwu.joint.actions.settle import gather, tell_charges
from zhengwu.joint.actions.supplement import (
    Demand,
    deliver_supplement,
    remark,
    request_supplement,
)
from zhengwu.joint.actions.withdraw import withdraw

__all__ = [
    "Demand",
    "JointApplication",
    "Particulars",
    "Seat",
    "Sheet",
    "Whole",
    "accept",
    "answer",
    "apply_silence",
    "attach",
    "begin_stage",
    "call_meeting",
    "cancel_meeting",
    "change_lead",
    "confirm_post",
    "consult",
    "deliver_supplement",
    "detach",
    "discard_draft",
    "discard_edition",
    "draft_edition",
    "edit_edition",
    "end_project",
    "extend",
    "finish_stage",
    "follow_procedures",
    "gather",
    "hand_over",
    "inform",
    "keep_minutes",
    "list_service",
    "name_agent",
    "open_joint",
    "open_project",
    "publish_edition",
    "reassign",
    "receive",
    "rejoin",
    "remark",
    "renew",
    "request_supplement",
    "save_draft",
    "set_agency",
    "set_silence",
    "settle_dues",
    "sign_copy",
    "sign_minutes",
    "start_agency",
    "start_draft",
    "strand",
    "submit",
    "suspend_service",
    "tell_charges",
    "tell_situation",
    "told_in",
    "withdraw",
    "write_step",
]
