"""The receiving side of the city's disclosure site, for demonstrations and tests.

    python -m tools.city --port 8125 --store DIR --sender KEYHEX       over HTTP on loopback
    python -m tools.city --ferry FOLDER --store DIR --sender KEYHEX    bundles of a folder, once

It stands for a stranger's program: it imports nothing of ours, knows only the message format of
docs/decisions/0024 and the sender's public key. It stores before it answers, takes a repeated
message as the same one, and signs every answer. `--mood` makes it refuse or dawdle.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MOODS = ("accept", "refuse", "silent", "broken", "forged", "moved")
_LARGEST = 2 * 1024 * 1024


class Unacceptable(Exception):
    """A message this site does not take; the text goes back to the sender."""


@dataclass
class City:
    """One receiving site: its key, whom it believes, what it has published."""

    store: Path
    sender: str
    mood: str = "accept"
    patience: float = 3.0
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    taken: list[str] = field(default_factory=list)

    @property
    def public_key(self) -> str:
        """What the county registers."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    @property
    def published(self) -> dict[str, dict[str, Any]]:
        """The guides now on this site by item code."""
        return {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(self.store.glob("*.json"))
        }

    def take(self, data: bytes) -> bytes:
        """One envelope in, one signed answer out."""
        text = self._opened(data)
        mark = hashlib.sha256(text.encode()).hexdigest()
        try:
            if self.mood == "refuse":
                raise Unacceptable("栏目目录没有对应的分类，请先在市站建立")
            address = self._publish(json.loads(text))
        except (Unacceptable, ValueError, KeyError) as problem:
            return self._signed({"message": mark, "state": "refused", "reason": str(problem)})
        self.taken.append(mark)
        return self._signed({"message": mark, "state": "accepted", "address": address})

    def _opened(self, data: bytes) -> str:
        try:
            given = json.loads(data)
            text = str(given["text"])
            if given["key"] != self.sender:
                raise Unacceptable("不是登记的发送方")
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.sender))
            public.verify(bytes.fromhex(given["signature"]), text.encode())
        except (InvalidSignature, ValueError, KeyError, TypeError) as problem:
            raise Unacceptable("签名不对") from problem
        return text

    def _publish(self, said: dict[str, Any]) -> str:
        name = hashlib.sha256(said["item"].encode()).hexdigest()[:16]
        kept, page = self.store / f"{name}.json", self.store / f"{name}.html"
        self.store.mkdir(parents=True, exist_ok=True)
        if said["action"] == "withdraw":
            kept.unlink(missing_ok=True)
            page.unlink(missing_ok=True)
            return ""
        guide = said["guide"]
        wanted = ("item", "basis", "conditions", "procedure", "materials", "promised_limit")
        if lacking := [one for one in wanted if one not in guide]:
            raise Unacceptable(f"缺少公开要素：{lacking}")
        page.write_text(said["page"], encoding="utf-8")
        kept.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        return f"https://city.example/guides/{name}.html"

    def _signed(self, answer: dict[str, str]) -> bytes:
        text = json.dumps(answer, ensure_ascii=False, sort_keys=True)
        key = Ed25519PrivateKey.generate() if self.mood == "forged" else self.key
        signature = key.sign(text.encode()).hex()
        return json.dumps({"text": text, "signature": signature}, ensure_ascii=False).encode()

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """WSGI: POST one envelope to any path."""
        if self.mood == "silent":
            time.sleep(self.patience)
        if self.mood == "moved":
            start_response("302 Found", [("Location", "http://127.0.0.1:9/")])
            return [b""]
        if self.mood == "broken":
            start_response("500 Internal Server Error", [("Content-Type", "text/plain")])
            return [b"down"]
        length = min(int(environ.get("CONTENT_LENGTH") or 0), _LARGEST)
        try:
            answer, status = self.take(environ["wsgi.input"].read(length)), "200 OK"
        except Unacceptable as problem:
            answer, status = str(problem).encode(), "403 Forbidden"
        start_response(status, [("Content-Type", "application/json")])
        return [answer]

    def ferry(self, folder: Path) -> int:
        """Bundles lying in `out`: take each message, lay the answers into `in`; how many."""
        counted = 0
        (folder / "in").mkdir(parents=True, exist_ok=True)
        for path in sorted((folder / "out").glob("*.zip")):
            with zipfile.ZipFile(path) as bundle:
                listed = json.loads(self._opened(bundle.read("manifest.json")))
                for name, mark in listed["messages"].items():
                    data = bundle.read(f"messages/{name}.json")
                    if hashlib.sha256(self._opened(data).encode()).hexdigest() != mark:
                        raise Unacceptable(f"{path.name}：{name} 与清单不符")
                    answer = folder / "in" / f"{path.stem}-{name}.json"
                    answer.write_bytes(self.take(data))
                    counted += 1
            path.rename(path.with_suffix(".taken"))
        return counted


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """A demonstration's terminal is not a log."""


def main() -> None:
    """The command line above."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--sender", required=True)
    parser.add_argument("--mood", choices=MOODS, default="accept")
    parser.add_argument("--port", type=int, default=8125)
    parser.add_argument("--ferry", type=Path)
    given = parser.parse_args()
    city = City(given.store, given.sender, mood=given.mood)
    sys.stdout.write(f"公钥 / public key: {city.public_key}\n")
    sys.stdout.flush()
    if given.ferry:
        sys.stdout.write(f"{city.ferry(given.ferry)} 件\n")
        return
    with make_server("127.0.0.1", given.port, city, handler_class=_Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
