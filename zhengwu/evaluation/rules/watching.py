"""Repeated, own and bought ratings: which facts make a rating one that a person must look at.

Nothing is dropped here: what is found is evidence, and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhengwu.evaluation.enums import Channel, Suspicion


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of one rating's origin. Counts are those of the window, this one included."""

    channel: Channel
    own: bool = False
    hall_network: bool = False
    person: int = 0
    device: int = 0
    network: int = 0
    phone: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One suspicion: what was counted, how much would be ordinary, in how many minutes."""

    kind: Suspicion
    count: int
    most: int
    minutes: int

    def row(self) -> dict[str, str | int]:
        """As it is kept with the rating."""
        return {
            "kind": str(self.kind), "count": self.count, "most": self.most,
            "minutes": self.minutes,
        }  # fmt: skip


def suspicions(trace: Trace, most: Mapping[Suspicion, int], minutes: int) -> list[Evidence]:
    """All that speaks against taking this rating at its word.

    Many people use one terminal, one telephone of the centre and the hall's network: there, only
    what is about the person counts.
    """
    shared = trace.channel in (Channel.TERMINAL, Channel.PHONE)
    found = [Evidence(Suspicion.OWN, 1, 0, 0)] if trace.own else []
    counted = {Suspicion.PERSON: trace.person, Suspicion.PHONE: trace.phone}
    if not shared:
        counted[Suspicion.DEVICE] = trace.device
        if not trace.hall_network:
            counted[Suspicion.NETWORK] = trace.network
    for kind, count in counted.items():
        if count > most[kind]:
            found.append(Evidence(kind, count, most[kind], minutes))
    return found
