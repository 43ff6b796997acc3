"""A camera asked for a still over HTTP or HTTPS.

The name is resolved once and every address must be allowed; the connection goes to that very
address, so a name that changes its mind in between leads nowhere else. No redirect is followed. One
watch runs over the whole exchange: a camera that sends a byte a second does not hold a worker.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import re
import socket
import ssl
import threading
from contextlib import closing, suppress
from http import HTTPStatus
from urllib.request import parse_http_list

from zhengwu.supervision.registry.cameras import CameraKind, Lens, NoPicture, Picture
from zhengwu.supervision.rules.stills import Address, address_of, admits, ending_of, literal

_CHUNK = 64 * 1024
_MEBIBYTE = 1024 * 1024
_PAIR = re.compile(r'^(\w+)="?(.*?)"?$')
_HASHES = {"MD5": "md5", "SHA-256": "sha256"}


class HttpCamera(CameraKind):
    """网络摄像机: a snapshot address, with Basic or Digest sign-in where the camera asks for it."""

    code = "http"
    name = "网络摄像机（HTTP 抓图地址）"

    def still(self, lens: Lens) -> Picture:
        """One picture, or why not."""
        try:
            address = address_of(lens.address)
        except ValueError:
            raise NoPicture("登记的抓图地址无效", lasting=True) from None
        where = _resolved(address, lens)
        try:
            content = _asked(address, where, lens)
        except TimeoutError:
            raise NoPicture(f"监控点在 {lens.patience} 秒内没有把画面传完") from None
        except ssl.SSLError:
            raise NoPicture("监控点的证书没有通过验证") from None
        except (OSError, http.client.HTTPException):
            raise NoPicture("连接不上监控点") from None
        ending = ending_of(content)
        if not ending:
            raise NoPicture("监控点返回的不是图片")
        return Picture(content, ending)


def _resolved(address: Address, lens: Lens) -> str:
    found = [literal(address.host)]
    if not found[0]:
        try:
            rows = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise NoPicture("监控点的主机名找不到") from None
        found = [str(row[4][0]) for row in rows]
    if not admits(address.host, found, lens.allowed):
        raise NoPicture("监控点的地址不在允许的网段内", lasting=True)
    return found[0]


class _Watch:
    """Cuts the line when the time is up; `up` says that it did."""

    def __init__(self, seconds: float) -> None:
        self.up = threading.Event()
        self.sock: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        if self.sock is not None:
            self.sock.close()

    def _cut(self) -> None:
        self.up.set()
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _line(address: Address, where: str, patience: int) -> http.client.HTTPConnection:
    line: http.client.HTTPConnection
    if address.scheme == "https":
        line = http.client.HTTPSConnection(
            address.host, address.port, timeout=patience, context=ssl.create_default_context()
        )
    else:
        line = http.client.HTTPConnection(address.host, address.port, timeout=patience)

    def reach(_: object, timeout: float, __: object = None) -> socket.socket:
        # The checked address, not the name again; a certificate is still asked for the name.
        return socket.create_connection((where, address.port), timeout)

    line._create_connection = reach  # type: ignore[attr-defined]
    return line


def _asked(address: Address, where: str, lens: Lens) -> bytes:
    with _Watch(lens.patience) as watch:
        try:
            answer = _sent(_line(address, where, lens.patience), watch, address, "")
            if answer.status == HTTPStatus.UNAUTHORIZED and lens.user:
                challenges = answer.headers.get_all("WWW-Authenticate") or []
                answer.close()
                signed = _authorization(challenges, address, lens)
                answer = _sent(_line(address, where, lens.patience), watch, address, signed)
            with closing(answer):
                content = _content(answer, lens)
        except (OSError, http.client.HTTPException, ValueError, NoPicture):
            if watch.up.is_set():
                raise TimeoutError from None
            raise
        if watch.up.is_set():
            raise TimeoutError
        return content


def _sent(
    line: http.client.HTTPConnection, watch: _Watch, address: Address, authorization: str
) -> http.client.HTTPResponse:
    headers = {"Accept": "image/jpeg, image/png", "Connection": "close"}
    if authorization:
        headers["Authorization"] = authorization
    line.connect()
    watch.sock = line.sock
    line.request("GET", address.path, headers=headers)
    return line.getresponse()


def _content(answer: http.client.HTTPResponse, lens: Lens) -> bytes:
    if answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise NoPicture("监控点不接受登记的用户名和密码", lasting=True)
    if answer.status != HTTPStatus.OK:
        raise NoPicture(f"监控点没有给出画面（HTTP {answer.status}）")
    if (answer.length or 0) > lens.most_bytes:
        raise _too_large(lens)
    content = bytearray()
    while chunk := answer.read1(_CHUNK):
        content += chunk
        if len(content) > lens.most_bytes:
            raise _too_large(lens)
    if answer.length:
        raise NoPicture("监控点的画面没有传完")
    return bytes(content)


def _too_large(lens: Lens) -> NoPicture:
    return NoPicture(f"监控点传来的内容超过 {lens.most_bytes // _MEBIBYTE} MB，没有接收")


def _authorization(challenges: list[str], address: Address, lens: Lens) -> str:
    """Digest (RFC 7616) where it is offered, else Basic."""
    for challenge in challenges:
        scheme, _, rest = challenge.partition(" ")
        if scheme.lower() == "digest":
            pairs = (_PAIR.match(one.strip()) for one in parse_http_list(rest))
            told = {one[1].lower(): one[2] for one in pairs if one}
            if told.get("algorithm", "MD5").upper() in _HASHES:
                return _digest(told, address, lens)
    if any(one.lower().startswith("basic") for one in challenges):
        return "Basic " + base64.b64encode(f"{lens.user}:{lens.password}".encode()).decode()
    raise NoPicture("监控点要求的登录方式不支持", lasting=True)


def _digest(told: dict[str, str], address: Address, lens: Lens) -> str:
    algorithm = told.get("algorithm", "MD5").upper()

    def hashed(text: str) -> str:
        return hashlib.new(_HASHES[algorithm], text.encode(), usedforsecurity=False).hexdigest()

    realm, nonce = told.get("realm", ""), told.get("nonce", "")
    who = hashed(f"{lens.user}:{realm}:{lens.password}")
    what = hashed(f"GET:{address.path}")
    parts = {"username": lens.user, "realm": realm, "nonce": nonce, "uri": address.path}
    bare = {"algorithm": algorithm}
    if "auth" in told.get("qop", "").replace(" ", "").split(","):
        mine = os.urandom(8).hex()
        answer = hashed(f"{who}:{nonce}:00000001:{mine}:auth:{what}")
        parts["cnonce"] = mine
        bare |= {"qop": "auth", "nc": "00000001"}
    else:
        answer = hashed(f"{who}:{nonce}:{what}")
    parts["response"] = answer
    if "opaque" in told:
        parts["opaque"] = told["opaque"]
    quoted = [f'{key}="{value}"' for key, value in parts.items()]
    return "Digest " + ", ".join([*quoted, *(f"{key}={value}" for key, value in bare.items())])
