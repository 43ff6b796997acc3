"""What may come in and what may not, and that nothing half-written is left behind."""

from __future__ import annotations

import errno
import os
import struct
import zipfile
import zlib
from io import BytesIO

import olefile
import pytest

from zhengwu.files import rules
from zhengwu.files.actions import receive
from zhengwu.files.queries import path_of
from zhengwu.files.tests.factories import acting_pdf, image_bytes, office, packed, pdf_bytes


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def take(data: bytes, name: str, **more):
    return receive(BytesIO(data), name=name, **more)


def lying(store) -> list[str]:
    return sorted(path.name for path in store.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", pdf_bytes(), "application/pdf"),
        ("form.pdf", acting_pdf("link"), "application/pdf"),
        ("a.jpg", image_bytes("JPEG"), "image/jpeg"),
        ("a.jpeg", image_bytes("JPEG"), "image/jpeg"),
        ("a.PNG", image_bytes(), "image/png"),
        ("a.tif", image_bytes("TIFF"), "image/tiff"),
        ("a.docx", office(), "wordprocessingml.document"),
        ("a.xlsx", office("xl/workbook.xml"), "spreadsheetml.sheet"),
        ("a.pptx", office("ppt/presentation.xml"), "presentationml.presentation"),
        ("a.ofd", packed({"OFD.xml": b"<x/>"}), "application/ofd"),
        ("说明𠮷·.txt", "您好𠮷".encode(), "text/plain"),
        ("国标.txt", "您好，材料说明".encode("gb18030"), "text/plain"),
    ],
)
def test_papers_of_the_usual_kinds_come_in(name, data, kind, store):
    received = take(data, name)
    assert received.media_type.endswith(kind)
    assert (received.name, received.size) == (name, len(data))
    assert path_of(received.digest).read_bytes() == data
    assert lying(store) == [received.digest]


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("空.pdf", b"", rules.EmptyFile),
        ("照片.jpg", b"MZ\x90\x00" + b"\0" * 99, rules.ExecutableFile),
        ("照片.jpg", b"\x7fELF" + b"\0" * 99, rules.ExecutableFile),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /", rules.ExecutableFile),
        ("页面.txt", b"<script>alert(1)</script>", rules.ExecutableFile),
        ("照片.jpg", image_bytes("PNG"), rules.TypeMismatch),
        ("报表.pdf.exe", pdf_bytes(), rules.TypeMismatch),
        ("没有扩展名", pdf_bytes(), rules.TypeMismatch),
        ("材料.zip", packed({"a.txt": b"x"}), rules.TypeNotAccepted),
        ("材料.rar", b"Rar!\x1a\x07\x00abc", rules.TypeNotAccepted),
        ("数据.txt", b"\0\1\2\3", rules.TypeNotAccepted),
        ("密码.pdf", pdf_bytes(password="1"), rules.EncryptedFile),
        ("坏.pdf", b"%PDF-1.7\nnothing", rules.UnreadableFile),
        ("脚本.pdf", pdf_bytes(script=True), rules.MacrosInside),
        ("链.pdf", acting_pdf("/OpenAction"), rules.MacrosInside),
        ("圈.pdf", acting_pdf("/OpenAction", circle=True), rules.MacrosInside),
        ("页.pdf", acting_pdf("/AA"), rules.MacrosInside),
        ("程序.pdf", acting_pdf("/Annots"), rules.MacrosInside),
        ("附件.pdf", acting_pdf("attached"), rules.ExecutableFile),
        ("宏.docx", office("word/vbaProject.bin"), rules.MacrosInside),
        ("控件.docx", office(word__activeX__activeX1=b"x"), rules.MacrosInside),
        ("坏.png", image_bytes()[:30], rules.UnreadableFile),
    ],
)
def test_what_cannot_be_accepted_is_refused_with_a_reason_and_leaves_nothing(
    name, data, refusal, store
):
    with pytest.raises(refusal) as caught:
        take(data, name)
    assert caught.value.message
    assert "{" not in caught.value.message
    assert lying(store) == []


def test_a_file_over_the_limit_is_refused_before_it_is_whole(store):
    with pytest.raises(rules.TooLarge, match="1 MB"):
        take(b"a" * (1024 * 1024 + 1), "a.txt", limit=1024 * 1024)
    assert lying(store) == []


def test_twenty_megabytes_come_in(settings):
    data = b"x" * settings.FILE_LIMIT_BYTES
    assert take(data, "a.txt").size == 20 * 1024 * 1024


def test_encrypted_archive_is_refused_even_where_archives_are_accepted():
    data = bytearray(packed({"a.txt": b"x"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(rules.EncryptedFile):
        take(bytes(data), "a.zip", purpose="archive")


def test_zip_bomb_is_refused():
    with pytest.raises(rules.SwollenArchive):
        take(packed({"a": b"\0" * 60_000_000}), "a.zip", purpose="archive")


def test_archive_whose_entry_climbs_out_is_refused():
    with pytest.raises(rules.SwollenArchive):
        take(packed({"../../etc/passwd": b"x"}), "a.zip", purpose="archive")


def test_archive_is_accepted_where_the_purpose_allows():
    assert take(packed({"a.txt": b"x"}), "a.zip", purpose="archive").media_type == "application/zip"


def test_image_of_absurd_size_is_refused_by_its_header():
    data = bytearray(image_bytes())
    data[16:24] = struct.pack(">II", 60_000, 60_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    with pytest.raises(rules.SwollenArchive):
        take(bytes(data), "a.png")


class _Compound:
    """Stands for an OLE file: olefile reads them and writes none."""

    def __init__(self, streams):
        self.streams = streams

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def exists(self, name):
        return name in self.streams

    def listdir(self, storages=False):
        return [name.split("/") for name in self.streams]

    def openstream(self, name):
        return BytesIO(self.streams[name])


@pytest.mark.parametrize(
    ("name", "streams", "refusal"),
    [
        ("a.doc", {"WordDocument": b"\0" * 12, "Macros/VBA/dir": b""}, rules.MacrosInside),
        ("a.xls", {"Workbook": b"", "_VBA_PROJECT_CUR/VBA": b""}, rules.MacrosInside),
        ("a.doc", {"WordDocument": b"\0" * 11 + b"\1"}, rules.EncryptedFile),
        ("a.xls", {"Workbook": struct.pack("<HHHH", 0x809, 0, 0x2F, 0)}, rules.EncryptedFile),
        ("a.docx", {"EncryptedPackage": b"", "EncryptionInfo": b""}, rules.EncryptedFile),
    ],
)
def test_old_office_files_with_macros_or_passwords_are_refused(name, streams, refusal, monkeypatch):
    monkeypatch.setattr(olefile, "OleFileIO", lambda path: _Compound(streams))
    with pytest.raises(refusal):
        take(olefile.MAGIC + b"\0" * 600, name)


@pytest.mark.parametrize(
    "name", ["a\0.pdf", "发票\u202efdp.exe", "a\u200f.pdf", "..", "/", "...", ""]
)
def test_names_that_hide_something_are_refused(name):
    with pytest.raises(rules.DisguisedName):
        take(pdf_bytes(), name)


def test_a_path_before_the_name_is_dropped(store):
    received = take(pdf_bytes(), "../../../etc/cron.d/C:\\temp\\证明.pdf")
    assert received.name == "证明.pdf"
    assert lying(store) == [received.digest]


def test_the_same_bytes_lie_once(store):
    first, second = take(pdf_bytes(words="a"), "一.pdf"), take(pdf_bytes(words="a"), "二.pdf")
    if first.digest == second.digest:
        assert lying(store) == [first.digest]
    data = image_bytes()
    assert take(data, "一.png").digest == take(data, "二.png").digest
    assert lying(store).count(take(data, "三.png").digest) == 1


def test_disk_full_is_a_clear_refusal_and_nothing_is_half_written(store, monkeypatch):
    def full(handle, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(rules.StorageFull, match="存储空间不足"):
        take(pdf_bytes(), "a.pdf")
    assert lying(store) == []


def test_disk_full_in_the_middle_is_refused_too(store, monkeypatch):
    real, calls = os.write, []

    def full_later(handle, data):
        calls.append(len(data))
        if len(calls) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, data[:100])

    monkeypatch.setattr(os, "write", full_later)
    with pytest.raises(rules.StorageFull):
        take(b"a" * 1_000_000, "a.txt")
    assert lying(store) == []


def test_naughty_names_never_crash(store):
    for name in ("CON.pdf", "a;rm -rf.pdf", "' OR 1=1.pdf", "😀.pdf", "م.pdf", "a" * 400 + ".pdf"):
        assert take(pdf_bytes(), name).name.endswith(".pdf")
    assert all(len(name) == 64 for name in lying(store))


def test_a_lying_zip_directory_is_not_a_crash():
    data = packed({"[Content_Types].xml": b"", "word/document.xml": b"x"})
    with pytest.raises(rules.UnacceptableFile):
        take(data[:-30], "a.docx")
    assert zipfile.is_zipfile(BytesIO(data))
