"""An application being written: its draft, its pages in order, and how they are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from zhengwu.cases import actions, queries
from zhengwu.cases.enums import Channel
from zhengwu.cases.models import Draft
from zhengwu.cases.rules.terms import Terms
from zhengwu.catalogue.rules.document import EditionDocument, Material
from zhengwu.catalogue.rules.situation import Walk
from zhengwu.catalogue.rules.situations import reduced
from zhengwu.forms import rules as forms
from zhengwu.identity.models import Mandate
from zhengwu.kernel.time import local_day, now
from zhengwu.web.access import actor_of

# Beside the answers the draft keeps how it is to be sent; names of form fields never begin so.
META = "_sending"
GONE = "_gone"
# The declaration of truth is made once, on the last page, over everything that is sent.
TRUTH = "truth"


Typed = Callable[["Writing"], Mapping[str, Any]]


class Submitted(Exception):
    """The draft has become a case: its number."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(number)


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the way: done, current or next."""

    key: str
    title: str
    url: str
    state: str = "next"


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft with what its item asks for."""

    draft: Draft
    terms: Terms
    document: EditionDocument
    schema: forms.Schema
    parts: tuple[forms.Schema, ...]
    carried_now: bool = False

    @property
    def data(self) -> dict[str, Any]:
        """The answers as typed."""
        return self.draft.answers

    @property
    def sending(self) -> dict[str, Any]:
        """Delivery, consent and mandate as chosen so far."""
        chosen = self.data.get(META)
        return dict(chosen) if isinstance(chosen, Mapping) else {}

    @property
    def gone(self) -> list[tuple[str, str]]:
        """What was typed under questions that are asked no longer."""
        return [(label, words) for label, words in self.data.get(GONE) or []]

    @property
    def materials(self) -> list[Material]:
        """What the applicant has to bring: nothing that the platform has already, nothing that
        this situation does not need."""
        return [one for one in self.reduced.materials if one.to_bring]

    @property
    def situation(self) -> Walk:
        """How far the situation guide has been answered."""
        return queries.draft_walk(self.draft)

    @property
    def reduced(self) -> EditionDocument:
        """The edition in this situation."""
        walk = self.situation
        return reduced(self.document, walk.codes if walk.complete else None)

    @property
    def unsaid(self) -> bool:
        """Whether the situation is still to be told."""
        return bool(self.document.questions) and not self.situation.complete

    @property
    def applicant_name(self) -> str:
        """In whose name it is written."""
        party = self.draft.firm or self.draft.person
        return party.name if party else ""

    @property
    def by_agent(self) -> bool:
        """Written by a village agent."""
        return self.draft.channel == Channel.AGENT

    def mandate(self) -> Mandate | None:
        """The power of attorney this draft is written under."""
        key = self.sending.get("mandate")
        return Mandate.objects.filter(pk=key).first() if key else None

    def steps(self, current: str) -> list[Step]:
        """Every page in order, with where we are."""
        names = [(f"form-{number}", f"填写申请表（{number}）") for number in self.visible_parts()]
        if len(names) == 1:
            names = [(names[0][0], "填写申请表")]
        if self.document.questions:
            names.insert(0, ("situation", "办理情形"))
        if self.materials:
            names.append(("materials", "上传材料"))
        names += [("delivery", "怎样领取结果"), ("review", "核对并提交")]
        keys = [key for key, _ in names]
        here = keys.index(current) if current in keys else 0
        return [
            Step(key, title, self.url(key), _state(place, here))
            for place, (key, title) in enumerate(names)
        ]

    def visible_parts(self) -> list[int]:
        """Numbers (from 1) of the form's pages on which something is asked."""
        return [
            number
            for number, part in enumerate(self.parts, start=1)
            if forms.nodes(part, self.data, {}, whole=self.schema)
        ]

    def url(self, key: str) -> str:
        """The address of a page."""
        kind, _, number = key.partition("-")
        if kind == "form":
            return reverse("cases_citizen:form", args=[self.draft.pk, int(number)])
        return reverse(f"cases_citizen:{kind}", args=[self.draft.pk])

    def after(self, key: str) -> str:
        """The address of the page after this one."""
        return self._beside(key, 1)

    def before(self, key: str) -> str:
        """The address of the page before this one; empty on the first."""
        return self._beside(key, -1)

    def _beside(self, key: str, way: int) -> str:
        steps = self.steps(key)
        place = [one.key for one in steps].index(key) + way if key in _keys(steps) else 0
        return steps[place].url if 0 <= place < len(steps) else ""

    def faults(self, day: date) -> dict[int, dict[str, str]]:
        """What is still wrong in the form, by page."""
        found = {}
        for number, part in enumerate(self.parts, start=1):
            errors = forms.validate(part, self.data, today=day, whole=self.schema).errors
            if errors:
                found[number] = errors
        return found


def _keys(steps: list[Step]) -> list[str]:
    return [one.key for one in steps]


def _state(place: int, here: int) -> str:
    if place == here:
        return "current"
    return "done" if place < here else "next"


def own_draft(request: HttpRequest, draft_id: UUID) -> Draft:
    """The visitor's own draft as it is."""
    draft = (
        Draft.objects.select_related("edition__item", "person", "firm", "submitted__matter")
        .filter(pk=draft_id, owner=actor_of(request).id)
        .first()
    )
    if draft is None:
        raise Http404
    return draft


def kept_before_it_changed(request: HttpRequest, draft_id: UUID, typed: Typed) -> bool:
    """Where the item got another edition while a page was open: what was typed on the page as it
    was is kept first, then the draft is carried over. False where nothing changed."""
    draft = own_draft(request, draft_id)
    if draft.submitted is not None or queries.replaced_by(draft.edition_id) is None:
        return False
    made = written(draft)
    keep(request, made, typed(made), at=now())
    return True


def writing(request: HttpRequest, draft_id: UUID) -> Writing:
    """The visitor's own draft. Somebody else's is not there; a sent one raises `Submitted`."""
    draft = own_draft(request, draft_id)
    if draft.submitted is not None:
        raise Submitted(draft.submitted.matter.number)
    if queries.replaced_by(draft.edition_id) is not None:
        # The law of the filing day: the draft goes over before anybody types on.
        carried = actions.carry_over(draft, by=actor_of(request), at=now())
        return replace(written(_with_people(carried, draft)), carried_now=True)
    return written(draft)


def _with_people(draft: Draft, old: Draft) -> Draft:
    draft.person, draft.firm = old.person, old.firm
    return draft


def written(draft: Draft) -> Writing:
    """A draft with its item's terms."""
    terms = queries.terms_for_draft(draft)
    raw = queries.schema_of(terms)
    schema = forms.parse(raw) if raw["components"] else forms.Schema(())
    pages = forms.parts(schema, without=frozenset({TRUTH}))
    return Writing(draft, terms, draft.edition.document, schema, tuple(pages))


def merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with a page's answers laid over them: groups are joined, lists are replaced."""
    result = dict(old)
    for name, value in new.items():
        before = result.get(name)
        both = isinstance(value, Mapping) and isinstance(before, Mapping)
        result[name] = merged(before, value) if both else value  # type: ignore[arg-type]
    return result


def keep(request: HttpRequest, made: Writing, data: Mapping[str, Any], *, at: datetime) -> Writing:
    """Save what was typed; a version from another device in between raises `Outdated`."""
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < 10 else None
    answers = merged(made.data, data)
    draft = actions.save_draft(
        made.draft, answers=answers, version=version, by=actor_of(request), at=at
    )
    return written(_with_relations(draft, made.draft))


def _with_relations(draft: Draft, old: Draft) -> Draft:
    """The saved row with what was read already, so that it is not read again."""
    draft.edition, draft.person, draft.firm = old.edition, old.person, old.firm
    return draft


def today(at: datetime) -> date:
    """The day an instant is on."""
    return local_day(at)
