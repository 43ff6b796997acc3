"""What stands on the joint counter's page: everything typed, through any number of redrawings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, QueryDict

from zhengwu.cases.actions import HandedIn
from zhengwu.cases.enums import FORM_PAPER
from zhengwu.files import actions as files
from zhengwu.files.models import StoredFile
from zhengwu.forms import rules as forms
from zhengwu.forms.rules.transport import put_at, value_at
from zhengwu.identity import queries as identity
from zhengwu.identity.enums import IdKind
from zhengwu.identity.models import Firm
from zhengwu.identity.registry.readers import read_card
from zhengwu.identity.rules.registration import (
    FirmDraft,
    PersonDraft,
    firm_errors,
    person_errors,
)
from zhengwu.joint.models import JointPaper, Stage
from zhengwu.joint.rules.document import ServiceDocument
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import now

PREFIX = "form."
SEEN = ("original", "copy")
MARKS = (("", "未交"), ("original", "原件"), ("copy", "复印件"))
TRUTH_WAYS = {"spoken": "当面口头声明", "signed": "当面签字声明"}
_TEXTS = (
    "kind", "number", "name", "phone", "address", "present", "uscc", "firm_name", "firm_head",
    "licence_seen", "stage", "edition", "truth", "way", "consent", "at",
)  # fmt: skip
# Answers the counter knows from the card, the licence, the project's file.
_FROM_CARD = {
    "applicant.name": "name", "applicant.id_card": "number", "applicant.mobile": "phone",
}  # fmt: skip
_FROM_LICENCE = {"firm.name": "firm_name", "firm.uscc": "uscc", "firm.head": "firm_head"}
_AGENT = {"contact.name": "name", "contact.mobile": "phone"}
_PROPOSED = {"applicant.address": "address"}
_ERRORS = {"id_number": "number", "legal_representative": "firm_head"}


@dataclass(slots=True)
class Entry:
    """One customer at the joint counter, as typed so far."""

    texts: dict[str, str] = field(default_factory=dict)
    flat: dict[str, list[str]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[StoredFile]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def for_firm(self) -> bool:
        """A firm applies; the person is the one who came for it."""
        return self["kind"] == "firm"

    @property
    def person(self) -> PersonDraft:
        """The person whose card lies on the counter."""
        number, phone = self["number"], self["phone"]
        return PersonDraft(self["name"], IdKind.RESIDENT, number, phone).tidied()

    @property
    def firm(self) -> FirmDraft:
        """The firm whose licence lies on the counter."""
        return FirmDraft(self["firm_name"], self["uscc"], self["firm_head"]).tidied()

    def handed_in(self, code: str) -> bool:
        """Whether anything of this paper is there."""
        return self.marks.get(code) in SEEN or bool(self.files.get(code))

    def attached(self, path: str) -> list[dict[str, Any]]:
        """Files handed up at a place of the form, as its answers hold them."""
        return [
            {"key": str(one.pk), "file": str(one.pk), "name": one.name, "size": one.size}
            for one in self.files.get(f"{PREFIX}{path}", [])
        ]

    def in_form(self, places: Iterable[tuple[str, str]]) -> list[HandedIn]:
        """Files inside the form, each under the words of its place."""
        return [
            HandedIn(FORM_PAPER, file, name=words)
            for path, words in places
            for file in self.files.get(f"{PREFIX}{path}", [])
        ]

    def papers(self, document: ServiceDocument) -> list[HandedIn]:
        """Sheets seen at the counter, and scans."""
        handed = []
        for code in (paper.code for paper in document.papers):
            if self.marks.get(code) in SEEN:
                handed.append(HandedIn(code, None, self.marks[code]))
            handed += [HandedIn(code, file, "electronic") for file in self.files.get(code, [])]
        return handed

    def check_people(self) -> None:
        """What is wrong with the card and the licence, beside its field."""
        for name, words in person_errors(self.person).items():
            self.errors[_ERRORS.get(name, name)] = words[0]
        if not self["present"]:
            self.errors["present"] = "请当面核对本人与证件一致，再勾选。"
        if not self.for_firm:
            return
        for name, words in firm_errors(self.firm).items():
            self.errors["firm_name" if name == "name" else _ERRORS.get(name, name)] = words[0]
        if not self["licence_seen"]:
            self.errors["licence_seen"] = "请核对营业执照原件和经办人的授权，再勾选。"

    def fill(self, schema: forms.Schema, data: dict[str, Any], stage: Stage | None) -> set[str]:
        """Put in what the counter knows; the keys that need not be shown."""
        keys = {leaf.key for leaf in schema.leaves()}
        known = {key: self[name] for key, name in self._sure().items() if key in keys}
        if stage is not None:
            project = {"project.code": stage.project.code, "project.name": stage.project.name}
            known |= {key: value for key, value in project.items() if key in keys}
        for key, value in known.items():
            put_at(data, key, value)
        for key, name in _PROPOSED.items():
            if key in keys and self[name] and not value_at(data, key):
                put_at(data, key, self[name])
        hidden = set(known)
        if "truth" in keys:
            data["truth"] = bool(self["truth"])
            hidden.add("truth")
        return hidden

    def _sure(self) -> Mapping[str, str]:
        return {**_FROM_LICENCE, **_AGENT} if self.for_firm else _FROM_CARD

    def place_of(self, path: str) -> str:
        """The counter's own field that answers this question; empty where the form asks it."""
        return self._sure().get(path, "")


def read_entry(request: HttpRequest, by: Actor) -> Entry:
    """The page as sent. New files are kept at once, so that no redrawing loses them."""
    post = request.POST
    entry = Entry(texts={name: clean(post.get(name, "")).strip() for name in _TEXTS})
    entry.flat = {key: [str(one) for one in values] for key, values in post.lists()}
    entry.marks = {
        key.removeprefix("mark_"): str(post[key]) for key in post if key.startswith("mark_")
    }
    _known(entry)
    _kept(entry, post, by)
    _sent(entry, request, by)
    return entry


def _known(entry: Entry) -> None:
    """A reader's line becomes the person; what the register holds fills empty fields."""
    if not entry["number"]:
        return
    card = read_card(entry["number"])
    entry.texts["number"] = card.number
    for name, value in (("name", card.name), ("address", card.address)):
        if value:
            entry.texts[name] = value
    person = identity.verified_person(IdKind.RESIDENT, entry.person.id_number)
    if person is not None:
        entry.texts["name"] = entry["name"] or person.name
        entry.texts["phone"] = entry["phone"] or person.phone
    if entry["uscc"]:
        firm = Firm.objects.filter(uscc=entry.firm.uscc, level="verified").first()
        if firm is not None:
            entry.texts["firm_name"] = entry["firm_name"] or firm.name
            entry.texts["firm_head"] = entry["firm_head"] or firm.legal_representative


def _kept(entry: Entry, post: QueryDict, by: Actor) -> None:
    """Files of an earlier sending: only one's own, only such as belong to no matter yet."""
    removed = {str(post[key]) for key in post if key.endswith("_remove")}
    removed.add(str(post.get("_drop", "")).rpartition("=")[2])
    wanted: dict[UUID, str] = {}
    for key in post:
        listed = key.startswith("file_") and key.endswith("_kept")
        if not listed and not key.startswith(PREFIX):
            continue
        # A file inside the form is named by the place where it stands.
        code = key.removeprefix("file_").removesuffix("_kept") if listed else key
        for text in post.getlist(key):
            try:
                wanted |= {} if text in removed else {UUID(str(text)): code}
            except ValueError:
                continue
    own = StoredFile.objects.filter(
        pk__in=wanted, kept_by=by.id, purpose="material", discarded_at=None
    )
    used = JointPaper.objects.filter(file__in=wanted).values("file")
    for stored in own.exclude(pk__in=used).order_by("pk") if wanted else ():
        entry.files.setdefault(wanted[stored.pk], []).append(stored)


def _sent(entry: Entry, request: HttpRequest, by: Actor) -> None:
    """New files beside those of before; the same bytes under one paper are one file."""
    for name in request.FILES:
        there = entry.files.setdefault(name.removeprefix("file_"), [])
        for upload in request.FILES.getlist(name):
            try:
                stream = cast("BinaryIO", upload.file)
                received = files.receive(stream, name=upload.name or "")
                if received.digest not in {one.digest for one in there}:
                    there.append(files.keep(received, by=by, at=now()))
            except Refusal as refused:
                said = entry.errors.get(name, "")
                entry.errors[name] = f"{said}；{refused.message}" if said else refused.message
