"""What of PDF/A-2b can be read back from a file without a validator (ISO 19005-2, clause in words).

Not a validation: content streams are not parsed operator by operator. What is checked are the marks
and the faults that reading programs and archives trip over in practice.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide"}
_KNOWN_XMP = ("2", "B")


def faults(data: bytes) -> list[str]:
    """Everything found that PDF/A-2b forbids or misses; empty for a good file."""
    with pikepdf.open(BytesIO(data)) as pdf:
        found = [*_whole(pdf, data), *_intents(pdf), *_objects(pdf)]
        for number, page in enumerate(pdf.pages, 1):
            found += [f"page {number}: {fault}" for fault in _page(page)]
    return found


def _whole(pdf: pikepdf.Pdf, data: bytes) -> Iterator[str]:
    if not data.startswith(b"%PDF-1."):
        yield "header"
    second = data.split(b"\n", 2)[1]
    if not (second.startswith(b"%") and all(byte > 127 for byte in second[1:5])):
        yield "no binary comment after the header"
    if pdf.is_encrypted:
        yield "encrypted"
    if "/ID" not in pdf.trailer:
        yield "no file identifier"
    meta = pdf.open_metadata()
    if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != _KNOWN_XMP:
        yield "XMP does not say PDF/A-2b"
    stream = pdf.Root.get("/Metadata")
    if stream is None or "/Filter" in stream:
        yield "XMP is missing or packed"
    if "/AA" in pdf.Root or ("/OCProperties" in pdf.Root and "/AS" in pdf.Root.OCProperties.D):
        yield "actions or automatic layers in the catalogue"
    form = pdf.Root.get("/AcroForm", {})
    if form.get("/NeedAppearances", False) or "/XFA" in form:
        yield "form without appearances"


def _intents(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = list(pdf.Root.get("/OutputIntents", []))
    ours = [one for one in intents if one.get("/S") == "/GTS_PDFA1"]
    if not ours:
        yield "no output intent"
        return
    profile = ours[0].get("/DestOutputProfile")
    if profile is None or profile.read_bytes()[36:40] != b"acsp":
        yield "output intent without an ICC profile"


def _objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one in pdf.objects:
        if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            continue
        if isinstance(one, pikepdf.Stream) and "/LZWDecode" in _names(one.get("/Filter")):
            yield "LZW"
        if str(one.get("/S", "")) in _ACTIONS and ("/JS" in one or "/F" in one):
            yield f"action {one.S}"
        files = ("/FontFile", "/FontFile2", "/FontFile3")
        described = one.get("/Type") == "/FontDescriptor"
        if described and not any(key in one for key in files):
            yield f"font {one.get('/FontName')} is not embedded"
        simple = one.get("/Type") == "/Font" and one.get("/Subtype") in ("/Type1", "/TrueType")
        if simple and "/FontDescriptor" not in one:
            yield f"font {one.get('/BaseFont')} has no descriptor"
        if one.get("/Type") == "/ExtGState" and str(one.get("/TR", "")):
            yield "transfer function"


def _names(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(one) for one in value] if isinstance(value, pikepdf.Array) else [str(value)]


def _page(page: pikepdf.Page) -> Iterator[str]:
    if _transparent(page.obj.get("/Resources"), set()) and "/Group" not in page.obj:
        yield "transparency without a group (and so without a blending space)"
    for mark in page.obj.get("/Annots", []):
        if mark.get("/Subtype") == "/Popup":
            continue
        flags = int(mark.get("/F", 0))
        if not flags & 4 or flags & 0b100011:
            yield f"{mark.get('/Subtype')} is hidden or not printed"
        empty = [float(x) for x in mark.Rect[:2]] == [float(x) for x in mark.Rect[2:]]
        if "/AP" not in mark and mark.get("/Subtype") != "/Link" and not empty:
            yield f"{mark.get('/Subtype')} has no appearance"
        if _transparent(mark.get("/AP", {}).get("/N", {}).get("/Resources"), set()):
            yield "transparent mark"


def _transparent(resources: Any, seen: set[Any]) -> bool:
    """Opacity below one, a soft mask or a blend mode, here or in what is drawn from here."""
    if resources is None:
        return False
    for state in resources.get("/ExtGState", {}).values():
        if float(state.get("/ca", 1)) < 1 or float(state.get("/CA", 1)) < 1:
            return True
        if str(state.get("/SMask", "/None")) != "/None":
            return True
        if str(state.get("/BM", "/Normal")) not in ("/Normal", "/Compatible"):
            return True
    for one in resources.get("/XObject", {}).values():
        if one.objgen in seen:
            continue
        seen.add(one.objgen)
        if "/SMask" in one or _transparent(one.get("/Resources"), seen):
            return True
    return False
