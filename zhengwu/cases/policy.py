"""Who may do what with a case: one-line predicates over the actor's duties of today."""

from __future__ import annotations

from typing import Any

from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Case, FirstAsked, Licence, Party, Referral
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.errors import NotPermitted
from zhengwu.matters.models import Matter
from zhengwu.org import queries as org
from zhengwu.org.enums import Duty

HANDLING = (Duty.WINDOW_CLERK, Duty.REVIEWER, Duty.CHECKER, Duty.INSPECTOR, Duty.DECIDER, Duty.HEAD)


def require(permitted: bool) -> None:
    """Go on, or refuse."""
    if not permitted:
        raise NotPermitted


def may_use_desk(actor: Actor) -> bool:
    """Anybody of the staff who handles, leads or supervises."""
    return actor.is_staff


def may_use_window(actor: Actor) -> bool:
    """Window clerks and village agents take applications in."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.WINDOW_CLERK) or actor.has_anywhere(Duty.VILLAGE_AGENT)
    )


def may_act_as_agent(actor: Actor) -> bool:
    """Village agents apply on somebody's behalf."""
    return actor.is_staff and actor.has_anywhere(Duty.VILLAGE_AGENT)


def may_apply(actor: Actor) -> bool:
    """Citizens for themselves, a firm or a principal; village agents on somebody's behalf."""
    return actor.kind is ActorKind.CITIZEN or may_act_as_agent(actor)


def speaks_for_whole(actor: Actor, case: Case) -> bool:
    """Whether the actor acts for the matter of several organs that this case is a part of.

    Who leads that matter is let through by its own room, which names it in `behalf` (许可法 26).
    """
    return case.part_of_id is not None and actor.behalf == f"matter:{case.part_of_id}"


def may_receive(actor: Actor, case: Case) -> bool:
    """The window of the organ the case belongs to; of a part only the window that leads all."""
    if case.part_of_id is not None:
        return speaks_for_whole(actor, case)
    return actor.is_staff and actor.has(Duty.WINDOW_CLERK, case.organ_code)


def may_assign(actor: Actor, case: Case) -> bool:
    """Those who lead the unit, and its window."""
    return actor.is_staff and bool(
        actor.organs_with(Duty.HEAD, Duty.DECIDER, Duty.WINDOW_CLERK) & {case.organ_code}
    )


def may_handle(actor: Actor, case: Case) -> bool:
    """Anybody with a handling duty at the organ of the case."""
    return actor.is_staff and case.organ_code in actor.organs_with(*HANDLING)


def may_submit(actor: Actor, case: Case) -> bool:
    """The window that leads the case sends it up (主办窗口负责上报)."""
    return actor.is_staff and actor.has(Duty.WINDOW_CLERK, case.organ_code)


def may_inspect(actor: Actor, case: Case) -> bool:
    """Inspectors and reviewers of the organ."""
    return actor.is_staff and case.organ_code in actor.organs_with(Duty.INSPECTOR, Duty.REVIEWER)


def may_extend(actor: Actor, case: Case) -> bool:
    """The head of the organ (许可法 42)."""
    return actor.is_staff and actor.has(Duty.HEAD, case.organ_code)


def may_decide_here(actor: Actor, case: Case) -> bool:
    """A chief representative of the organ; whether the letter covers it is asked at the act."""
    return actor.is_staff and actor.has(Duty.DECIDER, case.organ_code)


def may_deliver(actor: Actor, case: Case) -> bool:
    """The window of the organ, or whoever issues there; a part is handed over with the others."""
    if case.part_of_id is not None:
        return speaks_for_whole(actor, case)
    return actor.is_staff and case.organ_code in actor.organs_with(
        Duty.WINDOW_CLERK, Duty.ARCHIVIST, Duty.DECIDER
    )


def may_void(actor: Actor, case: Case) -> bool:
    """The head of the organ or the management of the centre."""
    return actor.is_staff and (
        actor.has(Duty.HEAD, case.organ_code) or actor.has_anywhere(Duty.CENTRE_MANAGER)
    )


def may_transfer(actor: Actor, case: Case) -> bool:
    """The management of the centre, where an organ's power passed to another by decision."""
    return actor.is_staff and actor.has_anywhere(Duty.CENTRE_MANAGER)


def oversees(actor: Actor) -> bool:
    """The centre and the supervision see every case."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.CENTRE_MANAGER) or actor.has_anywhere(Duty.SUPERVISOR)
    )


def beyond(actor: Actor) -> frozenset[str]:
    """Organs above or beside those for whom the person oversees: not his to see."""
    return org.beyond(actor.organs_with(Duty.CENTRE_MANAGER, Duty.SUPERVISOR))


def applicant_keys(actor: Actor) -> list[str]:
    """Keys of those the actor may speak for: oneself, and the firm chosen."""
    if actor.kind is not ActorKind.CITIZEN or not actor.id:
        return []
    return [actor.behalf or f"person:{actor.id}", f"person:{actor.id}"]


def mandate_of(actor: Actor) -> str:
    """Id of the power of attorney the actor uses now; identity lets a valid one through only."""
    kind, _, key = actor.behalf.partition(":")
    return key if kind == "mandate" else ""


def may_act_for_applicant(actor: Actor, case: Case) -> bool:
    """The applicant, who acts for the firm, who holds the mandate, the agent who applied."""
    if actor.is_staff:
        return _agent_of(actor, case)
    if case.mandate_id and case.mandate_id == mandate_of(actor):
        return True
    return case.applicant_key in applicant_keys(actor)


def is_party(actor: Actor, party: Party | None) -> bool:
    """The interested party himself, once he has come in with the code of his notice."""
    return party is not None and bool(party.party_key) and party.party_key in applicant_keys(actor)


def _agent_of(actor: Actor, case: Case) -> bool:
    """The village agent who applied. A clerk who only took in an agent's papers is not one."""
    mine = case.channel == Channel.AGENT and case.agent_id == actor.id
    return mine and may_act_as_agent(actor)


def may_take_in(actor: Actor, channel: str) -> bool:
    """Of the staff only who has a window receives; a village agent as an agent and no other way."""
    if not actor.is_staff:
        return actor.kind is not ActorKind.ANONYMOUS
    if channel == Channel.AGENT:
        return may_act_as_agent(actor)
    return actor.has_anywhere(Duty.WINDOW_CLERK)


def may_see(actor: Actor, case: Case) -> bool:
    """The applicant's side, the organ that handles it, the centre and the supervision."""
    if may_act_for_applicant(actor, case):
        return True
    if actor.is_staff and case.organ_code in seen_organs(actor):
        return True
    return oversees(actor) and case.organ_code not in beyond(actor)


def seen_organs(actor: Actor) -> frozenset[Any]:
    """Organs whose cases the actor may see."""
    return actor.organs_with(*HANDLING, Duty.ARCHIVIST)


def may_answer(actor: Actor, row: FirstAsked) -> bool:
    """The first asked, colleagues of the organ it was passed to, the management of the centre."""
    if not actor.is_staff:
        return False
    passed_here = bool(row.to_organ) and row.to_organ == actor.organ_code
    return row.staff_id == actor.id or passed_here or actor.has_anywhere(Duty.CENTRE_MANAGER)


def may_count(actor: Actor) -> bool:
    """Statistics: those who lead a unit or a centre, keep its files or supervise."""
    return oversees(actor) or bool(actor.is_staff and counted_organs(actor))


def counted_organs(actor: Actor) -> frozenset[Any]:
    """Organs whose cases the actor may count; the centre and the supervision count all."""
    return actor.organs_with(*HANDLING, Duty.ARCHIVIST, Duty.VILLAGE_AGENT)


def may_read_papers(actor: Actor, matter: Matter) -> bool:
    """Papers go to whom the case is shown: the applicant's side, and those who oversee."""
    case = Case.objects.filter(matter=matter).first()
    while case is not None:
        if may_see(actor, case):
            return True
        # What went up stays a matter of those below: they tell and deliver what is decided above.
        came = Referral.objects.select_related("lower").filter(upper=case).first()
        case = came.lower if came else None
    return False


def may_read_licence(actor: Actor, matter: Matter) -> bool:
    """Papers of a licence: its holder, and who may see the case it came from."""
    licence = Licence.objects.select_related("case").filter(matter=matter).first()
    if licence is None:
        return False
    return licence.holder_key in applicant_keys(actor) or may_see(actor, licence.case)


def may_keep_experts(actor: Actor) -> bool:
    """The centre's management, and heads of organs."""
    return actor.is_staff and (
        actor.has_anywhere(Duty.CENTRE_MANAGER) or actor.has_anywhere(Duty.HEAD)
    )
