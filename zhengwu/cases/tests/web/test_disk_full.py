"""The disk is full while somebody uploads: a clear sentence, and nothing typed is lost.

Once with a real file system of two megabytes where we may mount one, once with the system's answer
put in at the place where bytes go to the disk.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from zhengwu.cases.models import CasePaper, DraftPaper
from zhengwu.cases.tests.test_requirements import accepted
from zhengwu.files.models import StoredFile
from zhengwu.identity.tests.factories import make_staff_account, sign_in
from zhengwu.kernel.time import now
from zhengwu.org.models import Staff

from .test_citizen import PNG, begin, fill_in

pytestmark = pytest.mark.django_db
SENTENCE = "服务器存储空间不足，文件没有保存"
MEBIBYTE = 1024 * 1024


@pytest.fixture
def tiny():
    """A file system with room for two megabytes."""
    folder = Path(tempfile.mkdtemp())
    options = ["-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    done = subprocess.run(["mount", *options], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("no right to mount a file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)
    shutil.rmtree(folder, ignore_errors=True)


def upload(size: int, name: str = "图纸.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PNG + os.urandom(size))


def draft_at_materials(world, client):
    sign_in(client, world.account, behalf=f"firm:{world.firm.pk}")
    draft = begin(client, world, "hygiene", f"firm:{world.firm.pk}")
    fill_in(client, world, draft, "hygiene")
    code = next(one.code for one in draft.edition.document.materials if not one.shared)
    return draft, reverse("cases_citizen:materials", args=[draft.pk]), code


def check_refused_and_kept(client, draft, address, sent, code):
    before = dict(draft.answers)
    answer = client.post(address, {f"file_{code}": sent})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(SENTENCE) >= 2, "beside the field and in the summary"
    draft.refresh_from_db()
    assert draft.answers == before
    assert DraftPaper.objects.filter(draft=draft).count() == 1, "what was there is there"


def test_a_really_full_disk_on_the_materials_page(world, client, settings, tiny):
    draft, address, code = draft_at_materials(world, client)
    settings.FILES_DIR = tiny / "files"
    assert client.post(address, {f"file_{code}": upload(0)}).status_code == 302
    (tiny / "ballast").write_bytes(bytes(MEBIBYTE))
    check_refused_and_kept(client, draft, address, upload(MEBIBYTE), code)
    assert not list((tiny / "files" / "incoming").iterdir()), "nothing half written"
    (tiny / "ballast").unlink()
    assert client.post(address, {f"file_{code}": upload(MEBIBYTE // 2)}).status_code == 302
    assert DraftPaper.objects.filter(draft=draft).count() == 2


def test_a_full_disk_where_large_uploads_are_spooled(world, client, settings, tiny):
    draft, address, code = draft_at_materials(world, client)
    assert client.post(address, {f"file_{code}": upload(0)}).status_code == 302
    settings.FILE_UPLOAD_TEMP_DIR = str(tiny)
    check_refused_and_kept(client, draft, address, upload(4 * MEBIBYTE), code)
    assert not list(tiny.iterdir())


def test_what_a_clerk_typed_beside_the_file_stays(world, client, monkeypatch):
    case = accepted(world)
    sign_in(client, make_staff_account(Staff.objects.get(pk=world.reviewer.id)), at=now())
    address = f"/desk/cases/{case.matter.number}/act/paper/"

    def full(handle, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        answer = client.post(
            address, {"name": "现场补拍的照片", "form": "electronic", "file": upload(10)}
        )
    page = answer.content.decode()
    assert answer.status_code in (422, 507)
    assert SENTENCE in page
    assert "现场补拍的照片" in page
    assert not CasePaper.objects.filter(case=case, name="现场补拍的照片").exists()
    assert not StoredFile.objects.filter(name="图纸.png").exists()
    typed = {"name": "现场补拍的照片", "form": "electronic", "file": upload(0)}
    assert client.post(address, typed).status_code == 302
    assert CasePaper.objects.filter(case=case, name="现场补拍的照片").exists()
