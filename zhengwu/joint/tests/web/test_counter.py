"""The joint counter: a person is here; one form and one list of papers, received in one go."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.cast import TestClock, frozen
from zhengwu.forms.queries import by_digest
from zhengwu.identity import middleware
from zhengwu.joint.models import Joint, JointPaper
from zhengwu.joint.tests.factories import answers, at, edition, staff
from zhengwu.kernel.actors import Actor

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
