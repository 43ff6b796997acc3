"""ClamAV's daemon, asked over its socket with INSTREAM: no file needs to be readable by it."""

from __future__ import annotations

import socket
import struct
from pathlib import Path

from zhengwu.files.registry.base_scanner import Finding, Scanner, ScannerAway

_CHUNK = 64 * 1024
_PATIENCE_SECONDS = 60


class Clamd(Scanner):
    """`address` is `unix:/run/clamav/clamd.ctl` or `tcp:host:port`."""

    def __init__(self, address: str) -> None:
        self.family, _, self.place = address.partition(":")

    def scan(self, path: Path) -> Finding:
        """Send the bytes, read the verdict."""
        try:
            with self._connected() as wire, path.open("rb") as file:
                wire.sendall(b"zINSTREAM\0")
                while chunk := file.read(_CHUNK):
                    wire.sendall(struct.pack("!I", len(chunk)) + chunk)
                wire.sendall(struct.pack("!I", 0))
                answer = self._answer(wire)
        except OSError as error:
            raise ScannerAway(str(error)) from error
        if answer.endswith("FOUND"):
            return Finding(scanned=True, virus=answer.removeprefix("stream: ")[:-6].strip())
        if answer.endswith("OK"):
            return Finding(scanned=True)
        raise ScannerAway(answer)

    def _connected(self) -> socket.socket:
        if self.family == "unix":
            wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            wire.settimeout(_PATIENCE_SECONDS)
            wire.connect(self.place)
            return wire
        host, _, port = self.place.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=_PATIENCE_SECONDS)

    @staticmethod
    def _answer(wire: socket.socket) -> str:
        data = b""
        while not data.endswith(b"\0"):
            if not (part := wire.recv(4096)):
                break
            data += part
        return data.rstrip(b"\0").decode(errors="replace").strip()
