"""At the counter: a source is asked instead of the applicant; and asked again before acceptance."""

from __future__ import annotations

from datetime import datetime, timedelta

from zhengwu.cases import actions, queries, registry
from zhengwu.cases.models import Case, Verification
from zhengwu.cases.rules.situation import NotFree
from zhengwu.cases.rules.terms import MaterialTerm
from zhengwu.cases.web.staff.views.window_chosen import Chosen
from zhengwu.cases.web.staff.views.window_entry import Entry
from zhengwu.catalogue.enums import FreeBy
from zhengwu.identity import queries as identity
from zhengwu.identity.models import Firm
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import local_day

_SPOKEN = "申请人在窗口当面同意由系统查询核验"
# not law: a look made a moment ago is not made again
_JUST_NOW = timedelta(minutes=10)


class NotRegistered(NotFree):
    """申请人还没有在本系统实名登记，不能查询“{material}”；请收原件或者复印件。"""


def look_up(entry: Entry, chosen: Chosen, code: str, *, by: Actor, at: datetime) -> None:
    """Ask, and keep what came of it; nothing is locked while the source takes its time."""
    person, firm = None, None
    if entry.for_firm:
        found = Firm.objects.filter(uscc=entry.firm.uscc, level="verified") if entry["uscc"] else []
        firm = next(iter(found), None)
    else:
        draft = entry.person
        person = identity.verified_person(draft.id_kind, draft.id_number)
    if person is None and firm is None:
        raise NotRegistered(material=chosen.terms.material_names.get(code, code))
    material, wanted = actions.wanted(chosen.terms, code, person, firm, local_day(at))
    found_there = registry.look(material.free_by, wanted)
    entry.looks[code] = actions.keep_counter_look(
        chosen.terms, material=material, look=found_there, person=person, firm=firm,
        consent=_SPOKEN, by=by, at=at,
    )  # fmt: skip


def ask_again(case: Case, code: str, *, by: Actor, at: datetime) -> Verification:
    """The clerk asks the source once more for a case in the tray."""
    terms = queries.terms_for(case)
    material, wanted = actions.wanted(terms, code, case.person, case.firm, local_day(at))
    found = registry.look(material.free_by, wanted)
    return actions.look_again(case, material=material, look=found, by=by, at=at)


def refresh(case: Case, *, by: Actor, at: datetime) -> None:
    """Before acceptance the shared library is asked once more: what was true at submission may
    have changed. Our own register is asked by the act itself. Silence hinders nothing."""
    asked: dict[str, MaterialTerm] = {
        code: one
        for code, one in queries.terms_for(case).free_materials.items()
        if one.free_by == FreeBy.LIBRARY
    }
    if not asked:
        return
    for code, row in queries.standing_evidence(case, local_day(at)).items():
        if code not in asked or at - row.looked_at < _JUST_NOW:
            continue
        try:
            ask_again(case, code, by=by, at=at)
        except Refusal:
            continue  # the act itself says what is in the way
