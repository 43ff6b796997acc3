"""Verbs of a case, one theme a file."""

from zhengwu.cases.actions.accept import (
    CompetentOrganMissing,
    accept,
    correct,
    decline,
    deem_accepted,
)
from zhengwu.cases.actions.answer_above import return_review, take_answer, urge_above
from zhengwu.cases.actions.assigning import (
    assign_staff,
    report_result,
)
from zhengwu.cases.actions.ban import Lifting, impose_ban, lift_ban
from zhengwu.cases.actions.charges import assess_fees
from zhengwu.cases.actions.decide import decide
from zhengwu.cases.actions.deliver import (
    complete_announced,
    confirm_delivery,
    deliver,
    finish_above,
    papers_of,
)
from zhengwu.cases.actions.draft import (
    attach,
    carry_over,
    detach,
    discard,
    save_draft,
    start_draft,
    submit,
)
from zhengwu.cases.actions.dues import settle_dues
from zhengwu.cases.actions.evidence import (
    keep_counter_look,
    keep_look,
    look_again,
    note_fallen,
    wanted,
)
from zhengwu.cases.actions.experts import (
    conclude_review,
    draw_experts,
    list_expert,
    recuse_expert,
    sign_opinion,
)
from zhengwu.cases.actions.extension import extend
from zhengwu.cases.actions.first_asked import answer_question, pass_question, register_question
from zhengwu.cases.actions.handle import (
    Inspector,
    add_paper,
    ask,
    complete_step,
    record_check,
    write_note,
)
from zhengwu.cases.actions.handover import fill_sheet, hand_back, name_undertaker, take_back
from zhengwu.cases.actions.hearing_chair import challenge_chair, decide_challenge
from zhengwu.cases.actions.hearing_desk import Serving, serve_hearing_paper
from zhengwu.cases.actions.hearing_join import CodeUnknown, join_hearing
from zhengwu.cases.actions.hearing_minutes import (
    Came,
    Proceedings,
    Signature,
    close_minutes,
    hold_sitting,
    note_nobody_came,
    reopen_hearing,
)
from zhengwu.cases.actions.hearing_parties import add_party, consider_statement, record_statement
from zhengwu.cases.actions.hearing_rights import call_hearing, express_wish, tell_rights
from zhengwu.cases.actions.hearing_sitting import Plan, postpone_sitting, set_sitting
from zhengwu.cases.actions.licences import (
    Ending,
    answer_request,
    end_licence,
    register_licence,
    request_licence,
    serve_licence_paper,
    settle_end,
    warn_holder,
)
from zhengwu.cases.actions.on_the_spot import finish_on_the_spot, go_on_the_spot
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.procedure import end_procedure, start_procedure
from zhengwu.cases.actions.public_notice import (
    answer_objection,
    object_to,
    publish_notice,
)
from zhengwu.cases.actions.receive import Applicant, Application, HandedIn, receive
from zhengwu.cases.actions.recusal import recuse
from zhengwu.cases.actions.rulings import Ruling
from zhengwu.cases.actions.serving import confirm_paper, note_unserved, serve_paper
from zhengwu.cases.actions.situation import change_situation, tell_situation
from zhengwu.cases.actions.steps import (
    ask_cosigner,
    claim_step,
    delegate_step,
    drop_cosigner,
    pass_on,
    rest_step,
    resume_step,
    send_back,
    undo_step,
    urge_step,
)
from zhengwu.cases.actions.supplement import deliver_supplement, request_supplement
from zhengwu.cases.actions.transfer import transfer
from zhengwu.cases.actions.upward import submit_upward
from zhengwu.cases.actions.views import drop_view, keep_view
from zhengwu.cases.actions.withdraw import void, withdraw
from zhengwu.cases.rules.checks import Defect, EditionReplaced

__all__ = [
    "Applicant",
    "Application",
    "Came",
    "CodeUnknown",
    "CompetentOrganMissing",
    "Defect",
    "EditionReplaced",
    "Ending",
    "HandedIn",
    "Inspector",
    "Lifting",
    "Opened",
    "Plan",
    "Proceedings",
    "Ruling",
    "Serving",
    "Signature",
    "accept",
    "add_paper",
    "add_party",
    "answer_objection",
    "answer_question",
    "answer_request",
    "ask",
    "ask_cosigner",
    "assess_fees",
    "assign_staff",
    "attach",
    "call_hearing",
    "carry_over",
    "challenge_chair",
    "change_situation",
    "claim_step",
    "close_minutes",
    "complete_announced",
    "complete_step",
    "conclude_review",
    "confirm_delivery",
    "confirm_paper",
    "consider_statement",
    "correct",
    "decide",
    "decide_challenge",
    "decline",
    "deem_accepted",
    "delegate_step",
    "deliver",
    "deliver_supplement",
    "detach",
    "discard",
    "draw_experts",
    "drop_cosigner",
    "drop_view",
    "end_licence",
    "end_procedure",
    "express_wish",
    "extend",
    "fill_sheet",
    "finish_above",
    "finish_on_the_spot",
    "go_on_the_spot",
    "hand_back",
    "hold_sitting",
    "impose_ban",
    "join_hearing",
    "keep_counter_look",
    "keep_look",
    "keep_view",
    "lift_ban",
    "list_expert",
    "look_again",
    "name_undertaker",
    "note_fallen",
    "note_nobody_came",
    "note_unserved",
    "object_to",
    "open_case",
    "papers_of",
    "pass_on",
    "pass_question",
    "postpone_sitting",
    "publish_notice",
    "receive",
    "record_check",
    "record_statement",
    "recuse",
    "recuse_expert",
    "register_licence",
    "register_question",
    "reopen_hearing",
    "report_result",
    "request_licence",
    "request_supplement",
    "rest_step",
    "resume_step",
    "return_review",
    "save_draft",
    "send_back",
    "serve_hearing_paper",
    "serve_licence_paper",
    "serve_paper",
    "set_sitting",
    "settle_dues",
    "settle_end",
    "sign_opinion",
    "start_draft",
    "start_procedure",
    "submit",
    "submit_upward",
    "take_answer",
    "take_back",
    "tell_rights",
    "tell_situation",
    "transfer",
    "undo_step",
    "urge_above",
    "urge_step",
    "void",
    "wanted",
    "warn_holder",
    "withdraw",
    "write_note",
]
