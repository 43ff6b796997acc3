"""The vocabulary of probes, the shipped set, local choices, and the kinds of cameras."""

from zhengwu.supervision.registry.cameras import (
    CameraKind,
    Lens,
    NoPicture,
    Picture,
    camera_kind,
    camera_kinds,
)
from zhengwu.supervision.registry.choices import number, still_choices, value
from zhengwu.supervision.registry.vocabulary import (
    camera_law,
    examples,
    group_fields,
    group_measures,
    groups,
    kinds,
    measures,
    measures_by_topic,
    page_of,
    shipped,
    spans,
    subjects,
    telling,
    triggers,
)

__all__ = [
    "CameraKind",
    "Lens",
    "NoPicture",
    "Picture",
    "camera_kind",
    "camera_kinds",
    "camera_law",
    "examples",
    "group_fields",
    "group_measures",
    "groups",
    "kinds",
    "measures",
    "measures_by_topic",
    "number",
    "page_of",
    "shipped",
    "spans",
    "still_choices",
    "subjects",
    "telling",
    "triggers",
    "value",
]
