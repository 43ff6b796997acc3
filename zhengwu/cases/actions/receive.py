"""Receiving an application, at whichever entrance: number, papers, receipt, first clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import F

from zhengwu.cases import policy, queries, rules
from zhengwu.cases.actions import papers as paper_work
from zhengwu.cases.actions.evidence import use_look, verified_paper
from zhengwu.cases.actions.regimes import of_its_law
from zhengwu.cases.actions.renewal import link_renewal
from zhengwu.cases.actions.situation import freeze, terms_told
from zhengwu.cases.enums import FORM_PAPER, CaseState, Channel, Label
from zhengwu.cases.events import CaseReceived
from zhengwu.cases.models import Case, CasePaper, Series
from zhengwu.cases.registry import Act, check_power
from zhengwu.cases.rules.terms import Terms
from zhengwu.clock import actions as clock
from zhengwu.files.actions import Received
from zhengwu.files.actions import keep as keep_file
from zhengwu.files.models import StoredFile
from zhengwu.identity.enums import Level
from zhengwu.identity.models import Firm, Mandate, Person
from zhengwu.journal.actions import action, record, remember
from zhengwu.kernel.actors import Actor, ActorKind
from zhengwu.kernel.digests import canonical, digest
from zhengwu.kernel.time import format_day, local_day
from zhengwu.matters.actions import open_matter
from zhengwu.matters.models import Matter
from zhengwu.parameters.queries import write_number


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies: a person, or a firm through a person."""

    person: Person | None = None
    firm: Firm | None = None

    @property
    def key(self) -> str:
        """`firm:<id>` or `person:<id>`."""
        return f"firm:{self.firm.pk}" if self.firm else f"person:{self._person.pk}"

    @property
    def name(self) -> str:
        """The name on the papers."""
        return self.firm.name if self.firm else self._person.name

    @property
    def level(self) -> str:
        """The lower of the two levels where a person acts for a firm."""
        levels = [party.level for party in (self.firm, self.person) if party is not None]
        order = [level.value for level in Level]
        return min(levels, key=order.index)

    @property
    def _person(self) -> Person:
        assert self.person is not None
        return self.person


@dataclass(frozen=True, slots=True)
class HandedIn:
    """One paper handed in: a file, bytes just received, a sheet seen at the counter – or, instead
    of it, the id of a look at a register (免提交)."""

    code: str
    file: StoredFile | Received | None = None
    form: str = "electronic"
    name: str = ""
    verification: Any = None

    def kept(self, *, by: Actor, at: datetime) -> StoredFile | None:
        """The row of its file: bytes just received get theirs within the act."""
        if isinstance(self.file, Received):
            return keep_file(self.file, by=by, at=at)
        return self.file


@dataclass(frozen=True, slots=True)
class Application:
    """All that is handed in at once."""

    edition_id: Any
    applicant: Applicant
    answers: dict[str, Any]
    papers: Sequence[HandedIn]
    channel: Channel
    truth_declared: bool
    delivery_way: str = ""
    delivery_detail: dict[str, Any] = field(default_factory=dict)
    mandate: Mandate | None = None
    window_id: str = ""
    simulated: bool = False
    part_of: Matter | None = None
    # Answers to the situation guide; None: nobody was asked, the published list stands as it is.
    situation: Mapping[str, Any] | None = None


@action
@of_its_law
def receive(application: Application, *, by: Actor, at: datetime) -> Case:
    """Register an application. The receipt is no acceptance, and says so.

    Refused where the item is not open, the applicant not known well enough, banned, or the truth
    of the contents is not declared. Missing materials do not hinder receipt: they are told in
    the one supplement notice.
    """
    _check_in_force(queries.terms_of(application.edition_id), local_day(at))
    terms, walk = terms_told(application.edition_id, application.situation)
    _check(application, terms, by, at)
    twins = queries.likely_duplicates(application.applicant.key, terms.item_code)
    case = register(application, terms, by, at)
    if walk is not None:
        freeze(case, walk, number=1, reason="", by=by, at=at)
    papers = _keep_papers(case, application.papers, terms, by, at)
    link_renewal(case, terms, by, at)
    entry = record(
        case,
        CaseReceived(
            number=case.matter.number,
            item=terms.item_code,
            edition=str(case.edition_id),
            organ=case.organ_code,
            channel=case.channel,
            papers=[paper.code for paper in papers],
            likely_duplicates=[twin.matter.number for twin in twins],
            content_digest=digest(canonical(application.answers)),
        ),
        by=by,
        at=at,
        personal={"applicant": case.applicant_name},
        personal_subject=case.applicant_key,
    )
    paper_work.receipt(paper_work.Desk(case, terms, by, at), papers, entry.digest)
    return case


def _check(application: Application, terms: Terms, by: Actor, at: datetime) -> None:
    day = local_day(at)
    policy.require(policy.may_take_in(by, application.channel))
    if by.kind is ActorKind.CITIZEN:
        party, mandate = application.applicant, application.mandate
        policy.require(queries.speaks_for(by, party.person, party.firm, mandate, day))
    check_power(
        Act("receive", terms.item_code, terms.item_name, terms.organ_code, terms.local,
            application.channel), by,
    )  # fmt: skip
    if not Level(application.applicant.level).reaches(terms.identity_level):
        raise rules.LevelTooLow(level=application.applicant.level)
    if not application.truth_declared:
        raise rules.TruthNotDeclared(fields={"truth": ["请先勾选真实性承诺"]})
    if ban := queries.ban_on(application.applicant.key, terms.item_code, day):
        raise rules.Banned(
            article=ban.article, until=format_day(ban.until), number=ban.number, law=ban.article
        )
    if application.mandate is not None or application.channel == Channel.AGENT:
        check_mandate(application.mandate, application.applicant, terms, day, by=by)
    _check_attached(application)
    if application.delivery_way and application.delivery_way not in terms.delivery_ways:
        raise rules.WayNotOffered(fields={"delivery_way": ["请选择本事项提供的送达方式"]})


def attached(answers: Any) -> Iterator[str]:
    """Ids of the files that the answers name."""
    if isinstance(answers, dict):
        if "file" in answers and "size" in answers:
            yield str(answers["file"])
        for value in answers.values():
            yield from attached(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from attached(value)


def _check_attached(application: Application) -> None:
    """Every file the form names was really handed in with it."""
    papers = [one.file for one in application.papers if isinstance(one.file, StoredFile)]
    handed = {str(one.pk) for one in papers}
    if set(attached(application.answers)) - handed:
        raise rules.OutsideTheList(material="申请表附件")


def _check_in_force(terms: Terms, day: date) -> None:
    """The item is open, and under this very edition: the law of the filing day."""
    # Terms are remembered from the edition, which never changes; the item's state does.
    if missing := terms.missing or queries.closed_since(terms.edition_id):
        raise rules.NotOpen(missing="、".join(missing))
    if newer := queries.replaced_by(terms.edition_id):
        since = format_day(newer.effective_on or day)
        raise rules.EditionReplaced(number=newer.number, since=since)


def check_mandate(
    mandate: Mandate | None, party: Applicant, terms: Terms, day: date, *, by: Actor
) -> None:
    """A power of attorney of this very applicant, covering the item and the day of the act; one
    given to an agent of the staff serves that very person."""
    if mandate is None or not mandate.covers(terms.item_code, day):
        raise rules.MandateMissing(item=terms.item_name)
    if mandate.agent_staff_id and policy.may_act_as_agent(by) and mandate.agent_staff_id != by.id:
        raise rules.MandateMissing(item=terms.item_name)
    if not queries.given_by(mandate, party.person, party.firm):
        raise rules.MandateMissing(item=terms.item_name)


def check_agency(case: Case, terms: Terms, *, by: Actor, at: datetime) -> None:
    """What a village agent does later for the applicant needs the letter of that day, too."""
    if not by.is_staff or case.channel != Channel.AGENT or case.agent_id != by.id:
        return
    mandate = Mandate.objects.filter(pk=case.mandate_id).first() if case.mandate_id else None
    check_mandate(mandate, Applicant(case.person, case.firm), terms, local_day(at), by=by)


def register(application: Application, terms: Terms, by: Actor, at: datetime) -> Case:
    """The row of a received case with its number and the clock of its acceptance."""
    applicant = application.applicant
    matter = open_matter(
        kind="case",
        number=next_number(terms, at),
        title=terms.item_name,
        organ_code=terms.organ_code,
        region_code=terms.region_code or settings.REGION_CODE,
        by=by,
        at=at,
    )
    agent = application.channel == Channel.AGENT or application.mandate is not None
    case = Case(
        matter=matter,
        part_of=application.part_of,
        edition_id=application.edition_id,
        item_code=terms.item_code,
        state=CaseState.RECEIVED,
        channel=application.channel,
        immediate=terms.immediate,
        route=rules.route(
            immediate=terms.immediate,
            supplemented=False,
            state=CaseState.RECEIVED,
            joint=application.part_of is not None,
            upward=terms.upward is not None,
        ),
        organ_code=terms.organ_code,
        window_id=application.window_id,
        applicant_key=applicant.key,
        applicant_name=applicant.name,
        person=applicant.person,
        firm=applicant.firm,
        agent_id=by.id if agent else "",
        agent_name=by.name if agent else "",
        mandate_id=str(application.mandate.pk) if application.mandate else "",
        delivery_way=application.delivery_way,
        delivery_detail=application.delivery_detail,
        received_at=at,
        received_by=by.name if by.is_staff else "网上系统",
        simulated=application.simulated,
    )
    case.answers = application.answers
    if terms.supplement_rule:
        case.due_on = clock.start(
            matter, terms.supplement_rule, label=Label.ACCEPTANCE, on=local_day(at),
            basis=terms.supplement_basis, by=by, at=at,
        ).due_on  # fmt: skip
    collected = terms.upward is not None and not terms.upward.review
    if collected and (promised := terms.promised):
        # What is only collected for the organ above is to be sent on within the days promised.
        case.due_on = clock.start(
            matter, promised.rule, label=Label.PROMISED, on=local_day(at), amount=promised.amount,
            unit=promised.unit, basis=promised.basis, by=by, at=at,
        ).due_on  # fmt: skip
    case.save(force_insert=True)
    remember(("cases.case", matter.pk), case)
    return case


def _keep_papers(
    case: Case, papers: Sequence[HandedIn], terms: Terms, by: Actor, at: datetime
) -> list[CasePaper]:
    names = {**terms.material_names, FORM_PAPER: "申请表附件"}
    for paper in papers:
        if paper.code not in names:
            raise rules.OutsideTheList(material=paper.code)
    return CasePaper.objects.bulk_create(
        [
            _paper(case, paper, (paper.name or names[paper.code])[:300], terms, by, at)
            for paper in papers
        ]
    )


def _paper(
    case: Case, paper: HandedIn, name: str, terms: Terms, by: Actor, at: datetime
) -> CasePaper:
    if paper.verification is not None:
        row = use_look(case, paper.verification, paper.code, terms, by=by, at=at)
        return verified_paper(case, row, case.received_by, at)
    return CasePaper(
        case=case,
        code=paper.code,
        name=name,
        file=paper.kept(by=by, at=at),
        form=paper.form,
        received_at=at,
        received_by=case.received_by,
    )


def next_number(terms: Terms, at: datetime) -> str:
    """The next case number of this prefix, kind and year; a refused act takes none."""
    day = local_day(at)
    key = f"{terms.number_prefix}-{terms.number_kind}-{day.year}"
    Series.objects.bulk_create([Series(key=key)], ignore_conflicts=True)
    Series.objects.filter(key=key).update(last=F("last") + 1)
    serial = Series.objects.values_list("last", flat=True).get(key=key)
    return write_number("case", day, serial, place=terms.number_prefix, kind=terms.number_kind)
