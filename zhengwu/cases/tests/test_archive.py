"""The file of an ended case: whole for the office, without the inner working for the applicant."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from zhengwu.cases import actions as cases
from zhengwu.cases.actions.archive import build_archive, keep_archive
from zhengwu.cases.actions.receive import HandedIn
from zhengwu.cases.models import CasePaper
from zhengwu.cases.web.citizen.views.story import story
from zhengwu.documents.models import Document
from zhengwu.files.actions import keep, receive
from zhengwu.files.queries import read
from zhengwu.identity.tests.factories import make_citizen, sign_in
from zhengwu.journal.actions import deliver_all
from zhengwu.journal.models import Entry
from zhengwu.kernel.actors import SYSTEM
from zhengwu.kernel.time import now

from .factories import application, at
from .test_requirements import accepted, decided, hand_over

pytestmark = pytest.mark.django_db
SECRET = "材料属实"  # the reviewer's opinion of `decided`
NOTE = "申请人曾来吵闹，注意安全"
MEMO = "内部请示件"


@pytest.fixture
def ended(world):
    """A licence from acceptance to delivery, with a note and a memorandum of the office."""
    case = accepted(world)
    deliver_all()
    cases.write_note(case, text=NOTE, by=world.reviewer, at=at(18))
    blank = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(blank, "PNG")
    received = receive(io.BytesIO(blank.getvalue()), name="请示.png")
    memo = keep(received, purpose="material", by=world.reviewer, at=at(18))
    cases.add_paper(case, paper=HandedIn("", memo), name=MEMO, by=world.reviewer, at=at(18))
    case = decided(world, case)
    hand_over(world, case, at(23))
    deliver_all()
    case.refresh_from_db()
    return case


def opened(data: bytes) -> tuple[zipfile.ZipFile, list[str]]:
    bundle = zipfile.ZipFile(io.BytesIO(data))
    return bundle, bundle.namelist()


def outline(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as found:
        return [str(line.title) for line in found.root]


def test_the_applicant_takes_home_everything_but_the_inner_working(world, ended, client):
    sign_in(client, world.account)
    number = ended.matter.number
    zipped = client.get(reverse("cases_citizen:archive", args=[number, "zip"]))
    bundle, names = opened(zipped.content)
    titles = "".join(names)
    for served in ("收件凭证", "受理通知书", "决定书", "送达回证"):
        assert served in titles
    for inner in ("承办单", "归档目录", MEMO):
        assert inner not in titles
    lines = bundle.read("journal.jsonl").decode().splitlines()
    said = "\n".join(lines)
    assert SECRET not in said
    assert NOTE not in said
    entries = list(Entry.objects.filter(matter_id=ended.matter_id).order_by("seq"))
    assert len(lines) == len(entries)
    for line, entry in zip(lines, entries, strict=True):
        covered = json.loads(line)
        if "withheld" in covered:
            assert covered["digest"] == entry.digest, "the chain has no gap"
            assert "第十六条" in covered["withheld"]
        else:
            assert sha256(line.encode()).hexdigest() == entry.digest
    manifest = json.loads(bundle.read("manifest.json"))
    for one in manifest["files"]:
        assert sha256(bundle.read(one["name"])).hexdigest() == one["sha256"]
    whole = client.get(reverse("cases_citizen:archive", args=[number, "pdf"]))
    assert "承办单" not in outline(whole.content)
    assert whole["Content-Type"] == "application/pdf"
    page = client.get(reverse("cases_citizen:case", args=[number])).content.decode()
    assert MEMO not in page
    memo = CasePaper.objects.get(case=ended, name=MEMO)
    assert client.get(f"/my/{number}/papers/{memo.pk}/").status_code == 404


def test_the_handling_sheet_is_not_handed_out_one_by_one_either(world, ended, client):
    sign_in(client, world.account)
    by_code = {one.template_code: one for one in Document.objects.filter(matter=ended.matter_id)}
    paper = "documents_citizen:download"
    assert client.get(reverse(paper, args=[by_code["grant"].pk])).status_code == 200
    assert client.get(reverse(paper, args=[by_code["task_sheet"].pk])).status_code == 404


def test_the_licence_is_made_after_the_decision_be_it_on_the_same_day(ended):
    titles = [stage.title for stage in story(ended, at=now()).stages]
    order = [
        titles.index(title) for title in ("已审核", "已决定：准予", "已制作证件", "已送达、办结")
    ]
    assert order == sorted(order)


def test_a_firms_case_is_offered_by_a_switch_and_to_nobody_else(world, client):
    case = cases.receive(application(world, "hygiene"), by=world.clerk, at=at(17))
    address = reverse("cases_citizen:case", args=[case.matter.number])
    sign_in(client, world.account)
    page = client.get(address).content.decode()
    assert f"切换到“{world.firm.name}”" in page
    assert case.applicant_name not in page.replace(world.firm.name, "")
    act_as = reverse("identity_citizen:act_as")
    answer = client.post(act_as, {"behalf": f"firm:{world.firm.pk}", "next": address}, follow=True)
    assert answer.redirect_chain[-1][0] == address
    assert "切换到" not in answer.content.decode()
    sign_in(client, make_citizen(name="外人"))
    assert client.get(address).status_code == 404


def test_the_offices_archive_holds_all_of_it(world, ended):
    kept = keep_archive(ended, built=build_archive(ended, at=now()), by=SYSTEM, at=now())
    bundle, names = opened(read(kept.bundle))
    assert "承办单" in "".join(names)
    assert "归档目录" in "".join(names)
    assert MEMO in "".join(names)
    assert SECRET in bundle.read("journal.jsonl").decode()
    assert "承办单" in outline(read(kept.pdf))
