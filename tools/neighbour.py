"""Other nodes of the demonstration: a city above and a town below, by file ferry.

    python -m tools.neighbour --exchange DIR --store DIR [--once]

It stands for strangers' programs: it imports nothing of ours and knows only
docs/exchange-format.md and the county's public key (`STORE/county.json`). It is the ferry too: what
lies in `DIR/<node>/out` is taken, the answer is laid into `DIR/<node>/in`. It stores before it
answers, takes what is doubled as the same, and asks for what is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import time
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FORMAT = "zhengwu-exchange/1"
CITY, TOWN = "511600000000", "511602-town-demo"
_EVERY = 5
_CHINA = timezone(timedelta(hours=8))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Neighbour:
    """One node: its code, where it keeps what it got, whom it believes."""

    code: str
    store: Path
    key: Ed25519PrivateKey = field(init=False)

    def __post_init__(self) -> None:
        # The invented nodes' keys are the same in every demonstration.
        seed = hashlib.sha256(f"demonstration node {self.code}".encode()).digest()
        self.key = Ed25519PrivateKey.from_private_bytes(seed)
        self.store.mkdir(parents=True, exist_ok=True)

    @property
    def public(self) -> str:
        """What the county registers."""
        return self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    @property
    def fingerprint(self) -> str:
        """What the county compares."""
        return hashlib.sha256(bytes.fromhex(self.public)).hexdigest()[:20].upper()

    @property
    def county(self) -> dict[str, str]:
        """Code and public key of the county."""
        found: dict[str, str] = json.loads((self.store / "county.json").read_text())
        return found

    def meet(self, code: str, public: str) -> None:
        """Register the county."""
        (self.store / "county.json").write_text(_json({"code": code, "public": public}))

    def held(self, channel: str) -> dict[int, str]:
        """Digest of each message stored, by number."""
        folder = self.store / channel
        return {int(path.stem): _sha(json.loads(path.read_text())["text"])
                for path in folder.glob("*.json")}  # fmt: skip

    def take(self, content: bytes) -> bytes | None:
        """One bundle in, the receipts out; None where there is nothing to confirm."""
        first, *rows = content.decode().splitlines()
        manifest = self._opened(json.loads(first), "manifest")
        body = "".join(f"{row}\n" for row in rows)
        if (manifest["target"], manifest["digest"]) != (self.code, _sha(body)):
            raise ValueError("not for us, or not whole")
        came: dict[str, list[list[Any]]] = {}
        for line in map(json.loads, rows):
            said = self._opened(line, line["purpose"])
            if line["purpose"] == "message":
                mark = self._keep(said, line)
                came.setdefault(said["channel"], []).append([said["sequence"], mark])
        return self.bundle([self._receipt(*one) for one in came.items()]) if came else None

    def _opened(self, line: dict[str, Any], purpose: str) -> dict[str, Any]:
        told = f"{FORMAT}\n{purpose}\n{line['signed_at']}\n{line['text']}".encode()
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.county["public"]))
        public.verify(bytes.fromhex(line["signature"]), told)
        said: dict[str, Any] = json.loads(line["text"])
        return said

    def _keep(self, head: dict[str, Any], line: dict[str, Any]) -> str:
        if _sha(line["payload"]) != head["payload"]:
            raise ValueError("the content is another")
        path = self.store / head["channel"] / f"{head['sequence']:08d}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            raw = path.with_suffix(".part")
            raw.write_text(_json(line))
            raw.replace(path)
        return _sha(line["text"])

    def _receipt(self, channel: str, came: list[list[Any]]) -> dict[str, Any]:
        held, up_to = set(self.held(channel)), 0
        while up_to + 1 in held:
            up_to += 1
        absent = [n for n in range(up_to + 1, max(held)) if n not in held]
        said = {
            "format": FORMAT, "source": self.code, "target": self.county["code"],
            "channel": channel, "at": datetime.now(_CHINA).isoformat(), "up_to": up_to,
            "stored": came, "refused": [], "missing": [[n, n] for n in absent],
        }  # fmt: skip
        return self._sealed("receipt", _json(said))

    def message(
        self, channel: str, kind: str, version: int, number: int, payload: dict[str, Any]
    ) -> dict[str, Any]:
        """A message of ours under its number."""
        content = _json(payload)
        head = {
            "format": FORMAT, "id": str(uuid.uuid4()), "source": self.code,
            "target": self.county["code"], "channel": channel, "type": kind,
            "schema": f"{kind}/{version}", "sequence": number,
            "written_at": datetime.now(_CHINA).isoformat(), "payload": _sha(content),
        }  # fmt: skip
        return {**self._sealed("message", _json(head)), "payload": content}

    def bundle(self, lines: list[dict[str, Any]]) -> bytes:
        """Lines under a manifest; bundles are numbered by a file."""
        counter = self.store / "bundles"
        number = int(counter.read_text()) + 1 if counter.exists() else 1
        counter.write_text(str(number))
        body = "".join(f"{_json(line)}\n" for line in lines)
        manifest = {
            "format": FORMAT, "source": self.code, "target": self.county["code"],
            "number": number, "at": datetime.now(_CHINA).isoformat(), "lines": len(lines),
            "digest": _sha(body),
        }  # fmt: skip
        return f"{_json(self._sealed('manifest', _json(manifest)))}\n{body}".encode()

    def _sealed(self, purpose: str, text: str) -> dict[str, Any]:
        signed_at = datetime.now(_CHINA).isoformat()
        told = f"{FORMAT}\n{purpose}\n{signed_at}\n{text}".encode()
        return {
            "purpose": purpose, "text": text, "signed_at": signed_at, "key": self.fingerprint,
            "signature": self.key.sign(told).hex(),
        }  # fmt: skip

    def ferry(self, exchange: Path) -> int:
        """Carry both ways once; how many bundles were taken. What is not believed is put aside."""
        folder, counted = exchange / self.code, 0
        for path in sorted((folder / "out").glob("*.zwb")):
            try:
                answer = self.take(path.read_bytes())
            except Exception as problem:  # noqa: BLE001 - a stranger's program goes on
                print(f"{path.name}: {problem!r}", flush=True)
                path.replace(path.with_suffix(".refused"))
                continue
            if answer:
                self.lay(exchange, path.name, answer)
            path.unlink()
            counted += 1
        return counted

    def lay(self, exchange: Path, name: str, content: bytes) -> None:
        """A bundle into the county's incoming folder, whole or not at all."""
        folder = exchange / self.code / "in"
        folder.mkdir(parents=True, exist_ok=True)
        raw = folder / f"{name}.part"
        raw.write_bytes(content)
        raw.replace(folder / f"re-{name}")


def main() -> None:
    """The command line above."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--exchange", type=Path, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--once", action="store_true")
    given = parser.parse_args()
    nodes = [Neighbour(code, given.store / code) for code in (CITY, TOWN)]
    while True:
        for node in nodes:
            node.ferry(given.exchange)
        if given.once:
            return
        time.sleep(_EVERY)


if __name__ == "__main__":
    main()
