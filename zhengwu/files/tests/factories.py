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


def acting_pdf(place: str, *, circle: bool = False) -> bytes:
    """A PDF that runs something: when it is opened, when its page is, by a link, as attachment."""
    made, name = pikepdf.Dictionary, pikepdf.Name
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(200, 200)) or pdf.pages[0]
        script = made(S=name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        start = made(S=name.Launch, F=pikepdf.String("cmd.exe"))
        show = pdf.make_indirect(made(S=name.GoTo, D=pikepdf.Array([page.obj, name.Fit])))
        if place == "/OpenAction":
            pdf.Root.OpenAction = show
            show.Next = pikepdf.Array([show if circle else script])
        elif place == "/AA":
            page.obj.AA = made(O=script)
        elif place == "attached":
            pdf.attachments["收据.exe"] = pikepdf.AttachedFileSpec(pdf, b"MZ", filename="收据.exe")
        else:
            action = start if place == "/Annots" else made(S=name.URI, URI=pikepdf.String("/"))
            link = made(Type=name.Annot, Subtype=name.Link, Rect=pikepdf.Array([0, 0, 9, 9]))
            link.A = action
            page.obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
        buffer = BytesIO()
        pdf.save(buffer)
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
