"""The item chosen at the window: its form, its materials, and what this clerk may do with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from zhengwu.authority import queries as authority
from zhengwu.authority.models import Letter
from zhengwu.cases import queries
from zhengwu.cases.enums import OVER
from zhengwu.cases.models import Ban, Case
from zhengwu.cases.rules.terms import Terms
from zhengwu.cases.web.staff.views.window_entry import PREFIX, Entry, shown_files
from zhengwu.catalogue import queries as catalogue
from zhengwu.catalogue.enums import Need
from zhengwu.catalogue.models import Edition
from zhengwu.catalogue.rules.document import EditionDocument
from zhengwu.catalogue.rules.situation import Walk
from zhengwu.catalogue.rules.situation_form import Asked, from_lists, sheet
from zhengwu.catalogue.rules.situations import Dropped, dropped, reduced, walked
from zhengwu.forms import rules as forms
from zhengwu.forms.rules.transport import put_at, value_at
from zhengwu.identity import queries as identity
from zhengwu.identity.models import Firm
from zhengwu.kernel.actors import Actor
from zhengwu.org.enums import Duty
from zhengwu.org.models import Organ

# Answers the counter knows better than anybody types them: from the card and the licence.
_FROM_CARD = {"applicant.name": "name", "applicant.id_card": "number"}
_FROM_LICENCE = {"firm.name": "firm_name", "firm.uscc": "uscc", "firm.head": "firm_head"}
_PROPOSED = {
    "applicant.mobile": "phone", "applicant.address": "address",
    "contact.name": "name", "contact.mobile": "phone",
}  # fmt: skip
_TRUTH = "truth"


@dataclass(slots=True)
class Chosen:
    """An open item with its edition of today."""

    edition: Edition
    terms: Terms
    organ_name: str
    letter: Letter | None
    why_not: str
    deciders: list[str]
    schema: dict[str, Any]
    data: dict[str, Any]
    hidden: frozenset[str]
    walk: Walk
    sheet: tuple[Asked, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def document(self) -> EditionDocument:
        """The edition, in the situation told so far."""
        codes = self.walk.codes if self.walk.complete else None
        return reduced(self.edition.document, codes)

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What this situation does not need, and why not."""
        whole = self.edition.document
        return dropped(whole, self.walk.codes) if whole.questions and self.walk.complete else ()

    @property
    def on_the_spot(self) -> bool:
        """May be finished here and now by this clerk."""
        return self.terms.immediate and self.letter is not None

    def nodes(self) -> list[forms.Node]:
        """The form without what the counter already knows."""
        shown = {**self.schema, "components": _without(self.schema["components"], self.hidden)}
        return forms.nodes(shown, self.data, self.errors, prefix=PREFIX, whole=self.schema)

    def check(self, today: date) -> dict[str, Any]:
        """Cleaned answers; what is wrong goes into `errors`."""
        checked = forms.validate(self.schema, self.data, today=today)
        self.errors = checked.errors
        return checked.cleaned


def receivable_organs(actor: Actor) -> frozenset[str]:
    """Organs for which this clerk receives, delegated ones included."""
    return actor.organs_with(Duty.WINDOW_CLERK)


def choose(entry: Entry, actor: Actor, today: date) -> Chosen | None:
    """The item of the entry, if it is open and this clerk receives for its organ."""
    edition = catalogue.live_edition(entry["item"]) if entry["item"] else None
    if edition is None or edition.document.organ_code not in receivable_organs(actor):
        return None
    given = from_lists(entry.flat)
    walk = walked(edition.document, given)
    terms = queries.terms_of(edition.pk)
    if terms.guided and walk.complete:
        terms = queries.situated(edition.pk, walk.codes)
    organ = Organ.objects.filter(pk=terms.organ_code).first()
    letter, why_not, deciders = _authority(terms, actor, today)
    schema = queries.schema_of(terms)
    data = forms.from_flat(schema, entry.flat, PREFIX)
    for path, _, _ in forms.files_of(schema, data):
        data = forms.put_in(data, path, entry.attached(path))
    hidden = _fill(entry, schema, data)
    return Chosen(
        edition, terms, organ.name if organ else "", letter, why_not, deciders, schema, data,
        hidden, walk, sheet(walk, given),
    )  # fmt: skip


def _authority(terms: Terms, actor: Actor, today: date) -> tuple[Letter | None, str, list[str]]:
    who = (terms.item_code, terms.organ_code, "decide", today)
    letter = authority.covering(UUID(actor.id), *who)
    if letter is not None:
        return letter, "", []
    why = authority.why_not(UUID(actor.id), *who)
    names = [f"{one.holder.name}（{one.get_role_display()}）" for one in authority.entitled(*who)]
    return None, why, names


def _fill(entry: Entry, schema: dict[str, Any], data: dict[str, Any]) -> frozenset[str]:
    """Put in what the counter knows; returns the keys that need not be shown."""
    keys = {leaf.key for leaf in forms.parse(schema).leaves()}
    sure = _FROM_LICENCE if entry.for_firm else _FROM_CARD
    hidden = set()
    for key, name in sure.items():
        if key in keys and entry[name]:
            put_at(data, key, entry[name])
            hidden.add(key)
    for key, name in _PROPOSED.items():
        if key in keys and entry[name] and not value_at(data, key):
            put_at(data, key, entry[name])
            hidden |= {key} - {"applicant.address"}
    if _TRUTH in keys:
        data[_TRUTH] = bool(entry["truth"])
        hidden.add(_TRUTH)
    return frozenset(hidden)


def _without(components: list[Any], hidden: frozenset[str]) -> list[Any]:
    kept = []
    for one in components:
        if one.get("key") in hidden:
            continue
        inner = one.get("components")
        kept.append(one if inner is None else {**one, "components": _without(inner, hidden)})
    return kept


def material_rows(chosen: Chosen, entry: Entry) -> list[dict[str, Any]]:
    """The published list with what lies on the counter."""
    return [
        {
            "code": one.code,
            "name": one.name,
            "required": one.required is Need.REQUIRED and one.to_bring,
            "shared": one.shared if not one.free_by else "",
            "free": bool(one.free_by),
            "look": entry.look(one.code),
            "criterion": one.criterion,
            "note": one.sample_note,
            "mark": entry.marks.get(one.code, ""),
            "files": shown_files(entry.files.get(one.code, [])),
            "error": entry.errors.get(f"file_{one.code}", ""),
            "there": entry.handed_in(one.code),
        }
        for one in chosen.document.materials
    ]


@dataclass(slots=True)
class Known:
    """What is known of the applicant before anything is sent."""

    key: str = ""
    name: str = ""
    running: list[Case] = field(default_factory=list)
    same_item: list[Case] = field(default_factory=list)
    ban: Ban | None = None
    identified: bool = False


def known_applicant(entry: Entry, chosen: Chosen | None, today: date) -> Known:
    """The applicant found by number: running cases, the same item again, a ban."""
    key, name = _applicant(entry)
    if not key:
        return Known()
    running = list(
        Case.objects.select_related("matter")
        .filter(applicant_key=key)
        .exclude(state__in=OVER)
        .order_by("-matter")[:6]
    )
    known = Known(key, name, running, identified=True)
    if chosen is not None:
        known.same_item = queries.likely_duplicates(key, chosen.terms.item_code)
        known.ban = queries.ban_on(key, chosen.terms.item_code, today)
    return known


def _applicant(entry: Entry) -> tuple[str, str]:
    if entry.for_firm:
        code = entry.firm.uscc
        firm = Firm.objects.filter(uscc=code, level="verified").first() if code else None
        return (f"firm:{firm.pk}", firm.name) if firm else ("", "")
    draft = entry.person
    person = identity.verified_person(draft.id_kind, draft.id_number) if draft.id_number else None
    return (f"person:{person.pk}", person.name) if person else ("", "")


def complete_from_register(entry: Entry) -> None:
    """Names and numbers the register already holds fill the empty fields."""
    if entry.for_firm and entry["uscc"]:
        firm = Firm.objects.filter(uscc=entry.firm.uscc, level="verified").first()
        if firm is not None:
            entry.texts["firm_name"] = entry["firm_name"] or firm.name
            entry.texts["firm_head"] = entry["firm_head"] or firm.legal_representative
    draft = entry.person
    if not draft.id_number:
        return
    person = identity.verified_person(draft.id_kind, draft.id_number)
    if person is not None:
        entry.texts["name"] = entry["name"] or person.name
        entry.texts["phone"] = entry["phone"] or person.phone
