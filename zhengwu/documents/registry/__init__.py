"""Where seals come from: a port, with software keys of a demonstration authority behind it.

A hardware module or an SM2 service is another `SealProvider`, named in `ZHENGWU_SEALS`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from zhengwu.documents.registry.numbering import PAPERS
from zhengwu.documents.registry.port import SealedPdf, SealProvider, SealRequest, Signature
from zhengwu.documents.registry.readers import may_read_as_party, register_reader
from zhengwu.documents.registry.wording import Wordings
from zhengwu.parameters.registry import register_kind, register_scheme

__all__ = [
    "SealProvider",
    "SealRequest",
    "SealedPdf",
    "Signature",
    "may_read_as_party",
    "register_reader",
    "register_seals",
    "seal_provider",
]

register_kind(Wordings())
register_scheme(PAPERS)


def _software() -> SealProvider:
    # Imported when a seal is first pressed: the signing library is a fifth of a process's start.
    from zhengwu.documents.registry.software import SoftwareSeals

    return SoftwareSeals()


_providers: dict[str, Callable[[], SealProvider]] = {"software": _software}


def register_seals(name: str, make: Callable[[], SealProvider]) -> None:
    """Make a further provider known (HSM, SM2)."""
    _providers[name] = make


def seal_provider() -> SealProvider:
    """The provider of this installation."""
    return _providers[str(getattr(settings, "SEALS", "software"))]()
