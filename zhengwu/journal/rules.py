"""Pure rules: the Merkle tree of RFC 6962 and the mark that links periods."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def _leaf(digest: str) -> bytes:
    return hashlib.sha256(b"\x00" + bytes.fromhex(digest)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def merkle_root(digests: Sequence[str]) -> str:
    """Root over entry digests (hex) in order; a lone node at the end of a row moves up as it is."""
    row = [_leaf(digest) for digest in digests] or [hashlib.sha256().digest()]
    while len(row) > 1:
        row = _row_above(row)
    return row[0].hex()


def merkle_path(digests: Sequence[str], position: int) -> list[tuple[str, str]]:
    """The proof that leaf `position` is under the root: ("left"|"right", hex) from the leaf up."""
    row = [_leaf(digest) for digest in digests]
    path: list[tuple[str, str]] = []
    while len(row) > 1:
        sibling = position ^ 1
        if sibling < len(row):
            path.append(("left" if sibling < position else "right", row[sibling].hex()))
        row, position = _row_above(row), position // 2
    return path


def _row_above(row: list[bytes]) -> list[bytes]:
    pairs = [_node(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
    return pairs + ([row[-1]] if len(row) % 2 else [])


def period_mark(number: int, count: int, root: str, previous: str, closed_at: str) -> str:
    """What is signed: number, count, root, the mark before it and the closing time (ISO)."""
    text = f"zhengwu-period\n{number}\n{count}\n{root}\n{previous}\n{closed_at}\n"
    return hashlib.sha256(text.encode()).hexdigest()
