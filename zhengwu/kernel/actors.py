"""Who acts: one frozen value that every action receives as `by=`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum


class ActorKind(StrEnum):
    """What sort of person or machine stands behind an act."""

    ANONYMOUS = "anonymous"
    CITIZEN = "citizen"
    STAFF = "staff"
    MACHINE = "machine"
    SYSTEM = "system"


class Assurance(StrEnum):
    """How strongly the actor was authenticated for this act."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105 - a word of the vocabulary, not a secret
    SECOND_FACTOR = "second_factor"
    TOKEN = "token"  # noqa: S105
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Actor:
    """A named person (or system) with the duties held at this instant.

    `id` is the id of the staff member, natural person or machine client as text; `account` the
    sign-in account. `duties` holds "duty@organ_code" pairs valid on the day of the request, cover
    for absent colleagues included. `behalf` names whom the actor acts for (firm, villager).
    """

    kind: ActorKind
    id: str = ""
    name: str = ""
    account: str = ""
    post: str = ""
    organ_code: str = ""
    region_code: str = ""
    duties: frozenset[str] = field(default_factory=frozenset)
    behalf: str = ""
    assurance: Assurance = Assurance.NONE
    level: str = "none"
    origin: str = ""
    scopes: frozenset[str] = field(default_factory=frozenset)

    @property
    def signed_in(self) -> bool:
        """True for anybody who has proven to be someone."""
        return self.kind is not ActorKind.ANONYMOUS

    @property
    def is_staff(self) -> bool:
        """True for a member of staff who passed the second factor."""
        return self.kind is ActorKind.STAFF and self.assurance is Assurance.SECOND_FACTOR

    def has(self, duty: str, organ_code: str) -> bool:
        """Whether this duty is held at exactly this organ today."""
        return f"{duty}@{organ_code}" in self.duties

    def has_anywhere(self, duty: str) -> bool:
        """Whether this duty is held at any organ today."""
        return any(held.startswith(f"{duty}@") for held in self.duties)

    def organs_with(self, *duties: str) -> frozenset[str]:
        """Codes of the organs where one of these duties is held."""
        pairs = (held.partition("@") for held in self.duties)
        return frozenset(organ for duty, _, organ in pairs if duty in duties)

    def acting_for(self, behalf: str) -> Actor:
        """The same person acting on somebody's behalf."""
        return replace(self, behalf=behalf)


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS, name="未登录访问者")
SYSTEM = Actor(kind=ActorKind.SYSTEM, id="system", name="系统", assurance=Assurance.INTERNAL)
