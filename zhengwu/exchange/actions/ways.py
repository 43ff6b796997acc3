"""The two ways a bundle travels: posted over HTTPS, or laid into a folder for the ferry. Files and
network are touched here only, never inside an act.
"""

from __future__ import annotations

import os
import ssl
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

import structlog
from django.conf import settings
from django.db.models import Q

from zhengwu.exchange.actions.faults import Found, note
from zhengwu.exchange.actions.receiving import Taken, take
from zhengwu.exchange.actions.sending import Packed, arrived, pack, unpacked
from zhengwu.exchange.enums import FaultKind, Way
from zhengwu.exchange.models import Node
from zhengwu.exchange.registry import figure
from zhengwu.exchange.rules import Unreadable, bundle_of
from zhengwu.exchange.rules.refusals import BundleRefused
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import Collided
from zhengwu.kernel.time import now

log = structlog.get_logger(__name__)
SUFFIX = ".zwb"
_ROUNDS = 50  # of one node in one run; the next run goes on
_TIMEOUT = 30


class NotReached(Exception):
    """The other node did not answer as agreed; the text says what happened."""


class _NoRedirect(HTTPRedirectHandler):
    """A node that moves is told to us by people, not by a redirect."""

    def redirect_request(self, *args: object, **more: object) -> None:
        return None


def exchange(*, at: datetime) -> int:
    """Bring out what is due, take in what came; how many bundles moved."""
    moved = 0
    ready = Q(next_try_at=None) | Q(next_try_at__lte=at)
    for node in Node.objects.filter(active=True):
        if node.way == Way.FERRY:
            moved += len(read_folder(node, at=at))
        if not Node.objects.filter(ready, pk=node.pk).exists():
            continue
        if node.way == Way.FERRY:
            moved += write_folder(node, at=at)
        elif node.address and Way.HTTPS in settings.EXCHANGE_WAYS:
            moved += post_all(node, at=at)
    return moved


# --- the ferry ---------------------------------------------------------------------------------


def folder_of(node: Node) -> Path:
    """`out` is picked up by the device, `in` is filled by it; `done` and `bad` keep what came."""
    return Path(settings.EXCHANGE_DIR) / node.code


def write_folder(node: Node, *, at: datetime) -> int:
    """Bundles into the outgoing folder until nothing is due; how many."""
    for count in range(_ROUNDS):
        packed = pack(node, way=Way.FERRY, at=at)
        if packed is None:
            return count
        target = folder_of(node) / "out" / name_of(packed)
        try:
            write_whole(target, packed.content)
        except OSError as problem:
            words = f"摆渡包写不进 {target.parent}：{problem.strerror or problem}"
            unpacked(packed, words, by=SYSTEM, at=at)
            note(node, Found(FaultKind.DISK, words), way=Way.FERRY, by=SYSTEM, at=at)
            return count
        arrived(packed, by=SYSTEM, at=at)
    return _ROUNDS


def name_of(packed: Packed) -> str:
    """`sender-receiver-00000012.zwb`."""
    return f"{settings.NODE_CODE}-{packed.node.code}-{packed.carried.number:08d}{SUFFIX}"


def write_whole(target: Path, content: bytes) -> None:
    """A file that is there whole or not at all, also after the power went; raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = target.with_suffix(f".{os.getpid()}.part")
    try:
        with raw.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        raw.replace(target)
    except OSError:
        with suppress(OSError):
            raw.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_folder(node: Node, *, at: datetime) -> list[Taken]:
    """Bundles the ferry brought, by number. Taken ones go to `done`, others to `bad`; a file that
    may still be growing is left for the next time."""
    found = []
    for path in sorted((folder_of(node) / "in").glob(f"*{SUFFIX}")):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue  # another worker took it
        if _growing(path, content):
            continue
        try:
            found.append(take(content, way=Way.FERRY, name=path.name, at=at))
            _put_aside(path, "done")
        except BundleRefused as refusal:
            log.warning("bundle refused", name=path.name, why=refusal.message)
            _put_aside(path, "bad")
        except Collided:
            continue
    return found


def _growing(path: Path, content: bytes) -> bool:
    """Whether a file is incomplete and was written to a moment ago."""
    try:
        whole = bundle_of(content).whole
    except Unreadable:
        whole = False
    with suppress(FileNotFoundError):
        return not whole and time.time() - path.stat().st_mtime < figure("settle_seconds", now())
    return True


def _put_aside(path: Path, folder: str) -> None:
    target = path.parent.parent / folder
    target.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        path.replace(target / path.name)


# --- HTTPS -------------------------------------------------------------------------------------


def post_all(node: Node, *, at: datetime) -> int:
    """Post bundles until nothing is due; the answer of each is a bundle too. How many."""
    for count in range(_ROUNDS):
        packed = pack(node, way=Way.HTTPS, at=at)
        if packed is None:
            return count
        try:
            body = _post(node.address, packed.content)
            if body and take(body, way=Way.HTTPS, at=at).node.pk != node.pk:
                raise NotReached("回答的是另一个节点")
        except (NotReached, BundleRefused, Collided) as problem:
            words = problem.message if isinstance(problem, BundleRefused) else str(problem)
            unpacked(packed, words, by=SYSTEM, at=at)
            if isinstance(problem, NotReached):
                found = Found(FaultKind.UNREACHABLE, words)
                note(node, found, way=Way.HTTPS, by=SYSTEM, at=at)
            return count
        arrived(packed, by=SYSTEM, at=at)
    return _ROUNDS


def _post(address: str, data: bytes) -> bytes:
    most = 2 * figure("bundle_megabytes", now()) * 1024 * 1024
    headers = {"Content-Type": "application/x-ndjson", "X-Exchange-Node": settings.NODE_CODE}
    request = Request(address, data, headers)  # noqa: S310 - checked when it was registered
    opener = build_opener(_NoRedirect, HTTPSHandler(context=_tls()))
    try:
        with opener.open(request, timeout=_TIMEOUT) as answer:
            body: bytes = answer.read(most + 1)
            return body
    except HTTPError as problem:
        said = problem.read(600).decode(errors="replace")
        raise NotReached(f"对方回答 {problem.code}：{said[:200]}") from problem
    except (URLError, OSError, ValueError) as problem:
        reason = getattr(problem, "reason", problem)
        slow = isinstance(reason, TimeoutError)
        said = f"等了 {_TIMEOUT} 秒没有回答" if slow else f"连不上：{reason}"
        raise NotReached(said) from problem


def _tls() -> ssl.SSLContext:
    """With our client certificate where the other side asks for one (mutual TLS)."""
    context = ssl.create_default_context(cafile=settings.EXCHANGE_CA or None)
    if settings.EXCHANGE_CERTIFICATE:
        context.load_cert_chain(settings.EXCHANGE_CERTIFICATE)
    return context
