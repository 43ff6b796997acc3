"""Kinds of parameters and schemes of numbers: each room registers its own."""

from zhengwu.parameters.registry.choices import register_choices, register_options
from zhengwu.parameters.registry.locals import Choices
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
from zhengwu.parameters.rules.choices import Sort
from zhengwu.parameters.rules.patterns import Pattern

register_kind(Choices())
register_kind(Numbers())

__all__ = [
    "Choices",
    "Fact",
    "Kind",
    "Line",
    "Numbers",
    "Pattern",
    "Preview",
    "Scheme",
    "Sort",
    "Subject",
    "Use",
    "kind_named",
    "kinds",
    "register_choices",
    "register_kind",
    "register_options",
    "register_scheme",
    "schemes",
    "use_of",
    "uses_of",
]
