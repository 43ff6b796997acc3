"""Bigram tokens: the same text gives the same tokens on every database."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

# A tsvector keeps 16,383 positions; what stands beyond is not searched.
MAX_TOKENS = 16_000


def folded(text: str) -> str:
    """Text as it is compared: full width to half, letters to small, compatibility forms joined."""
    return unicodedata.normalize("NFKC", text).casefold()


def runs(text: str) -> list[str]:
    """Maximal stretches of letters, Hanzi and digits; everything else separates."""
    kept = (char if unicodedata.category(char)[0] in "LNM" else " " for char in folded(text))
    return "".join(kept).split()


def tokens(text: str) -> list[str]:
    """Bigrams of every run, each as hexadecimal code points, so no tokenizer can split or drop a
    rare character. The last character of a run stands alone as the final token, which lets a query
    of a single character be a prefix search and keeps a phrase from reaching into the next run."""
    found: list[str] = []
    for run in runs(text):
        found += [_code(first) + _code(second) for first, second in pairwise(run)]
        found.append(_code(run[-1]))
    return found[:MAX_TOKENS]


def phrase(run: str) -> list[str]:
    """The tokens that must follow each other for `run` to occur; one token without its second half
    (a prefix) when the run is one character."""
    if len(run) == 1:
        return [_code(run)]
    return [_code(first) + _code(second) for first, second in pairwise(run)]


def _code(char: str) -> str:
    return f"{ord(char):05x}"
