"""Who besides the offices may read a matter's papers: each kind of matter tells us."""

from __future__ import annotations

from collections.abc import Callable

from zhengwu.kernel.actors import Actor
from zhengwu.matters.models import Matter

Reader = Callable[[Actor, Matter], bool]

_readers: dict[str, Reader] = {}


def register_reader(kind: str, reader: Reader) -> None:
    """`reader(actor, matter)` answers for matters of this kind (the applicant, the agent)."""
    _readers[kind] = reader


def may_read_as_party(actor: Actor, matter: Matter) -> bool:
    """Whether this actor is a party to the matter."""
    reader = _readers.get(matter.kind)
    return reader is not None and reader(actor, matter)
