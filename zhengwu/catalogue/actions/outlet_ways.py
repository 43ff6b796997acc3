"""Sending guides to other sites: over HTTPS, or as bundles for the file ferry. Outside of acts.

A message is signed with the outlet key of this installation; a receipt counts only under the key
registered for the site. A lease keeps two workers from sending one copy at the same time; a lease
of a worker that died runs out.
"""

from __future__ import annotations

import io
import json
import ssl
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db.models import F, Q
from django.template.loader import render_to_string

from zhengwu.catalogue.actions.outlets import answered, carried, postponed
from zhengwu.catalogue.enums import OutletKind, OutletState, OutletWish
from zhengwu.catalogue.models import Outlet, OutletCopy
from zhengwu.catalogue.rules.guide import eight
from zhengwu.catalogue.rules.outlet import (
    Answer,
    AnswerUnreadable,
    Message,
    answer_of,
    guide_of,
    message,
)
from zhengwu.kernel import keys
from zhengwu.kernel.acting import entered
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.digests import canonical

_AT_ONCE = 100
_LEASE = timedelta(minutes=5)  # not law: a worker's patience
_TIMEOUT = 15
_LONGEST_ANSWER = 64 * 1024


class NotReached(Exception):
    """The site did not answer as agreed; the text says what happened, for the desk."""


class _NoRedirect(HTTPRedirectHandler):
    """A receiving interface that moves is told to us by people, not by a redirect."""

    def redirect_request(self, *args: object, **more: object) -> None:
        return None


def outlet_key() -> Ed25519PrivateKey:
    """This installation's key for messages to other sites, made on first use."""
    return keys.own(Path(settings.KEYS_DIR) / "outlet.pem")


def outlet_key_hex() -> str:
    """What the other site registers to check our messages."""
    return keys.public_hex(outlet_key())


def folder_of(outlet: Outlet) -> Path:
    """Where bundles for a site lie: `out` for the ferry, `in` for the receipts it brings back."""
    return Path(settings.OUTBOX_DIR) / "outlets" / outlet.address


def message_for(copy: OutletCopy) -> Message:
    """What the site is told about an item: for machines, and as a page for people."""
    document, publishing = copy.edition.document, copy.wish == OutletWish.PUBLISH
    page = ""
    if publishing:
        context = {"document": document, "edition": copy.edition, "eight": eight(document)}
        page = render_to_string("catalogue/citizen/guide_outlet.html", context)
    return message(
        source=settings.SITE_URL, item=copy.item.code, action=copy.wish,
        number=copy.edition.number, guide=guide_of(document) if publishing else {}, page=page,
    )  # fmt: skip


def envelope(text: str) -> bytes:
    """A text under our signature."""
    signature = outlet_key().sign(text.encode()).hex()
    return canonical({"text": text, "key": outlet_key_hex(), "signature": signature}).encode()


def opened(outlet: Outlet, data: bytes) -> tuple[Answer, str]:
    """The site's answer and its text, if it carries the site's signature; else AnswerUnreadable."""
    try:
        given = json.loads(data)
        text = given["text"]
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(outlet.public_key))
        key.verify(bytes.fromhex(given["signature"]), text.encode())
    except InvalidSignature as problem:
        raise AnswerUnreadable("回执的签名不是登记的那把公钥") from problem
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise AnswerUnreadable("回执不是约定的格式") from problem
    return answer_of(text), text


def send_due(*, at: datetime) -> int:
    """Everything that waits and whose time has come; how many copies were taken up."""
    taken = 0
    for outlet in Outlet.objects.filter(active=True):
        copies = list(_leased(outlet, at))
        taken += len(copies)
        if outlet.kind == OutletKind.HTTPS:
            for copy in copies:
                _send(outlet, copy, at)
        else:
            _bundle(outlet, copies, at)
            read_receipts(outlet, at=at)
    return taken


def _leased(outlet: Outlet, at: datetime) -> Iterable[OutletCopy]:
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    due = OutletCopy.objects.filter(free, state=OutletState.WAITING, next_at__lte=at)
    waiting = due.filter(outlet=outlet).select_related("item", "edition").order_by("next_at", "pk")
    for copy in waiting[:_AT_ONCE]:
        with entered("catalogue"):
            mine = due.filter(pk=copy.pk, round=copy.round).update(leased_until=at + _LEASE)
        if mine:
            yield copy


def _send(outlet: Outlet, copy: OutletCopy, at: datetime) -> None:
    told = message_for(copy)
    try:
        answer, receipt = opened(outlet, _post(outlet.address, envelope(told.text)))
        if answer.message != told.digest:
            raise AnswerUnreadable("回执说的是另一份报送件")
    except (NotReached, AnswerUnreadable) as problem:
        postponed(copy, trouble=str(problem), by=SYSTEM, at=at)
    else:
        answered(copy, answer=answer, receipt=receipt, by=SYSTEM, at=at)


def _post(address: str, data: bytes) -> bytes:
    request = Request(address, data, {"Content-Type": "application/json"})  # noqa: S310 - checked
    opener = build_opener(_NoRedirect, HTTPSHandler(context=ssl.create_default_context()))
    try:
        with opener.open(request, timeout=_TIMEOUT) as answer:
            body: bytes = answer.read(_LONGEST_ANSWER)
            return body
    except HTTPError as problem:
        raise NotReached(f"对方接口回答 {problem.code}") from problem
    except TimeoutError as problem:
        raise NotReached(f"等了 {_TIMEOUT} 秒，对方没有回答") from problem
    except (URLError, OSError, ValueError) as problem:
        slow = isinstance(getattr(problem, "reason", None), TimeoutError)
        said = f"等了 {_TIMEOUT} 秒，对方没有回答" if slow else "连不上对方接口"
        raise NotReached(said) from problem


def _bundle(outlet: Outlet, copies: list[OutletCopy], at: datetime) -> None:
    if not copies:
        return
    told = [(copy, message_for(copy)) for copy in copies]
    with entered("catalogue"):
        Outlet.objects.filter(pk=outlet.pk).update(bundles=F("bundles") + 1)
    outlet.refresh_from_db(fields=["bundles"])
    number = outlet.bundles
    target = folder_of(outlet) / "out" / f"guides-{number:06d}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    raw = target.with_suffix(".part")
    raw.write_bytes(_packed(number, [one for _, one in told]))
    raw.replace(target)  # a ferry that looks in meanwhile finds the whole bundle or none
    for copy, one in told:
        carried(copy, message=one.digest, bundle=number, by=SYSTEM, at=at)


def _packed(number: int, messages: list[Message]) -> bytes:
    target = io.BytesIO()
    names = {f"{place:04d}": one for place, one in enumerate(messages, start=1)}
    listed = canonical(
        {"bundle": number, "messages": {name: one.digest for name, one in names.items()}}
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("manifest.json", envelope(listed))
        for name, one in names.items():
            bundle.writestr(f"messages/{name}.json", envelope(one.text))
            if page := json.loads(one.text)["page"]:
                bundle.writestr(f"pages/{name}.html", page)
    return target.getvalue()


def read_receipts(outlet: Outlet, *, at: datetime) -> int:
    """Receipts the ferry brought back. Read ones go to `read`, others to `bad`; none is lost."""
    counted = 0
    folder = folder_of(outlet)
    for path in sorted((folder / "in").glob("*.json")):
        try:
            answer, text = opened(outlet, path.read_bytes()[:_LONGEST_ANSWER])
        except AnswerUnreadable:
            _put_aside(path, folder / "bad")
            continue
        waiting = OutletCopy.objects.filter(outlet=outlet, message_digest=answer.message)
        for copy in waiting.filter(state=OutletState.CARRIED):
            counted += answered(copy, answer=answer, receipt=text, by=SYSTEM, at=at) is not None
        _put_aside(path, folder / "read")
    return counted


def _put_aside(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path.replace(folder / path.name)
