"""Private keys in files of ours: made at one stroke, readable by us alone, never overwritten."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public half, in hex."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def written(key: Ed25519PrivateKey, path: Path) -> None:
    """The key as a file; one that is there stays, whoever was quicker."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.touch(mode=0o600)
    try:
        with temporary.open("wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink(missing_ok=True)


def loaded(path: Path) -> Ed25519PrivateKey:
    """The key of a file; raises FileNotFoundError, or ValueError where it is another sort."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path.name} is no Ed25519 key")
    return key


def own(path: Path) -> Ed25519PrivateKey:
    """The key of a file, made on first use; of two who make it at once the quicker one's counts."""
    if not path.exists():
        written(Ed25519PrivateKey.generate(), path)
    return loaded(path)
