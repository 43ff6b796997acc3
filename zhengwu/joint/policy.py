"""Who may do what with joint matters and projects."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from zhengwu.cases.policy import HANDLING
from zhengwu.joint.models import Consultation, Joint, Meeting, Part, Project
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.matters.models import Matter
from zhengwu.org.enums import Duty


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def may_use_desk(actor: Actor) -> bool:
    """Whoever handles cases anywhere, leads the centre or supervises."""
    return actor.is_staff and (bool(handled(actor)) or oversees(actor))


def oversees(actor: Actor) -> bool:
    """The centre and the supervision see every joint matter."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.CENTRE_MANAGER)
        or actor.has_anywhere(Duty.SUPERVISOR)
        or actor.has_anywhere(Duty.GOVERNMENT_HEAD)
    )


def handled(actor: Actor) -> frozenset[str]:
    """Organs whose parts the actor may see."""
    return actor.organs_with(*HANDLING, Duty.ARCHIVIST)


def may_edit_services(actor: Actor) -> bool:
    """Joint services belong to the centre: its editors and managers draft them."""
    return actor.kind is ActorKind.SYSTEM or (
        actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def may_set_rules(actor: Actor) -> bool:
    """The centre's management sets what silence means and who is agent for which projects."""
    return actor.kind is ActorKind.SYSTEM or (
        actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def may_lead(actor: Actor, joint: Joint) -> bool:
    """The window of the organ that leads."""
    return actor.is_staff and actor.has(Duty.WINDOW_CLERK, joint.lead_code)


def may_take_in(actor: Actor, lead_code: str) -> bool:
    """An applicant for himself, or the window that would lead."""
    if actor.is_staff:
        return actor.has(Duty.WINDOW_CLERK, lead_code)
    return actor.kind is ActorKind.CITIZEN


def may_handle_part(actor: Actor, part: Part) -> bool:
    """Anybody who handles cases at the organ of the part."""
    return actor.is_staff and part.organ_code in actor.organs_with(*HANDLING)


def may_manage(actor: Actor) -> bool:
    """Another lead window, another organ for a part: the centre's management."""
    return actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)


def may_extend(actor: Actor) -> bool:
    """More than 45 days: the head of the people's government (许可法 42(2)), nobody else."""
    return actor.is_staff and actor.has_anywhere(Duty.GOVERNMENT_HEAD)


def may_answer(actor: Actor, asked: Consultation) -> bool:
    """Those who review, check, decide or lead at the organ that was asked."""
    return actor.is_staff and asked.organ_code in actor.organs_with(
        Duty.REVIEWER, Duty.CHECKER, Duty.DECIDER, Duty.HEAD
    )


def may_sign_copy(actor: Actor, organ_code: str) -> bool:
    """Anybody who handles at the organ."""
    return actor.is_staff and organ_code in actor.organs_with(*HANDLING)


def may_act_for_applicant(actor: Actor, joint: Joint) -> bool:
    """The applicant, who acts for the firm, who holds the mandate."""
    if actor.kind is not ActorKind.CITIZEN or not actor.id:
        return False
    kind, _, key = actor.behalf.partition(":")
    if kind == "mandate":
        return bool(joint.mandate_id) and joint.mandate_id == key
    return joint.applicant_key in (actor.behalf or f"person:{actor.id}", f"person:{actor.id}")


def may_read_papers(actor: Actor, matter: Matter) -> bool:
    """Papers go to the applicant's side, to the organs that take part, to those who oversee."""
    joint = Joint.objects.filter(matter=matter).first()
    return joint is not None and may_see(actor, joint)


def may_see(actor: Actor, joint: Joint) -> bool:
    """The applicant's side, the lead, the organs that take part or are asked, the overseers."""
    if may_act_for_applicant(actor, joint) or oversees(actor):
        return True
    if not actor.is_staff:
        return False
    mine = handled(actor)
    return (
        joint.lead_code in mine
        or joint.parts.filter(organ_code__in=mine).exists()
        or joint.copies.filter(organ_code__in=mine).exists()
        or joint.consultations.filter(organ_code__in=mine).exists()
    )


def may_read_paper(actor: Actor, joint: Joint, code: str) -> bool:
    """The lead and the overseers read every paper; an organ those that its own part uses."""
    mine = handled(actor)
    if oversees(actor) or joint.lead_code in mine:
        return True
    own = set(joint.parts.filter(organ_code__in=mine).values_list("item_code", flat=True))
    papers = [one for one in joint.edition.document.papers if one.code == code]
    return any(use.item in own for paper in papers for use in paper.uses)


def speaking(by: Actor, joint: Joint, organ_code: str) -> Actor:
    """The same person speaking for the joint matter towards one of its parts.

    Unified acceptance and handing over are the lead window's by law (许可法 26(2)): for the parts
    of this one matter it holds the window's duty of each organ, and the journal shows on whose
    behalf. Whether somebody may lead is asked before.
    """
    duty = f"{Duty.WINDOW_CLERK}@{organ_code}"
    return replace(by, duties=by.duties | {duty}, behalf=f"matter:{joint.pk}")


def may_open_projects(actor: Actor) -> bool:
    """Windows that may be agents, and the centre."""
    return actor.is_staff and bool(actor.organs_with(Duty.WINDOW_CLERK, Duty.CENTRE_MANAGER))


def may_carry(actor: Actor, project: Project) -> bool:
    """The agency window's people and the centre."""
    return actor.is_staff and (
        project.agency_code in actor.organs_with(Duty.WINDOW_CLERK, Duty.DECIDER, Duty.HEAD)
        or actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def may_name_agent(actor: Actor, project: Project) -> bool:
    """Who leads the agency's organ, its chief representative, and the centre."""
    return actor.is_staff and (
        project.agency_code in actor.organs_with(Duty.HEAD, Duty.DECIDER)
        or actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def may_see_projects(actor: Actor) -> bool:
    """Whoever may use the joint desk."""
    return may_use_desk(actor)


def may_call_meeting(actor: Actor, kind: str) -> bool:
    """会商 is led by the centre; a proof or review by the centre or an agency window."""
    if not actor.is_staff:
        return False
    if actor.has_anywhere(Duty.CENTRE_MANAGER):
        return True
    return kind != "consultation" and actor.has_anywhere(Duty.WINDOW_CLERK)


def may_keep_minutes(actor: Actor, meeting: Meeting) -> bool:
    """Whoever called it, or the centre."""
    return actor.is_staff and (
        meeting.called_by == actor.name or actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def may_sign(actor: Actor, organ_code: str) -> bool:
    """Somebody of the organ that took part."""
    return actor.is_staff and (actor.organ_code == organ_code or bool(_at(actor, organ_code)))


def _at(actor: Actor, organ_code: str) -> list[Any]:
    return [held for held in actor.duties if held.endswith(f"@{organ_code}")]


def may_count(actor: Actor) -> bool:
    """Yearly figures: those who lead a unit or the centre, or supervise."""
    return oversees(actor) or (actor.is_staff and bool(actor.organs_with(Duty.HEAD, Duty.DECIDER)))


def may_receive_joint(actor: Actor) -> bool:
    """Clerks at a window; whether theirs leads follows from the service and the answers."""
    return actor.is_staff and actor.has_anywhere(Duty.WINDOW_CLERK)
