"""The pages: a citizen's form, tracking, and the desk."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zhengwu.complaints import actions, queries
from zhengwu.complaints.models import Complaint
from zhengwu.complaints.tests.factories import NAME, PHONE, accepted, decided, received
from zhengwu.files.models import StoredFile
from zhengwu.identity import middleware
from zhengwu.identity.models import Parameter
from zhengwu.kernel.actors import ANONYMOUS
from zhengwu.kernel.time import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(client, monkeypatch):
    """The client, acting as somebody."""

    def become(actor):
        monkeypatch.setattr(middleware, "_actor", lambda request, at: actor)
        return client

    return become


def typed(world, **more):
    return {
        "kind": "complaint", "organ": world.clerk.organ_code, "text": "窗口让我跑了三趟",
        "naming": "secret", "name": NAME, "phone": PHONE,
    } | more  # fmt: skip


def test_written_on_the_phone_and_followed_by_number_and_code(world, as_):
    client = as_(ANONYMOUS)
    photo = SimpleUploadedFile("现场.txt", "窗口没人".encode())
    answer = client.post("/complaints/new/", typed(world, files=photo))
    row = Complaint.objects.latest("received_at")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"/complaints/{row.matter.number}/")
    page = client.get(f"/complaints/{row.matter.number}/").content.decode()
    assert row.matter.query_code in page
    client.session.flush()
    client.cookies.clear()
    away = client.get(f"/complaints/{row.matter.number}/")
    assert away.status_code == 302
    assert "/complaints/track/" in away.headers["Location"]
    wrong = client.post("/complaints/track/", {"number": row.matter.number, "code": "WRONG234"})
    assert wrong.status_code == 422
    right = client.post(
        "/complaints/track/", {"number": row.matter.number, "code": row.matter.query_code}
    )
    assert right.status_code == 302
    assert NAME not in client.get(right.headers["Location"]).content.decode()


def test_nothing_typed_is_lost_and_the_file_stays(world, as_):
    client = as_(ANONYMOUS)
    photo = SimpleUploadedFile("现场.txt", "窗口没人".encode())
    answer = client.post("/complaints/new/", typed(world, phone="", files=photo))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请填写联系电话" in page
    assert "窗口让我跑了三趟" in page
    assert "现场.txt" in page
    for choice in ("id_kind_complaint", "id_naming_secret"):
        assert f'id="{choice}"' in page
        assert "checked" in page.split(f'id="{choice}"')[1].split(">")[0]


def test_nobody_fills_the_disk_without_signing_in(world, as_):
    """Files are kept while a letter is corrected: whoever never sends one is counted, too."""
    client, most, before = as_(ANONYMOUS), 2, StoredFile.objects.count()
    Parameter.objects.create(
        code="complaint.file.amount", value=most, reason="试", by_name="试", changed_at=now()
    )
    for number in range(most + 1):
        photo = SimpleUploadedFile("现场.txt", f"第{number}次".encode())
        answer = client.post("/complaints/new/", {"text": "还没写完", "files": photo})
        assert answer.status_code == 422
    assert StoredFile.objects.count() == before + most
    page = answer.content.decode()
    assert "还没写完" in page
    assert "再试" in page


def test_all_slips_are_told_at_once_and_choices_stay(world, as_):
    client = as_(ANONYMOUS)
    wrong = typed(world, name="", phone="", organ="", naming="real")
    page = client.post("/complaints/new/", wrong).content.decode()
    for said in ("请填写姓名", "请填写联系电话", "请选择反映的是哪个单位"):
        assert said in page, said
    chosen = re.findall(r'<input type="radio"[^>]*value="(\w+)" checked', page)
    assert sorted(chosen) == ["complaint", "real"]
    page = client.post("/complaints/new/", typed(world, phone="")).content.decode()
    assert f'value="{world.clerk.organ_code}" selected' in page


def test_a_signed_in_citizen_does_not_write_name_and_telephone_again(world, as_):
    person = world.account.person
    page = as_(world.citizen).get("/complaints/new/").content.decode()
    assert f'name="name" value="{person.name}"' in page
    assert f'name="phone" value="{person.phone}"' in page
    assert person.name not in as_(ANONYMOUS).get("/complaints/new/").content.decode()


def test_the_desk_shows_what_each_may_see(world, as_):
    row = accepted(world)
    url = f"/desk/complaints/{row.matter.number}/"
    assert "跑了三趟" in as_(world.officer).get(url).content.decode()
    overseer = as_(world.supervisor).get(url).content.decode()
    assert "只有投诉受理人员和调查人可以看" in overseer
    assert as_(world.clerk).get(url).status_code == 404
    assert as_(world.head).get(url).status_code == 404
    assert as_(world.supervisor).get(url + "identity/").status_code == 404
    seen = as_(world.officer).post(url + "identity/", {"text": "核实"}).content.decode()
    assert NAME in seen


def test_who_is_asked_reads_the_gist_and_never_who_complains(world, as_):
    row = decided(world)
    page = as_(world.clerk).get(f"/desk/complaints/asked/{row.matter.number}/").content.decode()
    assert "没有一次性告知" in page
    assert NAME not in page
    assert PHONE not in page
    assert "跑了三趟。" in page
    assert "窗口说材料不全" not in page
    other = received(world)
    assert as_(world.clerk).get(f"/desk/complaints/asked/{other.matter.number}/").status_code == 404


def test_accepted_over_the_page_once(world, as_):
    row = actions.receive(
        actions.Letter(kind="complaint", text="没人", organ=world.clerk.organ_code),
        by=ANONYMOUS, at=now(),
    )  # fmt: skip
    url = f"/desk/complaints/{row.matter.number}/"
    client = as_(world.officer)
    empty = client.post(url, {"act": "accept", "gist": ""})
    assert empty.status_code == 422
    assert "请填写事项概要" in empty.content.decode()
    assert client.post(url, {"act": "accept", "gist": "窗口没人"}).status_code == 302
    assert Complaint.objects.get(pk=row.pk).state == "accepted"
    again = client.post(url, {"act": "accept", "gist": "窗口没人"})
    assert again.status_code == 302
    listed = client.get("/desk/complaints/?state=accepted").content.decode()
    assert row.matter.number in listed


def test_public_page_counts_years(world, as_):
    received(world)
    page = as_(ANONYMOUS).get("/complaints/").content.decode()
    assert "2026 年" in page
    assert "信访" in page
    assert "投诉箱" in page


def test_hostile_text_is_kept_as_typed(world, as_):
    client = as_(ANONYMOUS)
    for text in (
        "<script>alert(1)</script>",
        "Ω≈ç√∫˜µ≤≥÷",
        "'; DROP TABLE x; --",
        "田\u202e中",
    ):
        client.post("/complaints/new/", typed(world, text=text, naming="anonymous"))
        row = Complaint.objects.latest("received_at")
        assert row.words == text
        page = as_(world.officer).get(f"/desk/complaints/{row.matter.number}/").content.decode()
        assert "<script>alert" not in page
    assert queries.complaints_of(world.officer).count() >= 4


@pytest.mark.req("CMP-12")
@pytest.mark.parametrize("kind", ["suggestion", "complaint", "report"])
def test_the_portal_column_takes_what_netizens_write(world, as_, kind):
    client = as_(ANONYMOUS)
    assert "/complaints/new/?from=portal" in client.get("/complaints/").content.decode()
    page = client.get("/complaints/new/?from=portal")
    assert page.status_code == 200
    letter = typed(world, kind=kind, naming="anonymous", text=f"网民留言 {kind}")
    assert client.post("/complaints/new/?from=portal", letter).status_code == 302
    row = Complaint.objects.latest("received_at")
    assert (row.kind, row.channel, row.words) == (kind, "portal", f"网民留言 {kind}")


def test_figures_as_a_sheet(world, as_):
    received(world)
    page = as_(world.officer).get("/desk/complaints/figures/?year=2026")
    assert "按类别" in page.content.decode()
    sheet = as_(world.officer).get("/desk/complaints/figures/?year=2026&export=xlsx")
    assert b"".join(sheet.streaming_content)[:2] == b"PK"
    assert as_(world.clerk).get("/desk/complaints/figures/").status_code == 404
