"""What lies in a case: its papers, steps, facts, and the words for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from zhengwu.cases import rules
from zhengwu.cases.enums import (
    DECISION_PAPERS,
    OFFICE_PAPER,
    MaterialRound,
    Paper,
    ReferralState,
    TaskKind,
    Verdict,
)
from zhengwu.cases.models import (
    Ban,
    Case,
    CasePaper,
    Check,
    Extension,
    Procedure,
    Referral,
    Supplement,
)
from zhengwu.cases.queries.situation import asked_lines
from zhengwu.cases.queries.terms import schema_of, terms_for
from zhengwu.cases.rules.terms import Terms
from zhengwu.documents import queries as documents
from zhengwu.documents.models import Document
from zhengwu.flow.enums import PENDING
from zhengwu.flow.models import Task, TaskOpinion
from zhengwu.forms import queries as forms
from zhengwu.forms import rules as form_rules
from zhengwu.kernel.time import local_day
from zhengwu.org.models import Organ


def handed_in(case: Case, *rounds: MaterialRound) -> set[str]:
    """Codes of materials of which something was handed in."""
    papers = CasePaper.objects.filter(case=case, verification__lapsed_at=None)
    if rounds:
        papers = papers.filter(round__in=rounds)
    return set(papers.values_list("code", flat=True))


def outstanding_facts(case: Case, terms: Terms) -> dict[str, Any]:
    """How many and which papers of the notice are still owed."""
    supplement = Supplement.objects.get(case=case)
    names = {**terms.material_names, "form": "申请书"}
    lines = asked_lines(case, supplement, terms)
    left = rules.outstanding(lines, handed_in(case, MaterialRound.SUPPLEMENT))
    return {"count": len(left), "missing": "、".join(names.get(code, code) for code in left)}


def _movers(case: Case) -> list[str]:
    """Ids of notices that stop or extend clocks once they are served."""
    found = list(Procedure.objects.filter(case=case).values_list("document_id", flat=True))
    return found + list(Extension.objects.filter(case=case).values_list("document_id", flat=True))


def moves_clocks(case: Case, document: Document) -> bool:
    """Whether the service of this notice stops or extends a clock."""
    return str(document.pk) in _movers(case)


def notices_of(case: Case) -> list[Document]:
    """Notices and orders beside the decision that have to be served, oldest first."""
    bans = Ban.objects.filter(case=case).values_list("document_id", flat=True)
    found = documents.of_matter(case.matter_id).filter(pk__in=[*_movers(case), *bans])
    return list(found)


def notices_owed(case: Case) -> list[Document]:
    """Those of them whose service has not been entered or is not proved yet."""
    return [
        one
        for one in notices_of(case)
        if not any(service.served_on for service in one.services.all())
    ]


def open_tasks(case: Case) -> list[Task]:
    """Steps of this case that wait for somebody."""
    return list(Task.objects.filter(matter=case.matter_id, state__in=PENDING).order_by("pk"))


def deciding_task(case: Case) -> Task | None:
    """The open step at which the decision is taken."""
    return next((task for task in open_tasks(case) if task.kind == TaskKind.DECIDE), None)


def submitting_task(case: Case) -> Task | None:
    """The open step at which the case is sent up."""
    return next((task for task in open_tasks(case) if task.kind == TaskKind.SUBMIT), None)


def delivery_tasks(case: Case) -> tuple[list[Task], list[str]]:
    """Open delivery steps, and the names of other steps still open."""
    waiting = open_tasks(case)
    delivering = [task for task in waiting if task.kind == TaskKind.DELIVER]
    return delivering, [task.name for task in waiting if task.kind != TaskKind.DELIVER]


def _review_steps(case: Case) -> QuerySet[Task]:
    kinds = [TaskKind.REVIEW, TaskKind.CHECK]
    return Task.objects.filter(matter=case.matter_id, kind__in=kinds, state="done")


def reviewers(case: Case) -> set[str]:
    """Ids of those who reviewed or checked."""
    return {str(one) for one in _review_steps(case).values_list("done_by_id", flat=True) if one}


def barred(case: Case, terms: Terms) -> set[str]:
    """Ids of those who may not decide this case: who keeps out of it (回避), and, where two persons
    must be, who reviewed (一审一核)."""
    return {*case.recused, *(reviewers(case) if terms.two_persons else ())}


def reviewer_names(case: Case) -> list[str]:
    """Names of those who reviewed or checked, in order."""
    names = _review_steps(case).order_by("done_at").values_list("done_by_name", flat=True)
    return list(dict.fromkeys(name for name in names if name))


def inspector_pairs(case: Case) -> list[list[str]]:
    """Ids of the persons of each check on the spot."""
    return [
        [one["id"] for one in inspectors]
        for inspectors in Check.objects.filter(case=case).values_list("inspectors", flat=True)
    ]


def facts_of(case: Case, terms: Terms) -> dict[str, Any]:
    """What conditions of a flow may ask for: answers of the form, and facts of the case."""
    return {
        **case.answers,
        "channel": case.channel,
        "organ": case.organ_code,
        "immediate": case.immediate,
        "deemed": case.acceptance == "deemed",
        "item": terms.item_code,
    }


def facts_text(case: Case) -> str:
    """The facts a decision rests on: what was applied for and what was found."""
    lines = [f"{local_day(case.received_at):%Y年%m月%d日}收到申请，材料齐全。"]
    for check in Check.objects.filter(case=case).order_by("started_at"):
        names = "、".join(one["name"] for one in check.inspectors)
        lines.append(f"{names}于{local_day(check.started_at):%m月%d日}现场核查：{check.findings}")
    return "".join(lines)


def decision_paper(terms: Terms, verdict: Verdict) -> Paper:
    """Which paper the decision leaves: by the law that governs the item, never a licence's words
    for what is no licence."""
    granted, refused = DECISION_PAPERS.get(terms.law, (Paper.DONE, Paper.NOT_DONE))
    return refused if verdict is Verdict.REFUSED else granted


def field_names(case: Case) -> dict[str, str]:
    """Labels of the form's fields by key."""
    schema = form_rules.parse(schema_of(terms_for(case)))
    return {leaf.key: leaf.label for leaf in schema.leaves()}


def answers_of(case: Case) -> list[tuple[str, str]]:
    """(label, words) of what the applicant filled in."""
    return forms.answers(schema_of(terms_for(case)), case.answers)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Short names of organs by code."""
    organs = Organ.objects.filter(pk__in=set(codes))
    return {organ.pk: organ.short_name or organ.name for organ in organs}


def review_opinion(case: Case) -> str:
    """What the first review found, in the words of the last opinion."""
    said = TaskOpinion.objects.filter(task__matter=case.matter_id, task__kind=TaskKind.REVIEW)
    last = said.exclude(opinion="").order_by("-at", "-pk").first()
    return last.opinion if last else ""


def organ_name(code: str) -> str:
    """The short name of one organ."""
    return names_of([code]).get(code, code)


def decided_above(case: Case) -> Case | None:
    """The case above that decided this one; None where the decision is our own.

    Where that organ itself only reviewed and sent on, it is the last of the chain.
    """
    rows = Referral.objects.filter(state=ReferralState.ANSWERED).select_related("upper__matter")
    above = None
    while found := rows.filter(lower=above or case).first():
        above = found.upper
    return above


def first_below(case: Case) -> Case:
    """Where the applicant applied: the lowest case of a chain that was sent up; else the case."""
    rows = Referral.objects.select_related("lower__matter", "lower__person", "lower__firm")
    while found := rows.filter(upper=case).first():
        case = found.lower
    return case


def party_papers(case: Case) -> QuerySet[CasePaper]:
    """The papers of the applicant's file: not those the office made for itself while handling."""
    return CasePaper.objects.filter(case=case).exclude(code=OFFICE_PAPER)
