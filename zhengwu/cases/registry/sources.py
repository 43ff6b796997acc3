"""Looking something up: in our own register of licences, or in the shared library.

Nothing here writes, and nothing of it runs inside a transaction: a source may take its time.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from zhengwu.cases.models import Licence
from zhengwu.cases.registry.library import (
    Library,
    Look,
    NotConnected,
    Wanted,
    dataset,
    library,
    parameters,
)
from zhengwu.cases.rules.looks import LookOutcome
from zhengwu.cases.rules.situation import licence_outcome
from zhengwu.catalogue.enums import FreeBy
from zhengwu.kernel.time import now

OWN_REGISTER = "本机许可证件登记簿"


def look(free_by: str, wanted: Wanted) -> Look:
    """What the source says; never raises: what does not answer is an outcome, too."""
    if free_by == FreeBy.LICENCE:
        return _own(wanted)
    known = dataset(wanted.free_code)
    source = f"共享库·{known.name}" if known else "共享库"
    try:
        found = _in_time(library(), wanted, parameters(now()).seconds)
    except TimeoutError:
        return Look(LookOutcome.SILENT, source)
    except Exception:  # noqa: BLE001 - whatever another system does, the applicant can go on
        return Look(LookOutcome.ABSENT, source)
    if found.outcome is LookOutcome.FOUND and found.holder_name != wanted.holder_name:
        # Another's name is not shown to whoever asked.
        return replace(found, outcome=LookOutcome.OTHER, holder_name="", number="", title="")
    return found


def _in_time(source: Library, wanted: Wanted, seconds: float) -> Look:
    """The deadline holds also where an adapter forgets it."""
    answer: list[Any] = []

    def run() -> None:
        try:
            answer.append(source.ask(wanted, seconds=seconds))
        except BaseException as problem:  # noqa: BLE001 - handed to the caller's thread
            answer.append(problem)

    asking = threading.Thread(target=run, daemon=True, name="shared-library")
    asking.start()
    asking.join(seconds)
    if not answer:
        raise TimeoutError
    if isinstance(answer[0], BaseException):
        raise answer[0]
    if not isinstance(answer[0], Look):
        raise NotConnected
    return answer[0]


def _own(wanted: Wanted) -> Look:
    """The holder's own licences of that item: the one that stands, else why none does."""
    rows = Licence.objects.filter(item_code=wanted.free_code, holder_key__in=wanted.keys)
    best: Look | None = None
    for one in rows.order_by("-granted_at"):
        outcome = licence_outcome(one.state, one.valid_from, one.valid_to, wanted.day)
        found = Look(
            outcome, OWN_REGISTER, one.name, one.number, one.holder_name, one.valid_to, str(one.pk),
            {
                "number": one.number, "name": one.name, "holder": one.holder_name,
                "content": one.content, "state": one.state, "document": one.document_id,
                "valid_from": one.valid_from.isoformat(),
                "valid_to": one.valid_to.isoformat() if one.valid_to else "",
            },
        )  # fmt: skip
        if outcome is LookOutcome.FOUND:
            return found
        best = best or found
    return best or Look(LookOutcome.NONE, OWN_REGISTER, content={"asked": wanted.free_code})
