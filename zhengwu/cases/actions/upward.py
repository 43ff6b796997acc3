"""上报: the first review goes up with its opinion and all materials, the decision comes back.

Lock order: the matter below, then the matter above. Until two nodes exchange messages both organs
sit in one node; what crosses over is already only a paper, a case and an announced decision.
"""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.opening import Opened, open_case, require_power
from zhengwu.cases.actions.papers import FORMS, Desk, addressee_of, issue
from zhengwu.cases.actions.papers import receipt as receipt_of
from zhengwu.cases.actions.receive import Applicant, Application, register
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import (
    CaseState,
    Channel,
    Label,
    MaterialRound,
    Paper,
)
from zhengwu.cases.events import (
    CaseReceived,
    CaseSentUp,
)
from zhengwu.cases.models import NO_LIMIT, Case, CasePaper, Referral
from zhengwu.cases.rules.terms import Terms
from zhengwu.catalogue import queries as catalogue
from zhengwu.clock import actions as clock
from zhengwu.clock import queries as clock_queries
from zhengwu.documents.models import Document
from zhengwu.flow import actions as flow
from zhengwu.flow.models import Task
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import format_day, local_day
from zhengwu.org.models import Organ

COLLECTED = "本机关代收，未作初审。"
_REVIEW = (Label.STATUTORY, Label.PROMISED, Label.ACCEPTANCE)


@action
def submit_upward(
    case: Case,
    *,
    opinion: str,
    agrees: bool = True,
    task: Task | None = None,
    key: str = "",
    by: Actor,
    at: datetime,
) -> Referral:
    """Send the first review and all materials directly to the organ that decides (35).

    Opens the case above with its own clocks and ends those of the review. What is only collected
    here (代收) is sent up from the tray, without opinion.
    """
    opened = open_case(case, at=at)
    case, above = opened.case, opened.terms.upward
    policy.require(policy.may_submit(by, case))
    check_recused(case, by.id)
    require_power(opened, "submit", by)
    if above is None:
        raise rules.NothingAbove
    task = _ready(opened, task)
    opinion = clean(opinion).strip()
    if above.review and not opinion:
        raise rules.ReviewOpinionMissing(fields={"opinion": ["请写明初审意见"]})
    upper, terms = _open_above(opened, by, at)
    document = _paper(opened, upper, opinion or COLLECTED, agrees, by, at)
    ending = _stop_review(opened, by, at)
    referral = Referral.objects.create(
        lower=case,
        upper=upper,
        lower_organ=case.organ_code,
        upper_organ=terms.organ_code,
        reviewed=above.review,
        agrees=agrees,
        opinion=opinion or COLLECTED,
        reviewers=_reviewers(opened, by),
        document_id=str(document.pk),
        submitted_by=by.name,
        submitted_at=at,
        **ending,
    )
    if task is not None:
        flow.complete(
            task, outcome="", opinion=opinion, facts={}, key=key, by=by, at=at
        )  # fmt: skip
    case.state, case.due_on = CaseState.SUBMITTED, NO_LIMIT
    case.save(update_fields=["state", "due_on"])
    event = CaseSentUp(
        organ=terms.organ_code,
        above=upper.matter.number,
        agrees=agrees,
        document=str(document.pk),
        papers=CasePaper.objects.filter(case=upper).count(),
    )
    record(case, event, by=by, at=at, reason=opinion)
    return referral


def _ready(opened: Opened, task: Task | None) -> Task | None:
    """The submitting step, or None where the case is only collected; refuses what is not ripe."""
    case, terms = opened.case, opened.terms
    if case.state == CaseState.SUBMITTED:
        earlier = Referral.objects.filter(lower=case).latest("submitted_at")
        on, organ = format_day(local_day(earlier.submitted_at)), earlier.upper_organ
        raise rules.SentUpAlready(on=on, organ=queries.names_of([organ]).get(organ, ""))
    assert terms.upward is not None
    if not terms.upward.review:
        rules.check_in_tray(case.state, case.state_name)
        missing = rules.missing_materials(terms.required_materials, queries.handed_in(case))
        if missing or case.state == CaseState.SUPPLEMENTING:
            raise rules.MaterialsMissing(count=len(missing), missing="、".join(missing))
        return None
    rules.check_running(case.state, case.state_name)
    task = task or queries.submitting_task(case)
    if task is None or task.matter_id != case.matter_id or task.kind != "submit":
        raise rules.NotTheSubmittingStep
    return task


def _open_above(opened: Opened, by: Actor, at: datetime) -> tuple[Case, Terms]:
    """The case of the organ above: same applicant, same answers, every paper handed in below."""
    case = opened.case
    assert opened.terms.upward is not None
    edition = catalogue.live_edition(opened.terms.upward.item_code)
    if edition is None:
        raise rules.NotOpen(missing="上级机关没有公布对应事项")
    terms = queries.terms_of(edition.pk)
    own, other = opened.terms.basic_code, terms.basic_code
    if own and other and own != other:
        raise rules.CodeMismatch(own=own, above=other)
    application = Application(
        edition_id=edition.pk,
        applicant=Applicant(case.person, case.firm),
        answers=case.answers,
        papers=(),
        channel=Channel.UPWARD,
        truth_declared=True,
        delivery_way=case.delivery_way,
        delivery_detail=case.delivery_detail,
        simulated=case.simulated,
    )
    upper = register(application, terms, by, at)
    papers = _hand_up(case, upper, terms, by, at)
    entry = record(
        upper,
        CaseReceived(
            number=upper.matter.number,
            item=terms.item_code,
            edition=str(upper.edition_id),
            organ=upper.organ_code,
            channel=upper.channel,
            papers=[paper.code for paper in papers],
            likely_duplicates=[],
            content_digest=digest(canonical(case.answers)),
        ),
        by=by,
        at=at,
    )
    receipt_of(Desk(upper, terms, by, at), papers, entry.digest)
    return upper, terms


def _hand_up(case: Case, upper: Case, terms: Terms, by: Actor, at: datetime) -> list[CasePaper]:
    """All papers go up as they are; those the list above knows by name under its code."""
    codes = {name: code for code, name in terms.material_names.items()}
    below = CasePaper.objects.filter(case=case).order_by("received_at", "pk")
    return CasePaper.objects.bulk_create(
        [
            CasePaper(
                case=upper,
                code=codes.get(paper.name, f"below-{paper.code}"),
                name=paper.name,
                file_id=paper.file_id,
                form=paper.form,
                round=MaterialRound.INITIAL,
                received_at=at,
                received_by=by.name,
            )
            for paper in below
        ]
    )


def _paper(
    opened: Opened, upper: Case, opinion: str, agrees: bool, by: Actor, at: datetime
) -> Document:
    case, above = opened.case, opened.terms.upward
    assert above is not None
    handed = [{"name": "申请书", "form": "电子文件",
               "received_on": local_day(case.received_at).isoformat()}]  # fmt: skip
    handed += [
        {
            "name": paper.name,
            "form": FORMS.get(paper.form, paper.form),
            "received_on": local_day(paper.received_at).isoformat(),
        }
        for paper in CasePaper.objects.filter(case=case).order_by("received_at", "pk")
    ]
    agreed = "拟同意" if agrees else "拟不同意"
    fields = {
        "upper_organ": Organ.objects.get(pk=upper.organ_code).name,
        "upper_item": upper.matter.title,
        "upper_number": upper.matter.number,
        "applicant": addressee_of(case).name,
        "accepted_on": case.accepted_on,
        "submitted_on": local_day(at),
        "upward_basis": above.basis,
        "conclusion": agreed if above.review else "代收转报",
        "opinion": opinion,
        "reviewers": _reviewers(opened, by),
        "materials": handed,
    }
    return issue(Desk(case, opened.terms, by, at), Paper.SUBMISSION, fields)


def _reviewers(opened: Opened, by: Actor) -> str:
    return "、".join(queries.reviewer_names(opened.case)) or by.name


def _stop_review(opened: Opened, by: Actor, at: datetime) -> dict[str, object]:
    """End the clocks of the review; what was left of them, should it have to be done again."""
    left: dict[str, int] = {}
    first, late = None, False
    for label in _REVIEW:
        running = opened.clock(label)
        if running is None:
            continue
        left[str(label)] = clock_queries.bar(running, at).left
        first = min(first or running.due_on, running.due_on)
        late = late or at >= running.due_at
        clock.stop(running, outcome="met", on=local_day(at), by=by, at=at)
    return {"left": left, "review_due_on": first, "review_late": late}
