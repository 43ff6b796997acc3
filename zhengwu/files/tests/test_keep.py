"""Rows of files, their scanning, their collection and the headers they leave with."""

from __future__ import annotations

import os
import socket
import struct
import threading
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import Error, transaction

from zhengwu.files import rules
from zhengwu.files.actions import (
    collect_orphans,
    discard,
    give_up,
    give_up_unclaimed,
    keep,
    receive,
    settle_scan,
)
from zhengwu.files.actions.collect import references
from zhengwu.files.actions.keep import BytesGone, StillRetained
from zhengwu.files.enums import Scan
from zhengwu.files.jobs import rescan
from zhengwu.files.models import StoredFile
from zhengwu.files.queries import Discarded, InQuarantine, open_file, path_of, read, response
from zhengwu.files.tests.factories import image_bytes, pdf_bytes
from zhengwu.identity.models import Verification
from zhengwu.identity.tests.factories import make_citizen
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.errors import NotPermitted
from zhengwu.kernel.time import now

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path, settings):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def kept(data: bytes = b"", name: str = "证明.pdf", **more) -> StoredFile:
    return keep(receive(BytesIO(data or pdf_bytes()), name=name), by=SYSTEM, at=now(), **more)


def test_a_kept_file_is_journalled_without_its_name():
    stored = kept()
    entry = Entry.objects.get(code="files.file.kept")
    assert entry.payload["digest"] == stored.digest
    assert "证明" not in entry.canonical


def test_the_row_cannot_be_pointed_at_other_bytes():
    stored = kept()
    with pytest.raises(Error), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(digest="0" * 64)


def test_bytes_that_vanished_before_the_row_are_told():
    received = receive(BytesIO(pdf_bytes()), name="a.pdf")
    path_of(received.digest).unlink()
    with pytest.raises(BytesGone):
        keep(received, by=SYSTEM, at=now())


def test_orphans_older_than_a_day_are_collected_and_nothing_else(store):
    stored = kept()
    orphan = receive(BytesIO(image_bytes()), name="a.png")
    fresh = receive(BytesIO(b"abc"), name="a.txt")
    part = store / "incoming" / "left.part"
    part.write_bytes(b"x")
    old = (now() - timedelta(days=2)).timestamp()
    for path in (path_of(stored.digest), path_of(orphan.digest), part):
        os.utime(path, (old, old))
    assert collect_orphans(at=now()) == 2
    assert path_of(stored.digest).exists()
    assert path_of(fresh.digest).exists()
    assert not path_of(orphan.digest).exists()
    assert not part.exists()


def test_a_file_that_no_act_named_is_given_up_after_its_days_of_grace():
    """What a refused act left behind; what somebody names stays, and so does a young one."""
    citizen = make_citizen()
    left, named = kept(name="a.pdf"), kept(name="b.pdf")
    own = kept(purpose="document")
    Verification.objects.create(
        person=citizen.person, how="counter", answer="yes", by_id="1", by_name="王倩",
        evidence=named, at=now(),
    )  # fmt: skip
    later = now() + timedelta(days=7, minutes=1)
    young = keep(receive(BytesIO(pdf_bytes()), name="c.pdf"), by=SYSTEM, at=later)
    assert give_up_unclaimed(at=now() + timedelta(days=6)) == 0
    assert give_up_unclaimed(at=later) == 1
    assert give_up_unclaimed(at=later) == 0
    gone = set(StoredFile.objects.exclude(discarded_at=None).values_list("pk", flat=True))
    assert gone == {left.pk}, (named.pk, young.pk, own.pk)
    assert Entry.objects.get(code="files.file.unclaimed").payload["digest"] == left.digest
    with pytest.raises(Discarded):
        open_file(StoredFile.objects.get(pk=left.pk))
    with pytest.raises(NotPermitted):
        give_up(named, by=replace(SYSTEM, id="x"), at=later)


def test_every_room_that_names_files_is_asked():
    asked = {(model._meta.label, field) for model, field in references()}
    assert asked >= {
        ("cases.CasePaper", "file"), ("cases.DraftPaper", "file"), ("documents.Paper", "file"),
        ("identity.Mandate", "evidence"), ("authority.Letter", "scan"),
    }  # fmt: skip


def test_bytes_received_again_are_spared_by_the_collector():
    data = image_bytes()
    first = receive(BytesIO(data), name="a.png")
    old = (now() - timedelta(days=2)).timestamp()
    os.utime(path_of(first.digest), (old, old))
    receive(BytesIO(data), name="b.png")
    assert collect_orphans(at=now()) == 0


def test_download_headers_are_safe():
    answer = response(kept())
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_preview_is_inline_for_pdf_and_pictures_only():
    assert response(kept(), inline=True)["Content-Disposition"].startswith("inline")
    picture = response(kept(image_bytes(), "a.png"), inline=True)
    assert picture["Content-Type"] == "image/png"
    assert "sandbox" in picture["Content-Security-Policy"]
    text = response(kept(b"abc", "a.txt"), inline=True)
    assert text["Content-Disposition"].startswith("attachment")


def test_retention_is_kept_to_its_last_day():
    stored = kept(retain_until=date(2026, 6, 30))
    with pytest.raises(StillRetained):
        discard(stored, by=SYSTEM, at=now().replace(year=2026, month=6, day=30))
    discard(stored, by=SYSTEM, at=now().replace(year=2026, month=7, day=1))
    stored.refresh_from_db()
    with pytest.raises(Discarded):
        open_file(stored)
    old = (now() - timedelta(days=2)).timestamp()
    os.utime(path_of(stored.digest), (old, old))
    assert collect_orphans(at=now()) == 1


class _Clamd(threading.Thread):
    """A daemon speaking INSTREAM that knows one virus."""

    def __init__(self, path: str) -> None:
        super().__init__(daemon=True)
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(path)
        self.server.listen()
        self.seen: list[bytes] = []

    def run(self) -> None:
        while True:
            try:
                wire, _ = self.server.accept()
            except OSError:
                return
            with wire, wire.makefile("rb") as file:
                assert file.read(10) == b"zINSTREAM\0"
                data = b""
                while length := struct.unpack("!I", file.read(4))[0]:
                    data += file.read(length)
                self.seen.append(data)
                bad = b"EICAR" in data
                wire.sendall(b"stream: Eicar-Test FOUND\0" if bad else b"stream: OK\0")


@pytest.fixture
def clamd(tmp_path, settings):
    path = str(tmp_path / "c.sock")
    daemon = _Clamd(path)
    daemon.start()
    settings.CLAMD = f"unix:{path}"
    yield daemon
    daemon.server.close()


def test_clamd_sees_the_very_bytes_and_clears_them(clamd):
    data = pdf_bytes()
    assert receive(BytesIO(data), name="a.pdf").scan is Scan.CLEAN
    assert clamd.seen == [data]


def test_an_infected_file_is_refused_and_leaves_nothing(clamd, store):
    with pytest.raises(rules.Infected, match="Eicar"):
        receive(BytesIO(b"X5O!P EICAR"), name="a.txt")
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_without_answer_the_file_waits_in_quarantine_until_it_is_scanned(clamd, settings):
    address, settings.CLAMD = settings.CLAMD, "unix:/nowhere"
    stored = kept()
    assert stored.scan_state is Scan.QUARANTINED
    with pytest.raises(InQuarantine):
        open_file(stored)
    rescan()
    stored.refresh_from_db()
    assert stored.scan_state is Scan.QUARANTINED
    settings.CLAMD = address
    rescan()
    stored.refresh_from_db()
    assert read(stored).startswith(b"%PDF")


def test_without_answer_files_are_refused_where_the_office_wants_that(settings):
    settings.CLAMD, settings.FILES_WHEN_UNSCANNED = "unix:/nowhere", "refuse"
    with pytest.raises(rules.UnscannedRefused):
        receive(BytesIO(pdf_bytes()), name="a.pdf")


def test_settling_a_scan_twice_is_one_entry():
    stored = kept()
    settle_scan(stored, scan=Scan.CLEAN, by=SYSTEM, at=now())
    settle_scan(stored, scan=Scan.CLEAN, by=SYSTEM, at=now())
    assert Entry.objects.filter(code="files.file.scanned").count() == 1
