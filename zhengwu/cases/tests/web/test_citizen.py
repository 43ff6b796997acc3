"""The applicant's way without a script: begin, fill in, hand in, follow, answer."""

from __future__ import annotations

import io
import json
import random
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tools.county.answers import fill
from zhengwu.cases import actions, queries
from zhengwu.cases.enums import CaseState
from zhengwu.cases.models import Case, Draft, DraftPaper
from zhengwu.cases.rules.checks import Defect
from zhengwu.cases.tests.factories import application, as_citizen
from zhengwu.cases.web.citizen.views.writing import META
from zhengwu.identity.tests.factories import make_citizen, make_mandate, sign_in
from zhengwu.kernel.time import now

pytestmark = pytest.mark.django_db
_PICTURE = io.BytesIO()
Image.new("RGB", (8, 8), "white").save(_PICTURE, "PNG")
PNG = _PICTURE.getvalue()
NAUGHTY = Path(__file__).resolve().parents[5] / "shared/data/attack_strings/blns"


@pytest.fixture
def liu(world, client):
    """A proven citizen with a firm, signed in."""
    sign_in(client, world.account)
    return client


def flat(data, prefix=""):
    """Nested answers as a browser posts them."""
    found = {}
    for name, value in data.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for place, row in enumerate(value):
                found |= flat(row, f"{prefix}{name}.{place}.")
        else:
            found[f"{prefix}{name}"] = value
    return found


def begin(client, world, name, behalf):
    """The draft after “开始填写”."""
    code = world.editions[name].item.code
    answer = client.post(reverse("cases_citizen:begin", args=[code]), {"behalf": behalf})
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.filter(edition=world.editions[name], submitted=None).latest("saved_at")


def fill_in(client, world, draft, name):
    """Every page of the form."""
    schema = queries.schema_of(queries.terms_of(draft.edition_id))
    answers = flat(fill(schema, random.Random(3), "刘建国"))
    for number in range(1, 20):
        address = reverse("cases_citizen:form", args=[draft.pk, number])
        page = client.get(address)
        if page.status_code == 404:
            break
        names = set(re.findall(r'name="([^"_][^"]*)"', page.content.decode()))
        version = re.search(r'name="version" value="(\d+)"', page.content.decode())[1]
        sent = {n: answers[n] for n in names if n in answers and answers[n] not in (None, False)}
        done = client.post(address, {**sent, "version": version, "_next": "1"})
        assert done.status_code == 302, done.content.decode()[:3000]
    draft.refresh_from_db()


def hand_in(client, draft, **more):
    """Delivery, review, sending."""
    client.post(
        reverse("cases_citizen:delivery", args=[draft.pk]),
        {"way": "电子送达", "consent": "1", "_next": "1"},
    )
    return client.post(reverse("cases_citizen:review", args=[draft.pk]), {"truth": "1", **more})


@pytest.mark.req("CASE-43", "CASE-32")
def test_a_firm_applies_from_the_first_question_to_the_receipt(world, liu):
    draft = begin(liu, world, "hygiene", f"firm:{world.firm.pk}")
    assert draft.answers["firm"]["name"] == world.firm.name  # nobody types what is known
    fill_in(liu, world, draft, "hygiene")
    materials = reverse("cases_citizen:materials", args=[draft.pk])
    code = next(one.code for one in draft.edition.document.materials if not one.shared)
    sent = liu.post(materials, {f"file_{code}": SimpleUploadedFile("图.png", PNG)}, follow=True)
    assert sent.status_code == 200
    assert "已上传 1 份" in sent.content.decode()
    review = reverse("cases_citizen:review", args=[draft.pk])
    page = liu.get(review).content.decode()
    assert "给您答复" in page
    assert "还缺" in page
    assert liu.post(review, {"truth": "1"}).status_code == 422  # no way of delivery chosen yet
    page = liu.get(review).content.decode()
    token = re.findall(r'name="once" value="([^"]+)"', page)[-1]
    answer = hand_in(liu, draft, once=token)
    case = Case.objects.get(draft=draft)
    receipt = reverse("cases_citizen:receipt", args=[case.matter.number])
    assert answer.status_code == 302
    assert answer.url == receipt
    again = liu.post(review, {"truth": "1", "once": token})
    assert again["Location"] == receipt
    assert Case.objects.filter(draft=draft).count() == 1
    shown = liu.get(receipt).content.decode()
    assert case.matter.number in shown
    assert case.matter.query_code in shown
    entry = json.loads(liu.get(reverse("cases_citizen:proof", args=[case.matter.number])).content)
    assert entry["digest"] in shown
    assert case.delivery_detail["electronic_consent"]
    tracked = liu.get(reverse("cases_citizen:case", args=[case.matter.number])).content.decode()
    assert "告诉您是否受理" in tracked
    assert "收件凭证" in tracked
    for name in ("why", "record", "ask", "withdraw"):
        assert (
            liu.get(reverse(f"cases_citizen:{name}", args=[case.matter.number])).status_code == 200
        )


def test_what_is_wrong_is_told_beside_the_field_and_kept(world, liu):
    draft = begin(liu, world, "archive", "")
    address = reverse("cases_citizen:form", args=[draft.pk, 1])
    page = liu.get(address).content.decode()
    name = re.search(r'name="([a-z_]+\.(?:id_card|mobile))"', page)[1]
    answer = liu.post(address, {name: "不是号码", "_next": "1"})
    assert answer.status_code == 422
    assert "不是号码" in answer.content.decode()
    assert "error-summary" in answer.content.decode()
    assert "不是号码" in liu.get(address).content.decode()  # kept for another device


def test_a_save_from_another_device_in_between_loses_nothing(world, liu):
    draft = begin(liu, world, "archive", "")
    address = reverse("cases_citizen:form", args=[draft.pk, 1])
    name = re.search(r'name="([a-z_]+\.name)"', liu.get(address).content.decode())[1]
    old = draft.version
    saved = liu.post(address, {name: "甲", "version": old}, headers={"X-Autosave": "1"})
    assert saved.json()["version"] == old + 1
    answer = liu.post(address, {name: "乙", "version": old, "_next": "1"})
    assert answer.status_code == 409
    assert 'value="乙"' in answer.content.decode()
    assert "另一台设备" in answer.content.decode()
    quiet = liu.post(address, {name: "丙", "version": old}, headers={"X-Autosave": "1"})
    assert quiet.status_code == 409
    assert "没有保存" in quiet.json()["message"]
    draft.refresh_from_db()
    group, _, field = name.partition(".")
    assert draft.answers[group][field] == "甲"
    # The page loaded again posts what it once posted: the box that was empty then is not now.
    again = liu.post(address, {name: "", "version": old, "_next": "1"}).content.decode()
    assert 'value="甲"' in again


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.pdf", b"", "0 字节"),
        ("材料.pdf", b"MZ\x90\x00" + b"\0" * 500, "程序"),
        ("大.png", PNG + b"\0" * (20 * 1024 * 1024), "20 MB"),
    ],
)
def test_a_file_that_cannot_come_in_is_told_beside_its_material(world, liu, name, content, said):
    draft = begin(liu, world, "hygiene", f"firm:{world.firm.pk}")
    code = next(one.code for one in draft.edition.document.materials if not one.shared)
    upload = io.BytesIO(content)
    upload.name = name
    address = reverse("cases_citizen:materials", args=[draft.pk])
    answer = liu.post(address, {f"file_{code}": upload})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not DraftPaper.objects.filter(draft=draft).exists()


def test_a_kept_file_can_be_seen_and_taken_off(world, liu):
    draft = begin(liu, world, "hygiene", f"firm:{world.firm.pk}")
    code = next(one.code for one in draft.edition.document.materials if not one.shared)
    address = reverse("cases_citizen:materials", args=[draft.pk])
    liu.post(address, {f"file_{code}": SimpleUploadedFile("图.png", PNG)})
    paper = DraftPaper.objects.get(draft=draft)
    file = reverse("cases_citizen:draft_paper", args=[draft.pk, paper.pk])
    assert b"".join(liu.get(file).streaming_content) == PNG
    stranger = Client()
    sign_in(stranger, make_citizen(name="外人"))
    assert stranger.get(file).status_code == 404
    assert stranger.get(address).status_code == 404
    liu.post(address, {f"file_{code}_remove": str(paper.pk)})
    assert not DraftPaper.objects.filter(draft=draft).exists()


def test_who_is_not_proven_may_write_but_is_told_how_to_send(world, client):
    account = make_citizen("declared", name="陈小雨")
    sign_in(client, account)
    draft = begin(client, world, "archive", "")
    fill_in(client, world, draft, "archive")
    review = client.get(reverse("cases_citizen:review", args=[draft.pk])).content.decode()
    assert "核验身份" in review
    assert "提交申请</button>" not in review
    answer = hand_in(client, draft)
    assert answer.status_code == 409
    assert "您填的内容都还在" in answer.content.decode()
    assert Draft.objects.get(pk=draft.pk).submitted_id is None


@pytest.mark.skipif(not NAUGHTY.exists(), reason="needs ../shared")
def test_naughty_strings_in_every_field_are_kept_or_refused_never_a_fault(world, liu):
    draft = begin(liu, world, "shop", "")
    source = next(path for path in sorted(NAUGHTY.rglob("*")) if path.suffix == ".json")
    texts = [t for t in json.loads(source.read_text(encoding="utf-8")) if "\0" not in t]
    schema = queries.schema_of(queries.terms_of(draft.edition_id))
    names = list(flat(fill(schema, random.Random(3), "甲")))
    while texts:
        sent = {name: texts.pop() for name in names if texts}
        for part in (1, 2):
            address = reverse("cases_citizen:form", args=[draft.pk, part])
            answer = liu.post(address, {**sent, "_next": "1"})
            assert answer.status_code in (302, 400, 422), (sent, answer.status_code)
    assert liu.get(reverse("cases_citizen:review", args=[draft.pk])).status_code == 200


def received(world, name="hygiene", **more):
    """A case that stands in the tray."""
    return actions.receive(application(world, name, **more), by=world.clerk, at=now())


def test_the_one_supplement_is_shown_and_handed_in(world, liu):
    sign_in(liu, world.account, behalf=f"firm:{world.firm.pk}")
    case = received(world)
    code = next(iter(queries.terms_of(case.edition_id).required_materials))
    defects = [Defect(code, "看不清", "重新拍一张")]
    actions.request_supplement(case, defects=defects, by=world.clerk, at=now())
    number = case.matter.number
    assert "请补交 1 项材料" in liu.get(f"/my/{number}/").content.decode()
    address = reverse("cases_citizen:supplement", args=[number])
    page = liu.get(address).content.decode()
    assert "看不清" in page
    assert "重新拍一张" in page
    assert liu.post(address, {}).status_code == 422
    done = liu.post(address, {f"file_{code}": SimpleUploadedFile("新.png", PNG)}, follow=True)
    assert done.status_code == 200
    assert "已经交齐" in done.content.decode()
    assert Case.objects.get(pk=case.pk).state == CaseState.RECEIVED


def test_asking_and_taking_back(world, liu):
    sign_in(liu, world.account, behalf=f"firm:{world.firm.pk}")
    number = received(world).matter.number
    ask = reverse("cases_citizen:ask", args=[number])
    assert liu.post(ask, {"text": "  "}).status_code == 422
    assert "周末能办吗" in liu.post(ask, {"text": "周末能办吗"}, follow=True).content.decode()
    page = liu.post(
        reverse("cases_citizen:withdraw", args=[number]), {"reason": "不开了"}, follow=True
    )
    assert "您已撤回申请" in page.content.decode()
    again = liu.post(reverse("cases_citizen:withdraw", args=[number]), {"reason": "再撤"})
    assert again.status_code == 409
    assert liu.get(f"/my/{number}/archive.pdf").status_code == 200


def test_a_case_is_seen_by_its_applicant_and_by_the_holder_of_the_mandate_only(world, client):
    case = received(world, "archive")
    number = case.matter.number
    other = make_citizen(name="外人")
    sign_in(client, other)
    assert client.get(f"/my/{number}/").status_code == 404
    assert number not in client.get("/my/").content.decode()
    assert Client().get(f"/my/{number}/").status_code == 302


@pytest.mark.req("CASE-43")
def test_with_a_power_of_attorney_one_applies_for_somebody_else(world, client):
    helper = make_citizen(name="帮忙人")
    mandate = make_mandate(world.account.person, helper.person)
    sign_in(client, helper)
    draft = begin(client, world, "archive", f"mandate:{mandate.pk}")
    assert draft.person == world.account.person
    assert draft.answers[META]["mandate"] == str(mandate.pk)
    fill_in(client, world, draft, "archive")
    answer = hand_in(client, draft)
    case = Case.objects.get(draft=draft)
    assert answer.status_code == 302
    assert case.agent_name == "帮忙人"
    assert case.applicant_name == "刘建国"
    assert client.get(answer.url).status_code == 200


def test_nobody_applies_in_a_name_that_is_not_theirs(world):
    from zhengwu.kernel.errors import NotPermitted

    stranger = as_citizen(make_citizen(name="外人"))
    with pytest.raises(NotPermitted):
        actions.receive(application(world, "archive"), by=stranger, at=now())


def test_progress_by_number_and_code_shows_no_name_and_counts_tries(world, client):
    case = received(world, "archive")
    number, code = case.matter.number, case.matter.query_code
    page = client.post("/track/", {"number": number.lower(), "code": code.lower()})
    shown = page.content.decode()
    assert page.status_code == 200
    assert "刘**" in shown
    assert "刘建国" not in shown
    assert client.post("/track/", {"number": "", "code": ""}).status_code == 422
    statuses = [
        client.post("/track/", {"number": number, "code": "WRONG"}).status_code for _ in range(25)
    ]
    assert statuses[0] == 422
    assert statuses[-1] == 429


def test_the_roll_covers_names(world, client):
    case = received(world, "archive")
    Case.objects.filter(pk=case.pk).update(state=CaseState.COMPLETED, completed_at=now())
    shown = client.get("/roll/").content.decode()
    assert case.matter.number in shown
    assert "刘建国" not in shown
    assert "刘**" in shown
