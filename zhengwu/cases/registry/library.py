"""The port to the shared library (共享库): what is asked, what is answered, which data sets.

The library itself is a room of its own; it registers an adapter here. Until then nobody answers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from zhengwu.cases.rules.looks import LookOutcome
from zhengwu.kernel import yaml
from zhengwu.parameters.queries import choice_value
from zhengwu.parameters.registry import Use, register_choices

_FILE = Path(__file__).resolve().parent.parent / "data" / "free_materials.yaml"


class NotConnected(Exception):
    """The source cannot be asked at all."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a paper of this very holder on this day. `number` is the holder's identity
    number or credit code; `keys` are the holder's keys in our own registers."""

    free_code: str
    number: str
    holder_name: str
    keys: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Look:
    """What a look came to. `number` is masked by its source where it is personal; `content` is
    what the digest covers."""

    outcome: LookOutcome
    source: str
    title: str = ""
    number: str = ""
    holder_name: str = ""
    valid_to: date | None = None
    licence_id: str = ""
    content: dict[str, Any] = field(default_factory=dict)


class Library(ABC):
    """共享库: one way of asking it."""

    @abstractmethod
    def ask(self, wanted: Wanted, *, seconds: float) -> Look:
        """The answer within `seconds`. Raises `NotConnected`, `TimeoutError`."""


class _Nobody(Library):
    def ask(self, wanted: Wanted, *, seconds: float) -> Look:
        raise NotConnected


_standing: list[Library] = [_Nobody()]


def register_library(one: Library) -> None:
    """The adapter that answers from now on."""
    _standing[:] = [one]


def library() -> Library:
    """Who answers."""
    return _standing[0]


@dataclass(frozen=True, slots=True)
class Dataset:
    """共享数据集: what can be asked of the library, and whose it is."""

    code: str
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Parameters:
    """本地参数: how long a look is waited for, and how long its answer serves."""

    seconds: float
    hours: int
    consent: str
    consent_source: str


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return content


def datasets() -> tuple[Dataset, ...]:
    """All data sets that materials may name."""
    return tuple(Dataset(**row) for row in _file()["datasets"])


def dataset(code: str) -> Dataset | None:
    """One of them."""
    return next((one for one in datasets() if one.code == code), None)


def _uses(_: str) -> list[Use]:
    """Looks that were kept."""
    from zhengwu.cases.models import Verification

    rows = Verification.objects.count()
    return [Use("已经查询核验的材料", rows, reverse("cases_staff:list"), "份")]


register_choices("cases", "办件", _file()["choices"], uses=_uses)


def parameters(at: date | datetime) -> Parameters:
    """How long is waited and how long an answer serves on the day of `at`; the words of consent."""
    return Parameters(
        seconds=float(choice_value("cases", "free_seconds", at)),
        hours=int(choice_value("cases", "free_hours", at)),
        **_file()["parameters"],
    )
