"""回避: who may not deal with a complaint, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """Reasons to keep out."""

    SELF = "self"
    NAMED = "named"
    COMPLAINANT = "complainant"
    SECTION = "section"
    SUPERIOR = "superior"


WHY_NAMES = {
    Why.SELF: "投诉的就是本人",
    Why.NAMED: "投诉里提到了本人",
    Why.COMPLAINANT: "本人就是投诉人",
    Why.SECTION: "与被投诉的人在同一单位（科室、窗口）",
    Why.SUPERIOR: "被投诉的是本单位的领导",
}
# Reasons for which the complaint does not exist for somebody, as long as it runs.
HIDDEN = (Why.SELF, Why.NAMED)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a member of staff stands: organ, posts and windows, and the organs he leads."""

    id: str
    name: str
    organ: str
    places: frozenset[str] = field(default_factory=frozenset)
    leads: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom and what a complaint concerns; `office` the organ that deals with it."""

    organ: str
    office: str
    person: Standing | None = None
    name: str = ""
    complainant: str = ""
    mentioned: frozenset[str] = field(default_factory=frozenset)


def conflict(one: Standing, about: Concern) -> Why | None:
    """Why this person may not deal with it; None if nothing stands against it.

    A whole department is one section. Inside the office's own organ (the centre, a town) it is the
    post and the window, or else nobody could look into the centre's own people.
    """
    person = about.person
    if person is not None and person.id == one.id:
        return Why.SELF
    if one.id in about.mentioned or (person is None and one.name and one.name in about.name):
        return Why.NAMED
    if one.id and one.id == about.complainant:
        return Why.COMPLAINANT
    if one.organ == about.organ and about.organ != about.office:
        return Why.SECTION
    if person is not None:
        if one.places & person.places or (
            one.organ == person.organ and person.organ != about.office
        ):
            return Why.SECTION
        if one.organ in person.leads:
            return Why.SUPERIOR
    return None


def mentioned(people: Iterable[Standing], text: str) -> frozenset[str]:
    """Ids of those whose whole name occurs in a text; one-letter names prove nothing."""
    return frozenset(one.id for one in people if len(one.name) > 1 and one.name in text)


def leaks(text: str, secrets: Iterable[str]) -> bool:
    """Whether a text that others will read holds one of the complainant's particulars."""
    plain = "".join(text.split())
    return any(len(one) > 1 and "".join(one.split()) in plain for one in secrets)
