"""A case as one person stands before it: what every act on the page needs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from zhengwu.authority import queries as authority
from zhengwu.authority.models import Letter
from zhengwu.cases import policy, queries
from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Case, Check, Procedure, Supplement
from zhengwu.cases.rules.terms import Terms
from zhengwu.documents.models import Document
from zhengwu.flow.enums import PENDING, TaskRole, TaskState
from zhengwu.flow.models import Task
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import NotThere
from zhengwu.kernel.time import local_day, now
from zhengwu.org.models import Staff
from zhengwu.org.queries import holders
from zhengwu.web.access import actor_of


@dataclass
class Scene:
    """The case, the terms of its edition, who looks and when; the rest is read when asked for."""

    case: Case
    terms: Terms
    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        """The day of looking."""
        return local_day(self.at)

    def cited(self, article: str) -> str:
        """The article beside a sentence; for what is no licence the item's own law."""
        if self.terms.law == queries.LICENSING_LAW:
            return f"（许可法{article}）"
        return f"（{self.terms.legal_basis}）" if self.terms.legal_basis else ""

    @cached_property
    def tasks(self) -> list[Task]:
        """Steps that wait for somebody."""
        rows = Task.objects.filter(matter=self.case.matter_id, state__in=PENDING)
        return list(rows.select_related("instance", "matter", "clock").order_by("opened_at", "id"))

    @cached_property
    def finished(self) -> list[Task]:
        """Steps this person has just finished, the latest first: what may be taken back."""
        rows = Task.objects.filter(
            matter=self.case.matter_id, state=TaskState.DONE, done_by_id=self.actor.id
        )
        return list(rows.select_related("instance", "matter").order_by("-done_at")[:1])

    @cached_property
    def supplement(self) -> Supplement | None:
        """The one notice of what is missing."""
        return Supplement.objects.filter(case=self.case).first()

    @cached_property
    def procedures(self) -> list[Procedure]:
        """Special procedures, oldest first."""
        return list(Procedure.objects.filter(case=self.case).order_by("started_on", "pk"))

    @property
    def running_procedures(self) -> list[Procedure]:
        """Those whose result is awaited."""
        return [one for one in self.procedures if one.result_on is None]

    @cached_property
    def notices_owed(self) -> list[Document]:
        """Notices and orders whose service has not been entered or proved."""
        return queries.notices_owed(self.case)

    @cached_property
    def checks(self) -> list[Check]:
        """Checks on the spot."""
        return list(Check.objects.filter(case=self.case).order_by("started_at"))

    @property
    def inspection_owed(self) -> bool:
        """The item needs an inspection by two persons at least, and none is recorded."""
        if not self.terms.inspection or self.case.state != CaseState.ACCEPTED:
            return False
        return all(len({one["id"] for one in check.inspectors}) < 2 for check in self.checks)

    @property
    def may_inspect(self) -> bool:
        """Whoever looks may record it."""
        return policy.may_inspect(self.actor, self.case)

    @cached_property
    def missing(self) -> list[str]:
        """Names of required materials of which nothing was handed in."""
        handed_in = queries.handed_in(self.case)
        return [
            name for code, name in self.terms.required_materials.items() if code not in handed_in
        ]

    @cached_property
    def letter(self) -> Letter | None:
        """The letter of authority by which this person may decide this today."""
        if not self.actor.is_staff:
            return None
        return authority.covering(
            UUID(self.actor.id), self.case.item_code, self.case.organ_code, "decide", self.today,
            barred=self.barred,
        )  # fmt: skip

    @cached_property
    def barred(self) -> set[str]:
        """Ids of those who may not decide this one case."""
        return queries.barred(self.case, self.terms)

    @cached_property
    def why_no_letter(self) -> str:
        """Why there is none, in a sentence."""
        case = self.case
        return authority.why_not(
            UUID(self.actor.id), case.item_code, case.organ_code, "decide", self.today
        )

    @cached_property
    def reviewers(self) -> set[str]:
        """Ids of those who reviewed or checked."""
        return queries.reviewers(self.case)

    def colleagues(self, duty: str, organ_code: str) -> list[Staff]:
        """Others who hold a duty at an organ today."""
        rows = holders(duty, organ_code, self.today).order_by("name", "number")
        return list(rows.exclude(pk=self.actor.id))

    def cosigners_of(self, task: Task) -> list[Task]:
        """Open tasks of co-signers beside this one."""
        return [
            one
            for one in self.tasks
            if one.role == TaskRole.COSIGN and one.visit == task.visit and one.pk != task.pk
        ]


def scene_of(request: HttpRequest, number: str) -> Scene:
    """The scene for whoever asks; who may not see the case is told that there is none."""
    actor = actor_of(request)
    case = queries.case_for(actor, number)
    if case is None:
        raise NotThere(case=number)
    return Scene(case, queries.terms_for(case), actor, now())


def task_of(scene: Scene, identity: str) -> Task | None:
    """The step of this case that an address names; 404 for one of another case."""
    if not identity:
        return None
    known = [one for one in (*scene.tasks, *scene.finished) if str(one.pk) == identity]
    if known:
        return known[0]
    rows = Task.objects.select_related("instance", "matter")
    try:
        return get_object_or_404(rows, pk=UUID(identity), matter=scene.case.matter_id)
    except ValueError as error:
        raise NotThere from error


Form = Any  # a Django form, or the one drawn from the item's schema
_ALWAYS: list[Task | None] = [None]


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done with a case: when it is offered, why not now, how it is done.

    `targets` lists what it may be done to: the case itself (None) or steps; empty – not at all.
    `withheld` is a sentence, empty where the act may be done now.
    """

    code: str
    label: Callable[[Scene, Task | None], str]
    targets: Callable[[Scene], list[Task | None]]
    form: Callable[[Scene, Task | None, Any, Any], Form]
    run: Callable[[Scene, Task | None, Form, str], object]
    done: str
    withheld: Callable[[Scene, Task | None], str] = lambda scene, task: ""
    icon: str = ""
    kind: str = "secondary"
    main: bool = False
    intro: Callable[[Scene, Task | None], str] = lambda scene, task: ""
    template: str = "cases/staff/act.html"


def named(text: str) -> Callable[[Scene, Task | None], str]:
    """A label that does not depend on the case."""
    return lambda scene, task: text


def once_if(condition: Callable[[Scene], bool]) -> Callable[[Scene], list[Task | None]]:
    """Offered on the case itself, if …"""
    return lambda scene: list(_ALWAYS) if condition(scene) else []


@dataclass
class Offer:
    """A button of the page."""

    act: Act
    label: str
    url: str
    withheld: str = ""
    main: bool = False
    kind: str = field(default="secondary")


class NoFields(forms.Form):
    """An act that asks nothing but to be confirmed."""
