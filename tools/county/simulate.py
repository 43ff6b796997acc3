"""A year of cases, sent through the same actions as people use, on a simulated clock.

The mix is the real one: 94 % done on the spot; the rest with supplements, special procedures,
refusals, late ones. Everything is marked 演示 and `simulated`; its papers are rendered on demand.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from zhengwu.cases import actions as cases
from zhengwu.cases import queries
from zhengwu.cases.enums import CaseState, Channel, Decline, TaskKind, Verdict
from zhengwu.cases.models import Case, Check, Procedure
from zhengwu.cases.rules.checks import Defect
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.queries import open_items
from zhengwu.clock.queries import known
from zhengwu.flow.models import Task
from zhengwu.identity import actions as identity
from zhengwu.identity.enums import IdKind
from zhengwu.identity.models import Firm, Person
from zhengwu.identity.rules.registration import FirmDraft, PersonDraft
from zhengwu.journal.actions import deliver_all
from zhengwu.kernel.actors import SYSTEM, Actor, ActorKind, Assurance
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.time import SHANGHAI, local_day
from zhengwu.org.enums import Duty
from zhengwu.org.models import Holding

from . import finance, hearing, joint_matters, library, licences, upward
from .answers import fill
from .names import Names
from .office import Office
from .places import COUNTY

IMMEDIATE_SHARE = 0.94
STORIES = (
    ("granted", 5), ("supplemented", 4), ("procedure", 2), ("refused", 2), ("late", 2),
    ("withdrawn", 1), ("declined", 1),
)  # fmt: skip
# What the in-tray shows today: stories broken off on the way.
UNFINISHED = ("received", "supplementing", "reviewing", "procedure_open", "deciding", "delivering")


@dataclass
class Tally:
    """What was sent, and what the program refused (a story it cannot tell is told as refused)."""

    done: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def count(self, story: str) -> None:
        """One more of this story."""
        self.done[story] = self.done.get(story, 0) + 1


class Simulator:
    """Sends cases; the same seed sends the same cases."""

    def __init__(self, *, today: date, seed: int = 511_602) -> None:
        self.random = random.Random(seed)
        self.today = today
        self.names = Names(seed + 1)
        self.office = Office()
        self.calendar = known().calendar(COUNTY)
        self.tally = Tally()
        self.editions = [item.live for item in open_items().select_related("live") if item.live]
        self.days = self._working_days(today - timedelta(days=365), today - timedelta(days=1))

    def run(self, count: int, *, tell: Callable[[int, int], None] | None = None) -> Tally:
        """Send `count` cases, oldest first, then those that lie in today's trays."""
        # What is done on the spot needs somebody to decide; some organs have nobody.
        deciding = set(
            Holding.objects.filter(post__duties__duty=Duty.DECIDER).values_list(
                "post__organ_id", flat=True
            )
        )
        terms = ((one, queries.terms_of(one.pk)) for one in self.editions)
        immediate = [one for one, t in terms if t.immediate and t.organ_code in deciding]
        promised = self._promised()
        quick = round(count * IMMEDIATE_SHARE)
        open_now = min(len(UNFINISHED), max(0, count - quick))
        plan = [(self._day(), "immediate") for _ in range(quick)]
        plan += [(self._early_day(), self._story()) for _ in range(count - quick - open_now)]
        for place, (day, story) in enumerate(sorted(plan)):
            self._send(story, immediate if story == "immediate" else promised, day)
            if tell:
                tell(place + 1, count)
        for place in range(open_now):
            self._send(UNFINISHED[place], promised, self.days[-(3 + place % 5)])
        self._hearings(promised)
        if count:
            licences.stories(self, promised)
            joint_matters.tell_all(self)
            finance.stories(self)
            library.licence_of_shop(self)
        deliver_all()
        return self.tally

    def _promised(self) -> list[Edition]:
        """Not done on the spot, applied for by people, and free: nobody pays in these stories."""
        terms = {one.pk: queries.terms_of(one.pk) for one in self.editions}
        above = {term.upward.item_code for term in terms.values() if term.upward}
        return [one for one in self.editions if upward.told(terms[one.pk], above)]

    def _hearings(self, editions: list[Edition]) -> None:
        """One at each stage, of a licence in whose steps others' interests lie."""
        under_law = [one for one in editions if queries.terms_of(one.pk).law == "xk"]
        plain = [one for one in under_law if not queries.terms_of(one.pk).hearing]
        if plain:
            hearing.stages(self, plain[0])

    def _send(self, story: str, editions: list[Edition], day: date) -> None:
        if story in ("deciding", "delivering", "procedure_open"):
            terms = [(one, queries.terms_of(one.pk)) for one in editions]
            editions = [one for one, its in terms if its.upward is None and not its.hearing]
        if story in ("supplemented", "supplementing"):
            editions = [one for one in editions if upward.always_asks(queries.terms_of(one.pk))]
        edition = self.random.choice(editions)
        tell = getattr(self, f"tell_{story}")
        self.attempt(story, lambda: tell(edition, self.instant(day)), edition.document.name)

    def attempt(self, story: str, tell: Callable[[], object], about: str = "") -> None:
        """Tell a story; what the rules refuse of it is told at the end."""
        try:
            tell()
        except Refusal as refusal:
            self.tally.refused.append(f"{story} {about}: {refusal.message}")
            return
        self.tally.count(story)

    # -- days ---------------------------------------------------------------------------------

    def _working_days(self, first: date, last: date) -> list[date]:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in days if self.calendar.is_working(day)]

    def _day(self) -> date:
        return self.random.choice(self.days)

    def _early_day(self) -> date:
        return self.random.choice(self.days[: -len(self.days) // 5])

    def _story(self) -> str:
        names, weights = zip(*STORIES, strict=True)
        return str(self.random.choices(names, weights)[0])

    def instant(self, day: date, hour: int | None = None) -> datetime:
        """Some minute of office hours."""
        hour = self.random.choice((9, 10, 11, 14, 15, 16)) if hour is None else hour
        clock = time(hour, self.random.randrange(60), self.random.randrange(60))
        return datetime.combine(day, clock, tzinfo=SHANGHAI)

    def later(self, at: datetime, days: int) -> datetime:
        """The same office some working days later."""
        day = local_day(at)
        while days > 0:
            day += timedelta(days=1)
            days -= self.calendar.is_working(day)
        return at + timedelta(minutes=20) if day == local_day(at) else self.instant(day)

    # -- people -------------------------------------------------------------------------------

    def _applicant(self, edition: Edition, at: datetime) -> cases.Applicant:
        person = self._person(at)
        subjects = {str(subject) for subject in edition.document.subjects}
        if subjects and "1" not in subjects:
            return cases.Applicant(person=person, firm=self._firm(at))
        return cases.Applicant(person=person)

    def _person(self, at: datetime) -> Person:
        draft = PersonDraft(
            self.names.person(), IdKind.RESIDENT, self.names.id_number(), self.names.phone()
        )
        return identity.receive_person(draft, by=SYSTEM, at=at)

    def _firm(self, at: datetime) -> Firm:
        trade = self.random.choice(("餐饮", "医院", "商贸", "文化", "口腔诊所", "便利店"))
        name = f"广安{self.names.person()}{trade}有限公司（演示）"
        draft = FirmDraft(name, self.names.credit_code(), self.names.person())
        return identity.receive_firm(draft, by=SYSTEM, at=at)

    # -- acts ---------------------------------------------------------------------------------

    def application(
        self, edition: Edition, at: datetime, *, leave_out: int = 0, **more: Any
    ) -> cases.Application:
        """A well filled-in application; `leave_out` required papers are forgotten."""
        situation = library.some_situation(edition, self.random)
        terms = queries.terms_of(edition.pk)
        if situation is not None:
            terms = queries.situated(edition.pk, situation.codes)
        codes = [m.code for m in terms.materials if m.required]
        kept = codes[: len(codes) - leave_out] if leave_out else codes
        applicant = more.pop("applicant", None) or self._applicant(edition, at)
        return cases.Application(
            edition_id=edition.pk,
            applicant=applicant,
            answers=fill(queries.schema_of(terms), self.random, applicant.name),
            papers=[cases.HandedIn(code, form="original") for code in kept],
            channel=Channel.WINDOW,
            truth_declared=True,
            delivery_detail={
                "electronic_consent": "申请人在窗口书面同意电子送达（演示）",
                "electronic_address": "本系统“我的办件”",
            },
            simulated=True,
            situation=situation.answers if situation else None,
            **more,
        )

    def _clerk(self, case: Case, at: datetime) -> Actor:
        return self.office.staff(case.organ_code, Duty.WINDOW_CLERK, local_day(at), nth=2)

    def _decider(self, organ: str, at: datetime) -> Actor:
        return self.office.staff(organ, Duty.DECIDER, local_day(at))

    def _receive(self, edition: Edition, at: datetime, *, leave_out: int = 0, **more: Any) -> Case:
        organ = queries.terms_of(edition.pk).organ_code
        clerk = self.office.staff(organ, Duty.WINDOW_CLERK, local_day(at), nth=2)
        return cases.receive(
            self.application(edition, at, leave_out=leave_out, **more), by=clerk, at=at
        )

    def accepted(self, edition: Edition, at: datetime) -> Case:
        """Received and accepted."""
        return self._accept(self._receive(edition, at), self.later(at, 1))

    def _accept(self, case: Case, at: datetime) -> Case:
        return cases.accept(case, by=self._clerk(case, at), at=at)

    def walk(self, case: Case, at: datetime, *, until: str, days: int = 1) -> datetime:
        """Do the steps of the flow up to one of kind `until`, each some days after the last."""
        for _ in range(30):
            tasks = [task for task in queries.open_tasks(case) if task.kind != until]
            if not tasks:
                return at
            at = self.step(case, tasks[0], self.later(at, days))
        return at

    def step(self, case: Case, task: Task, at: datetime) -> datetime:
        """Do one step; a hearing takes its own days. When it was done."""
        if task.kind == TaskKind.INSPECT:
            self._inspect(case, at)
        if task.kind == TaskKind.HEARING:
            if queries.terms_of(case.edition_id).inspection:
                self._inspect(case, at)  # after the minutes nothing more is put before the organ
                at = self.later(at, 0)
            at = hearing.whole(self, case, at)
        done = Task.objects.filter(matter=case.matter_id, kind=task.kind, state="done").count()
        by = self.office.staff(task.organ_code, Duty(task.duty), local_day(at), nth=done)
        cases.complete_step(
            case, task=task, outcome=_outcome(task), opinion="同意，转下一环节。", by=by, at=at
        )
        return at

    def _inspect(self, case: Case, at: datetime) -> None:
        if Check.objects.filter(case=case).exists():
            return
        day = local_day(at)
        pair = [self.office.staff(case.organ_code, Duty.INSPECTOR, day, nth=n) for n in (0, 1)]
        cases.record_check(
            case,
            inspectors=[cases.Inspector(one.id, one.name, f"演示-{one.name}") for one in pair],
            place="申请人经营场所（演示）",
            started_at=at - timedelta(minutes=50),
            ended_at=at - timedelta(minutes=10),
            findings="现场布局与申请材料一致，设施齐备。",
            passed=True,
            by=pair[0],
            at=at,
        )

    def _decide(self, case: Case, verdict: Verdict, at: datetime) -> None:
        refused = verdict is Verdict.REFUSED
        terms = queries.terms_of(case.edition_id)
        if terms.inspection:
            self._inspect(case, at)
        ruling = cases.Ruling(
            verdict if terms.decides or refused else Verdict.DONE,
            reasons="申请材料与现场核查情况不符，不具备法定条件。" if refused else "",
            basis=terms.legal_basis if refused else "",
            extra={
                "amount": "4500.00",
                "standard": "按公布的标准（演示）",
                "pay_how": "社会保障卡发放",
                "heard": "各方对审查意见没有异议，审查认定的事实成立（演示）。",
            },
        )
        cases.decide(case, task=None, ruling=ruling, by=self._decider(case.organ_code, at), at=at)

    def _deliver(self, case: Case, at: datetime) -> None:
        at = self.walk(case, at, until=TaskKind.DELIVER, days=0)
        finance.settle(self, case, at)
        cases.deliver(
            case,
            way="direct",
            on=local_day(at),
            detail={
                "receiver": case.applicant_name,
                "place": "政务服务大厅窗口",
                "deliverer": self._clerk(case, at).name,
            },
            by=self._clerk(case, at),
            at=at,
        )

    # -- stories ------------------------------------------------------------------------------

    def tell_immediate(self, edition: Edition, at: datetime) -> None:
        """Received, decided and handed over in one go."""
        terms = queries.terms_of(edition.pk)
        verdict = Verdict.GRANTED if terms.decides else Verdict.DONE
        ruling, by = cases.Ruling(verdict), self._decider(terms.organ_code, at)
        case = cases.finish_on_the_spot(self.application(edition, at), ruling=ruling, by=by, at=at)
        if not case.over:
            finance.settle(self, case, at + timedelta(minutes=5))
            cases.go_on_the_spot(case, ruling=ruling, by=by, at=at + timedelta(minutes=8))

    def tell_granted(self, edition: Edition, at: datetime, *, days: int = 1, **more: Any) -> None:
        """Complete at once, granted in time."""
        case = self._accept(self._receive(edition, at, **more), self.later(at, 1))
        self._finish(case, self.later(at, 2), Verdict.GRANTED, days)

    def _finish(self, case: Case, at: datetime, verdict: Verdict, days: int) -> None:
        if queries.terms_of(case.edition_id).upward is not None:
            upward.send(self, case, at, verdict, days)
            top = queries.decided_above(case)
            decided = top.decided_at if top else None
            case.refresh_from_db()
            self._deliver(case, self.later(decided or at, 4))
            return
        at = self.walk(case, at, until=TaskKind.DECIDE, days=days)
        at = self.later(at, 1)
        self._decide(case, verdict, at)
        self._deliver(case, self.later(at, 1))

    def tell_refused(self, edition: Edition, at: datetime) -> None:
        """Refused with reasons and remedies."""
        case = self._accept(self._receive(edition, at), self.later(at, 1))
        self._finish(case, self.later(at, 2), Verdict.REFUSED, 1)

    def tell_late(self, edition: Edition, at: datetime) -> None:
        """Decided after the day: the overdue clock stays in the record."""
        case = self._accept(self._receive(edition, at), self.later(at, 1))
        self._finish(case, self.later(at, 2), Verdict.GRANTED, 9)

    def tell_supplemented(self, edition: Edition, at: datetime) -> None:
        """One notice, one supplement, then granted."""
        case = self._ask(edition, at)
        at = self.later(at, 4)
        terms = queries.terms_for(case)
        lines = case.supplement.lines
        papers = [cases.HandedIn(line["code"], form="original") for line in lines]
        cases.deliver_supplement(case, papers=papers, by=self._clerk(case, at), at=at)
        assert terms.materials
        case = self._accept(case, self.later(at, 1))
        self._finish(case, self.later(at, 2), Verdict.GRANTED, 1)

    def _ask(self, edition: Edition, at: datetime) -> Case:
        case = self._receive(edition, at, leave_out=1)
        terms = queries.terms_for(case)
        last = [material for material in terms.materials if material.required][-1]
        at = self.later(at, 2)
        defect = Defect(last.code, "没有提交", "请补交，" + (last.criterion or "内容完整、清晰"))
        cases.request_supplement(case, defects=[defect], by=self._clerk(case, at), at=at)
        return Case.objects.select_related("matter").get(pk=case.pk)

    def tell_procedure(self, edition: Edition, at: datetime) -> None:
        """A special procedure in between, its days not counted."""
        case, at, procedure = self._begin_procedure(edition, at)
        at = self.later(at, 6)
        by = self.office.staff(case.organ_code, Duty.REVIEWER, local_day(at))
        cases.end_procedure(
            case,
            procedure=procedure,
            received_on=local_day(at),
            result="通过（演示）",
            by=by,
            at=at,
        )
        self._finish(case, at, Verdict.GRANTED, 1)

    def _begin_procedure(self, edition: Edition, at: datetime) -> tuple[Case, datetime, Procedure]:
        # A hearing has its own course: after its minutes nothing more is put before the organ.
        terms = [(one, queries.terms_of(one.pk)) for one in self.editions]
        fitting = [one for one, its in terms if its.procedures and not its.hearing]
        if edition not in fitting:
            edition = self.random.choice(fitting)
        case = self._accept(self._receive(edition, at), self.later(at, 1))
        at = self.later(at, 3)
        procedure = cases.start_procedure(
            case,
            kind=queries.terms_of(edition.pk).procedures[0].kind,
            reason="本事项依法应当进行此程序（演示）。",
            doing_body="区专家库（演示）",
            planned_days=8,
            by=self.office.staff(case.organ_code, Duty.REVIEWER, local_day(at)),
            at=at,
        )
        return case, at, procedure

    def applicant_of(self, case: Case) -> Actor:
        """Who handed it in, signed in."""
        _, _, identity_ = case.applicant_key.partition(":")
        return Actor(
            kind=ActorKind.CITIZEN, id=str(case.person_id or identity_),
            behalf=case.applicant_key if case.firm_id else "", assurance=Assurance.PASSWORD,
        )  # fmt: skip

    def tell_withdrawn(self, edition: Edition, at: datetime) -> None:
        """The applicant takes the application back."""
        case = self._receive(edition, at)
        by = self.applicant_of(case)
        cases.withdraw(case, reason="改日再办", by=by, at=self.later(at, 1))

    def tell_declined(self, edition: Edition, at: datetime) -> None:
        """Not ours: told in writing which organ is."""
        case = self._receive(edition, at)
        cases.decline(
            case,
            why=Decline.NO_JURISDICTION,
            reasons="申请的场所不在本区，不属于本机关管辖。",
            competent_organ="前锋区相应主管部门",
            by=self._clerk(case, at),
            at=at + timedelta(minutes=30),
        )

    def tell_received(self, edition: Edition, at: datetime) -> None:
        """Lies in the tray."""
        self._receive(edition, at)

    def tell_supplementing(self, edition: Edition, at: datetime) -> None:
        """Waits for the applicant."""
        self._ask(edition, self.instant(self.days[-4]))

    def tell_reviewing(self, edition: Edition, at: datetime) -> None:
        """Just accepted."""
        self._accept(self._receive(edition, at), self.later(at, 1))

    def tell_procedure_open(self, edition: Edition, at: datetime) -> None:
        """A special procedure runs."""
        self._begin_procedure(edition, self.instant(self.days[-6]))

    def tell_deciding(self, edition: Edition, at: datetime) -> None:
        """Waits for the chief representative."""
        case = self._accept(
            self._receive(edition, self.instant(self.days[-9])), self.instant(self.days[-8])
        )
        self.walk(case, self.instant(self.days[-7]), until=TaskKind.DECIDE, days=1)

    def tell_delivering(self, edition: Edition, at: datetime) -> None:
        """Decided, not yet handed over."""
        at = self.instant(self.days[-25])
        case = self._accept(self._receive(edition, at), self.later(at, 1))
        at = self.walk(case, self.later(at, 1), until=TaskKind.DECIDE, days=0)
        self._decide(case, Verdict.GRANTED, self.later(at, 1))
        assert Case.objects.get(pk=case.pk).state == CaseState.DECIDED


def _outcome(task: Task) -> str:
    """The first of the step's outcomes: passed, held, done."""
    return next(iter(task.node.outcomes), "").partition("=")[0]
