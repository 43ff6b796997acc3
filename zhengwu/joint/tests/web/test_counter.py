"""The joint counter: a person is here; one form and one list of papers, received in one go."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import TestClock, frozen
from zhengwu.cases.models import CasePaper
from zhengwu.files.actions import give_up, keep
from zhengwu.files.actions import receive as receive_file
from zhengwu.files.models import StoredFile
from zhengwu.files.tests.factories import pdf_bytes
from zhengwu.forms.queries import by_digest
from zhengwu.identity import middleware
from zhengwu.joint import actions
from zhengwu.joint.models import Joint, JointPaper
from zhengwu.joint.tests.factories import SHOP, answers, at, edition, part_of, staff
from zhengwu.kernel.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db
HERE = "/desk/joint/window/new-enterprise/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Thursday, before noon."""
    with frozen(TestClock(at(17, 11))):
        yield


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`visit(actor)` → a client of that visitor."""

    def client_of(actor: Actor) -> Client:
        monkeypatch.setattr(middleware, "_actor", lambda request, at: actor)
        return Client()

    return client_of


def flat(value: Any, prefix: str = "form") -> dict[str, str]:
    """Nested answers as the form's fields."""
    if isinstance(value, dict):
        found: dict[str, str] = {}
        for key, inner in value.items():
            found |= flat(inner, f"{prefix}.{key}")
        return found
    if isinstance(value, list):
        found = {}
        for number, inner in enumerate(value):
            found |= flat(inner, f"{prefix}.{number}")
        return found
    return {prefix: "true" if value is True else str(value)}


def filled(world: SimpleNamespace, **more: str) -> dict[str, str]:
    """Everything a clerk types and ticks."""
    of, person = edition(), world.account.person
    version = by_digest(of.document.form.code, of.document.form.digest)
    assert version is not None
    return {
        "kind": "person", "number": person.id_number, "name": person.name, "phone": person.phone,
        "present": "1", "truth": "spoken", "way": "窗口领取", "edition": str(of.pk),
        **flat(answers(of)), "s.staff": "yes", "s.handler": "agent", "s.copies": "yes",
        **{f"mark_{one.code}": "original" for one in of.document.papers
           if one.required == "required"},
        **more,
    }  # fmt: skip


def test_only_services_ones_own_window_leads_are_offered(
    world: SimpleNamespace, visit: Any
) -> None:
    page = visit(staff(world, "GA-XZSP")).get("/desk/joint/window/").content.decode()
    assert "企业开办一件事" in page
    assert "建设项目联合审图" not in page
    assert visit(staff(world, "GA-SWJ")).get(HERE).status_code == 404
    assert visit(staff(world, "GA-XZSP", "reviewer")).get(HERE).status_code == 403


def test_a_slip_stays_beside_its_field_and_nothing_typed_is_lost(
    world: SimpleNamespace, visit: Any
) -> None:
    client = visit(staff(world, "GA-XZSP"))
    typed = filled(world, step="accept", present="", number="110105")
    typed["form.company.name"] = ""
    sent = client.post(HERE, typed)
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "请当面核对本人与证件一致" in page
    assert "企业名称" in page
    assert typed["form.company.scope"] in page
    assert not Joint.objects.exists()
    seen = client.post(HERE, filled(world, step="seen", mark_C01=""))
    assert seen.status_code == 200


def test_received_and_accepted_in_one_go_and_once(world: SimpleNamespace, visit: Any) -> None:
    client = visit(staff(world, "GA-XZSP"))
    sent = client.post(HERE, filled(world, step="accept", _once="joint-counter-1"))
    assert sent.status_code in (302, 303), sent.content.decode()[-3000:]
    joint = Joint.objects.get()
    assert (joint.state, joint.channel) == ("accepted", "window")
    assert joint.person == world.account.person
    papers = JointPaper.objects.filter(joint=joint)
    assert {one.form for one in papers} == {"original"}
    assert papers.count() == len({one.code for one in papers}), "each paper once for all"
    page = client.get(sent.headers["Location"]).content.decode()
    assert joint.matter.number in page
    assert "收件凭证" in page


def test_the_counter_asks_the_situation_first_and_asks_for_no_more(
    world: SimpleNamespace, visit: Any
) -> None:
    client = visit(staff(world, "GA-XZSP"))
    typed = filled(world, step="accept")
    untold = {name: words for name, words in typed.items() if not name.startswith("s.")}
    sent = client.post(HERE, {**untold, "s.staff": "no"})
    page = sent.content.decode()
    assert sent.status_code == 422
    assert "请先问申请人：由谁来办？" in page
    assert typed["form.company.scope"] in page, "nothing typed is lost"
    assert "这次不办：企业社会保险登记" in page
    typed |= {"s.staff": "no", "s.handler": "self", "s.copies": "no"}
    redrawn = client.post(HERE, {**typed, "step": "redraw"}).content.decode()
    assert 'name="form.insured.count"' not in redrawn
    proof = next(one.code for one in edition().document.papers if one.name == "经办人身份证明")
    assert f"mark_{proof}" in page
    assert f"mark_{proof}" not in redrawn, "who comes himself brings no proof of an agent"
    assert client.post(HERE, typed).status_code in (302, 303)
    joint = Joint.objects.get()
    assert joint.state == "accepted"
    assert joint.parts.count() == 2
    assert "经办人身份证明" not in joint.papers.values_list("name", flat=True)
    desk = client.get(f"/desk/joint/matter/{joint.matter.number}/").content.decode()
    assert "按这个情形不用交，不得要求提交" in desk


def test_what_lacks_is_told_before_it_is_accepted(world: SimpleNamespace, visit: Any) -> None:
    client = visit(staff(world, "GA-XZSP"))
    typed = filled(world, step="accept")
    typed |= {name: "" for name in typed if name.startswith("mark_")}
    sent = client.post(HERE, typed)
    assert sent.status_code == 422
    assert not Joint.objects.exists(), "nothing is received twice"
    assert "经办人身份证明" in sent.content.decode()
    received = client.post(HERE, {**typed, "step": "receive"})
    assert received.status_code in (302, 303), "an application is taken in all the same (32)"


def sheet(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def code_of(name: str) -> str:
    return next(one.code for one in edition().document.papers if one.name == name)


def kept_ids(page: str, code: str) -> list[str]:
    """Files the page carries along for a paper."""
    return re.findall(rf'name="file_{code}_kept" value="([^"]+)"', page)


def test_a_scan_stays_through_a_slip_and_comes_in_once(world: SimpleNamespace, visit: Any) -> None:
    client, charter, proof = (
        visit(staff(world, "GA-XZSP")),
        code_of("公司章程"),
        code_of("住所使用证明"),
    )
    typed = filled(world, step="accept", phone="1")
    typed |= {f"mark_{charter}": "", f"mark_{proof}": ""}
    bytes_ = pdf_bytes(words="charter")
    first = client.post(HERE, {
        **typed,
        f"file_{charter}": [sheet("章程.pdf", bytes_), sheet("章程（副本）.pdf", bytes_)],
        f"file_{proof}": sheet("证明.pdf", b"this is no document at all"),
    })  # fmt: skip
    page = first.content.decode()
    assert first.status_code == 422
    ids = kept_ids(page, charter)
    assert len(ids) == 1, "the same bytes twice are one"
    assert kept_ids(page, proof) == [], "its name says PDF, its bytes do not"
    place = page.partition(f'id="m-{proof}"')[2].partition("</li>")[0]
    assert "证明.pdf" in place, "said beside the paper it was meant for"
    assert typed["form.company.scope"] in page
    again = client.post(HERE, {
        **typed, f"file_{charter}_kept": ids, f"file_{charter}": sheet("又一次.pdf", bytes_),
    })  # fmt: skip
    assert kept_ids(again.content.decode(), charter) == ids, "sent again it is still one"
    right = {**typed, "phone": world.account.person.phone, f"mark_{proof}": "copy"}
    assert client.post(HERE, {**right, f"file_{charter}_kept": ids}).status_code in (302, 303)
    joint = Joint.objects.get()
    assert joint.state == "accepted"
    papers = {one.code: (one.form, one.file) for one in joint.papers.select_related("file")}
    assert (papers[charter][0], papers[charter][1].name) == ("electronic", "章程.pdf")
    assert papers[proof] == ("copy", None)
    assert joint.papers.filter(code=charter).count() == 1
    shop = part_of(joint, SHOP).case
    assert CasePaper.objects.get(case=shop, file=papers[charter][1]).name == "公司章程"


def test_a_scan_is_taken_off_and_nobody_else_s_is_taken_in(
    world: SimpleNamespace, visit: Any
) -> None:
    mine, charter = staff(world, "GA-XZSP"), code_of("公司章程")
    client = visit(mine)
    typed = filled(world, step="redraw") | {f"mark_{charter}": ""}
    page = client.post(HERE, {**typed, f"file_{charter}": sheet("a.pdf", pdf_bytes())})
    (own,) = kept_ids(page.content.decode(), charter)
    received = receive_file(BytesIO(pdf_bytes(words="x")), name="b.pdf")
    other = keep(received, by=staff(world, "GA-SWJ"), at=at(17))
    carried = {**typed, f"file_{charter}_kept": [own, str(other.pk), "no-file"]}
    assert kept_ids(client.post(HERE, carried).content.decode(), charter) == [own]
    off = client.post(HERE, {**carried, f"file_{charter}_remove": own})
    assert kept_ids(off.content.decode(), charter) == []
    assert give_up(StoredFile.objects.get(pk=own), by=SYSTEM, at=at(17) + timedelta(days=400))
    gone = client.post(HERE, {**typed, f"file_{charter}_kept": [own], "step": "accept"})
    assert gone.status_code == 422, "what was given up is not there any more"
    assert "还缺必要材料：公司章程" in gone.content.decode()


def test_the_same_bytes_under_one_paper_of_a_draft_are_one(world: SimpleNamespace) -> None:
    charter, person = code_of("公司章程"), world.account.person
    draft = actions.start_draft(edition(), person=person, firm=None, by=world.citizen, at=at(17))
    for name in ("章程.pdf", "章程2.pdf"):
        received = receive_file(BytesIO(pdf_bytes()), name=name)
        stored = keep(received, by=world.citizen, at=at(17))
        actions.attach(draft, code=charter, file=stored, by=world.citizen, at=at(17))
    assert [one.file.name for one in draft.papers.select_related("file")] == ["章程.pdf"]
