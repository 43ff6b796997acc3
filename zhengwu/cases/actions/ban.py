"""Re-application bans (许可法 78, 79): how long is a row of the clock table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhengwu.authority import queries as authority
from zhengwu.authority.models import Letter
from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions.opening import Opened, open_case
from zhengwu.cases.actions.papers import Desk, issue
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.actions.rulings import sealing_of
from zhengwu.cases.enums import BanGround, CaseState, Decline, LiftGround, Paper, Verdict
from zhengwu.cases.events import BanImposed, BanLifted
from zhengwu.cases.models import Ban, Case
from zhengwu.cases.rules.words import BAN_ARTICLES, BAN_NAMES, LIFT_ARTICLES, LIFT_NAMES
from zhengwu.clock import queries as clock
from zhengwu.documents.models import Document
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day

_ARTICLES = "行政许可法 第78条、第79条"


class NotPublicSafety(Refusal):
    """本事项不属于直接关系公共安全、人身健康、生命财产安全的事项，不能限制再次申请。"""

    law = _ARTICLES


class SafetyNotSaid(Refusal):
    """事项目录没有写明本事项是否直接关系公共安全、人身健康、生命财产安全，不能限制再次申请。"""

    law = _ARTICLES


class NoLicence(Refusal):
    """本事项不是行政许可，不能依照行政许可法限制再次申请。"""

    law = _ARTICLES


class NotRefusedYet(Refusal):
    """还没有因为隐瞒情况或者提供虚假材料作出不予受理或者不予许可的决定，不能限制再次申请。"""

    law = "行政许可法 第78条"


class NothingGranted(Refusal):
    """没有准予许可，不存在以不正当手段取得的许可。"""

    law = "行政许可法 第79条"


class FactsMissing(InvalidInput):
    """请写明事实和依据。"""


class BanOver(Refusal):
    """限制再次申请的期限已于 {until} 届满，不需要解除。"""

    law = _ARTICLES


@dataclass(frozen=True, slots=True)
class Lifting:
    """Why a ban ends early: `decision` is the number of the paper that annulled or changed it."""

    ground: LiftGround
    facts: str
    article: str = ""
    decision: str = ""

    def checked(self) -> Lifting:
        """The same with the article of its ground; what is missing is named by field."""
        article = clean(self.article).strip() or LIFT_ARTICLES[self.ground]
        decision, facts = clean(self.decision).strip(), clean(self.facts).strip()
        wrong = {}
        if not facts:
            wrong["facts"] = ["请写明解除的理由"]
        if not article:
            wrong["article"] = ["请写明自行撤销所依据的条款"]
        if not decision and self.ground is not LiftGround.OWN:
            wrong["decision"] = ["请填写行政复议决定书或者判决书的文号"]
        if wrong:
            raise FactsMissing(fields=wrong)
        return Lifting(self.ground, facts, article[:120], decision[:80])


@action
def impose_ban(
    case: Case,
    *,
    ground: BanGround,
    facts: str,
    revoked_on: date | None = None,
    revocation: str = "",
    by: Actor,
    at: datetime,
) -> Ban:
    """Keep an applicant from applying again for an item of public safety, in writing.

    After concealment or false material (78) the time counts from the refusal; after fraud (79)
    from the revocation of the licence, whose number and day are entered. By a representative
    whose letter covers the item; a second time returns the first.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_decide_here(by, case))
    check_recused(case, by.id)
    imposed = Ban.objects.filter(case=case, ground=ground, lifted_at=None).first()
    if imposed is not None:
        return imposed
    letter = _letter(opened, by, at)
    _check_item(opened)
    since = _since(case, ground, revoked_on, revocation, at)
    if not facts.strip():
        raise FactsMissing(fields={"facts": ["请写明查明的事实"]})
    until, _ = clock.end_of_period(ground, since)
    document = _paper(Desk(case, opened.terms, by, at), letter, ground, facts, since, until,
                      clean(revocation).strip())  # fmt: skip
    ban = Ban.objects.create(
        applicant_key=case.applicant_key,
        item_code=case.item_code,
        ground=ground,
        article=BAN_ARTICLES[ground],
        since=since,
        until=until,
        case=case,
        document_id=str(document.pk),
        number=document.number,
        revocation=clean(revocation).strip()[:80],
        decided_by=by.name,
        imposed_at=at,
    )
    event = BanImposed(
        item=case.item_code,
        ground=ground,
        article=ban.article,
        since=since.isoformat(),
        until=until.isoformat(),
        document=ban.document_id,
    )
    record(case, event, by=by, at=at, reason=facts)
    return ban


@action
def lift_ban(case: Case, *, ban: Ban, lifting: Lifting, by: Actor, at: datetime) -> Ban:
    """End a ban before its time, in writing, with the reason and the article.

    Because the decision behind it was annulled or changed, or because the organ found its own
    fault. By a representative whose letter covers the item; a second time returns the first.
    """
    opened = open_case(case, at=at)
    case = opened.case
    policy.require(policy.may_decide_here(by, case))
    check_recused(case, by.id)
    ban = Ban.objects.select_for_update().get(pk=ban.pk, case=case)
    if ban.lifted_at is not None:
        return ban
    if ban.until < local_day(at):
        raise BanOver(until=ban.until.isoformat())
    letter = _letter(opened, by, at)
    lifting = lifting.checked()
    fields = {
        "imposed_on": local_day(ban.imposed_at),
        "number": ban.number,
        "until": ban.until,
        "ground": LIFT_NAMES[lifting.ground],
        "decision": lifting.decision,
        "facts": lifting.facts,
        "articles": lifting.article,
    }
    kept = {code: value for code, value in fields.items() if value != ""}
    desk = Desk(case, opened.terms, by, at)
    document = issue(desk, Paper.BAN_LIFTED, kept, sealing=sealing_of(desk, letter))
    ban.lifted_at, ban.lifted_by = at, by.name
    ban.lift_ground, ban.lift_article = lifting.ground, lifting.article
    ban.lift_reason, ban.lift_document_id = lifting.facts, str(document.pk)
    ban.save()
    event = BanLifted(
        item=case.item_code,
        ground=lifting.ground,
        article=lifting.article,
        number=ban.number,
        document=ban.lift_document_id,
    )
    record(case, event, by=by, at=at, reason=lifting.facts)
    return ban


def _letter(opened: Opened, by: Actor, at: datetime) -> Letter:
    case = opened.case
    letter = authority.covering(
        UUID(by.id), case.item_code, case.organ_code, "decide", local_day(at), barred=case.recused
    )
    if letter is None:
        raise rules.AuthorityMissing(item=opened.terms.item_name)
    return letter


def _check_item(opened: Opened) -> None:
    terms = opened.terms
    if terms.law != queries.LICENSING_LAW:
        raise NoLicence
    if terms.public_safety is None:
        raise SafetyNotSaid
    if not terms.public_safety:
        raise NotPublicSafety


def _since(
    case: Case, ground: BanGround, revoked_on: date | None, revocation: str, at: datetime
) -> date:
    """The day after which the time counts: of the refusal, or of the licence's revocation."""
    if ground is BanGround.FALSE_MATERIAL:
        refused = case.decided_at if case.verdict == Verdict.REFUSED else None
        declined = case.state == CaseState.DECLINED and case.decline == Decline.FALSE_MATERIAL
        ended = case.completed_at if declined else refused
        if ended is None:
            raise NotRefusedYet
        return local_day(ended)
    if case.verdict != Verdict.GRANTED or case.decided_at is None:
        raise NothingGranted
    wrong = {}
    if revoked_on is None or not local_day(case.decided_at) <= revoked_on <= local_day(at):
        wrong["revoked_on"] = ["请填写撤销许可的日期：在准予许可之后、今天以前"]
    if not revocation.strip():
        wrong["revocation"] = ["请填写撤销许可决定的文号"]
    if wrong or revoked_on is None:
        raise FactsMissing(fields=wrong)
    return revoked_on


def _paper(
    desk: Desk,
    letter: Letter,
    ground: BanGround,
    facts: str,
    since: date,
    until: date,
    revocation: str,
) -> Document:
    """限制再次申请决定书, under the organ's seal, with remedies."""
    fields = {
        "applied_on": desk.applied_on,
        "ground": BAN_NAMES[ground],
        "facts": clean(facts),
        "safety_basis": desk.terms.safety_basis,
        "articles": f"《中华人民共和国{BAN_ARTICLES[ground].replace(' ', '》')}",
        "since": since,
        "until": until,
        "revocation": revocation,
    }
    return issue(desk, Paper.BAN, fields, sealing=sealing_of(desk, letter))
