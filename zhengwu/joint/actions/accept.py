"""Unified acceptance (统一受理): the lead window takes in for all organs at once."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import actions as cases
from zhengwu.joint import policy, queries
from zhengwu.joint.actions.opening import Whole, open_joint
from zhengwu.joint.actions.settle import in_tray, settle
from zhengwu.joint.enums import TRAY, PartState
from zhengwu.joint.models import Joint, JointPaper
from zhengwu.joint.rules import refusals
from zhengwu.joint.rules.projection import papers_for
from zhengwu.journal.actions import action
from zhengwu.kernel.actors import Actor


@action
def accept(joint: Joint, *, by: Actor, at: datetime) -> Joint:
    """Accept for all organs (许可法 26(2), 32(1)(5)); copies go to all concerned.

    Every organ's part becomes accepted in this one act, or none. Papers that a later part needs
    are looked for now as well: nobody is asked a second time when its turn comes.
    """
    whole = open_joint(joint, at=at)
    policy.require(policy.may_lead(by, whole.joint))
    if whole.joint.state not in TRAY:
        raise refusals.NotInTray(state=whole.joint.state_name)
    if missing := missing_papers(whole):
        raise refusals.PapersMissing(count=len(missing), missing="、".join(missing))
    for part in in_tray(whole):
        assert part.case is not None
        speaker = policy.speaking(by, whole.joint, part.organ_code)
        part.case = cases.accept(part.case, by=speaker, at=at)
    settle(whole, by=by, at=at)
    return whole.joint


def missing_papers(whole: Whole) -> list[str]:
    """Names of papers some part cannot do without and nobody handed in, each once."""
    document = whole.document
    handed = set(JointPaper.objects.filter(joint=whole.joint).values_list("code", flat=True))
    made = {(one.item, one.code) for one in document.produced}
    names = {paper.code: paper.name for paper in document.papers}
    place = {(use.item, use.key): paper.code for paper in document.papers for use in paper.uses}
    missing: dict[str, None] = {}
    for part in whole.parts:
        if part.state not in (PartState.WAITING, PartState.RECEIVED, PartState.SUPPLEMENTING):
            continue
        have = {own for _, own in papers_for(document, part.item_code, handed)}
        for code, name in queries.terms_of_part(part).required_materials.items():
            if code not in have and (part.item_code, code) not in made:
                missing[names.get(place.get((part.item_code, code), ""), name)] = None
    return list(missing)
