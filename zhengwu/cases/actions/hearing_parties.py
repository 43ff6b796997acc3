"""Interested parties, and what they and the applicant state and defend (许可法 36)."""

from __future__ import annotations

from datetime import datetime

from zhengwu.cases import policy, rules
from zhengwu.cases.actions.hearing_desk import paper_for
from zhengwu.cases.actions.opening import open_case
from zhengwu.cases.actions.papers import Desk
from zhengwu.cases.actions.recusal import check_recused
from zhengwu.cases.enums import PARTY_NAMES, Paper, PartyRole
from zhengwu.cases.events import PartyAdded, StatementConsidered, StatementMade
from zhengwu.cases.models import Case, Party, Statement
from zhengwu.cases.queries.hearing import check_record_open
from zhengwu.journal.actions import action, record
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import InvalidInput, NotThere, Refusal
from zhengwu.kernel.ids import query_code
from zhengwu.kernel.text import clean


class PartyKnown(Refusal):
    """“{name}”已经登记为此件的当事人。"""

    recorded = False


class PartyIncomplete(InvalidInput):
    """请写明利害关系人的姓名（名称）、地址和涉及的重大利益。"""

    law = "行政许可法 第36条"


class StatementEmpty(InvalidInput):
    """请写明陈述、申辩的内容；对意见的处理也要写明理由。"""

    law = "行政许可法 第36条"


def applicant_party(case: Case, *, by: Actor, at: datetime) -> Party:
    """The applicant's own row among the parties; made when it is first needed."""
    party, _ = Party.objects.get_or_create(
        case=case,
        role=PartyRole.APPLICANT,
        defaults={"name": case.applicant_name, "added_by": by.name, "added_at": at},
    )
    party.case = case
    return party


def by_himself(case: Case, party: Party | None, by: Actor) -> bool:
    """Whether the applicant (no party named) or an interested party speaks for himself online."""
    if party is None or party.role == PartyRole.APPLICANT:
        return policy.may_act_for_applicant(by, case)
    return party.case_id == case.pk and policy.is_party(by, party)


@action
def add_party(
    case: Case, *, name: str, address: str, phone: str, interest: str, id_number: str = "",
    by: Actor, at: datetime,
) -> Party:  # fmt: skip
    """Register somebody whose major interest the licence directly touches (36, 47).

    With an identity number (or credit code), only who holds it comes in online; without one, who
    bears the name and has the code of the notice.
    """
    case = open_case(case, at=at).case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    name, interest = clean(name).strip()[:200], clean(interest).strip()[:500]
    given = {"name": name, "address": address.strip(), "interest": interest}
    absent = {field: ["请填写"] for field, value in given.items() if not value}
    if absent:
        raise PartyIncomplete(fields=absent)
    if Party.objects.filter(case=case, role=PartyRole.INTERESTED, name=name).exists():
        raise PartyKnown(name=name)
    applicant_party(case, by=by, at=at)
    party = Party(case=case, name=name, interest=interest, added_by=by.name, added_at=at,
                  code=query_code(10))  # fmt: skip
    party.answers = {
        "address": clean(address)[:300],
        "phone": clean(phone)[:40],
        "id_number": clean(id_number).strip().upper()[:30],
    }
    party.save()
    event = PartyAdded(party=name, role=PARTY_NAMES[PartyRole.INTERESTED], interest=interest)
    record(case, event, by=by, at=at)
    return party


@action
def record_statement(
    case: Case, *, party: Party | None, text: str, by: Actor, at: datetime
) -> Statement:
    """What the applicant (party None) or a party says, by himself online or taken down by staff."""
    opened = open_case(case, at=at)
    case = opened.case
    himself = by_himself(case, party, by)
    policy.require(himself or policy.may_handle(by, case))
    rules.check_running(case.state, case.state_name)
    check_record_open(case)
    if not text.strip():
        raise StatementEmpty(fields={"text": ["请填写陈述、申辩的内容"]})
    speaker = party or applicant_party(case, by=by, at=at)
    if speaker.case_id != case.pk:
        raise NotThere
    speaker.case = case
    fields = {
        "party": speaker.name,
        "role": speaker.role_name,
        "made_at": at,
        "statement": clean(text),
        "recorder": "本人通过网上提交" if himself else by.name,
    }
    document = paper_for(Desk(case, opened.terms, by, at), Paper.STATEMENT, fields, speaker)
    statement = Statement.objects.create(
        case=case,
        party=speaker,
        text=clean(text),
        made_at=at,
        recorded_by=by.name or speaker.name,
        document_id=str(document.pk),
    )
    event = StatementMade(
        party=speaker.name, statement=str(statement.pk), document=str(document.pk)
    )
    record(case, event, by=by, at=at)
    return statement


@action
def consider_statement(
    case: Case, *, statement: Statement, adopted: bool, answer: str, by: Actor, at: datetime
) -> Statement:
    """Say what was made of a statement, and why."""
    case = open_case(case, at=at).case
    policy.require(policy.may_handle(by, case))
    check_recused(case, by.id)
    rules.check_running(case.state, case.state_name)
    statement = Statement.objects.select_for_update().get(pk=statement.pk, case=case)
    if not answer.strip():
        raise StatementEmpty(fields={"answer": ["请写明采纳或者不采纳的理由"]})
    statement.adopted, statement.answer = adopted, clean(answer)
    statement.answered_by, statement.answered_at = by.name, at
    statement.save(update_fields=["adopted", "answer", "answered_by", "answered_at"])
    event = StatementConsidered(statement=str(statement.pk), adopted=adopted)
    record(case, event, by=by, at=at, reason=answer)
    return statement
