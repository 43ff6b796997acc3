"""Pure rules of files: safe names, kinds by content, and what may not come in."""

from zhengwu.files.rules.inspecting import inspect
from zhengwu.files.rules.kinds import Shelf, load_shelf
from zhengwu.files.rules.naming import safe_name
from zhengwu.files.rules.refusals import (
    DisguisedName,
    EmptyFile,
    EncryptedFile,
    ExecutableFile,
    Infected,
    MacrosInside,
    StorageFull,
    SwollenArchive,
    TooLarge,
    TypeMismatch,
    TypeNotAccepted,
    UnacceptableFile,
    UnreadableFile,
    UnscannedRefused,
)

__all__ = [
    "DisguisedName",
    "EmptyFile",
    "EncryptedFile",
    "ExecutableFile",
    "Infected",
    "MacrosInside",
    "Shelf",
    "StorageFull",
    "SwollenArchive",
    "TooLarge",
    "TypeMismatch",
    "TypeNotAccepted",
    "UnacceptableFile",
    "UnreadableFile",
    "UnscannedRefused",
    "inspect",
    "load_shelf",
    "safe_name",
]
