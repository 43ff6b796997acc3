"""The written form. What is signed is text, kept and carried as it was signed: nobody has to agree
on how a value is put into JSON. docs/exchange-format.md describes it for other systems.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from zhengwu.kernel.digests import canonical, digest

FORMAT = "zhengwu-exchange/1"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
# What no database can hold: NUL, and half a character without its other half.
_UNHOLDABLE = re.compile("[\0\ud800-\udfff]")
_PURPOSES = ("manifest", "message", "receipt")
_LARGEST_NUMBER = 2**62
D = TypeVar("D")


class Unreadable(Exception):
    """Not in the written form; the text says what is wrong, in Chinese."""


@dataclass(frozen=True, slots=True)
class Head:
    """报文头: everything about a message but its content, which it binds by digest."""

    id: str
    source: str
    target: str
    channel: str
    type: str
    schema: str
    sequence: int
    written_at: str
    payload: str

    @property
    def text(self) -> str:
        """What is signed."""
        return canonical({"format": FORMAT, **asdict(self)})


@dataclass(frozen=True, slots=True)
class Receipt:
    """回执 of one channel: what is stored ([number, digest]), what is refused ([number, digest,
    kind, words]), the last number without a hole before it, and the holes ([from, to])."""

    source: str
    target: str
    channel: str
    at: str
    up_to: int
    stored: list[list[Any]]
    refused: list[list[Any]]
    missing: list[list[int]]

    @property
    def text(self) -> str:
        """What is signed."""
        return canonical({"format": FORMAT, **asdict(self)})


@dataclass(frozen=True, slots=True)
class Manifest:
    """包头: whose bundle it is, its number, and the digest of all that follows."""

    source: str
    target: str
    number: int
    at: str
    lines: int
    digest: str

    @property
    def text(self) -> str:
        """What is signed."""
        return canonical({"format": FORMAT, **asdict(self)})


@dataclass(frozen=True, slots=True)
class Signed:
    """A text under a signature; `payload` is the content a message's head speaks of."""

    purpose: str
    text: str
    signed_at: str
    key: str
    signature: str
    payload: str = ""

    @property
    def moment(self) -> datetime:
        """When it was signed, as the signer's clock said."""
        return datetime.fromisoformat(self.signed_at)

    @property
    def digest(self) -> str:
        """Of the text; the identity of a message on its way."""
        return digest(self.text)

    @property
    def line(self) -> str:
        """As it stands in a bundle."""
        return canonical({name: value for name, value in asdict(self).items() if value != ""})


@dataclass(frozen=True, slots=True)
class Bundle:
    """摆渡包 as it was read: signatures not checked yet."""

    manifest: Manifest
    signed: Signed
    lines: list[Signed]
    digest: str
    whole: bool


def fingerprint_of(public: str) -> str:
    """80 bits of the key's digest: short enough to be read out, too long to be found by trying."""
    return hashlib.sha256(bytes.fromhex(public)).hexdigest()[:20].upper()


def grouped(fingerprint: str) -> str:
    """ABCD EF01 …: as it is read out."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def _under(purpose: str, signed_at: str, text: str) -> bytes:
    return f"{FORMAT}\n{purpose}\n{signed_at}\n{text}".encode()


def sealed(
    purpose: str, text: str, *, key: Ed25519PrivateKey, fingerprint: str, at: datetime,
    payload: str = "",
) -> Signed:  # fmt: skip
    """A text under our signature, with the moment of signing."""
    signed_at = at.isoformat()
    signature = key.sign(_under(purpose, signed_at, text)).hex()
    return Signed(purpose, text, signed_at, fingerprint, signature, payload)


def genuine(signed: Signed, public: str) -> bool:
    """Whether this key has signed exactly this."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        signature = bytes.fromhex(signed.signature)
        key.verify(signature, _under(signed.purpose, signed.signed_at, signed.text))
    except (InvalidSignature, ValueError):
        return False
    return True


def bundle_text(manifest: Signed, lines: Iterable[str]) -> bytes:
    """The file: the manifest's line, then one line each."""
    return "".join(f"{line}\n" for line in (manifest.line, *lines)).encode()


def body_digest(lines: Sequence[str]) -> str:
    """What the manifest binds."""
    return digest("".join(f"{line}\n" for line in lines))


def _object(text: str, what: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"{what}不是约定的格式") from problem
    if not isinstance(value, dict):
        raise Unreadable(f"{what}不是约定的格式")
    return value


def _made(kind: type[D], text: str, what: str, checks: dict[str, Any]) -> D:
    value = _object(text, what)
    if value.pop("format", None) != FORMAT:
        raise Unreadable(f"{what}的格式版本不认识")
    if set(value) != set(checks):
        raise Unreadable(f"{what}的栏目不齐或者有多余")
    for name, fits in checks.items():
        if not fits(value[name]):
            raise Unreadable(f"{what}的“{name}”不对")
    return kind(**value)


def holdable(value: Any) -> bool:
    """Whether every text in a JSON value can be kept by a database."""
    if isinstance(value, str):
        return _UNHOLDABLE.search(value) is None
    if isinstance(value, dict):
        return all(holdable(name) and holdable(one) for name, one in value.items())
    return all(holdable(one) for one in value) if isinstance(value, list) else True


def _text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200 and holdable(value)


def _code(value: Any) -> bool:
    return isinstance(value, str) and bool(_CODE.fullmatch(value))


def _mark(value: Any) -> bool:
    return isinstance(value, str) and bool(_DIGEST.fullmatch(value))


def _number(value: Any) -> bool:
    return type(value) is int and 0 < value < _LARGEST_NUMBER


def _count(value: Any) -> bool:
    return type(value) is int and 0 <= value < _LARGEST_NUMBER


def _instant(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _rows(*columns: Any) -> Any:
    def fits(value: Any) -> bool:
        return isinstance(value, list) and all(
            isinstance(row, list)
            and len(row) == len(columns)
            and all(check(one) for check, one in zip(columns, row, strict=True))
            for row in value
        )

    return fits


def _words(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 500 and holdable(value)


def _letters(value: Any) -> bool:
    return isinstance(value, str) and holdable(value)


_HEAD = {
    "id": _text, "source": _code, "target": _code, "channel": _code, "type": _text,
    "schema": _text, "sequence": _number, "written_at": _instant, "payload": _mark,
}  # fmt: skip
_RECEIPT = {
    "source": _code, "target": _code, "channel": _code, "at": _instant, "up_to": _count,
    "stored": _rows(_number, _mark), "refused": _rows(_number, _mark, _text, _words),
    "missing": _rows(_number, _number),
}  # fmt: skip
_MANIFEST = {
    "source": _code, "target": _code, "number": _number, "at": _instant, "lines": _count,
    "digest": _mark,
}  # fmt: skip
_SIGNED = {
    "text": _letters, "signed_at": _instant, "key": _text,
    "signature": _words,
}  # fmt: skip


def head_of(text: str) -> Head:
    """A message's head from what was signed; raises Unreadable."""
    return _made(Head, text, "报文头", _HEAD)


def receipt_of(text: str) -> Receipt:
    """A receipt from what was signed; raises Unreadable."""
    return _made(Receipt, text, "回执", _RECEIPT)


def _signed(line: str) -> Signed:
    value = _object(line, "签名行")
    payload, purpose = value.pop("payload", ""), value.pop("purpose", None)
    if purpose not in _PURPOSES or not _letters(payload) or set(value) != set(_SIGNED):
        raise Unreadable("签名行不是约定的格式")
    if not all(fits(value[name]) for name, fits in _SIGNED.items()):
        raise Unreadable("签名行不是约定的格式")
    return Signed(purpose=purpose, payload=payload, **value)


def bundle_of(content: bytes) -> Bundle:
    """A bundle as it lies there; `whole` is False when lines are missing or were changed.

    Raises Unreadable where not even the manifest can be read.
    """
    try:
        rows = content.decode().split("\n")
    except UnicodeDecodeError as problem:
        raise Unreadable("文件不是文本，可能传坏了") from problem
    signed = _signed(rows[0])
    if signed.purpose != "manifest":
        raise Unreadable("文件缺少包头")
    manifest = _made(Manifest, signed.text, "包头", _MANIFEST)
    body = rows[1:-1]
    whole = rows[-1] == "" and len(body) == manifest.lines and body_digest(body) == manifest.digest
    lines = [_signed(row) for row in body] if whole else []
    return Bundle(manifest, signed, lines, digest(content), whole)
