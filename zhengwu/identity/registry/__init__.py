"""Verification providers (身份核验服务): the port, and who stands behind it.

A province's service is one folder under `identity/registry/` with a class registered here; which
of them are asked is a setting (IDENTITY_PROVIDERS). None at all is fine: the counter remains.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib import import_module
from typing import ClassVar

from django.conf import settings

from zhengwu.identity.enums import Answer


@dataclass(frozen=True, slots=True)
class Claim:
    """What is asked: is this person the one whose number this is?"""

    name: str
    id_kind: str
    id_number: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was answered. `reference` is the provider's own number of the enquiry."""

    answer: Answer
    reason: str = ""
    reference: str = ""


class VerificationProvider(ABC):
    """One service that knows who people are. It may say no, and it may be away."""

    code: ClassVar[str]
    name: ClassVar[str]

    @abstractmethod
    def verify(self, claim: Claim) -> Verdict:
        """Ask once, within seconds; a fault of the line is `Answer.UNAVAILABLE`, not an error."""


_known: dict[str, type[VerificationProvider]] = {}


def provider(cls: type[VerificationProvider]) -> type[VerificationProvider]:
    """Register a provider under its code."""
    if cls.code in _known:
        raise ValueError(f"two verification providers named {cls.code}")
    _known[cls.code] = cls
    return cls


def providers() -> list[VerificationProvider]:
    """The providers in use, in the order of the setting."""
    for code in settings.IDENTITY_PROVIDERS:
        import_module(f"zhengwu.identity.registry.{code}")
    return [_known[code]() for code in settings.IDENTITY_PROVIDERS]


def provider_named(code: str) -> VerificationProvider | None:
    """The provider of that code, if it is in use."""
    return next((one for one in providers() if one.code == code), None)


_scopes: dict[str, str] = {
    "items.read": "查询事项和办事指南",
    "cases.read": "查询本单位办件",
    "cases.submit": "提交申请",
}


def register_scope(code: str, name: str) -> None:
    """A domain above says what machines may be allowed to do with it."""
    _scopes[code] = name


def scopes() -> dict[str, str]:
    """Every scope a machine client can be given, with its Chinese name."""
    return dict(_scopes)
