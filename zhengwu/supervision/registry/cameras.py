"""Kinds of cameras: the port, and which there are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Lens:
    """What is needed to ask a camera once. `patience` in seconds for the whole exchange."""

    code: str
    place: str
    address: str
    user: str
    password: str
    allowed: tuple[str, ...]
    patience: int
    most_bytes: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """A still as it came; `ending` says what the content is."""

    content: bytes
    ending: str


class NoPicture(Exception):
    """The camera gave none; the text says why, in Chinese, without address or password.

    `lasting`: asking again would not help.
    """

    def __init__(self, why: str, *, lasting: bool = False) -> None:
        super().__init__(why)
        self.lasting = lasting


class CameraKind(ABC):
    """One way of asking for a still."""

    code: ClassVar[str]
    name: ClassVar[str]

    @abstractmethod
    def still(self, lens: Lens) -> Picture:
        """Ask once. Raises NoPicture."""


def camera_kinds() -> dict[str, CameraKind]:
    """The kinds in use, by code; the demonstration's makes its pictures itself and is in no other
    installation."""
    from zhengwu.supervision.registry.demonstration_camera import DemonstrationCamera
    from zhengwu.supervision.registry.http_camera import HttpCamera

    found: list[CameraKind] = [HttpCamera()]
    if settings.DEMO:
        found.append(DemonstrationCamera())
    return {one.code: one for one in found}


def camera_kind(code: str) -> CameraKind:
    """A kind by its code. Raises NoPicture where this installation has none of that name."""
    found = camera_kinds().get(code)
    if found is None:
        raise NoPicture("这种监控点在本系统里没有启用", lasting=True)
    return found
