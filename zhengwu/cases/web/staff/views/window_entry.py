"""What stands on the window's page: everything typed, through any number of redrawings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast
from uuid import UUID

from django.http import HttpRequest, QueryDict

from zhengwu.cases.actions import HandedIn
from zhengwu.cases.enums import FORM_PAPER
from zhengwu.cases.models import CasePaper, Verification
from zhengwu.cases.rules.looks import VERIFIED
from zhengwu.files import actions as file_actions
from zhengwu.files.models import StoredFile
from zhengwu.identity.enums import IdKind
from zhengwu.identity.registry.readers import read_card
from zhengwu.identity.rules.registration import FirmDraft, PersonDraft
from zhengwu.kernel.actors import Actor
from zhengwu.kernel.errors import Refusal
from zhengwu.kernel.text import clean
from zhengwu.kernel.time import local_day, now

PREFIX = "form."
SEEN = ("original", "copy")
MARKS = (("", "未交"), ("original", "原件"), ("copy", "复印件"))
_TEXTS = (
    "kind", "id_kind", "number", "name", "phone", "address", "present", "uscc", "firm_name",
    "firm_head", "licence_seen", "item", "edition", "q", "truth", "way", "consent",
    "consent_address", "reasons", "basis", "content", "at", "window",
)  # fmt: skip


@dataclass(slots=True)
class Entry:
    """One customer at the window, as typed so far."""

    texts: dict[str, str] = field(default_factory=dict)
    flat: dict[str, list[str]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[StoredFile]] = field(default_factory=dict)
    looks: dict[str, Verification] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.texts.get(name, "")

    @property
    def for_firm(self) -> bool:
        """A firm applies; the person is the one who came for it."""
        return self["kind"] == "firm"

    @property
    def person(self) -> PersonDraft:
        """The person whose card lies on the counter."""
        kind = self["id_kind"] or IdKind.RESIDENT
        return PersonDraft(self["name"], kind, self["number"], self["phone"]).tidied()

    @property
    def firm(self) -> FirmDraft:
        """The firm whose licence lies on the counter."""
        return FirmDraft(self["firm_name"], self["uscc"], self["firm_head"]).tidied()

    def handed_in(self, code: str) -> bool:
        """Whether anything of this material is there."""
        return self.marks.get(code) in SEEN or bool(self.files.get(code)) or self._verified(code)

    def look(self, code: str) -> Verification | None:
        """What the system found instead of this material, if it was asked."""
        return self.looks.get(code)

    def _verified(self, code: str) -> bool:
        found = self.looks.get(code)
        return found is not None and found.found

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

    def papers(self, codes: Iterable[str]) -> list[HandedIn]:
        """What is handed in: sheets seen at the counter, and scans."""
        handed = []
        for code in codes:
            if self.marks.get(code) in SEEN:
                handed.append(HandedIn(code, None, self.marks[code]))
            handed += [HandedIn(code, file, "electronic") for file in self.files.get(code, [])]
            if self._verified(code) and not handed_for(handed, code):
                handed.append(HandedIn(code, form=VERIFIED, verification=self.looks[code].pk))
        return handed


def read_entry(request: HttpRequest, by: Actor) -> Entry:
    """The page as sent. New files are kept at once, so that no redrawing loses them."""
    post = request.POST
    entry = Entry(texts={name: clean(post.get(name, "")).strip() for name in _TEXTS})
    entry.flat = {key: [str(one) for one in values] for key, values in post.lists()}
    for key in post:
        if key.startswith("mark_"):
            entry.marks[key.removeprefix("mark_")] = post[key]
    _read_card(entry)
    _kept(entry, post, by)
    _sent(entry, request, by)
    _looked(entry, post, by)
    return entry


def handed_for(handed: list[HandedIn], code: str) -> bool:
    """Whether a sheet or a scan of this material is there."""
    return any(one.code == code for one in handed)


def _looked(entry: Entry, post: QueryDict, by: Actor) -> None:
    """Looks of an earlier sending: only one's own, only such as belong to no case yet."""
    wanted = [str(post[key]) for key in post if key.startswith("look_")]
    own = Verification.objects.filter(pk__in=_ids(wanted, set()), asked_by_id=by.id, case=None)
    entry.looks |= {one.code: one for one in own.select_related("licence")}


def _read_card(entry: Entry) -> None:
    """A reader's line in the number's field becomes the fields of the person."""
    if entry["id_kind"] not in ("", IdKind.RESIDENT) or not entry["number"]:
        return
    card = read_card(entry["number"])
    if card.name:  # a number typed by hand stands as it was typed
        entry.texts["number"] = card.number
    for name, value in (("name", card.name), ("address", card.address)):
        if value:
            entry.texts[name] = value
    if card.expired(local_day(now())):
        entry.notes.append("证件已过有效期，请核对是否有换领回执或者临时身份证。")


def _kept(entry: Entry, post: QueryDict, by: Actor) -> None:
    """Files of an earlier sending: only one's own, only such as belong to no case yet."""
    wanted: dict[UUID, str] = {}
    removed = {str(post[key]) for key in post if key.endswith("_remove")}
    removed.add(str(post.get("_drop", "")).rpartition("=")[2])
    for key in post:
        if key.startswith("file_") and key.endswith("_kept"):
            code = key.removeprefix("file_").removesuffix("_kept")
            wanted |= dict.fromkeys(_ids(post.getlist(key), removed), code)
        elif key.startswith(PREFIX):
            # A file inside the form is named by the place where it stands.
            wanted |= dict.fromkeys(_ids(post.getlist(key), removed), key)
    if not wanted:
        return
    own = StoredFile.objects.filter(
        pk__in=wanted, kept_by=by.id, purpose="material", discarded_at=None
    )
    used = CasePaper.objects.filter(file__in=wanted).values("file")
    for stored in own.exclude(pk__in=used).order_by("pk"):
        entry.files.setdefault(wanted[stored.pk], []).append(stored)


def _ids(texts: list[str], removed: set[str]) -> list[UUID]:
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return [one for one in found if str(one) not in removed]


def _sent(entry: Entry, request: HttpRequest, by: Actor) -> None:
    at = now()
    for name in request.FILES:
        code = name.removeprefix("file_")
        for upload in request.FILES.getlist(name):
            try:
                stream = cast("BinaryIO", upload.file)
                received = file_actions.receive(stream, name=upload.name or "")
                stored = file_actions.keep(received, by=by, at=at)
            except Refusal as refused:
                entry.errors[name] = refused.message
                continue
            entry.files.setdefault(code, []).append(stored)


def shown_files(files: list[StoredFile]) -> list[dict[str, Any]]:
    """For the upload component."""
    return [{"id": str(file.pk), "name": file.name, "size": file.size} for file in files]
