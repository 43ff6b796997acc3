"""Kinds of parameters and schemes of numbers: each room registers its own."""

from zhengwu.parameters.registry.numbers import Numbers
from zhengwu.parameters.registry.port import (
    Fact,
    Kind,
    Preview,
    Subject,
    Use,
    kind_named,
    kinds,
    register_kind,
    use_of,
    uses_of,
)
from zhengwu.parameters.registry.schemes import Line, Scheme, register_scheme, schemes
from zhengwu.parameters.rules.patterns import Pattern

register_kind(Numbers())

__all__ = [
    "Fact",
    "Kind",
    "Line",
    "Numbers",
    "Pattern",
    "Preview",
    "Scheme",
    "Subject",
    "Use",
    "kind_named",
    "kinds",
    "register_kind",
    "register_scheme",
    "schemes",
    "use_of",
    "uses_of",
]
