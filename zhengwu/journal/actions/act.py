"""`@action`: one verb, one transaction, its records written with it – or its refusal recorded."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError, models, transaction

from zhengwu.journal.actions.record import UNIT, Unit, flush, record
from zhengwu.journal.events import AttemptRefused
from zhengwu.journal.models import Recorded, Stream
from zhengwu.kernel.acting import domain_of, entered
from zhengwu.kernel.errors import Collided, Refusal

P = ParamSpec("P")
R = TypeVar("R")
# PostgreSQL: deadlock detected, serialization failure. SQLite: another writer took too long.
_COLLISIONS = ("40P01", "40001")
_LOCKED = "database is locked"


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a verb `verb(object, *, by, at, ...)`.

    The outermost action opens the transaction and writes all records at its end in few
    statements; an action called by another joins it. A `Refusal` rolls everything back and is
    itself recorded, in a transaction of its own, on the first argument's chain. An act that the
    database ended because another one held its rows is refused as `Collided`, and nothing is kept.
    """
    domain = domain_of(function.__module__)
    verb = f"{domain}.{function.__name__}"

    @wraps(function)
    def acting(*args: P.args, **kwargs: P.kwargs) -> R:
        if UNIT.get() is not None:
            with entered(domain):
                return function(*args, **kwargs)
        unit = Unit()
        token = UNIT.set(unit)
        try:
            with transaction.atomic(), entered(domain):
                result = function(*args, **kwargs)
                with entered("journal"):
                    flush(unit)
                return result
        except Refusal as refusal:
            UNIT.set(None)
            if refusal.recorded:
                _record_refusal(verb, refusal, args[0] if args else None, kwargs)
            raise
        except OperationalError as error:
            if _collided(error):
                raise Collided from error
            raise
        finally:
            UNIT.reset(token)

    return acting


def _collided(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") in _COLLISIONS or _LOCKED in str(error)


def _record_refusal(verb: str, refusal: Refusal, subject: Any, kwargs: dict[str, Any]) -> None:
    by, at = kwargs.get("by"), kwargs.get("at")
    if by is None or at is None:
        return
    event = AttemptRefused(
        verb=verb,
        refusal=refusal.code,
        message=refusal.message,
        law=refusal.article,
        facts={name: str(value) for name, value in refusal.facts.items()},
    )
    unit = Unit()
    token = UNIT.set(unit)
    try:
        with transaction.atomic(), entered("journal"):
            record(_locked(subject, verb), event, by=by, at=at, refused=True)
            flush(unit)
    finally:
        UNIT.reset(token)


def _locked(subject: Any, verb: str) -> Recorded:
    """The row whose chain carries the refusal, locked; a stream where there is no such row."""
    if not isinstance(subject, Recorded) and isinstance(subject, models.Model):
        subject = getattr(subject, "matter", None)
    if isinstance(subject, Recorded) and subject.pk is not None:
        with suppress(ObjectDoesNotExist):
            return type(subject)._default_manager.select_for_update().get(pk=subject.pk)
    key = f"refusals/{verb.partition('.')[0]}"
    Stream.objects.bulk_create([Stream(key=key)], ignore_conflicts=True)
    return Stream.objects.select_for_update().get(key=key)
