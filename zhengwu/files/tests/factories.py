"""Small real files of each kind, made on the spot."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pikepdf
from PIL import Image


def pdf_bytes(*, password: str = "", script: bool = False, words: str = "") -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        if words:
            pdf.docinfo["/Title"] = words
        if script:
            pdf.Root.OpenAction = pdf.make_indirect(
                pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
            )
        buffer = BytesIO()
        pdf.save(
            buffer,
            encryption=pikepdf.Encryption(user=password, owner=password) if password else False,
        )
    return buffer.getvalue()


def image_bytes(kind: str = "PNG", size: tuple[int, int] = (20, 10)) -> bytes:
    buffer = BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(buffer, kind)
    return buffer.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def office(folder: str = "word/document.xml", **extra: bytes) -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", folder: b"<x/>"}
    return packed(parts | {name.replace("__", "/"): data for name, data in extra.items()})
