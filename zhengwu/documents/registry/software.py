"""Seals with keys in files: the demonstration authority. Every certificate says 演示.

Keys lie in KEYS_DIR/seals, encrypted with a passphrase derived from the master key, mode 0600.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from zhengwu.documents.registry.port import SealedPdf, SealProvider, SealRequest, Signature
from zhengwu.documents.rules.typesetting import draw_stamp, unpack_fonts

_DATA = Path(__file__).parent.parent / "data"
_PAGE_HEIGHT = 841.89
_HALF = 59.5  # half of 42 mm, in points


class SoftwareSeals(SealProvider):
    """An own root and one certificate for each seal, made when first needed."""

    def __init__(self) -> None:
        self.folder: Path = settings.KEYS_DIR / "seals"

    def seal(self, request: SealRequest) -> SealedPdf:
        """Sign incrementally; the stamp is a static page, so no font is left unembedded."""
        signer = _signer(self.folder, request.organ_code, request.kind, request.seal_name)
        x, y = request.place.x, _PAGE_HEIGHT - request.place.y
        spot = fields.SigFieldSpec(
            "Seal",
            on_page=request.place.page - 1,
            box=(int(x - _HALF), int(y - _HALF), int(x + _HALF), int(y + _HALF)),
        )
        about = signers.PdfSignatureMetadata(
            field_name="Seal",
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=request.reason,
            name=request.seal_name,
        )
        machine = signers.PdfSigner(
            about, signer, stamp_style=self._stamp(request), new_field_spec=spot
        )
        output = BytesIO()
        writer = IncrementalPdfFileWriter(BytesIO(request.pdf))
        _ran(machine.async_sign_pdf(writer, output=output))
        serial = format(signer.signing_cert.serial_number, "x")
        return SealedPdf(output.getvalue(), serial)

    def check(self, pdf: bytes) -> list[Signature]:
        """Every signature; a file that cannot be read has none."""
        try:
            found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        except (PdfError, ValueError, KeyError):
            return []
        trust = ValidationContext(
            trust_roots=[_root_certificate(self.folder)], allow_fetching=False
        )
        checked = []
        for one in found:
            try:
                status = _ran(async_validate_pdf_signature(one, trust))
            except (SignatureValidationError, PdfError, ValueError):
                checked.append(Signature("", intact=False, trusted=False, whole_file=False))
                continue
            name = status.signing_cert.subject.native.get("common_name", "")
            whole = bool(status.coverage) and status.coverage.name == "ENTIRE_FILE"
            intact = bool(status.intact and status.valid)
            checked.append(Signature(name, intact, bool(status.trusted), whole))
        return checked

    def _stamp(self, request: SealRequest) -> StaticStampStyle:
        """The seal's picture, drawn once for each seal and kept beside its key."""
        path = (
            self.folder / f"{_stem(request.organ_code, request.kind, request.seal_name)}.stamp.pdf"
        )
        if not path.exists():
            fonts = unpack_fonts(_DATA / "fonts", settings.FONTS_DIR)
            picture = draw_stamp(
                request.seal_name, request.purpose, layout=_DATA / "typst", fonts=fonts, demo=True
            )
            _write(path, picture)
        return StaticStampStyle.from_pdf_file(str(path), border_width=0, background_opacity=1.0)


def _ran(work: Coroutine[Any, Any, Any]) -> Any:
    """Run pyHanko's coroutines in a thread of their own: the caller may already be in a loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def _stem(organ_code: str, kind: str, name: str) -> str:
    mark = hashlib.sha256(f"{organ_code}/{kind}/{name}".encode()).hexdigest()[:16]
    return f"{kind}-{mark}"


def _write(path: Path, data: bytes) -> None:
    """A whole file or none, readable by us only; others may write the same at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    try:
        os.link(temporary, path)  # never replaces a key that another process made first
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _passphrase() -> bytes:
    phrase: str = settings.VAULT.keyed_digest("seal-keys", "documents")
    return phrase.encode()


def _name(common: str, organisation: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:60]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:60]),
        ]
    )


def _bundle(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    """Key and certificate in one file, so that they can never be of different makers."""
    locked = serialization.BestAvailableEncryption(_passphrase())
    pem = serialization.Encoding.PEM
    return certificate.public_bytes(pem) + key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, locked
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    signing: ec.EllipticCurvePrivateKey,
    *,
    authority: bool,
) -> x509.Certificate:
    # A demonstration county lives in simulated years: certificates hold from long before.
    start = datetime(2015, 1, 1)  # noqa: DTZ001 - X.509 wants naive UTC
    usage = {"digital_signature": not authority, "content_commitment": not authority}
    usage |= {"key_cert_sign": authority, "crl_sign": authority}
    rest = ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only")
    usage |= dict.fromkeys((*rest, "decipher_only"), False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start.replace(year=start.year + 30))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
        .sign(signing, hashes.SHA256())
    )


def _root(folder: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    path = folder / "root.pem"
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("政务文书演示根证书（演示）", "政务平台演示认证机构（演示，不具有法律效力）")
        _write(path, _bundle(key, _certificate(name, name, key.public_key(), key, authority=True)))
    return _opened(path)


def _opened(path: Path) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    data = path.read_bytes()
    key = serialization.load_pem_private_key(data, _passphrase())
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path.name} holds no elliptic curve key")
    return key, x509.load_pem_x509_certificate(data)


def _root_certificate(folder: Path) -> object:
    return _asn1(_root(folder)[1])


def _asn1(certificate: x509.Certificate) -> object:

    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@lru_cache(maxsize=64)
def _signer(folder: Path, organ_code: str, kind: str, name: str) -> signers.SimpleSigner:
    path = folder / f"{_stem(organ_code, kind, name)}.pem"
    root_key, root = _root(folder)
    if not path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name(f"{name}（演示）", name)
        certificate = _certificate(
            subject, root.subject, key.public_key(), root_key, authority=False
        )
        _write(path, _bundle(key, certificate))
    key, certificate = _opened(path)
    return _simple(key, certificate, root)


def _simple(
    key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, root: x509.Certificate
) -> signers.SimpleSigner:

    store = SimpleCertificateStore()
    store.register(_asn1(root))
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return signers.SimpleSigner(
        signing_cert=_asn1(certificate),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=store,
    )
